from datetime import date, datetime, time

import pytest

from dossiers import deadlines
from portal.kernel.workdays import DEFAULT_HOURS, VIETNAM, CalendarRow, WorkingCalendar
from procedures.availability import availability, likely_due

CALENDAR = WorkingCalendar(
    {date(2021, 9, 2): CalendarRow(is_working=False, name="Quốc khánh"),
     date(2021, 9, 3): CalendarRow(is_working=False, name="Quốc khánh")}
)  # fmt: skip
EVERYWHERE = ("truc_tiep", "truc_tuyen", "buu_chinh")


def at(day, hour, minute=0):
    return datetime(2021, day.month, day.day, hour, minute, tzinfo=VIETNAM)


MONDAY = date(2021, 7, 26)


def states(instant, offered=EVERYWHERE, **options):
    found = availability(offered, instant=instant, calendar=CALENDAR, hours=DEFAULT_HOURS, **options)
    return {state.channel.value: state for state in found}


def test_the_network_and_the_post_are_always_open():
    night = states(at(MONDAY, 23))

    assert (night["truc_tuyen"].is_open, night["buu_chinh"].is_open) == (True, True)


@pytest.mark.parametrize(
    ("instant", "is_open", "reason", "opens_at"),
    [
        (at(MONDAY, 8), True, "Đang mở cửa", None),
        (at(MONDAY, 6, 59), False, "Ngoài giờ làm việc", at(MONDAY, 7)),
        (at(MONDAY, 12), False, "Ngoài giờ làm việc", at(MONDAY, 13, 30)),
        (at(MONDAY, 17), False, "Đã hết giờ làm việc", at(date(2021, 7, 27), 7)),
        (at(date(2021, 7, 31), 9), False, "Thứ Bảy", at(date(2021, 8, 2), 7)),
        (at(date(2021, 9, 2), 9), False, "Quốc khánh", at(date(2021, 9, 6), 7)),
    ],
)
def test_the_counter_is_open_in_office_hours_and_says_when_it_opens(instant, is_open, reason, opens_at):
    counter = states(instant)["truc_tiep"]

    assert (counter.is_open, counter.reason, counter.opens_at) == (is_open, reason, opens_at)


def test_an_open_counter_says_until_when():
    assert states(at(MONDAY, 8))["truc_tiep"].closes_at == at(MONDAY, 11, 30)


def test_what_is_not_offered_says_why():
    only_counter = states(at(MONDAY, 8), ["truc_tiep"], in_person_reason="Hai bên cùng có mặt khi đăng ký")
    only_online = states(at(MONDAY, 8), ["truc_tuyen"])

    assert only_counter["truc_tuyen"].reason == "Hai bên cùng có mặt khi đăng ký"
    assert only_online["buu_chinh"].reason == "Thủ tục này chưa nhận hồ sơ qua bưu điện"
    assert only_online["truc_tiep"].is_offered is False


@pytest.mark.parametrize("unit", ["working_day", "day", "same_day", "hour", "seasonal"])
@pytest.mark.parametrize("instant", [
    at(MONDAY, 6), at(MONDAY, 9), at(MONDAY, 15), at(MONDAY, 15, 1), at(MONDAY, 17), at(MONDAY, 18),
    at(date(2021, 7, 31), 10), at(date(2021, 8, 30), 16), at(date(2021, 9, 2), 10),
])  # fmt: skip
@pytest.mark.parametrize("value", [1, 3, 10])
def test_the_date_shown_on_the_page_is_the_one_a_dossier_would_be_promised(unit, instant, value):
    shown = likely_due(value, unit, instant=instant, calendar=CALENDAR, hours=DEFAULT_HOURS)

    promised = deadlines.promise(
        started_at=instant, limit=deadlines.Limit(value, unit), calendar=CALENDAR, hours=DEFAULT_HOURS
    )
    assert shown == promised.due_at


def test_a_saturday_worked_is_open():
    calendar = WorkingCalendar({date(2024, 5, 4): CalendarRow(is_working=True, name="Làm bù ngày 29/4/2024")})
    instant = datetime.combine(date(2024, 5, 4), time(9), VIETNAM)

    counter = availability(EVERYWHERE, instant=instant, calendar=calendar, hours=DEFAULT_HOURS)[2]

    assert counter.is_open
