"""The applicant has the result sent by post, and changes it back."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from dossiers.enums import ReturnMethod, Status
from dossiers.models import PostalReturn
from postal.models import Parcel
from tests.support import desk
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
TYPED = {"receiver_name": "Trần Văn Hai", "receiver_phone": "0912 345 678", "address": "12 Lý Thường Kiệt",
         "agreed": "on", "seen": "1"}  # fmt: skip


@pytest.fixture(autouse=True)
def _monday_at_ten():
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def at(client):
    made = desk.commune()
    client.force_login(made.citizen)
    return made


@pytest.fixture
def ready(at):
    return desk.dossier(at, Status.DECIDED, applicant_address="Phường Thứ 1, Đồng Hới")


def url(dossier, slug="nhan-qua-buu-dien"):
    return f"/ho-so/{dossier.reference}/{slug}/"


def test_the_page_shows_the_words_and_what_is_known_already(client, ready):
    detail = client.get(f"/ho-so/{ready.reference}/").content.decode()
    page = client.get(url(ready)).content.decode()

    assert f'href="/ho-so/{ready.code}/nhan-qua-buu-dien/"' in detail
    assert "Tôi đồng ý nhận kết quả qua dịch vụ bưu chính công ích" in page
    assert "Phường Thứ 1, Đồng Hới" in page


def test_agreeing_changes_the_way_and_is_shown(client, at, ready):
    done = client.post(url(ready), TYPED, follow=True)

    asked = PostalReturn.objects.get(dossier=ready)
    assert (asked.recorded_by, asked.consented_by) == (None, at.citizen.full_name)
    assert "Đổi lại nhận tại quầy" in done.content.decode()


@pytest.mark.parametrize("lacking", ["receiver_name", "receiver_phone", "address", "agreed"])
def test_each_part_is_needed(client, ready, lacking):
    page = client.post(url(ready), {**TYPED, lacking: ""})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [lacking]


def test_an_old_page_is_told_so(client, ready):
    assert client.post(url(ready), {**TYPED, "seen": "0"}).status_code == 409


def test_only_a_result_that_waits_can_be_sent(client, at):
    for made in (desk.dossier(at, Status.RECEIVED), desk.dossier(at, Status.DECIDED, return_method=ReturnMethod.POST)):
        assert client.get(url(made)).status_code == 302
        assert client.post(url(made), TYPED).status_code == 302
    assert not PostalReturn.objects.exists()


def test_the_choice_is_taken_back_until_it_is_sent(client, ready):
    assert client.get(url(ready, "huy-buu-dien")).status_code == 302
    client.post(url(ready), TYPED)

    statuses = [
        client.get(url(ready, "huy-buu-dien")).status_code,
        client.post(url(ready, "huy-buu-dien"), {"seen": "2"}).status_code,
        client.post(url(ready, "huy-buu-dien"), {"reason": "Đổi ý", "seen": "0"}).status_code,
        client.post(url(ready, "huy-buu-dien"), {"reason": "Đổi ý", "seen": "2"}).status_code,
    ]

    ready.refresh_from_db()
    assert (statuses, ready.return_method) == ([200, 422, 409, 302], ReturnMethod.IN_PERSON)


def test_results_of_others_are_not_found(client, at):
    client.force_login(desk.filing.citizen(full_name="Trần Văn Lạ"))

    assert client.get(url(desk.dossier(at, Status.DECIDED))).status_code == 404


PAPERS = {"papers": "01 bản chính giấy chứng sinh\n\n02 bản sao hộ khẩu", "name": "Trần Văn Hai",
          "phone": "0912 345 678", "address": "12 Lý Thường Kiệt", "elsewhere": "Phường Thuận Hòa",
          "province": "Thành phố Huế", "seen": "1"}  # fmt: skip


@pytest.fixture
def received(at):
    return desk.dossier(at, Status.RECEIVED)


def test_papers_are_fetched_at_home_and_only_once_at_a_time(client, received):
    offered = client.get(f"/ho-so/{received.reference}/").content.decode()
    done = client.post(url(received, "gui-giay-to"), PAPERS, follow=True).content.decode()

    parcel = Parcel.objects.get()
    assert "gui-giay-to" in offered
    assert "Đã chuyển yêu cầu đến bưu điện" in done
    assert "gui-giay-to" not in done
    assert [paper["kind"] for paper in parcel.contents] == ["01 bản chính giấy chứng sinh", "02 bản sao hộ khẩu"]
    assert (parcel.commune_name, parcel.province) == ("Phường Thuận Hòa", "Thành phố Huế")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"papers": " "}, "Nhập giấy tờ giao cho bưu tá"),
        ({"elsewhere": ""}, "Chọn xã, phường"),
        ({"province": ""}, "Nhập tỉnh, thành phố"),
        ({"phone": "123"}, "điện thoại"),
    ],
)
def test_what_the_post_needs_is_asked_for_at_the_field_and_nothing_is_lost(client, received, typed, words):
    page = client.post(url(received, "gui-giay-to"), {**PAPERS, **typed})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert "12 Lý Thường Kiệt" in page.content.decode()
    assert not Parcel.objects.exists()


def test_nothing_is_fetched_for_a_dossier_that_has_its_result(client, ready):
    assert client.get(url(ready, "gui-giay-to")).status_code == 302


def test_the_way_of_a_parcel_is_shown_to_its_applicant_and_to_who_has_the_slip_without_names(client, received):
    client.post(url(received, "gui-giay-to"), PAPERS)

    own = client.get(f"/ho-so/{received.reference}/").content.decode()
    public = Client().get(f"/h/{received.track_token}/").content.decode()

    for page in (own, public):
        assert "Nhận gửi hồ sơ qua bưu điện" in page
        assert "Đã ghi yêu cầu" in page
    assert "Lý Thường Kiệt" not in public
