"""Laws of the clock, and a naive one that counts day by day to compare with."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dossiers.deadlines import DAY, HOUR, SAME_DAY, WORKING_DAY, Limit, Pause, promise
from portal.kernel.workdays import DEFAULT_HOURS, ONE_DAY, VIETNAM, CalendarRow, WorkingCalendar

CLOSE = time(17, 0)
DATES = st.dates(date(2021, 6, 1), date(2021, 10, 31))
ROWS = st.dictionaries(DATES, st.builds(CalendarRow, is_working=st.booleans(), name=st.just("Ngày riêng")), max_size=25)
RECEIPTS = st.datetimes(datetime.fromisoformat("2021-06-15"), datetime.fromisoformat("2021-08-15")).map(
    lambda moment: moment.replace(tzinfo=VIETNAM)
)
NUMBERS = st.integers(1, 30)
DAY_UNITS = st.sampled_from([DAY, WORKING_DAY])
LIMITS = st.builds(Limit, NUMBERS, st.sampled_from([DAY, WORKING_DAY, HOUR, SAME_DAY]))


@st.composite
def pauses(draw):
    begins = draw(RECEIPTS)
    return Pause(begins, begins + draw(st.timedeltas(timedelta(0), timedelta(days=12))), "Tạm dừng")


@st.composite
def pauses_of_whole_days(draw):
    first, last = sorted((draw(DATES), draw(DATES)))
    last = min(last, first + timedelta(days=20))
    midnight = time(tzinfo=VIETNAM)
    return Pause(datetime.combine(first, midnight), datetime.combine(last + ONE_DAY, midnight), "Tạm dừng")


def due(received_at, limit, rows, stops=(), **facts):
    return promise(
        started_at=received_at,
        limit=limit,
        calendar=WorkingCalendar(rows),
        hours=DEFAULT_HOURS,
        pauses=stops,
        **facts,
    )


def naive_due_on(received_at, number, unit, rows, stops):
    """Count on the fingers over whole days."""

    def is_working(day):
        return rows[day].is_working if day in rows else day.weekday() < 5

    def is_paused(day):
        return any(stop.from_at.date() <= day < stop.to_at.date() for stop in stops)

    day = received_at.date()
    if not is_working(day) or received_at.time() > CLOSE:
        day += ONE_DAY
        while not is_working(day):
            day += ONE_DAY
    while number:
        day += ONE_DAY
        if not is_paused(day) and (unit == DAY or is_working(day)):
            number -= 1
    while not is_working(day) or is_paused(day):
        day += ONE_DAY
    return day


@given(RECEIPTS, NUMBERS, DAY_UNITS, ROWS, st.lists(pauses_of_whole_days(), max_size=2))
def test_days_are_counted_as_one_counts_on_the_fingers(received_at, number, unit, rows, stops):
    answer = due(received_at, Limit(number, unit), rows, stops)

    assert answer.due_at == datetime.combine(
        naive_due_on(received_at, number, unit, rows, stops), CLOSE, tzinfo=VIETNAM
    )
    assert answer.counted == number


@given(RECEIPTS, LIMITS, ROWS, st.lists(pauses(), max_size=2))
def test_the_due_day_is_worked_and_ends_the_explanation(received_at, limit, rows, stops):
    answer = due(received_at, limit, rows, stops)

    assert WorkingCalendar(rows).is_working(answer.due_at.date())
    assert answer.days[-1].day == answer.due_at.date()
    assert answer.due_at >= received_at


@given(RECEIPTS, LIMITS, ROWS, st.lists(pauses(), max_size=2))
def test_each_day_from_receipt_to_due_is_explained_once(received_at, limit, rows, stops):
    answer = due(received_at, limit, rows, stops)

    length = (answer.due_at.date() - received_at.date()).days + 1
    assert [day.day for day in answer.days] == [received_at.date() + timedelta(days=n) for n in range(length)]
    assert all(day.reason for day in answer.days)
    assert [day.number for day in answer.days if day.counted] == list(range(1, answer.counted + 1))


@given(RECEIPTS, NUMBERS, st.sampled_from([DAY, WORKING_DAY, HOUR]), ROWS, st.lists(pauses(), max_size=2))
def test_a_longer_limit_is_never_due_earlier(received_at, number, unit, rows, stops):
    shorter = due(received_at, Limit(number, unit), rows, stops)
    longer = due(received_at, Limit(number + 1, unit), rows, stops)

    assert shorter.due_at <= longer.due_at


@given(RECEIPTS, st.timedeltas(timedelta(0), timedelta(days=9)), LIMITS, ROWS)
def test_a_later_receipt_is_never_due_earlier(received_at, later, limit, rows):
    assert due(received_at, limit, rows).due_at <= due(received_at + later, limit, rows).due_at


@given(RECEIPTS, LIMITS, ROWS, st.lists(pauses(), max_size=3))
def test_a_pause_never_makes_it_earlier(received_at, limit, rows, stops):
    assert due(received_at, limit, rows, stops[1:]).due_at <= due(received_at, limit, rows, stops).due_at


@given(RECEIPTS, LIMITS, ROWS, st.lists(pauses(), max_size=2), DATES)
def test_another_holiday_never_makes_it_earlier(received_at, limit, rows, stops, holiday):
    more = rows | {holiday: CalendarRow(is_working=False, name="Nghỉ")}

    assert due(received_at, limit, rows, stops).due_at <= due(received_at, limit, more, stops).due_at


@given(RECEIPTS, st.timedeltas(timedelta(0), timedelta(days=9)), LIMITS, ROWS)
def test_a_restart_is_due_as_if_received_then(received_at, later, limit, rows):
    restarted_at = received_at + later

    assert due(received_at, limit, rows, restarted_at=restarted_at).due_at == due(restarted_at, limit, rows).due_at


@given(RECEIPTS, LIMITS, ROWS, st.lists(pauses(), max_size=2))
def test_counting_twice_gives_the_same(received_at, limit, rows, stops):
    assert due(received_at, limit, rows, stops) == due(received_at, limit, rows, tuple(stops))


@given(RECEIPTS, RECEIPTS, LIMITS, ROWS)
def test_an_apology_leaves_the_law_as_it_was(received_at, extended_to, limit, rows):
    plain = due(received_at, limit, rows)
    extended = due(received_at, limit, rows, extended_to=extended_to)

    assert extended.law_due_at == plain.due_at
    assert extended.due_at == max(plain.due_at, extended_to)


@given(RECEIPTS, LIMITS, ROWS)
def test_the_months_show_every_day_once(received_at, limit, rows):
    answer = due(received_at, limit, rows)

    shown = sum(
        len(month.counted) + sum((stretch.last - stretch.first).days + 1 for stretch in month.skipped)
        for month in answer.months
    )
    assert shown == len(answer.days)
