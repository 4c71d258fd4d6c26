"""The legal clock: the vectors of the calendar, then the words of each rule."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from dossiers import deadlines
from dossiers.deadlines import (
    DAY,
    HOUR,
    SAME_DAY,
    SEASONAL,
    WORKING_DAY,
    Limit,
    Pause,
    answer_due,
    counts_as_received_at,
    forward_due,
    promise,
    supplement_answer_until,
)
from dossiers.explain_due import read_calendar
from portal.kernel.workdays import DEFAULT_HOURS, VIETNAM, CalendarRow, WorkingCalendar
from procedures.enums import LimitUnit

CALENDAR = read_calendar()
THURSDAY = date(2021, 7, 22)


def instant(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def promised(received, value, unit, **facts):
    limit = Limit(value, unit)
    return promise(started_at=instant(received), limit=limit, calendar=CALENDAR, hours=DEFAULT_HOURS, **facts)


def pause(first, last, reason="Dịch bệnh"):
    return Pause(instant(first), instant(last) if last else None, reason)


def explained(answer):
    return [(day.day.isoformat(), day.counted, day.reason) for day in answer.days]


@pytest.mark.parametrize(
    ("received_on", "number", "due_on"),
    [
        ("2021-07-22", 1, "2021-07-23"),
        ("2021-07-22", 3, "2021-07-27"),
        ("2021-07-22", 5, "2021-07-29"),
        ("2021-08-31", 1, "2021-09-01"),
        ("2021-04-28", 3, "2021-05-05"),
        ("2022-08-31", 2, "2022-09-06"),
        ("2024-04-26", 1, "2024-05-02"),
        ("2025-04-29", 1, "2025-05-05"),
        ("2026-04-24", 1, "2026-04-28"),
        ("2026-08-21", 1, "2026-08-22"),
    ],
)
def test_working_days_give_the_dates_of_the_calendar(received_on, number, due_on):
    answer = promised(f"{received_on}T09:10", number, WORKING_DAY)

    assert answer.due_at == instant(f"{due_on}T17:00")
    assert answer.due_at.isoformat().endswith("T17:00:00+07:00")
    assert answer.counted == number


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        ("2021-07-23T16:00", "2021-07-26T16:00"),
        ("2021-07-24T09:00", "2021-07-26T17:00"),
        ("2021-07-22T10:00", "2021-07-23T10:00"),
    ],
)
def test_an_online_dossier_is_answered_within_eight_working_hours(submitted, due):
    answered = answer_due(instant(submitted), calendar=CALENDAR, office_hours=DEFAULT_HOURS)

    assert answered == instant(due)


def test_ten_days_that_end_on_a_sunday_end_on_monday():
    answer = promised("2021-07-22T09:10", 10, DAY)

    assert answer.due_at == instant("2021-08-02T17:00")
    assert answer.counted == 10
    assert explained(answer)[-2:] == [
        ("2021-08-01", True, "Ngày thứ 10: Chủ nhật"),
        ("2021-08-02", False, "Ngày cuối của thời hạn là ngày nghỉ, hạn chuyển sang ngày này"),
    ]


def test_each_free_day_is_explained_by_its_name():
    answer = promised("2021-04-28T09:10", 3, WORKING_DAY)

    assert explained(answer) == [
        ("2021-04-28", False, "Ngày tiếp nhận, chưa tính"),
        ("2021-04-29", True, "Ngày làm việc thứ 1"),
        ("2021-04-30", False, "Ngày Chiến thắng"),
        ("2021-05-01", False, "Ngày Quốc tế Lao động"),
        ("2021-05-02", False, "Chủ nhật"),
        ("2021-05-03", False, "Ngày Quốc tế Lao động (nghỉ bù)"),
        ("2021-05-04", True, "Ngày làm việc thứ 2"),
        ("2021-05-05", True, "Ngày làm việc thứ 3"),
    ]


def test_a_saturday_that_makes_up_for_another_day_counts_and_says_so():
    answer = promised("2026-08-21T09:10", 1, WORKING_DAY)

    assert explained(answer)[-1] == ("2026-08-22", True, "Ngày làm việc thứ 1: Làm bù ngày 31/8/2026")


def test_a_receipt_after_closing_counts_from_the_next_opening():
    answer = promised("2021-07-22T17:01", 1, WORKING_DAY)

    assert answer.due_at == instant("2021-07-26T17:00")
    assert explained(answer)[:2] == [
        ("2021-07-22", False, "Nhận sau giờ làm việc"),
        ("2021-07-23", False, "Ngày tiếp nhận, chưa tính"),
    ]


def test_a_receipt_at_the_closing_hour_still_counts_today():
    received_at = instant("2021-07-22T17:00")

    assert counts_as_received_at(received_at, calendar=CALENDAR, hours=DEFAULT_HOURS) == received_at


def test_a_receipt_on_a_day_off_counts_from_the_next_opening():
    answer = promised("2021-07-24T09:00", 1, WORKING_DAY)

    assert answer.due_at == instant("2021-07-27T17:00")
    assert [day.reason for day in answer.days][:3] == ["Thứ Bảy", "Chủ nhật", "Ngày tiếp nhận, chưa tính"]


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2021-07-22T15:00", "2021-07-22T17:00"),
        ("2021-07-22T15:01", "2021-07-23T17:00"),
        ("2021-07-23T15:01", "2021-07-26T17:00"),
        ("2021-07-24T09:00", "2021-07-26T17:00"),
        ("2021-07-23T18:00", "2021-07-26T17:00"),
    ],
)
def test_same_day_work_after_three_o_clock_is_due_on_the_next_working_day(received, due):
    answer = promised(received, None, SAME_DAY)

    assert answer.due_at == instant(due)
    assert answer.counted == 1


def test_same_day_work_says_why_it_is_not_done_today():
    answer = promised("2021-07-23T15:01", None, SAME_DAY)

    assert [day.reason for day in answer.days] == [
        "Nhận sau 15 giờ, trả vào ngày làm việc tiếp theo",
        "Thứ Bảy",
        "Chủ nhật",
        "Trả vào ngày làm việc tiếp theo",
    ]


def test_seasonal_work_has_no_due_day():
    answer = promised("2021-07-22T09:10", None, SEASONAL)

    assert (answer.due_at, answer.law_due_at, answer.days, answer.months) == (None, None, (), ())


def test_days_of_a_pause_do_not_count():
    covid = pause("2021-07-22T00:00", "2021-08-05T00:00")

    answer = promised("2021-07-22T09:10", 8, WORKING_DAY, pauses=[covid])

    assert answer.due_at == instant("2021-08-16T17:00")
    assert answer.counted == 8
    assert ("2021-07-23", False, "Dịch bệnh") in explained(answer)


def test_a_day_touched_by_a_pause_in_its_working_time_does_not_count():
    morning = pause("2021-07-23T08:00", "2021-07-23T09:00")

    assert promised("2021-07-22T09:10", 1, WORKING_DAY, pauses=[morning]).due_at == instant("2021-07-26T17:00")


def test_a_pause_outside_working_time_costs_no_day():
    night = pause("2021-07-23T18:00", "2021-07-26T06:00")

    assert promised("2021-07-22T09:10", 2, WORKING_DAY, pauses=[night]).due_at == instant("2021-07-26T17:00")


def test_hours_lose_just_what_a_pause_takes():
    morning = pause("2021-07-22T10:00", "2021-07-22T11:00")

    assert promised("2021-07-22T09:00", 4, HOUR, pauses=[morning]).due_at == instant("2021-07-22T16:00")


def test_calendar_days_stand_still_in_a_pause_and_an_end_inside_one_moves_past_it():
    sunday_to_monday = pause("2021-08-02T00:00", "2021-08-03T00:00", "Bão")
    within = pause("2021-07-23T00:00", "2021-07-24T00:00")

    moved = promised("2021-07-22T09:10", 10, DAY, pauses=[sunday_to_monday])
    later = promised("2021-07-22T09:10", 10, DAY, pauses=[within])

    assert moved.due_at == instant("2021-08-03T17:00")
    assert ("2021-08-02", False, "Bão") in explained(moved)
    assert later.due_at == instant("2021-08-02T17:00")
    assert explained(later)[1] == ("2021-07-23", False, "Dịch bệnh")


@pytest.mark.parametrize("limit", [Limit(3, WORKING_DAY), Limit(3, DAY), Limit(16, HOUR), Limit(None, SAME_DAY)])
def test_a_pause_without_end_leaves_no_due_day(limit):
    begun = Pause(instant("2021-07-22T09:00"), None, "Chờ nộp thuế")

    answer = promise(
        started_at=instant("2021-07-22T09:10"), limit=limit, calendar=CALENDAR, hours=DEFAULT_HOURS, pauses=[begun]
    )

    assert (answer.due_at, answer.law_due_at) == (None, None)


def test_what_was_due_before_a_pause_without_end_stays_due():
    begun = Pause(instant("2021-07-26T09:00"), None, "Chờ nộp thuế")

    assert promised("2021-07-22T09:10", 1, WORKING_DAY, pauses=[begun]).due_at == instant("2021-07-23T17:00")


def test_hours_paused_for_the_rest_of_a_day_say_so():
    begun = pause("2021-07-22T07:00", "2021-07-23T07:00", "Mất điện")

    answer = promised("2021-07-22T09:10", 2, HOUR, pauses=[begun])

    assert explained(answer) == [("2021-07-22", False, "Mất điện"), ("2021-07-23", True, "Tính 2 giờ làm việc")]


def test_hours_received_at_the_closing_hour_begin_the_next_morning():
    answer = promised("2021-07-22T17:00", 1, HOUR)

    assert explained(answer) == [
        ("2021-07-22", False, "Đã hết giờ làm việc"),
        ("2021-07-23", True, "Tính 1 giờ làm việc"),
    ]


def test_hours_on_a_made_up_saturday_name_it():
    answer = promised("2026-08-21T16:30", 1, HOUR)

    assert explained(answer) == [
        ("2026-08-21", True, "Tính 30 phút làm việc"),
        ("2026-08-22", True, "Tính 30 phút làm việc: Làm bù ngày 31/8/2026"),
    ]


def test_a_restart_counts_from_zero():
    answer = promised("2021-07-22T09:10", 2, WORKING_DAY, restarted_at=instant("2021-07-27T14:00"))

    assert answer.due_at == instant("2021-07-29T17:00")
    assert [day.reason for day in answer.days][4:] == [
        "Không tính: thời hạn tính lại từ đầu từ ngày 27/7/2021",
        "Ngày nhận đủ hồ sơ, chưa tính",
        "Ngày làm việc thứ 1",
        "Ngày làm việc thứ 2",
    ]


def test_an_apology_moves_the_promise_and_not_the_law():
    answer = promised("2021-07-22T09:10", 1, WORKING_DAY, extended_to=datetime(2021, 7, 30, 10, tzinfo=UTC))

    assert answer.due_at.isoformat() == "2021-07-30T17:00:00+07:00"
    assert answer.law_due_at == instant("2021-07-23T17:00")
    assert answer.is_extended


def test_an_apology_never_moves_the_promise_forward():
    answer = promised("2021-07-22T09:10", 3, WORKING_DAY, extended_to=instant("2021-07-23T17:00"))

    assert answer.due_at == instant("2021-07-27T17:00")
    assert not answer.is_extended


@pytest.mark.parametrize(
    ("received", "is_provisional"),
    [("2026-12-28T09:00", False), ("2026-12-31T09:00", True), ("2025-12-31T09:00", True), ("2020-12-30T09:00", True)],
)
def test_a_promise_on_days_not_decided_yet_is_provisional(received, is_provisional):
    assert promised(received, 2, WORKING_DAY).is_provisional is is_provisional


def test_a_calendar_without_bounds_is_always_known():
    bare = WorkingCalendar({})

    answer = promise(started_at=instant("1999-07-22T09:10"), limit=Limit(1, DAY), calendar=bare, hours=DEFAULT_HOURS)

    assert not answer.is_provisional


def test_the_explanation_by_month_takes_equal_reasons_together():
    tet = WorkingCalendar(
        {date(2022, 1, 31): CalendarRow(is_working=False, name="Tết")}
        | {date(2022, 2, day): CalendarRow(is_working=False, name="Tết") for day in range(1, 5)}
    )

    answer = promise(
        started_at=instant("2022-01-27T09:00"), limit=Limit(2, WORKING_DAY), calendar=tet, hours=DEFAULT_HOURS
    )

    assert [
        (
            month.first,
            [day.number for day in month.counted],
            [(s.first.day, s.last.day, s.reason) for s in month.skipped],
        )
        for month in answer.months
    ] == [
        (
            date(2022, 1, 1),
            [1],
            [
                (27, 27, "Ngày tiếp nhận, chưa tính"),
                (29, 29, "Thứ Bảy"),
                (30, 30, "Chủ nhật"),
                (31, 31, "Tết"),
            ],
        ),
        (date(2022, 2, 1), [2], [(1, 4, "Tết"), (5, 5, "Thứ Bảy"), (6, 6, "Chủ nhật")]),
    ]


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2021-07-22T15:00", "2021-07-22T17:00"),
        ("2021-07-22T15:01", "2021-07-23T07:00"),
        ("2021-07-23T16:00", "2021-07-26T07:00"),
        ("2021-07-24T09:00", "2021-07-26T17:00"),
    ],
)
def test_an_intake_after_three_o_clock_is_forwarded_at_the_next_opening(received, due):
    assert forward_due(instant(received), calendar=CALENDAR, hours=DEFAULT_HOURS) == instant(due)


def test_a_supplement_may_be_answered_fifteen_days_after_the_day_it_was_asked():
    assert supplement_answer_until(THURSDAY, calendar=CALENDAR) == date(2021, 8, 6)
    assert supplement_answer_until(THURSDAY, 16, calendar=CALENDAR) == date(2021, 8, 9)


def test_the_units_are_those_of_the_procedures():
    assert set(deadlines.UNITS) == set(LimitUnit.values)


@pytest.mark.parametrize(("value", "unit"), [(None, DAY), (0, HOUR), (-1, WORKING_DAY), (3, "week")])
def test_a_limit_is_a_positive_number_of_a_known_unit(value, unit):
    with pytest.raises(ValueError, match=r"limit|unit"):
        Limit(value, unit)


def test_a_pause_ends_after_it_begins():
    with pytest.raises(ValueError, match="a pause ends after it begins"):
        pause("2021-07-23T08:00", "2021-07-23T07:59")


def test_a_restart_before_the_receipt_is_refused():
    with pytest.raises(ValueError, match="a restart comes after the receipt"):
        promised("2021-07-22T09:10", 1, DAY, restarted_at=instant("2021-07-22T09:09"))


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        promise(
            started_at=datetime.combine(THURSDAY, time(9)),
            limit=Limit(1, DAY),
            calendar=CALENDAR,
            hours=DEFAULT_HOURS,
        )


@pytest.mark.parametrize(
    ("amount", "words"),
    [(timedelta(hours=3), "3 giờ"), (timedelta(minutes=90), "1 giờ 30 phút"), (timedelta(0), "0 phút")],
)
def test_an_amount_of_time_is_written_in_hours_and_minutes(amount, words):
    assert deadlines.shown_amount(amount) == words


def test_a_date_is_written_as_official_papers_do():
    assert [deadlines.shown_date(date(2021, month, 4)) for month in (1, 2, 3, 12)] == [
        "04/01/2021",
        "04/02/2021",
        "04/3/2021",
        "04/12/2021",
    ]
