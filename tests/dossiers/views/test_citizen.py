"""What an applicant sees of a dossier, and what a stranger does not."""

import pytest
from django.urls import reverse

from counters.models import Hall
from dossiers import actions
from dossiers.enums import Proposal, ReturnMethod, Status
from dossiers.models import Dossier, DossierView, PaperFile
from portal.accounts.enums import AccountKind, Role
from portal.accounts.models import Membership
from tests.support import accounts, filing
from tests.support.files import body, pdf_bytes, upload
from tests.support.filing import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(ready):
    return actions.submit(draft_id=ready.pk, actor=ready.owner, at=NOON)


@pytest.fixture
def officer(dossier):
    user = accounts.user(kind=AccountKind.STAFF, password=None, full_name="Lê Văn Cửa")
    Membership.objects.create(
        user=user,
        agency=dossier.desk.agency,
        desk=dossier.desk,
        role=Role.ONE_STOP_OFFICER,
        valid_from=accounts.LONG_AGO,
    )
    return user


@pytest.fixture
def signed_in(client, nhung):
    client.force_login(nhung)
    return client


@pytest.fixture
def asked(dossier, officer):
    """A dossier whose applicant is asked for a better paper."""
    paper = dossier.papers.get(requirement__name="Giấy chứng sinh")
    actions.judge_papers(
        dossier_id=dossier.pk,
        actor=officer,
        verdicts={one.pk: ("wrong", "Ảnh mờ") if one == paper else ("good", "") for one in dossier.papers.all()},
        at=NOON,
    )
    return actions.ask_correction(
        dossier_id=dossier.pk,
        actor=officer,
        seen=dossier.event_seq,
        items=[actions.Missing(subject="Giấy chứng sinh", reason="Ảnh mờ", requirement_id=paper.requirement_id)],
        at=NOON,
    )


def at(name, dossier, *more):
    return reverse(f"dossiers:{name}", args=[dossier.shown_code, *more])


def test_the_receipt_of_a_submission_can_be_opened_again(signed_in, dossier):
    shown = [signed_in.get(at("submitted", dossier)).content.decode() for _time in range(2)]

    for page in shown:
        assert dossier.reference in page
        assert dossier.track_secret in page
        assert "Chậm nhất" in page
        assert "Dự kiến" in page
        assert "<svg" in page


def test_a_dossier_tells_where_it_stands(signed_in, dossier, officer):
    DossierView.objects.create(
        dossier=dossier, viewer=officer, viewer_title="Một cửa – Quầy 4", what="Kiểm tra giấy tờ", viewed_at=NOON
    )

    page = signed_in.get(at("detail", dossier))

    shown = page.content.decode()
    assert [step.title for step in page.context["steps"]] == [
        "Đã nộp trực tuyến",
        "Một cửa kiểm tra",
        "UBND phường Thứ 1 giải quyết",
        "Trả kết quả",
    ]
    assert "Một cửa – Quầy 4" in shown
    assert officer.full_name not in shown
    assert "Giấy chứng sinh.pdf" in shown


def test_an_accepted_dossier_is_found_by_both_codes_and_shows_its_receipt(signed_in, dossier, officer):
    accepted = actions.accept(dossier_id=dossier.pk, actor=officer, seen=dossier.event_seq, at=NOON)

    for code in (accepted.code, accepted.reference):
        page = signed_in.get(reverse("dossiers:detail", args=[code]))
        assert page.status_code == 200
    assert "Hẹn trả:" in page.content.decode()
    receipt = signed_in.get(at("paper_pdf", accepted, "giay-tiep-nhan"))
    assert receipt.content.startswith(b"%PDF")
    assert signed_in.get(at("paper_pdf", accepted, "ket-qua")).status_code == 404


def test_the_control_sheet_is_not_for_the_applicant(signed_in, dossier, officer):
    accepted = actions.accept(dossier_id=dossier.pk, actor=officer, seen=dossier.event_seq, at=NOON)

    assert signed_in.get(at("paper_pdf", accepted, "phieu-kiem-soat")).status_code == 404


def test_what_is_missing_is_asked_and_answered(signed_in, asked):
    shown = signed_in.get(at("detail", asked)).content.decode()
    assert "Ảnh mờ" in shown
    requirement = asked.revision.requirements.get(name="Giấy chứng sinh")

    page = signed_in.post(
        at("supplement", asked),
        {f"giay_{requirement.pk}": upload("rõ hơn.pdf", pdf_bytes(pages=2)), "text": "Đã chụp lại"},
    )

    assert page.url == at("detail", asked)
    assert Dossier.objects.get().status == Status.REGISTERED
    assert list(PaperFile.objects.order_by("pk").values_list("file__name", flat=True)) == [
        "Giấy chứng sinh.pdf",
        "rõ hơn.pdf",
    ]


def test_an_empty_or_bad_answer_to_a_supplement_is_refused_and_its_words_kept(signed_in, asked):
    requirement = asked.revision.requirements.get(name="Giấy chứng sinh")

    empty = signed_in.post(at("supplement", asked), {})
    bad = signed_in.post(at("supplement", asked), {f"giay_{requirement.pk}": upload("a.pdf", b""), "text": "Lời đã gõ"})

    assert (empty.status_code, bad.status_code) == (422, 422)
    assert "Tải lên giấy tờ hoặc nhập nội dung bổ sung." in empty.content.decode()
    assert "Tệp “a.pdf” không có nội dung. Chọn tệp khác" in bad.content.decode()
    assert "Lời đã gõ" in bad.content.decode()


def test_nothing_to_supplement_leads_back(signed_in, dossier):
    assert signed_in.get(at("supplement", dossier)).url == at("detail", dossier)


def test_a_dossier_nobody_received_is_withdrawn_at_once(signed_in, dossier):
    unsure = signed_in.post(at("withdraw", dossier), {"seen": dossier.event_seq})
    sure = signed_in.post(at("withdraw", dossier), {"seen": dossier.event_seq, "sure": "on"})

    assert unsure.status_code == 422
    assert sure.url == at("detail", dossier)
    assert Dossier.objects.get().status == Status.WITHDRAWN
    assert signed_in.get(at("withdraw", dossier)).url == at("detail", dossier)


def test_a_received_dossier_is_withdrawn_by_request(signed_in, dossier, officer):
    accepted = actions.accept(dossier_id=dossier.pk, actor=officer, seen=dossier.event_seq, at=NOON)

    stale = signed_in.post(at("withdraw", accepted), {"seen": dossier.event_seq, "sure": "on"})
    fresh = signed_in.post(at("withdraw", accepted), {"seen": accepted.event_seq, "sure": "on"})

    assert stale.status_code == 409
    assert "Hồ sơ vừa thay đổi" in stale.content.decode()
    assert fresh.status_code == 302
    assert Dossier.objects.get().withdrawal_requested_at is not None
    assert "Ông/Bà đã yêu cầu rút hồ sơ" in signed_in.get(at("detail", accepted)).content.decode()


def test_a_result_that_is_not_there_cannot_be_taken(signed_in, dossier):
    page = signed_in.post(at("take_result", dossier), follow=True)

    assert "nên không làm được việc này" in page.content.decode()
    assert Dossier.objects.get().status == Status.REGISTERED


def staff(dossier, role):
    user = accounts.user(kind=AccountKind.STAFF, password=None)
    Membership.objects.create(user=user, agency=dossier.agency, role=role, valid_from=accounts.LONG_AGO)
    return user


@pytest.fixture
def decided(dossier, officer):
    """A dossier whose result is signed and waits to be taken."""
    specialist, leader = staff(dossier, Role.SPECIALIST), staff(dossier, Role.LEADER)
    keys = {"dossier_id": dossier.pk, "at": NOON, "seen": None}
    actions.accept(actor=officer, **keys)
    actions.forward(actor=officer, **keys)
    actions.take_up(actor=specialist, **keys)
    actions.propose(actor=specialist, proposal=Proposal.GRANT, text="Đủ điều kiện", **keys)
    return actions.grant(actor=leader, **keys)


def test_a_result_is_taken_online_and_saved_only_then(signed_in, decided):
    before = signed_in.get(at("paper_pdf", decided, "ket-qua"))
    offered = signed_in.get(at("detail", decided)).content.decode()

    taken = signed_in.post(at("take_result", decided))
    after = signed_in.get(at("paper_pdf", decided, "ket-qua"))

    assert before.status_code == 404
    assert at("take_result", decided) in offered
    assert taken.url == at("detail", decided)
    assert after.content.startswith(b"%PDF")
    assert after["Content-Disposition"].startswith("attachment;")
    assert Dossier.objects.get().status == Status.RETURNED
    assert "Đã trả kết quả" in signed_in.get(at("detail", decided)).content.decode()


def test_what_happens_inside_the_agency_is_not_told(signed_in, decided):
    page = signed_in.get(at("detail", decided))

    assert [step.title for step in page.context["steps"]] == [
        "Đã nộp trực tuyến",
        "Một cửa đã tiếp nhận và hẹn ngày trả",
        "Đã chuyển đến cơ quan giải quyết",
        "Đã có kết quả",
        "Trả kết quả",
    ]
    assert "Đủ điều kiện" not in page.content.decode()
    assert [str(message.get_kind_display()) for message in page.context["told"]][-1] == "Đã nộp hồ sơ"


@pytest.mark.parametrize("name", ["detail", "submitted", "supplement", "withdraw"])
def test_a_strangers_dossier_is_not_found(client, dossier, stranger, name):
    client.force_login(stranger)

    assert client.get(at(name, dossier)).status_code == 404


@pytest.mark.parametrize("name", ["detail", "submitted", "supplement", "withdraw"])
def test_officers_have_pages_of_their_own(client, dossier, officer, name):
    client.force_login(officer)

    assert client.get(at(name, dossier)).status_code == 403


def file_url(client, dossier):
    page = client.get(at("detail", dossier))
    return page.context["papers"][0][1][0][1]


def test_a_paper_is_shown_to_its_owner_and_its_desk_and_nobody_else(client, nhung, officer, stranger, dossier):
    client.force_login(nhung)
    address = file_url(client, dossier)
    answers = {}
    for name, user in (("owner", nhung), ("officer", officer), ("stranger", stranger)):
        client.force_login(user)
        answers[name] = client.get(address)
        body(answers[name])
    client.logout()

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "owner": 200,
        "officer": 200,
        "stranger": 404,
    }
    assert client.get(address).status_code == 302
    shown = answers["officer"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"].startswith("default-src 'none'")
    assert shown["Content-Disposition"].startswith("inline; filename*=utf-8''Gi%E1%BA%A5y")
    assert "no-store" in shown["Cache-Control"]


def test_an_altered_address_opens_nothing(signed_in, dossier):
    address = file_url(signed_in, dossier)

    assert signed_in.get(address[:-3] + "xx/").status_code == 404


def test_a_paper_can_be_saved_instead_of_shown(signed_in, dossier):
    saved = signed_in.get(file_url(signed_in, dossier) + "?tai=1")

    assert body(saved).startswith(b"%PDF")
    assert saved["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("rows", [1, 7])
def test_the_list_costs_the_same_whatever_its_length(
    signed_in, nhung, revision, communes, papers_dir, rows, django_assert_num_queries
):
    for _row in range(rows):
        filing.draft(revision, nhung)
        ready = filing.ready_draft(revision, nhung, communes[0])
        actions.submit(draft_id=ready.pk, actor=nhung, at=NOON)
    signed_in.get(reverse("dossiers:mine"))

    with django_assert_num_queries(4):
        page = signed_in.get(reverse("dossiers:mine"))

    assert (len(page.context["drafts"]), len(page.context["rows"])) == (rows, rows)


@pytest.mark.parametrize("files", [1, 7])
def test_the_page_of_a_dossier_costs_the_same_whatever_it_holds(
    signed_in, nhung, revision, communes, papers_dir, files, django_assert_num_queries
):
    ready = filing.ready_draft(revision, nhung, communes[0])
    requirement = revision.requirements.get(name="Giấy chứng sinh")
    for pages in range(2, files + 1):
        actions.drafting.add_paper(
            draft_id=ready.pk,
            owner=nhung,
            requirement_id=requirement.pk,
            upload=upload("a.pdf", pdf_bytes(pages=pages)),
            at=NOON,
        )
    dossier = actions.submit(draft_id=ready.pk, actor=nhung, at=NOON)
    signed_in.get(at("detail", dossier))

    with django_assert_num_queries(17):
        page = signed_in.get(at("detail", dossier))

    assert len(page.context["papers"][0][1]) == files


def test_who_owes_money_is_told_how_much_and_what_to_do(signed_in, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.FINANCIAL_DUTY, fee_vnd=250_000)

    page = signed_in.get(at("detail", dossier)).content.decode()

    assert "Nộp 250.000 đồng theo thông báo của cơ quan" in page
    assert "gửi chứng từ đến bộ phận Một cửa" in page


@pytest.mark.parametrize(("status", "promised"), [(Status.REGISTERED, True), (Status.WITHDRAWN, False)])
def test_no_day_of_return_is_shown_of_what_ended_without_a_result(signed_in, dossier, status, promised):
    Dossier.objects.filter(pk=dossier.pk).update(status=status)

    assert signed_in.get(at("detail", dossier)).context["is_promised"] is promised


def test_a_result_that_waits_at_the_counter_can_be_fetched_by_appointment(signed_in, dossier, decided):
    Dossier.objects.update(return_method=ReturnMethod.IN_PERSON)
    without_hall = signed_in.get(at("detail", dossier)).content.decode()
    Hall.objects.create(desk=dossier.desk)

    page = signed_in.get(at("detail", dossier)).content.decode()

    where = f"thu_tuc={dossier.procedure.code}&amp;noi={dossier.desk.agency.key}"
    query = f"viec=pick_up&amp;{where}&amp;ma={dossier.reference}"
    assert f"/lich-hen/dat/?{query}" in page
    assert "/lich-hen/dat/?viec=pick_up" not in without_hall
