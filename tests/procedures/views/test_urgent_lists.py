"""Pages of the lists: written, approved, published, taken back."""

import pytest
import time_machine

from portal.accounts.enums import Role
from procedures.models import Exemption, UrgentList
from tests.support import accounts, urgent
from tests.support.urgent import NINE

pytestmark = pytest.mark.django_db
LISTS = "/can-bo/danh-muc-cap-thiet/"
ENTRY = {"case_text": "Xe chở ô xy", "ground": "health", "reason": "Bệnh viện cần"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def at():
    return urgent.closed()


def test_a_list_is_written_approved_and_published_page_by_page(client, at):
    client.force_login(at.specialist)
    page = client.post(f"{LISTS}soan/", {"agency": at.agency.key})["Location"]
    client.post(page, ENTRY)
    client.post(page, ENTRY | {"procedure": at.procedure.key, "case_text": ""})
    entry = UrgentList.objects.get().entries.get(procedure=None)
    client.post(f"{page}bo/", {"muc": str(entry.pk)})
    client.force_login(at.leader)
    client.post(f"{page}duyet/")
    client.force_login(at.province_admin)
    waiting = client.get(f"{LISTS}cong-bo/").content.decode()

    done = client.post(f"{LISTS}cong-bo/", follow=True).content.decode()

    assert page == f"{LISTS}{at.agency.key}/1/"
    assert "Cấp giấy xác nhận" in waiting
    assert "Đã công bố danh mục cấp thiết số 1." in done
    assert "Danh mục số 1:" in done
    assert Exemption.objects.get().procedure == at.procedure


def test_candidates_of_the_catalogue_are_suggested_first(client, at):
    client.force_login(at.specialist)
    urgent.draft(at, entries=0)

    form = client.get(f"{LISTS}{at.agency.key}/1/").context["form"]

    assert form.fields["procedure"].choices[1] == ("Gợi ý đưa vào danh mục", [("xac_nhan", "Cấp giấy xác nhận")])


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"case_text": ""}, "Chọn thủ tục hoặc ghi một trường hợp"), ({"reason": ""}, "Nhập lý do"),
     ({"procedure": "khong-co"}, "Chọn thủ tục"), ({"ground": ""}, "Chọn tiêu chí")],
)  # fmt: skip
def test_a_mistake_in_an_entry_is_told(client, at, changes, words):
    client.force_login(at.specialist)
    urgent.draft(at, entries=0)

    response = client.post(f"{LISTS}{at.agency.key}/1/", ENTRY | changes)

    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_version_under_way_and_an_own_draft_are_refused_in_words(client, at):
    client.force_login(at.leader)
    urgent.draft(at, drafted_by=at.leader)

    second = client.post(f"{LISTS}soan/", {"agency": at.agency.key})
    page = client.get(f"{LISTS}{at.agency.key}/1/")
    approved = client.post(f"{LISTS}{at.agency.key}/1/duyet/", follow=True).content.decode()

    assert second.status_code == 422
    assert "đang soạn hoặc chờ công bố" in second.content.decode()
    assert not page.context["may_approve"]
    assert "không tự duyệt" in approved


def test_an_entry_gone_or_odd_is_no_error(client, at):
    client.force_login(at.specialist)
    urgent.draft(at)

    for typed in ("0", "x", "9" * 40, ""):
        assert client.post(f"{LISTS}{at.agency.key}/1/bo/", {"muc": typed}).status_code == 302
    assert UrgentList.objects.get().entries.count() == 1


def test_a_published_list_is_taken_back_by_its_head(client, at):
    client.force_login(at.leader)
    urgent.published(at)

    page = client.post(f"{LISTS}{at.agency.key}/1/rut/", follow=True).content.decode()

    assert "Đã rút danh mục." in page
    assert "Đã thay thế" in page


def test_lists_of_others_are_not_there_and_only_the_centre_publishes(client, at):
    urgent.draft(at, agency=at.other)
    client.force_login(at.specialist)

    assert client.get(f"{LISTS}{at.other.key}/1/").status_code == 404
    assert client.get(f"{LISTS}cong-bo/").status_code == 403
    client.force_login(accounts.staff(Role.AGENCY_ADMIN, urgent.centre(at)))
    assert client.get(f"{LISTS}{at.other.key}/1/").status_code == 200
    assert client.get(f"{LISTS}cong-bo/").status_code == 200
    assert "Chưa có danh mục nào được duyệt" in client.post(f"{LISTS}cong-bo/", follow=True).content.decode()


def test_the_list_of_lists_costs_the_same_however_long_it_is(client, at, django_assert_num_queries):
    client.force_login(at.province_admin)
    client.get(LISTS)
    for size in (1, 6):
        for number in range(size):
            urgent.draft(at, agency=accounts.agency(f"SO{size}{number}", parent=at.province), entries=size)

        with django_assert_num_queries(13):
            client.get(LISTS)
