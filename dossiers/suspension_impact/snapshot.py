"""Storing what an order does, row by row, in the transaction that issues it: apply does exactly these rows."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Max, Min, QuerySet

from counters.models import Slot
from dossiers.enums import ImpactKind
from dossiers.models import ImpactRow, ImpactRun, ReopeningDay
from dossiers.suspension_impact import moving, preview, selection
from dossiers.suspension_impact.pauses import standing_still
from dossiers.suspension_impact.terms import Terms
from portal.agencies.models import Agency
from portal.agencies.queries import working_calendar

ROWS: Final = ImpactRow._meta.db_table  # noqa: SLF001 -- Django documents _meta
DAYS: Final = ReopeningDay._meta.db_table  # noqa: SLF001 -- Django documents _meta
SLOTS: Final = Slot._meta.db_table  # noqa: SLF001 -- Django documents _meta
PILE: Final = 2000


def take(run: ImpactRun, terms: Terms, *, at: datetime) -> None:
    """Store the rows of `run`, reserve the slots that moved appointments get, and keep the figures with the run.

    :raises TransactionManagementError: called outside a transaction.
    """
    _store_pickups(run, terms, at=at)
    _store_appointments(run, terms, at=at)
    _store_supplements(run, terms, at=at)
    ImpactRow.objects.bulk_create(standing_still(run, selection.stopped_clocks(terms, at=at), terms), PILE)
    seal(run)


def seal(run: ImpactRun) -> None:
    """Keep with the run where its rows begin and end, and how many there are of each kind."""
    edges = run.rows.aggregate(first=Min("pk"), last=Max("pk"))
    run.first_row, run.last_row = edges["first"] or 0, edges["last"] or 0
    run.through_row = run.told_through = max(run.first_row - 1, 0)
    run.counts = dict(run.rows.order_by().values_list("kind").annotate(n=Count("pk")))
    run.save(update_fields=["first_row", "last_row", "through_row", "told_through", "counts"])
    if connection.vendor == "postgresql" and run.counts:
        # The planner knows nothing yet of rows that were stored a moment ago.
        _execute(f"ANALYZE {ROWS}", [])


def _store_pickups(run: ImpactRun, terms: Terms, *, at: datetime) -> None:
    picked = selection.pickups(terms, at=at)
    waiting = preview.by_desk(picked.order_by().values_list("desk_id").annotate(n=Count("pk")))
    if not waiting:
        return
    ReopeningDay.objects.bulk_create(
        [
            ReopeningDay(
                run=run, desk_id=one.desk_id, day=one.day, ordinal=one.ordinal, capacity=one.capacity,
                expected=one.expected,
            )
            for one in preview.reopening(terms, waiting, at=at)
        ],
        PILE,
    )  # fmt: skip
    chosen, values = _sql(picked)
    _execute(
        f"INSERT INTO {ROWS} (run_id, kind, desk_id, dossier_id, old_on, new_on) "  # noqa: S608 -- our own tables
        f"SELECT %s, %s, p.desk_id, p.id, p.old_on, d.day FROM ({chosen}) p "
        f"JOIN {DAYS} f ON f.run_id = %s AND f.desk_id = p.desk_id AND f.ordinal = 1 "
        f"JOIN {DAYS} d ON d.run_id = %s AND d.desk_id = p.desk_id AND d.ordinal = 1 + (p.place - 1) / f.capacity "
        # In the order in which they lie in the table: applied without jumping about in it.
        "ORDER BY p.id",
        [run.pk, ImpactKind.PICKUP, *values, run.pk, run.pk],
    )


def _store_appointments(run: ImpactRun, terms: Terms, *, at: datetime) -> None:
    found = moving.pairs(terms, preview.after_period(terms, at=at), at=at)
    if found is None:
        return
    statement, values = found
    _execute(
        f"INSERT INTO {ROWS} (run_id, kind, desk_id, appointment_id, old_slot_id, new_slot_id) "  # noqa: S608 -- our own tables
        "SELECT %s, CASE WHEN f.new_slot_id IS NULL THEN %s ELSE %s END, f.desk_id, f.id, f.slot_id, f.new_slot_id "
        f"FROM ({statement}) f ORDER BY f.id",
        [run.pk, ImpactKind.APPOINTMENT_CANCELLED, ImpactKind.APPOINTMENT_MOVED, *values],
    )
    reserve(run)


def reserve(run: ImpactRun) -> None:
    """Take the places that moved and restored appointments will have, so that nobody books them meanwhile."""
    _execute(
        f"UPDATE {SLOTS} SET taken = taken + r.n FROM (SELECT new_slot_id AS slot_id, COUNT(*) AS n FROM {ROWS} "  # noqa: S608 -- our own tables
        f"WHERE run_id = %s AND new_slot_id IS NOT NULL GROUP BY new_slot_id) r WHERE {SLOTS}.id = r.slot_id",
        [run.pk],
    )


def _store_supplements(run: ImpactRun, terms: Terms, *, at: datetime) -> None:
    found = selection.late_supplements(terms, at=at).order_by("pk")
    facts = found.values_list("dossier_id", "dossier__desk_id", "dossier__agency_id", "answer_until")
    agencies = {agency.pk: agency for agency in Agency.objects.filter(pk__in=found.values("dossier__agency_id"))}
    calendars = {pk: working_calendar(agency) for pk, agency in agencies.items()}
    rows = (
        ImpactRow(
            run=run, kind=ImpactKind.SUPPLEMENT, desk_id=desk_id, dossier_id=dossier_id, old_on=until,
            new_on=selection.new_until(
                terms.span_of(desk_id), until, terms.supplement_extra_days, calendars[agency_id]
            ),
        )
        for dossier_id, desk_id, agency_id, until in facts.iterator(PILE)
    )  # fmt: skip
    for pile in piles(rows):
        ImpactRow.objects.bulk_create(pile)


def piles(rows: Iterable[ImpactRow]) -> Iterator[list[ImpactRow]]:
    """Cut a stream of rows into piles that fit into memory."""
    stream = iter(rows)
    while pile := list(islice(stream, PILE)):
        yield pile


def _sql(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    return rows.order_by().query.sql_with_params()


def _execute(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
