"""Each list before the issue says, row by row, what issuing then stores."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dossiers import suspension_impact
from dossiers.enums import ImpactKind, Status
from dossiers.models import Supplement
from portal.accounts.enums import Role
from procedures import actions
from procedures.actions import Effects
from procedures.enums import AppointmentEffect, ClockEffect, CounterAct
from tests.support import accounts, filing, impact, suspending

pytestmark = pytest.mark.django_db
EVENING = datetime(2021, 7, 21, 14, 0, tzinfo=UTC)
SHOWN = ("dossier_id", "appointment_id", "old_on", "new_on", "old_at", "new_at", "old_slot_id", "new_slot_id")
PAUSING = Effects(clock_effect=ClockEffect.PAUSE)


@pytest.fixture
def town(db):
    closed, other = filing.communes()
    return Town(closed, other)


class Town:
    """A commune to be closed and one that stays open, with something of every kind at both."""

    def __init__(self, closed, other):
        self.closed, self.other = closed, other
        self.revision = filing.procedure()
        self.root = closed.parent.parent
        self.admin = accounts.staff(Role.PROVINCE_ADMIN, self.root, password=None)
        self.leader = accounts.staff(Role.LEADER, self.root, password=None)

    def fill(self, number):
        for agency in (self.closed, self.other):
            later = impact.slot(agency.served_by, date(2021, 8, 5), 9, capacity=number)
            person = filing.citizen()
            for n in range(number):
                impact.waiting(self.revision, agency)
                impact.running(self.revision, agency, due_at=EVENING + timedelta(days=2 + n))
                self._asked(agency, date(2021, 7, 22) + timedelta(days=n % 14))
                slot = impact.slot(agency.served_by, date(2021, 7, 23 + n // 8), 8 + n % 8, capacity=3)
                impact.booked(slot)
                impact.booked(slot, person=person)
            assert later.capacity == number

    def _asked(self, agency, until):
        dossier = impact.running(self.revision, agency, status=Status.SUPPLEMENT)
        Supplement.objects.create(
            dossier=dossier, number=1, items=[], is_before_intake=False, asked_at=impact.BEFORE, answer_until=until
        )

    def draft(self, *scopes, **fields):
        draft = suspending.typed(*(scopes or [suspending.agency(self.closed)]), **fields)
        return actions.draft_order(draft=draft, actor=self.admin, at=EVENING)

    def issue(self, order):
        return suspension_impact.issue(order_id=order.pk, shown=None, actor=self.leader, at=EVENING)


def listed(order, kind, agency, *, size=100, after=0):
    terms = suspension_impact.terms_of(order)
    return suspension_impact.affected(
        terms, kind=kind, desk_id=agency.served_by_id, after=after, size=size, at=EVENING
    )  # fmt: skip


def facts(rows):
    return sorted((tuple(_fact(row, name) for name in SHOWN) for row in rows), key=str)


def _fact(row, name):
    if not name.endswith("_id"):
        return getattr(row, name)
    there = getattr(row, name.removesuffix("_id"))
    return there and there.pk


@pytest.mark.parametrize(
    ("kind", "effects"),
    [
        (ImpactKind.PICKUP, Effects()),
        (ImpactKind.SUPPLEMENT, Effects()),
        (ImpactKind.SUPPLEMENT, Effects(supplement_extra_days=3)),
        (ImpactKind.APPOINTMENT_MOVED, Effects()),
        (ImpactKind.APPOINTMENT_CANCELLED, Effects()),
        (ImpactKind.APPOINTMENT_CANCELLED, Effects(appointment_effect=AppointmentEffect.CANCEL)),
        (ImpactKind.DUE, PAUSING),
        (ImpactKind.PICKUP, PAUSING),
    ],
)
def test_a_list_before_the_issue_equals_what_the_issue_stores(town, kind, effects):
    town.fill(5)
    order = town.draft(effects=effects)

    before = listed(order, kind, town.closed)
    elsewhere = listed(order, kind, town.other)
    run = town.issue(order)

    stored = suspension_impact.stored(run, kind=kind, desk_id=town.closed.served_by_id)
    assert before
    assert facts(before) == facts(stored)
    assert elsewhere == []
    assert suspension_impact.stored_by_desk(run)[town.closed.served_by_id][kind] == len(before)


@pytest.mark.parametrize("effects", [Effects(), PAUSING])
def test_the_figures_of_a_desk_are_as_long_as_its_lists(town, effects):
    town.fill(4)
    order = town.draft(suspending.agency(town.root), effects=effects)

    (line, *_rest) = [
        one
        for one in suspension_impact.preview(suspension_impact.terms_of(order), at=EVENING).by_agency
        if one.desk_id == town.other.served_by_id
    ]

    figures = {
        "pickups": ImpactKind.PICKUP, "supplements": ImpactKind.SUPPLEMENT, "due_moved": ImpactKind.DUE,
        "appointments_moved": ImpactKind.APPOINTMENT_MOVED, "appointments_cancelled": ImpactKind.APPOINTMENT_CANCELLED,
    }  # fmt: skip
    lengths = {figure: len(listed(order, kind, town.other)) for figure, kind in figures.items()}
    assert {figure: line.counts[figure] for figure in figures} == lengths


def test_nobody_is_promised_two_places_in_one_slot_by_the_figures_either(town):
    person = filing.citizen()
    for hour in (8, 9):
        impact.booked(impact.slot(town.closed.served_by, date(2021, 7, 23), hour), person=person)
    impact.slot(town.closed.served_by, date(2021, 8, 5), 9, capacity=2)
    order = town.draft()

    shown = suspension_impact.preview(suspension_impact.terms_of(order), at=EVENING).counts
    run = suspension_impact.issue(order_id=order.pk, shown=shown, actor=town.leader, at=EVENING)

    assert (shown["appointments_moved"], shown["appointments_cancelled"]) == (1, 1)
    assert run.counts == {"moved": 1, "cancelled": 1}


@pytest.mark.parametrize("kind", [*suspension_impact.KINDS])
def test_a_list_is_read_in_pages_that_together_hold_each_row_once(town, kind):
    town.fill(5)
    order = town.draft(effects=PAUSING)

    first = listed(order, kind, town.closed, size=2)
    rest = listed(order, kind, town.closed, after=first[-1].place)

    assert facts([*first, *rest]) == facts(listed(order, kind, town.closed))
    assert len(first) == 2


@pytest.mark.parametrize(
    ("kind", "queries"),
    [
        (ImpactKind.PICKUP, 11),
        (ImpactKind.APPOINTMENT_MOVED, 9),
        (ImpactKind.APPOINTMENT_CANCELLED, 8),
        (ImpactKind.SUPPLEMENT, 7),
        (ImpactKind.DUE, 13),
    ],
)
@pytest.mark.parametrize("number", [1, 7])
def test_a_list_takes_the_same_queries_however_long_it_is(town, kind, queries, number, django_assert_num_queries):
    town.fill(number)
    order = town.draft(effects=PAUSING)

    with django_assert_num_queries(queries):
        rows = listed(order, kind, town.closed)

    assert len(rows) >= min(number, 5)


def test_an_order_about_intake_alone_lists_what_it_closes_and_nothing_else(town):
    town.fill(2)
    order = town.draft(closes=frozenset({CounterAct.INTAKE}))

    closed = suspension_impact.procedures_closed_at(
        suspension_impact.terms_of(order), desk_id=town.closed.served_by_id, at=EVENING
    )
    run = town.issue(order)

    assert [one.procedure for one in closed] == [town.revision.procedure]
    assert listed(order, ImpactKind.APPOINTMENT_MOVED, town.closed) == []
    assert run.counts == {"supplement": 2}


def test_restored_appointments_are_on_no_list_before_the_issue(town):
    town.fill(2)

    assert listed(town.draft(), ImpactKind.APPOINTMENT_RESTORED, town.closed) == []
