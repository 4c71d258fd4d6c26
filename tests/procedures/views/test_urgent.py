"""Asking to be met at a closed counter, and what everybody may read of it."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from procedures.enums import ExemptionState
from procedures.models import Exemption, ExemptionEvidence
from tests.support import accounts, filing, impact, urgent
from tests.support.files import pdf_bytes
from tests.support.urgent import NINE, REOPENS

pytestmark = pytest.mark.django_db
ASK = "/cap-thiet/moi/?thu-tuc=1.xac_nhan"
TYPE = "/can-bo/cap-thiet/moi/?thu-tuc=1.xac_nhan"
SAID = {"act": "intake", "ground": "health", "reason": "Con nằm viện, cần giấy trong ngày"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def at():
    return urgent.closed()


def test_a_citizen_asks_and_reads_until_when_it_is_decided(client, at):
    client.force_login(at.citizen)

    response = client.post(ASK, SAID | {"agency": at.agency.key}, follow=True)

    made = Exemption.objects.get()
    page = response.content.decode()
    assert response.redirect_chain == [(f"/cap-thiet/{made.reference}/", 302)]
    assert "quyết định trước <b>15:00 ngày 26/7/2021</b>" in page
    assert "Rút đề nghị" in page


def test_the_procedure_is_chosen_first_and_keeps_what_the_address_says(client, at):
    client.force_login(at.citizen)

    chosen = client.get("/cap-thiet/moi/", {"q": "giay xac nhan"})
    page = client.get(ASK + f"&noi={at.agency.key}&viec=tra&ho-so=TN-210726-0001")

    form = page.context["form"]
    assert [row["url"] for row in chosen.context["rows"]] == ["/cap-thiet/moi/?thu-tuc=1.xac_nhan"]
    assert [form[name].value() for name in ("agency", "act", "dossier_reference")] == [
        at.agency.key, "return", "TN-210726-0001",
    ]  # fmt: skip
    assert "Quầy tạm ngừng đến hết 04/8/2021" in page.content.decode()
    assert client.get("/cap-thiet/moi/?thu-tuc=khong-co").status_code == 404


def test_what_is_wrong_is_told_and_neither_words_nor_files_are_lost(client, at):
    client.force_login(at.citizen)
    paper = SimpleUploadedFile("Giấy nhập viện.pdf", pdf_bytes())

    refused = client.post(ASK, SAID | {"agency": "", "evidence_files": [paper]})
    form, kept = refused.context["form"], refused.context["kept_signed"]
    client.post(ASK, SAID | {"agency": at.agency.key, "kept": kept})

    assert refused.status_code == 422
    assert form.errors["agency"] == ["Chọn cơ quan giải quyết"]
    assert "Giấy nhập viện.pdf" in refused.content.decode()
    assert [one.file.name for one in ExemptionEvidence.objects.order_by("pk")] == ["Giấy nhập viện.pdf"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": ""}, "Nhập lý do"),
        ({"ground": "vui"}, "Chọn điều bị ảnh hưởng"),
        ({"wished_time": "09:00"}, "Nhập ngày muốn đến"),
        ({"wished_on": "25", "wished_on-m": "7", "wished_on-y": "2021"}, "phải từ hôm nay trở đi"),
        ({"wished_on": "20", "wished_on-m": "8", "wished_on-y": "2021"}, "không cần đề nghị"),
        ({"evidence_files": SimpleUploadedFile("a.exe", b"MZ" + b"0" * 90)}, "Chọn ảnh hoặc PDF"),
    ],
)
def test_a_mistake_is_a_clear_word_at_the_form(client, at, changes, words):
    client.force_login(at.citizen)

    response = client.post(ASK, SAID | {"agency": at.agency.key} | changes)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Exemption.objects.exists()


def test_asking_twice_names_the_first_request(client, at):
    client.force_login(at.citizen)
    first = urgent.exemption(at)

    response = client.post(ASK, SAID | {"agency": at.agency.key})

    assert response.status_code == 422
    assert f"Ông/Bà đã có đề nghị {first.reference} cho việc này." in response.content.decode()


def test_where_nothing_is_closed_the_page_says_so_instead_of_asking(client, at, clock):
    clock.move_to(REOPENS + timedelta(hours=3))
    client.force_login(at.citizen)

    page = client.get(ASK + f"&noi={at.agency.key}").content.decode()

    assert "Quầy không tạm ngừng việc này" in page
    assert "Gửi đề nghị" not in page


def test_a_listed_procedure_is_granted_at_once(client, at):
    client.force_login(at.citizen)
    urgent.published(at)

    before = client.get(ASK + f"&noi={at.agency.key}").content.decode()
    page = client.post(ASK, SAID | {"agency": at.agency.key}, follow=True).content.decode()

    assert "Thủ tục này thuộc danh mục cấp thiết" in before
    assert "Thuộc danh mục cấp thiết số 1" in page
    assert Exemption.objects.cases().get().state == ExemptionState.GRANTED


def test_an_officer_types_for_somebody_at_the_own_desk(client, at):
    client.force_login(at.officer)

    response = client.post(
        TYPE, SAID | {"agency": at.agency.key, "applicant_name": "trần văn ba", "phone": "0911222333"}
    )

    made = Exemption.objects.get()
    assert response["Location"] == f"/can-bo/cap-thiet/{made.reference}/"
    assert (made.typed_by, made.requester, made.applicant_phone) == (at.officer, None, "+84911222333")
    form = client.get(TYPE).context["form"]
    assert form["agency"].value() == at.agency.key
    assert list(form.fields)[:4] == ["kept", "applicant_name", "phone", "email"]


def test_a_request_is_taken_back_from_its_page(client, at):
    client.force_login(at.citizen)
    case = urgent.exemption(at)

    page = client.post(f"/cap-thiet/{case.reference}/rut/", follow=True).content.decode()
    again = client.post(f"/cap-thiet/{case.reference}/rut/", follow=True).content.decode()

    assert "Người đề nghị đã rút" in page
    assert "không còn chờ quyết định" in again


def test_a_stranger_sees_neither_the_case_nor_its_files(client, at):
    case = urgent.exemption(at)
    client.force_login(at.citizen)
    paper = SimpleUploadedFile("Giấy.pdf", pdf_bytes())
    client.post(ASK, SAID | {"agency": at.agency.key, "act": "return", "evidence_files": [paper]})
    made = Exemption.objects.exclude(pk=case.pk).get()
    address = client.get(f"/cap-thiet/{made.reference}/").context["evidence"][0][1]
    own = client.get(address)

    client.force_login(filing.citizen(full_name="Người Lạ"))

    assert own["Content-Type"] == "application/pdf"
    assert own["X-Content-Type-Options"] == "nosniff"
    assert b"".join(own.streaming_content)[:4] == b"%PDF"
    assert client.get(f"/cap-thiet/{case.reference}/").status_code == 404
    assert client.post(f"/cap-thiet/{case.reference}/rut/").status_code == 404
    assert client.get(address).status_code == 404


def test_a_refusal_shows_its_reason_and_the_way_on(client, at):
    client.force_login(at.citizen)
    case = urgent.granted(at, state="refused", decision_reason="Nộp trực tuyến được", valid_from=None, valid_until=None)

    page = client.get(f"/cap-thiet/{case.reference}/").content.decode()

    assert "Nộp trực tuyến được" in page
    assert "Chủ tịch UBND phường" in page
    assert "/cap-thiet/moi/?thu-tuc=1.xac_nhan" in page


def test_everybody_reads_the_list_with_its_number_and_cases_without_people(client, at):
    urgent.published(at, entries=2)
    case = urgent.granted(at)

    page = client.get("/cap-thiet/").content.decode() + client.get("/cap-thiet/da-dong-y/").content.decode()

    assert "Danh mục số <b>1</b>" in page
    assert "Xe chở hàng thiết yếu 1" in page
    assert "Chủ tịch UBND phường" in page
    personal = (case.applicant_name, case.applicant_phone, case.reason, case.reference, case.decision_reason)
    assert [word for word in personal if word in page] == []


def test_the_public_list_costs_the_same_however_long_it_is(client, at, django_assert_num_queries):
    client.get("/cap-thiet/")  # the banner above every page is kept for a while
    for entries, granted in ((1, 1), (6, 6)):
        owner = accounts.agency(f"SO{entries}", parent=at.province)
        urgent.published(at, agency=owner, entries=entries)
        for _one in range(granted):
            urgent.granted(at)

        with django_assert_num_queries(3):
            client.get("/cap-thiet/")
        with django_assert_num_queries(1):
            client.get("/cap-thiet/da-dong-y/")


def test_the_page_of_a_closed_procedure_leads_to_the_request(client, at):
    page = client.get("/thu-tuc/1.xac_nhan/cap-giay-xac-nhan/", {"noi": at.agency.key}).content.decode()

    assert f"/cap-thiet/moi/?thu-tuc=1.xac_nhan&amp;noi={at.agency.key}" in page


def test_a_granted_case_leads_to_the_hall(client, at):
    client.force_login(at.citizen)
    case = urgent.granted(at)

    page = client.get(f"/cap-thiet/{case.reference}/")

    assert page.context["booking"] == f"/lich-hen/cap-thiet/{case.reference}/"
    assert "Đặt giờ đến quầy" in page.content.decode()


def test_in_english_all_of_it_is_in_english(client, at):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(at.citizen)

    page = client.get(ASK).content.decode()

    assert "Ask to be served in person" in page
    assert "The counter is closed through" in page


def test_a_dossier_that_is_not_ones_own_cannot_be_named(client, at):
    client.force_login(at.citizen)
    revision = at.procedure.revisions.get()
    others = impact.waiting(revision, at.agency, applicant=filing.citizen())
    said = SAID | {"act": "return", "agency": at.agency.key}

    refused, unknown = (
        client.post(ASK, said | {"dossier_reference": reference}) for reference in (others.reference, "TN-000000-0000")
    )

    assert (refused.status_code, unknown.status_code) == (422, 422)
    assert refused.context["form"].errors == unknown.context["form"].errors
    assert "Không thấy hồ sơ mang mã này" in refused.context["form"].errors["dossier_reference"][0]
    assert not Exemption.objects.exists()


@pytest.mark.parametrize("name", ["reference", "code"])
def test_an_own_dossier_is_named_by_either_of_its_codes(client, at, name):
    client.force_login(at.citizen)
    own = impact.waiting(at.procedure.revisions.get(), at.agency, applicant=at.citizen)

    client.post(ASK, SAID | {"act": "return", "agency": at.agency.key, "dossier_reference": getattr(own, name).lower()})

    assert Exemption.objects.get().dossier_reference == own.reference


def test_an_officer_names_dossiers_of_the_own_desk_only(client, at):
    client.force_login(at.officer)
    revision = at.procedure.revisions.get()
    said = SAID | {"act": "return", "agency": at.agency.key, "applicant_name": "Trần Văn Hai", "phone": "0912 345 678"}
    here, elsewhere = (impact.waiting(revision, agency) for agency in (at.agency, at.other))

    refused = client.post(TYPE, said | {"dossier_reference": elsewhere.reference})
    taken = client.post(TYPE, said | {"dossier_reference": here.reference})

    assert (refused.status_code, taken.status_code) == (422, 302)
