"""One dossier on the bench of an officer."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.enums import Stage, Status, Verdict
from dossiers.models import DossierEvent, DossierView, PaperFile
from portal.accounts.enums import Role
from portal.kernel.files import store_upload
from tests.support import accounts, desk, files
from tests.support.desk import NATIONAL_ID, NINE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE + timedelta(hours=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def at():
    return desk.commune()


def bench(dossier, rest=""):
    return f"/can-bo/ho-so/{dossier.reference}/{rest}"


def test_the_bench_shows_what_the_officer_needs(client, at):
    made = desk.dossier(at, answers={"noi_dung": {"purpose": "Xin việc làm"}})
    client.force_login(at.officer)

    page = client.get(bench(made)).content.decode()

    for words in ("Trả lời trước", "Giấy chứng sinh", "Xin việc làm", "044•••••2318", "Tiếp nhận và chuyển", "Lịch sử"):
        assert words in page
    assert NATIONAL_ID not in page


def test_only_acts_of_the_law_are_offered(client, at):
    made = desk.signing(at)

    def offered(user):
        client.force_login(user)
        return [page.slug for page in client.get(bench(made)).context["pages"]]

    assert offered(at.officer) == ["cho-rut"]
    assert offered(at.specialist) == []
    assert offered(at.leader) == ["ky-duyet", "tra-lai", "xin-loi", "dung"]


def test_another_agency_gets_not_found(client, at):
    made = desk.dossier(at)
    client.force_login(accounts.staff(Role.LEADER, at.other))

    assert client.get(bench(made)).status_code == 404
    assert client.post(bench(made, "tiep-nhan/"), {"seen": 1}).status_code == 404
    assert client.post(bench(made, "hien-can-cuoc/")).status_code == 404


def test_the_official_code_leads_to_the_same_bench(client, at):
    made = desk.dossier(at, Status.RECEIVED)
    client.force_login(at.officer)

    assert client.get(f"/can-bo/ho-so/{made.code}/").context["dossier"] == made


def test_opening_is_noted_once_in_ten_minutes(client, at, clock):
    made = desk.dossier(at)
    client.force_login(at.officer)

    client.get(bench(made))
    client.get(bench(made))
    clock.shift(timedelta(minutes=11))
    client.get(bench(made))

    views = DossierView.objects.order_by("pk").values_list("what", "viewer_title")
    assert list(views) == [("Mở hồ sơ", f"Cán bộ Một cửa, {made.desk.name}")] * 2


def test_the_number_is_shown_on_demand_and_that_is_noted(client, at):
    made = desk.dossier(at)
    client.force_login(at.officer)

    page = client.post(bench(made, "hien-can-cuoc/")).content.decode()

    assert NATIONAL_ID in page
    assert DossierView.objects.get().what == "Xem số căn cước"


def test_neighbours_follow_the_order_of_the_list(client, at):
    first, second, third = (desk.dossier(at, answer_due_at=NINE + timedelta(hours=n)) for n in (1, 2, 3))
    client.force_login(at.officer)

    page = client.get(bench(second, "?tt=cho-tiep-nhan")).content.decode()

    assert "Hồ sơ 2/3" in page
    assert f'{first.reference}/?tt=cho-tiep-nhan" rel="prev"' in page
    assert f'{third.reference}/?tt=cho-tiep-nhan" rel="next"' in page


def test_verdicts_are_kept(client, at):
    made = desk.dossier(at)
    client.force_login(at.officer)

    client.post(
        bench(made, "kiem-tra/"),
        {"g-0": "good", "g-1": "wrong", "ld-1": "Ảnh mờ, không đọc được chữ", "gc-1": "trang 2"},
    )

    kept = made.papers.order_by("requirement__position").values_list("verdict", "verdict_note")
    assert list(kept) == [(Verdict.GOOD, ""), (Verdict.WRONG, "Ảnh mờ, không đọc được chữ: trang 2")]


def test_a_wrong_paper_needs_a_reason_and_nothing_typed_is_lost(client, at):
    made = desk.dossier(at)
    client.force_login(at.officer)

    response = client.post(bench(made, "kiem-tra/"), {"g-0": "good", "g-1": "wrong"})

    assert response.status_code == 422
    assert [line["verdict"] for line in response.context["checklist"]] == ["good", "wrong"]
    assert "Chọn lý do cho giấy tờ chưa đạt" in response.content.decode()


def test_the_letter_is_composed_from_the_check(client, at):
    made = desk.dossier(at)
    client.force_login(at.officer)

    response = client.post(
        bench(made, "kiem-tra/"),
        {"g-0": "good", "g-1": "wrong", "gc-1": "Thiếu dấu", "truong": "purpose", "thieu": "2", "viec": "bo-sung"},
        follow=True,
    )

    fields = [(field.label, field.value()) for field in response.context["form"] if field.name.count("_") == 1]
    assert fields[:3] == [
        ("Giấy chứng sinh", "Thiếu dấu"),
        ("Văn bản ủy quyền", "Chưa có trong hồ sơ"),
        ("Nội dung: Nội dung yêu cầu", ""),
    ]


def test_a_file_is_shown_in_the_page(client, at):
    made = desk.dossier(at)
    stored = store_upload(files.upload("anh.jpg", files.image_bytes()), by=at.citizen, at=NINE)
    PaperFile.objects.create(paper=made.papers.order_by("pk")[0], file=stored, given_at=NINE)
    client.force_login(at.officer)

    response = client.get(bench(made, "?tep=7"))

    shown = response.context["shown"]
    assert (shown["number"], shown["is_image"]) == (1, True)
    sent = client.get(shown["url"])
    assert b"".join(sent.streaming_content).startswith(b"\xff\xd8")
    sent.close()


@pytest.mark.parametrize("query", ["?ke=%00", "?tt=%00&noi=%00&q=%00", "?tep=%00", "?ke=../..&tep=-1"])
def test_no_query_breaks_the_bench(client, at, query):
    made = desk.dossier(at)
    client.force_login(at.officer)

    assert client.get(bench(made, query)).status_code == 200
    assert client.get(bench(made, f"tu-choi-tiep-nhan/{query}")).status_code == 200


def test_a_note_is_kept_inside(client, at):
    made = desk.dossier(at)
    client.force_login(at.officer)

    page = client.post(bench(made, "ghi-chu/"), {"nb": "Gọi lại\nbuổi chiều"}, follow=True).content.decode()

    assert "Gọi lại<br>buổi chiều" in page
    assert client.post(bench(made, "ghi-chu/"), {"nb": " "}).status_code == 422
    assert client.post(bench(made, "ghi-chu/"), {"nb": "a" * 2001}).status_code == 422


def test_history_says_who_stood_in_for_whom(client, at):
    made = desk.dossier(at, Status.PROCESSING, Stage.ASSIGNING)
    term = at.leader.memberships.get()
    deputy = accounts.staff(full_name="Bùi Phó")
    lent = accounts.lent(term, deputy, starts_on=NINE.date(), ends_on=NINE.date())
    DossierEvent.objects.create(
        dossier=made, seq=2, act="assign", actor=deputy, actor_name="Bùi Phó", actor_title="Chủ tịch",
        capacity="signatory", delegation=lent, to_status=made.status, legal_basis="x", happened_at=NINE, hash="2",
    )  # fmt: skip
    client.force_login(at.leader)

    page = client.get(bench(made)).content.decode()

    assert "Bùi Phó, Chủ tịch, thay Hoàng Minh Đức" in page


def test_other_dossiers_of_the_person_are_named(client, at):
    made, other = desk.dossier(at), desk.dossier(at, Status.RECEIVED)
    desk.dossier(at, applicant_national_id_print="khac")
    client.force_login(at.officer)

    assert client.get(bench(made)).context["same"] == [other]


def test_an_auditor_reads_only(client, at):
    made = desk.dossier(at)
    client.force_login(accounts.staff(Role.AUDITOR, at.agency.parent.parent))

    page = client.get(bench(made)).content.decode()

    assert "Chỉ xem" in page
    assert client.post(bench(made, "kiem-tra/"), {"g-0": "good"}).status_code == 403


@pytest.mark.parametrize("kind", ["phieu-xin-loi", "ket-qua", "la"])
def test_a_paper_that_is_not_there_is_not_found(client, at, kind):
    made = desk.dossier(at)
    client.force_login(at.officer)

    assert client.get(bench(made, f"giay/{kind}.pdf")).status_code == 404


def test_the_control_sheet_is_a_pdf(client, at):
    made = desk.dossier(at, Status.RECEIVED)
    client.force_login(at.officer)

    response = client.get(bench(made, "giay/phieu-kiem-soat.pdf"))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_the_number_stays_masked_in_the_answers_until_it_is_asked_for(client, at):
    spec = [{"key": "ca_nhan", "title": "Cá nhân", "fields": [{"key": "so", "label": "Số", "type": "national_id"}]}]
    made = desk.dossier(at, answers={"ca_nhan": {"so": NATIONAL_ID}})
    made.revision.form = {"sections": spec}
    made.revision.save(update_fields=["form"])
    client.force_login(at.officer)

    assert NATIONAL_ID not in client.get(bench(made)).content.decode()
    shown = client.post(bench(made, "hien-can-cuoc/")).context["groups"]
    assert [row.value for row in shown[0].rows] == [NATIONAL_ID]


def test_the_number_of_another_person_named_in_the_form_stays_masked_too(client, at):
    spec = [{"key": "ca_nhan", "title": "Cha mẹ", "fields": [{"key": "so", "label": "Số", "type": "national_id"}]}]
    made = desk.dossier(at, answers={"ca_nhan": {"so": "044085008419"}}, applicant_national_id="")
    made.revision.form = {"sections": spec}
    made.revision.save(update_fields=["form"])
    client.force_login(at.officer)

    page = client.get(bench(made)).content.decode()

    assert "044085008419" not in page
    assert "hien-can-cuoc/" in page
    assert "044085008419" in client.post(bench(made, "hien-can-cuoc/")).content.decode()


def test_a_paper_form_leaves_no_empty_questions(client, at):
    made = desk.dossier(at, answers={})
    client.force_login(at.officer)

    assert client.get(bench(made)).context["groups"] == ()


def test_a_specialist_starts_with_what_is_under_examination(client, at):
    client.force_login(at.specialist)

    assert client.get("/can-bo/ho-so/").context["here"].tab.key == "thu-ly"


@pytest.mark.parametrize("rest", ["hien-can-cuoc/", "ghi-chu/"])
def test_who_only_reads_a_dossier_acts_on_nothing_of_it_by_a_role_elsewhere(client, at, rest):
    made = desk.dossier(at)
    reader = accounts.staff(Role.AUDITOR, at.agency)
    accounts.member(reader, Role.SPECIALIST, at.other)
    client.force_login(reader)

    answer = client.post(bench(made, rest), {"nb": "Ghi chú"})

    assert answer.status_code == 403
    assert NATIONAL_ID not in answer.content.decode()
    assert (made.notes.count(), made.views.count()) == (0, 0)
