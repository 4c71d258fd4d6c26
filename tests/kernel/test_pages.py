from datetime import date
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.agencies.enums import DayKind
from portal.agencies.models import CalendarDay
from portal.kernel.models import Counter
from portal.kernel.pages import COUNT_CAP, capped_count, keyset_page

pytestmark = pytest.mark.django_db


def _days(number):
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(2026, 1, 1 + n), kind=DayKind.CLOSED, is_working=False, name=f"{n % 3}", source="x")
        for n in range(number)
    )


def _walk(queryset, order, size):
    pages, cursor = [], ""
    while True:
        page = keyset_page(queryset, order=order, cursor=cursor, size=size)
        pages.append([row.pk for row in page.rows])
        if not page.next_cursor:
            return pages, page
        cursor = page.next_cursor


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(number=st.integers(0, 11), size=st.integers(1, 5), order=st.sampled_from([("name", "pk"), ("-name", "-pk")]))
def test_walking_forward_meets_each_row_once_in_order(number, size, order):
    CalendarDay.objects.all().delete()
    _days(number)

    pages, _last = _walk(CalendarDay.objects.all(), order, size)

    assert list(chain.from_iterable(pages)) == list(CalendarDay.objects.order_by(*order).values_list("pk", flat=True))


def test_the_way_back_shows_the_same_pages():
    _days(7)
    queryset = CalendarDay.objects.all()
    pages, last = _walk(queryset, ("name", "pk"), 3)

    back = keyset_page(queryset, order=("name", "pk"), cursor=last.previous_cursor, size=3)
    first = keyset_page(queryset, order=("name", "pk"), cursor=back.previous_cursor, size=3)

    assert [[row.pk for row in page.rows] for page in (first, back)] == pages[:2]
    assert first.previous_cursor == ""


def test_rows_without_a_value_come_last_both_ways():
    _days(2)
    CalendarDay.objects.update(agency=None)
    pages, last = _walk(CalendarDay.objects.all(), ("agency", "pk"), 1)
    back = keyset_page(CalendarDay.objects.all(), order=("agency", "pk"), cursor=last.previous_cursor, size=1)

    assert [row.pk for row in back.rows] == pages[0]


def test_a_cursor_of_a_list_in_another_order_gives_the_first_page():
    _days(3)
    by_name = keyset_page(CalendarDay.objects.all(), order=("name", "pk"), size=1)

    page = keyset_page(CalendarDay.objects.all(), order=("day", "pk"), cursor=by_name.next_cursor, size=3)

    assert [row.day.day for row in page.rows] == [1, 2, 3]
    assert page.previous_cursor == ""


@pytest.mark.parametrize("cursor", ["", "rubbish", "W10:x:y"])
def test_a_cursor_that_says_nothing_gives_the_first_page(cursor):
    _days(3)

    page = keyset_page(CalendarDay.objects.all(), order=("day", "pk"), cursor=cursor, size=2)

    assert [row.day.day for row in page.rows] == [1, 2]


def test_counting_stops_past_a_thousand():
    Counter.objects.bulk_create(Counter(scope=str(n), value=1) for n in range(COUNT_CAP + 5))

    assert capped_count(Counter.objects.all()) == COUNT_CAP + 1
