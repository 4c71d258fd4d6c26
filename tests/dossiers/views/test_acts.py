"""Each act of officers as a page: done, unlawful, stale."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.enums import Outcome, Proposal, Stage, Status
from tests.support import desk, files
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
REASON = {"reason": "Không thuộc thẩm quyền"}
DAY = {"new_due_on": "30", "new_due_on-m": "8", "new_due_on-y": "2021"}
RETURN = {"method": "truc_tiep", "receiver_name": "Trần Văn Hai", "receiver_national_id": "044090001234",
          "authorisation": "Giấy ủy quyền số 5"}  # fmt: skip
WAITING = (Status.PROCESSING, Stage.ASSIGNING)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE + timedelta(hours=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def at():
    return desk.commune()


def url(dossier, slug, query=""):
    return f"/can-bo/ho-so/{dossier.reference}/{slug}/{query}"


def judged(at):
    made = desk.dossier(at)
    made.papers.update(verdict="good")
    return made


def paying(at):
    return desk.dossier(at, Status.FINANCIAL_DUTY, Stage.EXAMINING, case_officer=at.specialist)


def reviewing(at, proposal=Proposal.GRANT):
    return desk.dossier(
        at, Status.PROCESSING, Stage.REVIEWING, case_officer=at.specialist, proposal=proposal, proposal_text="Đủ"
    )


#: slug, how the dossier stands, who acts, what is typed, where it leads.
ACTS = [
    ("tiep-nhan", desk.dossier, "officer", {}, (Status.RECEIVED, "")),
    ("tiep-nhan-va-chuyen", desk.dossier, "officer", {}, WAITING),
    ("tu-choi-tiep-nhan", desk.dossier, "officer", REASON, (Status.REFUSED_INTAKE, "")),
    ("yeu-cau-bo-sung", judged, "officer", {"other": "Ảnh thẻ", "other_reason": "Thiếu", "buoc": "gui"},
     (Status.SUPPLEMENT, "")),
    ("chuyen", lambda at: desk.dossier(at, Status.RECEIVED), "officer", {}, WAITING),
    ("nhan-thu-ly", lambda at: desk.dossier(at, *WAITING), "specialist", {}, (Status.PROCESSING, Stage.EXAMINING)),
    ("phan-cong", lambda at: desk.dossier(at, *WAITING), "head", {"officer": "KEY"},
     (Status.PROCESSING, Stage.EXAMINING)),
    ("de-xuat", desk.examining, "specialist", {"proposal": "grant"}, (Status.PROCESSING, Stage.SIGNING)),
    ("trinh-lanh-dao", reviewing, "head", {}, (Status.PROCESSING, Stage.SIGNING)),
    ("tra-lai", desk.signing, "leader", REASON, (Status.PROCESSING, Stage.EXAMINING)),
    ("ky-duyet", desk.signing, "leader", {}, (Status.DECIDED, Stage.SIGNING)),
    ("ky-tu-choi", lambda at: desk.signing(at, Proposal.REFUSE), "leader", REASON, (Status.DECIDED, Stage.SIGNING)),
    ("gui-yeu-cau-bo-sung", lambda at: desk.signing(at, Proposal.SUPPLEMENT), "leader",
     {"other": "Ảnh thẻ", "other_reason": "Thiếu", "buoc": "gui"}, (Status.SUPPLEMENT, Stage.SIGNING)),
    ("nhan-bo-sung", desk.supplementing, "officer",
     {"text": "01 bản chính", "channel": "truc_tiep"}, (Status.SUPPLEMENT, Stage.SIGNING)),
    ("xac-nhan-bo-sung", lambda at: desk.supplementing(at, answered=True), "officer", {},
     (Status.PROCESSING, Stage.EXAMINING)),
    ("nghia-vu-tai-chinh", desk.examining, "specialist", {"amount_vnd": "226.000", **REASON},
     (Status.FINANCIAL_DUTY, Stage.EXAMINING)),
    ("xac-nhan-nop-tien", paying, "specialist", {}, (Status.PROCESSING, Stage.EXAMINING)),
    ("xin-loi", desk.examining, "leader", REASON | DAY, (Status.PROCESSING, Stage.EXAMINING)),
    ("dung", desk.examining, "leader", REASON, (Status.STOPPED, Stage.EXAMINING)),
    ("cho-rut", desk.examining, "officer", REASON, (Status.WITHDRAWN, Stage.EXAMINING)),
    ("thu-hoi-ket-qua", lambda at: desk.dossier(at, Status.DECIDED, Stage.SIGNING), "leader", REASON,
     (Status.PROCESSING, Stage.EXAMINING)),
    ("tra-ket-qua", lambda at: desk.dossier(at, Status.DECIDED, Stage.SIGNING), "officer", RETURN,
     (Status.RETURNED, Stage.SIGNING)),
]  # fmt: skip
every_act = pytest.mark.parametrize(("slug", "made", "who", "typed", "leads"), ACTS, ids=[act[0] for act in ACTS])


def data(at, typed, seen=1):
    return {name: at.specialist.key if value == "KEY" else value for name, value in typed.items()} | {"seen": seen}


@every_act
def test_an_act_is_read_then_done(client, at, slug, made, who, typed, leads):
    dossier = made(at)
    client.force_login(getattr(at, who))

    read = client.get(url(dossier, slug))
    done = client.post(url(dossier, slug), data(at, typed))

    dossier.refresh_from_db()
    assert (read.status_code, done.status_code) == (200, 302)
    assert (dossier.status, dossier.stage) == leads
    assert dossier.event_seq >= 2


@every_act
def test_a_stale_page_tells_what_happened_and_keeps_what_was_typed(client, at, slug, made, who, typed, leads):
    dossier = made(at)
    before = (dossier.status, dossier.stage)
    client.force_login(getattr(at, who))

    response = client.post(url(dossier, slug), data(at, typed, seen=0))

    dossier.refresh_from_db()
    assert response.status_code == 409
    assert [step["title"] for step in response.context["since"]] == ["Nộp hồ sơ trực tuyến"]
    assert (dossier.status, dossier.stage) == before
    shown = response.context["form"]
    assert all(shown[name].value() == value for name, value in typed.items() if name == "reason")


@every_act
def test_nobody_else_may_do_it(client, at, slug, made, who, typed, leads):
    dossier = made(at)
    stranger = at.head if who in {"officer", "specialist"} or slug == "thu-hoi-ket-qua" else at.officer
    client.force_login(stranger)

    response = client.post(url(dossier, slug), data(at, typed))

    dossier.refresh_from_db()
    assert response.status_code == 422
    assert dossier.event_seq == 1
    assert client.get(url(dossier, slug)).status_code == 302


@pytest.mark.parametrize("slug", [act[0] for act in ACTS])
def test_a_final_dossier_takes_no_act(client, at, slug):
    dossier = desk.dossier(at, Status.WITHDRAWN)
    client.force_login(at.officer)

    response = client.post(url(dossier, slug), {"seen": 1, **REASON})

    assert response.status_code == 422


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_no_number_breaks_an_act(client, at, seen):
    dossier = desk.dossier(at)
    client.force_login(at.officer)

    assert client.post(url(dossier, "tiep-nhan"), {"seen": seen}).status_code == 409


def test_a_refusal_needs_its_reason(client, at):
    dossier = desk.dossier(at)
    client.force_login(at.officer)

    response = client.post(url(dossier, "tu-choi-tiep-nhan"), {"seen": 1})

    assert response.status_code == 422
    assert response.context["form"].errors == {"reason": ["Nhập lý do"]}
    assert "<title>Lỗi: " in response.content.decode()


def test_a_request_is_shown_as_the_applicant_reads_it_before_it_goes(client, at):
    dossier = judged(at)
    client.force_login(at.officer)
    typed = {"other": "Ảnh thẻ", "other_reason": "Thiếu ảnh", "seen": 1}

    preview = client.post(url(dossier, "yeu-cau-bo-sung"), typed)

    dossier.refresh_from_db()
    assert dossier.status == Status.REGISTERED
    assert [item.subject for item in preview.context["items"]] == ["Ảnh thẻ"]
    assert "Người nộp sẽ đọc như sau" in preview.content.decode()


def test_a_request_before_all_papers_were_seen_is_refused_with_its_source(client, at):
    dossier = desk.dossier(at)
    client.force_login(at.officer)

    page = client.post(
        url(dossier, "yeu-cau-bo-sung"), {"other": "Ảnh", "other_reason": "Thiếu", "buoc": "gui", "seen": 1}
    )

    assert page.status_code == 422
    assert "chỉ được yêu cầu bổ sung một lần. (Điều 17 Nghị định 61/2018/NĐ-CP)" in page.content.decode()


def test_an_empty_request_is_told_what_to_do(client, at):
    dossier = judged(at)
    client.force_login(at.officer)

    response = client.post(url(dossier, "yeu-cau-bo-sung"), {"seen": 1})

    assert response.status_code == 422
    assert "Đánh dấu giấy tờ" in response.content.decode()


def test_a_proposed_file_becomes_the_result(client, at):
    dossier = desk.examining(at)
    draft = files.upload("ket-qua.pdf", files.pdf_bytes())
    client.force_login(at.specialist)

    client.post(url(dossier, "de-xuat"), {"proposal": "grant", "result_file": draft, "seen": 1})
    client.force_login(at.leader)
    client.post(url(dossier, "ky-duyet"), {"seen": 2})

    dossier.refresh_from_db()
    assert dossier.outcome == Outcome.GRANTED
    assert dossier.results.get().document.file.name == "ket-qua.pdf"


def test_a_proposed_file_is_read_by_the_office_and_not_by_the_applicant(client, at):
    dossier = desk.examining(at)
    draft = files.upload("ket-qua.pdf", files.pdf_bytes())
    client.force_login(at.specialist)
    client.post(url(dossier, "de-xuat"), {"proposal": "grant", "result_file": draft, "seen": 1})

    client.force_login(at.leader)
    proposed = client.get(f"/can-bo/ho-so/{dossier.reference}/").context["proposed"]
    read = client.get(proposed["url"])
    client.force_login(at.citizen)

    assert b"".join(read.streaming_content).startswith(b"%PDF")
    assert client.get(proposed["url"]).status_code == 404


def test_a_file_that_cannot_be_taken_says_what_to_do(client, at):
    dossier = desk.examining(at)
    client.force_login(at.specialist)

    response = client.post(
        url(dossier, "de-xuat"), {"proposal": "grant", "result_file": files.upload("a.docx", b"PK"), "seen": 1}
    )

    assert response.status_code == 422
    assert "Chọn ảnh hoặc PDF" in response.content.decode()


def test_a_proposal_to_refuse_needs_its_text(client, at):
    dossier = desk.examining(at)
    client.force_login(at.specialist)

    response = client.post(url(dossier, "de-xuat"), {"proposal": "refuse", "seen": 1})

    assert response.status_code == 422
    assert "Nhập lý do đề xuất." in response.content.decode()


def test_who_takes_a_result_at_the_desk_shows_a_card(client, at):
    dossier = desk.dossier(at, Status.DECIDED, Stage.SIGNING)
    client.force_login(at.officer)

    response = client.post(
        url(dossier, "tra-ket-qua"), {"method": "truc_tiep", "receiver_name": dossier.applicant_name, "seen": 1}
    )

    assert response.context["form"].errors == {"receiver_national_id": ["Nhập số căn cước của người nhận"]}


def test_an_apology_suggests_a_working_day(client, at):
    dossier = desk.examining(at)
    client.force_login(at.leader)

    form = client.get(url(dossier, "xin-loi")).context["form"]

    assert form["new_due_on"].value().isoformat() == "2021-08-03"


def test_an_unanswered_request_is_closed_after_its_time(client, at, clock):
    dossier = desk.supplementing(at)
    client.force_login(at.officer)

    early = client.post(url(dossier, "dong-ho-so"), {"seen": 1})
    clock.shift(timedelta(days=20))
    client.force_login(at.officer)
    late = client.post(url(dossier, "dong-ho-so"), {"seen": 1})

    dossier.refresh_from_db()
    assert (early.status_code, late.status_code) == (422, 302)
    assert dossier.status == Status.STOPPED


def test_the_next_dossier_opens_when_asked(client, at):
    first, second = desk.dossier(at), desk.dossier(at)
    client.force_login(at.officer)

    response = client.post(
        url(first, "tu-choi-tiep-nhan", f"?tt=cho-tiep-nhan&ke={second.reference}"),
        {"seen": 1, "mo-ke": "1", **REASON},
    )

    assert response["Location"] == f"/can-bo/ho-so/{second.reference}/?tt=cho-tiep-nhan"


def test_papers_brought_to_the_desk_are_taken(client, at):
    dossier = desk.supplementing(at)
    client.force_login(at.officer)

    client.post(
        url(dossier, "nhan-bo-sung"),
        {"file_1": files.upload("anh.png", files.image_bytes("PNG")), "seen": 1, "channel": "truc_tiep"},
    )

    assert dossier.papers.get(requirement__position=1).files.count() == 1
    assert dossier.supplements.get().answered_at is not None
