"""Which days and hours an agency works."""

from datetime import date, time

import pytest

from portal.agencies.enums import DayKind, Level
from portal.agencies.models import Agency, CalendarDay, Desk, OfficeHours
from portal.agencies.queries import office_hours, receiving_desk, seasonal_hours, working_calendar
from portal.kernel.workdays import DEFAULT_HOURS, CalendarRow

pytestmark = pytest.mark.django_db
THURSDAY = date(2021, 7, 22)


def make_agency(key, parent=None):
    return Agency.objects.create(
        key=key,
        code=key.upper(),
        name=key,
        name_folded=key,
        level=Level.PROVINCE,
        parent=parent,
        path=f"{parent.path if parent else ''}{key}/",
    )


@pytest.fixture
def province():
    return make_agency("tinh")


@pytest.fixture
def commune(province):
    return make_agency("xa", make_agency("huyen", province))


def set_day(day, *, agency=None, is_working=False, name="Nghỉ", kind=DayKind.HOLIDAY, is_provisional=False):
    return CalendarDay.objects.create(
        agency=agency,
        day=day,
        kind=kind,
        is_working=is_working,
        name=name,
        source="thử",
        is_provisional=is_provisional,
    )


def set_hours(agency, opens, closes, since=date(2021, 1, 1), weekday=3):
    return OfficeHours.objects.create(
        agency=agency, valid_from=since, weekday=weekday, opens=time(opens), closes=time(closes)
    )


def test_a_row_of_the_agency_outranks_the_province_and_that_the_nation(province, commune):
    neighbour = make_agency("xa-ben", province)
    set_day(THURSDAY, name="Quốc lễ")
    assert working_calendar(commune).reason(THURSDAY) == "Quốc lễ"

    set_day(THURSDAY, agency=province, is_working=True, name="Tỉnh làm việc")
    set_day(THURSDAY, agency=commune, name="Xã ngập lụt")

    assert working_calendar(commune).days[THURSDAY] == CalendarRow(is_working=False, name="Xã ngập lụt")
    assert working_calendar(neighbour).days[THURSDAY] == CalendarRow(is_working=True, name="Tỉnh làm việc")
    assert working_calendar(province).is_working(THURSDAY)


def test_a_day_off_of_the_district_is_not_one_of_its_communes(commune):
    set_day(THURSDAY, agency=commune.parent, name="Trụ sở huyện đóng cửa", kind=DayKind.CLOSED)

    assert working_calendar(commune).is_working(THURSDAY)
    assert not working_calendar(commune.parent).is_working(THURSDAY)


def test_a_year_is_known_once_its_holidays_are_decided(province):
    assert not working_calendar(province).is_known(THURSDAY)

    set_day(date(2021, 1, 1))
    set_day(date(2022, 1, 1), is_provisional=True)

    assert working_calendar(province).known_from == date(2021, 1, 1)
    assert working_calendar(province).known_until == date(2021, 12, 31)


def test_agencies_without_rows_of_their_own_share_one_calendar(province, commune):
    set_day(THURSDAY)

    assert working_calendar(commune) is working_calendar(province)


def test_calendar_and_hours_are_read_once_and_then_cost_one_query(commune, django_assert_num_queries):
    set_day(THURSDAY)

    with django_assert_num_queries(3):
        working_calendar(commune)
    with django_assert_num_queries(1):
        working_calendar(commune)
    with django_assert_num_queries(1):
        office_hours(commune, THURSDAY)


def test_a_changed_or_deleted_row_is_seen_at_once(commune):
    row = set_day(THURSDAY, name="Trước")
    assert working_calendar(commune).reason(THURSDAY) == "Trước"

    row.name = "Sau"
    row.save()
    assert working_calendar(commune).reason(THURSDAY) == "Sau"

    row.delete()
    assert working_calendar(commune).reason(THURSDAY) == ""


def test_without_rows_the_hours_are_eight_a_day(commune):
    assert office_hours(commune, THURSDAY) == DEFAULT_HOURS


def test_an_agency_without_hours_of_its_own_keeps_its_parents(province, commune):
    set_hours(province, 7, 16)
    assert office_hours(commune, THURSDAY).spans_on(THURSDAY) == ((time(7), time(16)),)

    set_hours(commune.parent, 13, 17)
    set_hours(commune.parent, 8, 12)

    assert office_hours(commune, THURSDAY).spans_on(THURSDAY) == ((time(8), time(12)), (time(13), time(17)))
    assert office_hours(province, THURSDAY).spans_on(THURSDAY) == ((time(7), time(16)),)


def test_hours_change_with_the_season(commune):
    set_hours(commune, 7, 16)
    set_hours(commune, 8, 17, since=date(2021, 10, 16))

    assert office_hours(commune, THURSDAY).spans_on(THURSDAY) == ((time(7), time(16)),)
    assert seasonal_hours(commune).spans_on(date(2021, 10, 21)) == ((time(8), time(17)),)
    assert office_hours(commune, date(2020, 7, 23)) == DEFAULT_HOURS


def test_the_desk_that_serves_an_agency_receives_for_it(province, commune):
    assert receiving_desk(commune) is None

    commune.served_by = Desk.objects.create(agency=province, name="Một cửa")

    assert receiving_desk(commune) == commune.served_by
