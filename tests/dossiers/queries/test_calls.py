"""Who is called first, until when, and how far agencies have come."""

from datetime import UTC, datetime, timedelta

import pytest

from dossiers.enums import ContactOutcome, ReturnMethod, Status
from dossiers.models import ContactAttempt, Dossier, PostalReturn
from dossiers.queries import calls
from procedures.queries import closures_for
from tests.support import desk, filing, orders
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def at():
    return desk.commune()


def tried(dossier, officer, outcome=ContactOutcome.WILL_WAIT, *, happened_at=NINE, next_attempt_at=None):
    return ContactAttempt.objects.create(
        dossier=dossier, way="phone", outcome=outcome, officer=officer, happened_at=happened_at,
        next_attempt_at=next_attempt_at,
    )  # fmt: skip


def agreed(dossier, *, attempt=None, consented_at=NINE):
    return PostalReturn.objects.create(
        dossier=dossier, attempt=attempt, receiver_name="Hai", receiver_phone="+84912345678", address="12 Lý Thường",
        consent_wording="Tôi đồng ý", consented_by="Hai", consented_at=consented_at,
    )  # fmt: skip


def ready(at, days_ago=0, **fields):
    return desk.dossier(at, Status.DECIDED, decided_at=NINE - days_ago * DAY, **fields)


def listed(at, instant=NINE):
    rows = calls.in_call_order(calls.waiting_at(Dossier.objects.all(), at.agency.served_by), at=instant)
    return list(rows.order_by(*calls.CALL_ORDER))


def test_never_called_come_first_by_age_then_what_is_due_then_the_rest(at):
    waits_on, due, young, old = (ready(at, days) for days in (9, 5, 1, 3))
    tried(waits_on, at.officer)
    tried(due, at.officer, ContactOutcome.UNREACHABLE, happened_at=NINE - DAY, next_attempt_at=NINE)

    assert listed(at) == [old, young, due, waits_on]
    assert calls.counts_by_place(calls.in_call_order(Dossier.objects.all(), at=NINE)) == {0: 2, 1: 1, 2: 1}


def test_the_latest_attempt_says_when_to_try_again(at):
    made = ready(at)
    tried(made, at.officer, ContactOutcome.UNREACHABLE, happened_at=NINE - DAY, next_attempt_at=NINE)
    tried(made, at.officer, ContactOutcome.WILL_WAIT)

    row = listed(at)[0]

    assert (row.place, row.last_outcome, row.next_call_at) == (calls.LATER, ContactOutcome.WILL_WAIT, None)


def test_the_list_holds_what_waits_at_this_counter_only(at):
    here = ready(at)
    ready(at, return_method=ReturnMethod.POST)
    desk.dossier(at, Status.RECEIVED)
    ready(at, desk=at.other.served_by)

    assert listed(at) == [here]


def test_an_order_about_some_procedures_holds_up_their_results_only(at):
    other = filing.procedure(key="khac", papers=False)
    held, free = ready(at), ready(at, procedure=other.procedure, revision=other)
    order = orders.order_in_force(at.agency, procedures=[at.revision.procedure])

    rows, closure = calls.returns_closed(at.agency.served_by, at=NINE)

    assert list(Dossier.objects.filter(rows)) == [held]
    assert closure.order_id == order.pk
    assert calls.closing_order(held, at=NINE).order_id == order.pk
    assert calls.closing_order(free, at=NINE) is None


def test_an_order_about_every_procedure_holds_up_all_results(at):
    other = filing.procedure(key="khac", papers=False)
    held = [ready(at), ready(at, procedure=other.procedure, revision=other)]
    orders.order_in_force(at.agency, procedures=[other.procedure])
    longest = orders.order_in_force(at.agency, last_day=orders.LAST_DAY + DAY)

    rows, closure = calls.returns_closed(at.agency.served_by, at=NINE)

    assert list(Dossier.objects.filter(rows).order_by("pk")) == held
    assert closure.order_id == longest.pk


@pytest.mark.parametrize("fields", [{"closes_return": False}, {"last_day": orders.FIRST_DAY}])
def test_without_an_order_every_result_that_waits_may_be_called_for(at, fields):
    made = ready(at)
    orders.order_in_force(at.agency, **fields)

    rows, closure = calls.returns_closed(at.agency.served_by, at=NINE)

    assert (list(Dossier.objects.filter(rows)), closure) == ([made], None)


@pytest.mark.parametrize(
    ("ready_at", "until"),
    [
        # Monday, then Friday over the weekend, then before the order: counted from its first day, a Thursday.
        (datetime(2021, 7, 26, 2, 0, tzinfo=UTC), datetime(2021, 7, 27, 10, 0, tzinfo=UTC)),
        (datetime(2021, 7, 23, 9, 0, tzinfo=UTC), datetime(2021, 7, 26, 10, 0, tzinfo=UTC)),
        (datetime(2021, 7, 1, 9, 0, tzinfo=UTC), datetime(2021, 7, 23, 10, 0, tzinfo=UTC)),
    ],
)
def test_an_owner_is_called_within_one_working_day(at, ready_at, until):
    orders.order_in_force(at.agency)
    served_by = at.agency.served_by
    (closure,) = closures_for(desk=served_by, procedure=None, since=NINE)
    calendar, hours = calls.office_of(served_by)

    assert calls.call_by(ready_at, closure, calendar=calendar, hours=hours) == until


def test_progress_counts_each_result_once_by_what_came_of_it_last(at):
    silent, waits, post, own, wrong = (ready(at) for _number in range(5))
    tried(waits, at.officer, ContactOutcome.UNREACHABLE, happened_at=NINE - DAY, next_attempt_at=NINE)
    tried(waits, at.officer, ContactOutcome.WILL_WAIT)
    agreed(post, attempt=tried(post, at.officer, ContactOutcome.AGREED_POST))
    agreed(own)
    tried(wrong, at.officer, ContactOutcome.WRONG_NUMBER)
    Dossier.objects.filter(pk__in=[post.pk, own.pk]).update(return_method=ReturnMethod.POST)

    (line,) = calls.progress_of([at.agency], Dossier.objects.all(), since=NINE - 9 * DAY, until=NINE)

    assert silent.pk
    assert (line.ready, line.reached, line.post, line.by_themselves, line.will_wait) == (5, 3, 2, 1, 1)
    assert (line.wrong_number, line.unreachable, line.not_reached_yet) == (1, 0, 1)
    assert (line.reached_percent, line.post_percent) == (60, 40)


def test_days_to_hand_are_those_of_results_returned_since(at):
    for waited in (0, 1, 1, 2, 3, 3, 3, 4, 8, 20):
        desk.dossier(at, Status.RETURNED, decided_at=NINE - waited * DAY, returned_at=NINE)
    desk.dossier(at, Status.RETURNED, decided_at=NINE - 90 * DAY, returned_at=NINE - 60 * DAY)

    (line,) = calls.progress_of([at.agency], Dossier.objects.all(), since=NINE - DAY, until=NINE)

    assert (line.returned, line.median_days, line.slowest_days) == (10, 3, 8)
    assert (line.ready, line.reached_percent, line.post_percent) == (0, 0, 0)


@pytest.mark.parametrize(
    ("days", "percent", "expected"), [({}, 50, None), ({4: 1}, 50, 4), ({4: 1}, 90, 4), ({0: 1, 9: 1}, 50, 0)]
)
def test_the_share_of_days_is_the_nearest_rank(days, percent, expected):
    assert calls.share_of(days, percent) == expected


@pytest.mark.parametrize("number", [1, 7])
def test_progress_takes_two_queries(at, number, django_assert_num_queries):
    for _row in range(number):
        tried(ready(at), at.officer)

    with django_assert_num_queries(2):
        calls.progress_of([at.agency, at.other], Dossier.objects.all(), since=NINE - DAY, until=NINE)
