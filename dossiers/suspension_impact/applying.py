"""Doing what was stored: in chunks, each one transaction with its place noted, so that a kill repeats nothing.

The statements change many rows at once and write the same events as the acts do one by one; `verify_events` and
the tests hold both to the same seal.
"""

import hashlib
import json
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Count, QuerySet

from counters.models import Appointment, AppointmentEvent, Slot
from dossiers import actions
from dossiers.enums import ImpactKind, ImpactPurpose
from dossiers.models import ClockPause, Dossier, DossierEvent, ImpactRow, ImpactRun
from dossiers.rulesets import OWN_RULE
from dossiers.suspension_impact.terms import ZONE, Terms, terms_of
from portal.kernel.errors import RuleViolation
from procedures.actions import note_applied

CHUNK: Final = 10_000
_TABLES: Final = {
    "rows": ImpactRow._meta.db_table,  # noqa: SLF001 -- Django documents _meta
    "dossiers": Dossier._meta.db_table,  # noqa: SLF001 -- Django documents _meta
    "events": DossierEvent._meta.db_table,  # noqa: SLF001 -- Django documents _meta
    "appointments": Appointment._meta.db_table,  # noqa: SLF001 -- Django documents _meta
    "appointment_events": AppointmentEvent._meta.db_table,  # noqa: SLF001 -- Django documents _meta
    "slots": Slot._meta.db_table,  # noqa: SLF001 -- Django documents _meta
}


def apply_run(run_id: int, *, at: datetime, chunk: int = CHUNK) -> ImpactRun:
    """Do what a snapshot holds, from where it stopped, to its end. Two workers at once do nothing twice.

    `at`: the instant that the events bear; each chunk is one transaction.
    """
    while True:
        with transaction.atomic():
            run = ImpactRun.objects.select_for_update(of=("self",), no_key=True).select_related("order").get(pk=run_id)
            if run.done_at is not None:
                return run
            _do_chunk(run, at=at, chunk=chunk)


def _do_chunk(run: ImpactRun, *, at: datetime, chunk: int) -> None:
    until = (
        run.rows.filter(pk__gt=run.through_row).order_by("pk").values_list("pk", flat=True)[chunk - 1 : chunk].first()
    )
    last = until or run.last_row
    here = run.rows.filter(pk__gt=run.through_row, pk__lte=last)
    _by_index()
    _lock_appointments(here)
    done = dict(run.done)
    for kind, number in sorted(here.order_by().values_list("kind").annotate(n=Count("pk"))):
        done[kind] = done.get(kind, 0) + _do_kind(run, ImpactKind(kind), number, last, at)
    run.done, run.through_row = done, last
    if until is None or until >= run.last_row:
        run.done_at = at
        note_applied(
            order_id=run.order_id, payload={"purpose": run.purpose, "done": done},
            once_key=f"applied:{run.pk}", at=at,
        )  # fmt: skip
    run.save(update_fields=["done", "through_row", "done_at"])


def _lock_appointments(here: QuerySet[ImpactRow]) -> None:
    """Lock appointments, then slots, each by key, as who cancels or moves does: so nobody waits in a ring."""
    if not connection.features.has_select_for_update:
        return
    booked = (
        here.filter(appointment__isnull=False)
        .order_by("appointment_id")
        .values_list("appointment_id", "old_slot_id", "new_slot_id")
    )
    appointments = [row[0] for row in booked]
    slots = sorted({key for _pk, old, new in booked for key in (old, new) if key is not None})
    for rows, keys in ((Appointment.objects.all(), appointments), (Slot.objects.all(), slots)):
        locked = rows.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
        list(locked.values_list("pk", flat=True))


def _by_index() -> None:
    """Keep PostgreSQL from reading a whole table of dossiers for each chunk of a few thousand."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")


def _do_kind(run: ImpactRun, kind: ImpactKind, number: int, last: int, at: datetime) -> int:
    """Do the `number` rows of one kind in one chunk; return how many could still be done."""
    here = {
        "run": run.pk, "kind": kind, "after": run.through_row, "last": last, "order": run.order_id, "at": at,
        "number": number,
    }  # fmt: skip
    if kind == ImpactKind.PICKUP:
        return _reappoint(here)
    if kind in {ImpactKind.SUPPLEMENT, ImpactKind.DUE}:
        return _one_by_one(run, kind, last, at)
    return _change_appointments(kind, here)


# ── pick-ups


def _reappoint(here: dict[str, Any]) -> int:
    changed = _changed(_REAPPOINT, here)
    if not changed:
        return 0
    at = here["at"].astimezone(ZONE).isoformat()
    words = {
        "ids": changed,
        "act": "reappoint_pickup",
        "basis": OWN_RULE,
        "middle": ', "reappoint_pickup", null, "system", null, "',
        "end": f'", "", {json.dumps(OWN_RULE, ensure_ascii=False)}, {{"order": {here["order"]}, "pickup_after": ',
        "tail": f'}}, "{at}"]',
    }
    _execute(_PICKUP_EVENTS, here | words)
    return len(changed)


#: Eligible still: not handed over, not by post meanwhile, not appointed to a later day by somebody else.
_REAPPOINT: Final = """
UPDATE {dossiers} SET event_seq = event_seq + 1, pickup_on = r.new_on,
    pickup_order_id = CASE WHEN r.new_on IS NULL THEN NULL ELSE %(order)s END
FROM {rows} r
WHERE r.run_id = %(run)s AND r.id > %(after)s AND r.id <= %(last)s AND r.kind = %(kind)s
    AND r.dossier_id = {dossiers}.id AND {dossiers}.status IN ('decided', 'received', 'processing')
    AND {dossiers}.return_method = 'truc_tiep'
    AND CASE WHEN {dossiers}.pickup_order_id = %(order)s THEN {dossiers}.pickup_on = r.old_on
        ELSE r.new_on IS NOT NULL AND COALESCE({dossiers}.pickup_on < r.new_on, TRUE) END
RETURNING {dossiers}.id
"""
_PICKUP_EVENTS: Final = """
INSERT INTO {events} (dossier_id, seq, act, actor_name, actor_title, capacity, from_status, to_status, from_stage,
    to_stage, reason, legal_basis, payload, happened_at, previous_hash, hash)
SELECT n.id, n.event_seq, %(act)s, '', '', 'system', n.status, n.status, n.stage, n.stage, '', %(basis)s,
    {json_from}'{{"order": ' || %(order_text)s || ', "pickup_after": ' || n.day_after || ', "pickup_before": '
        || n.day_before || '}}'{json_to}, %(at)s, n.before,
    {sha_from}'["' || n.before || '", ' || n.id || ', ' || n.event_seq || %(middle)s || n.status || '", "' || n.status
        || '", "' || n.stage || '", "' || n.stage || %(end)s || n.day_after || ', "pickup_before": '
        || n.day_before || %(tail)s{sha_to}
FROM (
    SELECT d.id, d.event_seq, d.status, d.stage, e.hash AS before,
        COALESCE('"' || {new_on} || '"', 'null') AS day_after, COALESCE('"' || {old_on} || '"', 'null') AS day_before
    FROM {rows} r JOIN {dossiers} d ON d.id = r.dossier_id
    JOIN {events} e ON e.dossier_id = d.id AND e.seq = d.event_seq - 1
    WHERE r.run_id = %(run)s AND r.id > %(after)s AND r.id <= %(last)s AND r.kind = %(kind)s AND d.id {among_ids}
) n
"""


# ── appointments


def _change_appointments(kind: ImpactKind, here: dict[str, Any]) -> int:
    changed = _changed(_APPOINTMENT[kind], here)
    here = here | {"ids": changed or [0]}
    if changed:
        _execute(_APPOINTMENT_EVENTS, here | {"act": kind.value})
    if kind != ImpactKind.APPOINTMENT_RESTORED:
        _execute(_LEAVE_OLD_SLOTS, here)
    if kind != ImpactKind.APPOINTMENT_CANCELLED and len(changed) < here["number"]:
        _execute(_GIVE_BACK_RESERVED, here)
    return len(changed)


_IN_CHUNK: Final = """
FROM {rows} r
WHERE r.run_id = %(run)s AND r.id > %(after)s AND r.id <= %(last)s AND r.kind = %(kind)s
    AND r.appointment_id = {appointments}.id
"""
_APPOINTMENT: Final = {
    ImpactKind.APPOINTMENT_MOVED: """
UPDATE {appointments} SET event_seq = event_seq + 1, slot_id = r.new_slot_id, moved_from_id = r.old_slot_id,
    touched_by_order_id = %(order)s"""
    + _IN_CHUNK
    + "AND {appointments}.state IN ('held', 'booked') AND {appointments}.slot_id = r.old_slot_id "
    "RETURNING {appointments}.id",
    ImpactKind.APPOINTMENT_CANCELLED: """
UPDATE {appointments} SET event_seq = event_seq + 1, state = 'suspended', held_until = NULL, ended_at = %(at)s,
    touched_by_order_id = %(order)s"""
    + _IN_CHUNK
    + "AND {appointments}.state IN ('held', 'booked') AND {appointments}.slot_id = r.old_slot_id "
    "RETURNING {appointments}.id",
    ImpactKind.APPOINTMENT_RESTORED: """
UPDATE {appointments} SET event_seq = event_seq + 1, state = 'booked', ended_at = NULL, touched_by_order_id = NULL"""
    + _IN_CHUNK
    + "AND {appointments}.state = 'suspended' AND {appointments}.slot_id = r.new_slot_id "
    "AND {appointments}.touched_by_order_id = %(order)s RETURNING {appointments}.id",
}
_APPOINTMENT_EVENTS: Final = """
INSERT INTO {appointment_events} (appointment_id, seq, act, reason, from_slot_id, to_slot_id, happened_at)
SELECT a.id, a.event_seq, %(act)s, '', r.old_slot_id, r.new_slot_id, %(at)s
FROM {rows} r JOIN {appointments} a ON a.id = r.appointment_id
WHERE r.run_id = %(run)s AND r.id > %(after)s AND r.id <= %(last)s AND r.kind = %(kind)s AND a.id {among_ids}
"""
_LEAVE_OLD_SLOTS: Final = """
UPDATE {slots} SET taken = taken - f.n FROM (
    SELECT r.old_slot_id AS slot_id, COUNT(*) AS n FROM {rows} r
    WHERE r.run_id = %(run)s AND r.id > %(after)s AND r.id <= %(last)s AND r.kind = %(kind)s
        AND r.appointment_id {among_ids} GROUP BY r.old_slot_id
) f WHERE {slots}.id = f.slot_id
"""
#: Who cancelled or moved meanwhile does not need the place kept for them.
_GIVE_BACK_RESERVED: Final = """
UPDATE {slots} SET taken = taken - f.n FROM (
    SELECT r.new_slot_id AS slot_id, COUNT(*) AS n FROM {rows} r
    WHERE r.run_id = %(run)s AND r.id > %(after)s AND r.id <= %(last)s AND r.kind = %(kind)s
        AND r.appointment_id {not_among_ids} GROUP BY r.new_slot_id
) f WHERE {slots}.id = f.slot_id
"""


# ── supplements and promises: few, and each counted by the pure clock


def _one_by_one(run: ImpactRun, kind: ImpactKind, last: int, at: datetime) -> int:
    rows = run.rows.filter(kind=kind, pk__gt=run.through_row, pk__lte=last).select_related("dossier").order_by("pk")
    terms = terms_of(run.order)
    done = 0
    for row in rows.iterator(500):
        try:
            with transaction.atomic():
                _do_row(row, run, terms, at)
        except RuleViolation:
            continue  # answered, decided or withdrawn since the snapshot
        done += 1
    return done


def _do_row(row: ImpactRow, run: ImpactRun, terms: Terms, at: datetime) -> None:
    assert row.dossier_id is not None  # noqa: S101 -- held by impact_row_about_one
    keys: dict[str, Any] = {
        "dossier_id": row.dossier_id, "actor": None, "seen": None, "order_id": run.order_id, "at": at,
    }  # fmt: skip
    if row.kind == ImpactKind.SUPPLEMENT:
        assert row.new_on is not None  # noqa: S101 -- stored with the row
        actions.extend_supplement(**keys, answer_until=row.new_on)
        return
    pause = ClockPause.objects.filter(dossier_id=row.dossier_id, order_id=run.order_id).order_by("pk").first()
    if pause is not None and (run.purpose == ImpactPurpose.LIFT or row.desk_id not in terms.desk_ids):
        until = run.order.lifted_at or run.taken_at
        from_at, to_at = pause.from_at, max(pause.from_at, min(pause.to_at or until, until))
    else:
        span = terms.span_of(row.desk_id)
        from_at, to_at = span.starts_at, span.ends_at
    actions.suspend_clock(**keys, from_at=from_at, to_at=to_at, basis=terms.basis)


# ── the two dialects


def _changed(statement: str, values: dict[str, Any]) -> list[int]:
    """Run an UPDATE … RETURNING id and return the ids it changed."""
    with connection.cursor() as cursor:
        cursor.execute(_in_dialect(statement, values), _adapted(values))
        return [row[0] for row in cursor.fetchall()]


def _execute(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.connection.create_function("sha256_hex", 1, _sha256, deterministic=True)
        cursor.execute(_in_dialect(statement, values), _adapted(values))


def _adapted(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the database takes them: SQLite keeps instants as text in UTC."""
    at = connection.ops.adapt_datetimefield_value(values["at"])
    return values | {"at": at, "order_text": str(values["order"])}


def _in_dialect(statement: str, values: dict[str, Any]) -> str:
    if connection.vendor == "postgresql":
        return statement.format(**_TABLES, **_POSTGRESQL)
    ids = ", ".join(str(int(pk)) for pk in values.get("ids", ()))
    return statement.format(**_TABLES, **_SQLITE, among_ids=f"IN ({ids})", not_among_ids=f"NOT IN ({ids})")


_POSTGRESQL: Final = {
    "json_from": "CAST(",
    "json_to": " AS jsonb)",
    "sha_from": "encode(sha256(convert_to(",
    "sha_to": ", 'UTF8')), 'hex')",
    "new_on": "to_char(r.new_on, 'YYYY-MM-DD')",
    "old_on": "to_char(r.old_on, 'YYYY-MM-DD')",
    "among_ids": "= ANY(%(ids)s)",
    "not_among_ids": "<> ALL(%(ids)s)",
}
_SQLITE: Final = {
    "json_from": "(",
    "json_to": ")",
    "sha_from": "sha256_hex(",
    "sha_to": ")",
    "new_on": "r.new_on",
    "old_on": "r.old_on",
}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
