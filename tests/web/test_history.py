from datetime import timedelta

import pytest

from counters.models import Hall
from portal.accounts import actions
from portal.accounts.enums import Role
from portal.agencies.models import Agency
from portal.kernel.history import save_with_reason
from portal.web.history import Change, history_page
from tests.support import accounts
from tests.support.accounts import MONDAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return accounts.agency(name="UBND tỉnh")


@pytest.fixture
def admin(province):
    return accounts.staff(Role.PROVINCE_ADMIN, province, full_name="Lê Quản Trị")


def rename(agency, name, *, by, at=NOON, reason="Đổi tên theo QĐ 9"):
    agency.name = name
    save_with_reason(agency, by=by, at=at, reason=reason, fields=["name"])


def test_an_entry_says_who_when_from_what_to_what_and_why(province, admin):
    rename(province, "Ủy ban nhân dân tỉnh", by=admin, at=NOON + timedelta(days=9999))

    entry = history_page(paths=None, kind="co-quan").entries[0]

    assert (entry.who, entry.at, entry.why) == ("Lê Quản Trị", NOON + timedelta(days=9999), "Đổi tên theo QĐ 9")
    assert entry.changes == (Change("Tên", "UBND tỉnh", "Ủy ban nhân dân tỉnh"),)


def test_a_role_given_is_shown_by_names_not_numbers(client, province, admin):
    clerk = accounts.staff(full_name="Trần Văn Thư")
    actions.appoint(
        user_id=clerk.pk,
        agency_id=province.pk,
        role=Role.CLERK,
        valid_from=MONDAY,
        reason="QĐ 12/QĐ-UBND",
        actor=admin,
        at=NOON,
    )
    client.force_login(admin)

    page = client.get("/quan-tri/lich-su/?loai=vai-tro").content.decode()

    assert "Trần Văn Thư – Văn thư – UBND tỉnh" in page
    assert "QĐ 12/QĐ-UBND" in page
    assert "Lê Quản Trị" in page


def test_pages_follow_one_another_without_loss_or_repetition(province, admin):
    agencies = [accounts.agency(f"X{number}", parent=province) for number in range(5)]
    for one in agencies:
        rename(one, f"Mới {one.key}", by=admin)

    cursor, seen, pages = "", [], 0
    while pages == 0 or cursor:
        page = history_page(paths=None, cursor=cursor, size=3)
        seen += [(entry.subject, entry.act, entry.at) for entry in page.entries]
        cursor, pages = page.next_cursor, pages + 1

    everything = history_page(paths=None, size=100).entries
    assert seen == [(entry.subject, entry.act, entry.at) for entry in everything]
    assert len(seen) == len(set(map(str, seen))) == 12


def test_an_agency_reads_the_history_below_it_only(client, province, admin):
    north = accounts.agency("BAC", parent=province)
    south = accounts.agency("NAM", parent=province)
    for one in (north, south):
        rename(one, f"Huyện {one.key}", by=admin)
    client.force_login(accounts.staff(Role.AGENCY_ADMIN, north))

    entries = client.get("/quan-tri/lich-su/?loai=co-quan").context["page"].entries

    assert {entry.subject for entry in entries} == {"Cơ quan BAC", "Huyện BAC"}


@pytest.mark.parametrize("cursor", ["x", "WzEsMl0:abc:def", "💥"])
def test_a_broken_cursor_shows_the_first_page(province, cursor):
    assert history_page(paths=None, cursor=cursor) == history_page(paths=None)


def test_a_thing_that_is_gone_keeps_its_history(province, admin):
    Agency.objects.filter(pk=province.pk).update(name="x")
    accounts.member(admin, Role.CLERK, province).delete()

    entry = history_page(paths=None, kind="vai-tro").entries[0]

    assert entry.act == "Xóa"
    assert entry.changes == ()


def test_how_many_a_hall_takes_is_told_with_its_counter_and_in_words(province, admin):
    desk = accounts.with_desk(province).desk
    hall = Hall(desk=desk, counters_open=2)
    save_with_reason(hall, by=admin, at=NOON, reason="Mở quầy")
    hall.counters_open = 3
    save_with_reason(hall, by=admin, at=NOON + timedelta(hours=1), reason="Thêm vách ngăn")

    entry = history_page(paths=[province.path], kind="suc-tiep").entries[0]

    assert (entry.subject, entry.why) == (desk.name, "Thêm vách ngăn")
    assert entry.changes == (Change("Số quầy mở", "2", "3"),)
