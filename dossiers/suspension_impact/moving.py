"""Where appointments go: the same pairing of appointments with free places for the figures, the lists and the issue."""

from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import F, Max, QuerySet

from counters.models import Appointment, Slot
from counters.models.appointment import TAKING
from dossiers.suspension_impact import selection
from dossiers.suspension_impact.terms import Terms
from procedures.enums import AppointmentEffect, CounterAct

APPOINTMENTS: Final = Appointment._meta.db_table  # noqa: SLF001 -- Django documents _meta

#: Rows: id, desk_id, slot_id, new_slot_id (null: cancelled). The n-th appointment of a desk gets its n-th free place,
#: but nobody gets two places in one slot.
_PAIRS: Final = """
SELECT m.id, m.desk_id, m.slot_id, CASE
    WHEN m.new_slot_id IS NULL OR m.person_id IS NULL THEN m.new_slot_id
    WHEN m.nth > 1 OR EXISTS (
        SELECT 1 FROM {appointments} a
        WHERE a.slot_id = m.new_slot_id AND a.person_id = m.person_id AND a.state IN ({taking})
    ) THEN NULL
    ELSE m.new_slot_id END AS new_slot_id
FROM (
    SELECT p.id, p.desk_id, p.slot_id, p.person_id, q.id AS new_slot_id,
        ROW_NUMBER() OVER (PARTITION BY q.id, p.person_id ORDER BY p.id) AS nth
    FROM ({booked}) p LEFT JOIN (
        SELECT s.id, s.desk_id, ROW_NUMBER() OVER (PARTITION BY s.desk_id ORDER BY s.starts_at, n.n, s.id) AS place
        FROM ({free}) s JOIN ({numbers}) n ON n.n <= s.places
    ) q ON q.desk_id = p.desk_id AND q.place = p.place
) m
"""


def pairs(terms: Terms, free: QuerySet[Slot], *, at: datetime) -> tuple[str, list[Any]] | None:
    """Return a statement that pairs each appointment an order reaches with a place in `free`; `None`: it reaches none.

    Rows: id, desk_id, slot_id, new_slot_id; the last is null where the appointment is cancelled.
    """
    if CounterAct.APPOINTMENT not in terms.acts or not terms.spans:
        return None
    moves = terms.appointment_effect == AppointmentEffect.MOVE
    most = (free.aggregate(n=Max(F("capacity") - F("taken")))["n"] or 0) if moves else 0
    places = (free if most else Slot.objects.filter(pk__lt=0)).annotate(places=F("capacity") - F("taken"))
    booked, values = selection.appointments(terms, at=at).order_by().query.sql_with_params()
    there, its_values = places.values("id", "desk_id", "starts_at", "places").order_by().query.sql_with_params()
    statement = _PAIRS.format(
        appointments=APPOINTMENTS,
        taking=", ".join(["%s"] * len(TAKING)),
        booked=booked,
        free=there,
        numbers=" UNION ALL ".join(["SELECT 1 AS n", *[f"SELECT {n}" for n in range(2, most + 1)]]),
    )
    return statement, [*TAKING, *values, *its_values]


def counted(found: tuple[str, list[Any]] | None) -> dict[int, tuple[int, int]]:
    """Return, by desk, how many appointments move and how many are cancelled."""
    if found is None:
        return {}
    statement, values = found
    rows = _rows(f"SELECT f.desk_id, COUNT(f.new_slot_id), COUNT(*) FROM ({statement}) f GROUP BY f.desk_id", values)  # noqa: S608 -- our own statement
    return {desk_id: (moved, held - moved) for desk_id, moved, held in rows}


def some(
    found: tuple[str, list[Any]] | None, *, is_moved: bool, after: int, size: int
) -> list[tuple[int, int, int | None]]:
    """Return id, old slot and new slot of those that move, or of those that are cancelled; by id, past `after`."""
    if found is None:
        return []
    statement, values = found
    chosen = "IS NOT NULL" if is_moved else "IS NULL"
    return _rows(
        f"SELECT f.id, f.slot_id, f.new_slot_id FROM ({statement}) f "  # noqa: S608 -- our own statement
        f"WHERE f.new_slot_id {chosen} AND f.id > %s ORDER BY f.id LIMIT %s",
        [*values, after, size],
    )


def _rows(statement: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
