"""Writing a dossier page by page: what is wrong is said in words, nothing typed is lost."""

import unicodedata

import pytest
from django.urls import reverse

from dossiers.actions import submit
from dossiers.models import Dossier, Draft
from portal.accounts.enums import AccountKind
from tests.support import accounts, filing
from tests.support.files import body, image_bytes, pdf_bytes, upload
from tests.support.filing import MATTER, NOON, PERSON

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, nhung):
    client.force_login(nhung)
    return client


def at(name, draft, *more):
    return reverse(f"dossiers:{name}", args=[draft.token, *more])


def send(client, draft, section="nguoi_yeu_cau", seen=0, **changed):
    values = PERSON if section == "nguoi_yeu_cau" else MATTER
    return client.post(at("draft_section", draft, section), {**values, "seen": seen, **changed})


def paper_field(draft):
    return f"giay_{draft.revision.requirements.get(name='Giấy chứng sinh').pk}"


def test_starting_asks_to_sign_in_first(client, revision):
    start = reverse("dossiers:start", args=[revision.procedure.code])

    assert client.get(start).url == f"/dang-nhap/?next={start}"


def test_staff_apply_with_an_account_of_their_own(client, revision):
    client.force_login(accounts.user(kind=AccountKind.STAFF))

    assert client.get(reverse("dossiers:start", args=[revision.procedure.code])).status_code == 403


def test_the_front_can_be_switched_off(signed_in, revision, settings):
    settings.CITIZEN_FRONT = False

    assert signed_in.get(reverse("dossiers:start", args=[revision.procedure.code])).status_code == 404


def test_an_unknown_procedure_is_not_found(signed_in):
    assert signed_in.get(reverse("dossiers:start", args=["9.999999"])).status_code == 404


def test_a_procedure_of_the_counter_only_says_so(signed_in, communes):
    revision = filing.procedure(online=False)

    page = signed_in.get(reverse("dossiers:start", args=[revision.procedure.code]))

    assert page.status_code == 404
    assert "Thủ tục này chưa nộp trực tuyến được" in page.content.decode()


def test_who_has_a_draft_is_asked_whether_to_go_on(signed_in, draft):
    start = reverse("dossiers:start", args=[draft.revision.procedure.code])

    asked = signed_in.get(start).content.decode()
    on = signed_in.post(start, {"viec": "tiep"})
    anew = signed_in.post(start, {"viec": "moi"})

    assert "Làm tiếp bản nháp ngày 22/7/2026 hay bắt đầu mới?" in asked
    assert on.url == at("draft", draft)
    assert anew.url == at("draft", Draft.objects.order_by("-pk")[0])
    assert Draft.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"full_name": ""}, "full_name", "Nhập họ và tên"),
        ({"national_id": "04419400231"}, "national_id", "Nhập 12 chữ số căn cước hoặc 9 chữ số chứng minh nhân dân"),
        ({"phone": "12345"}, "phone", "Nhập số điện thoại 10 chữ số, bắt đầu bằng 0"),
        ({"tax_code": "123"}, "tax_code", "Nhập mã số thuế 10 hoặc 13 chữ số"),
        ({"issued_on": "31", "issued_on-m": "4"}, "issued_on", "Không có ngày 31/4. Nhập lại ngày cấp"),
        ({"issued_on-y": "2090"}, "issued_on", "Ngày cấp phải trước hôm nay"),
        ({"issued_on-y": ""}, "issued_on", "Nhập năm của ngày cấp"),
    ],
)
def test_a_wrong_answer_is_said_at_its_field_and_in_the_summary_and_kept(signed_in, draft, changed, field, words):
    page = send(signed_in, draft, **changed)

    shown = page.content.decode()
    assert page.status_code == 422
    assert page.context["form"].errors[field] == [words]
    assert shown.count(words) == 2
    assert f'href="#id_{field}"' in shown
    assert "<title>Lỗi: Người yêu cầu" in shown
    assert 'value="Xin"' not in shown
    for key, value in {**PERSON, **changed}.items():
        assert f'name="{key}"' in shown
        assert not value or f'value="{value}"' in shown
    assert Draft.objects.get().sections_done == []
    again = signed_in.get(at("draft_section", draft, "nguoi_yeu_cau")).content.decode()
    assert not changed.get("national_id") or changed["national_id"] in again


def test_a_right_section_leads_to_the_next(signed_in, draft):
    page = send(signed_in, draft)

    assert page.url == at("draft_section", draft, "noi_dung")
    assert Draft.objects.get().answers["nguoi_yeu_cau"]["phone"] == "+84912345678"


def test_a_correction_from_the_check_leads_back_to_it(signed_in, draft):
    page = signed_in.post(at("draft_section", draft, "noi_dung") + "?ve=kiem-tra", {**MATTER, "seen": 0})

    assert page.url == at("draft_check", draft)


def test_later_keeps_what_is_there_without_checking(signed_in, draft):
    page = send(signed_in, draft, national_id="0441", viec="sau")

    assert page.url == at("draft", draft)
    assert Draft.objects.get().answers["nguoi_yeu_cau"]["national_id"] == "0441"


def test_a_name_in_decomposed_letters_is_stored_composed(signed_in, draft):
    send(signed_in, draft, full_name=unicodedata.normalize("NFD", "Nguyễn Thị Hồng Nhung"))

    assert Draft.objects.get().answers["nguoi_yeu_cau"]["full_name"] == "Nguyễn Thị Hồng Nhung"


@pytest.mark.parametrize("seen", ["", "abc", "-1", "9" * 30, "٣"])
def test_a_stale_tab_is_told_and_loses_nothing(signed_in, draft, seen):
    send(signed_in, draft, "noi_dung")

    page = send(signed_in, draft, seen=seen, full_name="Tên Gõ Ở Cửa Sổ Cũ")

    assert page.status_code == 409
    assert "vừa lưu hồ sơ này ở cửa sổ khác" in page.content.decode()
    assert "Tên Gõ Ở Cửa Sổ Cũ" in page.content.decode()
    assert send(signed_in, draft, seen=page.context["seen"]).status_code == 302


def test_autosave_answers_nothing_and_never_checks(signed_in, draft):
    page = signed_in.get(at("draft_section", draft, "nguoi_yeu_cau"))

    answer = signed_in.post(
        at("autosave", draft, "nguoi_yeu_cau"),
        {**PERSON, "national_id": "0441", "seen": 0, "quyen_ghi": page.context["right"]},
    )

    assert (answer.status_code, answer.content) == (204, b"")
    assert Draft.objects.get().answers["nguoi_yeu_cau"]["national_id"] == "0441"
    assert send(signed_in, draft).status_code == 302


def test_what_was_typed_when_the_session_ended_is_kept(signed_in, draft):
    right = signed_in.get(at("draft_section", draft, "noi_dung")).context["right"]
    signed_in.logout()

    saved = signed_in.post(at("autosave", draft, "noi_dung"), {"purpose": "Một", "seen": 0, "quyen_ghi": right})
    sent = signed_in.post(at("draft_section", draft, "noi_dung"), {"purpose": "Hai", "seen": 0, "quyen_ghi": right})
    read = signed_in.get(at("draft_section", draft, "noi_dung"))

    assert saved.status_code == 204
    assert sent.url.startswith("/dang-nhap/?next=")
    assert read.url.startswith("/dang-nhap/?next=")
    assert Draft.objects.get().answers == {"noi_dung": {"purpose": "Hai"}}


@pytest.mark.parametrize("right", ["", "x:y:z"])
def test_nobody_writes_without_the_right(client, draft, right):
    answer = client.post(at("autosave", draft, "noi_dung"), {"purpose": "Một", "seen": 0, "quyen_ghi": right})

    assert answer.status_code == 404
    assert Draft.objects.get().answers == {}


def test_the_right_to_one_draft_opens_no_other(signed_in, draft, revision, nhung):
    other = filing.draft(revision, nhung)
    right = signed_in.get(at("draft_section", draft, "noi_dung")).context["right"]

    answer = signed_in.post(at("autosave", other, "noi_dung"), {"purpose": "Một", "seen": 0, "quyen_ghi": right})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("don.docx", b"PK\x03\x04" + b"\0" * 400, "Tệp “don.docx” là docx. Chọn ảnh hoặc PDF"),
        ("trong.pdf", b"", "Tệp “trong.pdf” không có nội dung. Chọn tệp khác"),
        ("khoa.pdf", pdf_bytes(password="x"), "Tệp có mật khẩu nên không mở được. Bỏ mật khẩu hoặc chụp ảnh thay thế"),
        ("hong.pdf", pdf_bytes()[:300], "Tệp “hong.pdf” bị hỏng nên không mở được. Chọn tệp khác hoặc chụp ảnh"),
        ("to.pdf", b"%PDF" + b"\0" * (1024 * 1024), "Tệp “to.pdf” nặng 2 MB. Chọn tệp nhỏ hơn 1 MB hoặc chụp ảnh"),
    ],
)
def test_a_bad_file_is_refused_at_its_paper_and_the_good_one_is_kept(signed_in, draft, settings, name, data, words):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024

    page = signed_in.post(
        at("draft_papers", draft), {paper_field(draft): [upload(name, data), upload("tot.jpg", image_bytes())]}
    )

    shown = page.content.decode()
    assert page.status_code == 422
    assert shown.count(words) == 2
    assert f'href="#id_{paper_field(draft)}"' in shown
    assert "<title>Lỗi: " in shown
    assert [paper.file.name for paper in draft.papers.all()] == ["tot.jpg"]


def test_a_file_name_in_decomposed_letters_is_stored_composed(signed_in, draft):
    name = unicodedata.normalize("NFD", "Giấy chứng sinh.pdf")

    signed_in.post(at("draft_papers", draft), {paper_field(draft): upload(name, pdf_bytes())})

    assert [paper.file.name for paper in draft.papers.all()] == ["Giấy chứng sinh.pdf"]


def test_going_on_without_a_required_paper_names_it(signed_in, draft):
    page = signed_in.post(at("draft_papers", draft), {"viec": "tiep"})

    assert page.status_code == 422
    assert page.context["form"].errors == {paper_field(draft): ["Tải lên Giấy chứng sinh"]}


def test_a_given_file_can_be_seen_and_taken_back(signed_in, draft):
    given = signed_in.post(at("draft_papers", draft), {paper_field(draft): upload("a.pdf", pdf_bytes())})
    page = signed_in.get(given.url)
    paper, address = page.context["blocks"][0]["files"][0]

    seen = signed_in.get(address)
    assert body(seen).startswith(b"%PDF")
    assert seen["Content-Type"] == "application/pdf"
    assert signed_in.post(at("draft_papers", draft), {"xoa": paper.pk}).status_code == 302
    assert not draft.papers.exists()


def test_an_agency_that_is_not_competent_is_not_taken(signed_in, draft, communes):
    wrong = signed_in.post(at("draft_agency", draft), {"agency": communes[0].parent.key})
    right = signed_in.post(at("draft_agency", draft), {"agency": communes[1].key})

    assert wrong.context["form"].errors == {"agency": ["Chọn cơ quan giải quyết"]}
    assert right.status_code == 302
    assert Draft.objects.get().agency == communes[1]


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({}, {"method": ["Chọn cách nhận kết quả"]}),
        ({"method": "bo_cau"}, {"method": ["Chọn cách nhận kết quả"]}),
        ({"method": "buu_chinh"}, {"address": ["Nhập địa chỉ nhận kết quả"]}),
    ],
)
def test_the_way_of_the_result_is_asked_for(signed_in, draft, sent, errors):
    page = signed_in.post(at("draft_return", draft), sent)

    assert (page.status_code, page.context["form"].errors) == (422, errors)


def test_an_unfinished_draft_has_nothing_to_check(signed_in, draft):
    assert signed_in.get(at("draft_check", draft)).url == at("draft", draft)


def test_an_unfinished_draft_is_not_submitted(signed_in, draft):
    page = signed_in.post(at("draft_check", draft), {"pledge": "on", "seen": 0})

    assert page.status_code == 422
    assert "Chọn cách nhận kết quả" in page.content.decode()
    assert not Dossier.objects.exists()


def test_the_pledge_is_asked_for(signed_in, ready):
    page = signed_in.post(at("draft_check", ready), {"seen": 0})

    assert page.status_code == 422
    assert page.context["form"].errors["pledge"] == ["Đánh dấu vào ô cam kết để nộp hồ sơ"]


def test_what_changed_in_another_tab_is_shown_before_it_is_submitted(signed_in, ready):
    Draft.objects.update(version=4)

    page = signed_in.post(at("draft_check", ready), {"pledge": "on", "seen": 3})

    assert page.status_code == 409
    assert 'name="seen" value="4"' in page.content.decode()
    assert not Dossier.objects.exists()


def test_two_presses_make_one_dossier(signed_in, ready):
    pledged = {"pledge": "on", "seen": 0}

    first, second = (signed_in.post(at("draft_check", ready), pledged) for _press in range(2))

    assert first.url == second.url == reverse("dossiers:submitted", args=[Dossier.objects.get().reference])


def test_the_pages_of_a_submitted_draft_lead_to_its_dossier(signed_in, ready):
    dossier = submit(draft_id=ready.pk, actor=ready.owner, at=NOON)

    for name in ("draft", "draft_papers", "draft_return", "draft_check", "discard"):
        assert signed_in.get(at(name, ready)).url == reverse("dossiers:submitted", args=[dossier.reference])


def test_a_draft_is_discarded_after_one_question(signed_in, draft):
    assert "Xóa bản nháp này?" in signed_in.get(at("discard", draft)).content.decode()
    assert signed_in.post(at("discard", draft)).url == reverse("dossiers:mine")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["draft", "draft_agency", "draft_papers", "draft_return", "draft_check", "discard"])
def test_a_strangers_draft_is_not_found(client, draft, stranger, name):
    client.force_login(stranger)

    assert client.get(at(name, draft)).status_code == 404
    assert client.get(at("draft_section", draft, "noi_dung")).status_code == 404


def test_an_unknown_section_is_not_found(signed_in, draft):
    assert signed_in.get(at("draft_section", draft, "khac")).status_code == 404


def test_a_null_character_is_dropped_from_what_is_kept(signed_in, draft):
    right = signed_in.get(at("draft_section", draft, "noi_dung")).context["right"]

    signed_in.post(at("autosave", draft, "noi_dung"), {"purpose": "Xin\0 xác nhận", "seen": 0, "quyen_ghi": right})

    assert Draft.objects.get().answers == {"noi_dung": {"purpose": "Xin xác nhận"}}


@pytest.mark.parametrize("number", ["", "x", "٣", "9" * 40, "-1", "\0"])
def test_an_odd_number_removes_nothing(signed_in, ready, number):
    assert signed_in.post(at("draft_papers", ready), {"xoa": number}).status_code == 302
    assert ready.papers.count() == 1


@pytest.mark.parametrize("seen", ["", "x", "9" * 40])
def test_an_odd_version_is_only_stale(signed_in, ready, seen):
    assert signed_in.post(at("draft_check", ready), {"pledge": "on", "seen": seen}).status_code == 409


@pytest.mark.parametrize("code", ["%00", "a%00b", "x" * 300, "..%2f"])
def test_an_odd_code_of_a_procedure_is_not_found(signed_in, code):
    assert signed_in.get(f"/ho-so/moi/{code}/").status_code == 404
