"""Working days and hours, against a reader of the calendar who counts on the fingers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.workdays import (
    DEFAULT_HOURS,
    ONE_DAY,
    VIETNAM,
    CalendarRow,
    DayOff,
    OfficeHours,
    SeasonalHours,
    WorkingCalendar,
    add_working_hours,
    closing,
    local,
    open_spans,
    opening,
)

THURSDAY = date(2021, 7, 22)
SATURDAY = date(2021, 7, 24)
DAYS = st.dates(date(2021, 1, 1), date(2022, 12, 31))
CALENDARS = st.dictionaries(DAYS, st.builds(CalendarRow, is_working=st.booleans(), name=st.just("Ngày riêng"))).map(
    WorkingCalendar
)
NUMBERS = st.integers(1, 60)


def count_on_fingers(calendar, day, number, step=ONE_DAY):
    while number:
        day += step
        number -= calendar.is_working(day)
    return day


@given(CALENDARS, DAYS, NUMBERS)
def test_working_days_are_added_as_one_counts_on_the_fingers(calendar, day, number):
    assert calendar.add_working_days(day, number) == count_on_fingers(calendar, day, number)


@given(CALENDARS, DAYS, NUMBERS)
def test_working_days_are_taken_away_as_one_counts_on_the_fingers(calendar, day, number):
    assert calendar.add_working_days(day, -number) == count_on_fingers(calendar, day, number, -ONE_DAY)


@given(CALENDARS, DAYS, DAYS)
def test_days_between_two_dates_are_worked_or_free(calendar, day, other):
    after, until = sorted((day, other))

    worked, free = calendar.working_days_between(after, until), len(calendar.days_off(after, until))

    assert worked + free == (until - after).days
    assert calendar.working_days_between(until, after) == -worked


def test_zero_working_days_after_a_day_is_that_day():
    assert WorkingCalendar({}).add_working_days(SATURDAY, 0) == SATURDAY


def test_the_first_working_day_is_the_day_itself_or_the_next_that_is_worked():
    calendar = WorkingCalendar({})

    assert calendar.first_working_day(THURSDAY) == THURSDAY
    assert calendar.first_working_day(SATURDAY) == date(2021, 7, 26)
    assert calendar.next_working_day(THURSDAY) == date(2021, 7, 23)


def test_free_days_are_told_with_their_reasons():
    calendar = WorkingCalendar(
        {
            date(2021, 7, 23): CalendarRow(is_working=False, name="Bão số 3"),
            date(2021, 7, 26): CalendarRow(is_working=False, name="Nghỉ bù", is_provisional=True),
            date(2021, 7, 27): CalendarRow(is_working=True, name="Làm bù"),
        }
    )

    assert calendar.days_off(THURSDAY, date(2021, 7, 28)) == (
        DayOff(date(2021, 7, 23), "Bão số 3"),
        DayOff(SATURDAY, "Thứ Bảy"),
        DayOff(date(2021, 7, 25), "Chủ nhật"),
        DayOff(date(2021, 7, 26), "Nghỉ bù (dự kiến)"),
    )
    assert calendar.reason(THURSDAY) == ""


def test_a_day_is_known_inside_the_bounds_and_when_its_row_is_decided():
    row = CalendarRow(is_working=False, name="Nghỉ", is_provisional=True)
    calendar = WorkingCalendar({THURSDAY: row}, known_from=date(2021, 1, 1), known_until=date(2021, 12, 31))

    assert not calendar.is_known(THURSDAY)
    assert calendar.is_known(SATURDAY)
    assert not calendar.is_known(date(2020, 12, 31))
    assert not calendar.is_known(date(2022, 1, 1))


def test_a_working_saturday_keeps_the_hours_of_the_week():
    assert DEFAULT_HOURS.spans_on(SATURDAY) == DEFAULT_HOURS.spans_on(THURSDAY)
    assert opening(DEFAULT_HOURS, THURSDAY).isoformat() == "2021-07-22T07:00:00+07:00"
    assert closing(DEFAULT_HOURS, THURSDAY).isoformat() == "2021-07-22T17:00:00+07:00"


def test_a_half_day_has_its_own_hours():
    half = OfficeHours({3: ((time(7), time(17)),), 5: ((time(7), time(11)),)})

    assert half.spans_on(SATURDAY) == ((time(7), time(11)),)


@pytest.mark.parametrize(
    "spans",
    [{}, {0: ()}, {0: ((time(9), time(8)),)}, {0: ((time(13), time(17)), (time(7), time(11)))}],
)
def test_hours_without_order_are_refused(spans):
    with pytest.raises(ValueError, match="office"):
        OfficeHours(spans)


def test_hours_of_a_season_hold_from_its_date():
    winter = OfficeHours({0: ((time(8), time(17)),)})
    seasons = SeasonalHours(((date(2021, 10, 16), winter),))

    assert seasons.on(THURSDAY) == DEFAULT_HOURS
    assert seasons.on(date(2021, 10, 16)) == winter


def test_a_closure_cuts_the_hours_it_covers():
    day = datetime(2021, 7, 22, tzinfo=VIETNAM)
    closures = [(day.replace(hour=9), day.replace(hour=10)), (day.replace(hour=14), None)]

    left = open_spans(THURSDAY, DEFAULT_HOURS, closures, not_before=day.replace(hour=8))

    assert [(start.hour, stop.hour, stop.minute) for start, stop in left] == [(8, 9, 0), (10, 11, 30), (13, 14, 0)]


@given(
    CALENDARS,
    st.datetimes(datetime.fromisoformat("2021-02-01"), datetime.fromisoformat("2021-12-01")),
    st.integers(1, 60 * 40),
)
def test_working_minutes_add_up_and_end_in_office_hours(calendar, moment, minutes):
    walked = add_working_hours(
        moment.replace(second=0, microsecond=0, tzinfo=VIETNAM),
        timedelta(minutes=minutes),
        calendar=calendar,
        hours=DEFAULT_HOURS,
    )

    assert sum((day.worked for day in walked.days), timedelta(0)) == timedelta(minutes=minutes)
    assert all(calendar.is_working(day.day) for day in walked.days if day.worked)
    assert any(opens < walked.ends_at <= stop for opens, stop in open_spans(walked.ends_at.date(), DEFAULT_HOURS))


def test_no_amount_of_time_is_no_question():
    with pytest.raises(ValueError, match="positive"):
        add_working_hours(
            datetime(2021, 7, 22, tzinfo=UTC), timedelta(0), calendar=WorkingCalendar({}), hours=DEFAULT_HOURS
        )


def test_an_instant_is_read_on_the_clocks_of_viet_nam():
    assert local(datetime(2021, 7, 22, 20, tzinfo=UTC)).isoformat() == "2021-07-23T03:00:00+07:00"
    with pytest.raises(ValueError, match="without a zone"):
        local(datetime.fromisoformat("2021-07-22T20:00"))
