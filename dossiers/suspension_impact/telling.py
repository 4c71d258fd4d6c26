"""Telling the people concerned, once each matter: messages in chunks, behind the doing, resumable like it."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse

from counters.actions.ground import event_of
from counters.enums import AppointmentState
from dossiers.enums import ImpactKind
from dossiers.models import ImpactRow, ImpactRun
from notifications.actions import draft, tell_many
from notifications.enums import Kind
from notifications.models import Message

CHUNK: Final = 1000
_KIND: Final = {
    ImpactKind.APPOINTMENT_MOVED: Kind.APPOINTMENT_MOVED,
    ImpactKind.APPOINTMENT_RESTORED: Kind.APPOINTMENT_BOOKED,
    ImpactKind.APPOINTMENT_CANCELLED: Kind.APPOINTMENT_CANCELLED,
    ImpactKind.PICKUP: Kind.PICKUP_MOVED,
}


def tell_people(run_id: int, *, at: datetime, chunk: int = CHUNK) -> int:
    """Owe the messages of a run that is done; return how many. Supplements and promises told theirs with the act.

    What could not be done, because its owner had acted meanwhile, is not told.

    The key of a message names order, version and matter: telling again tells nobody twice.
    """
    told = 0
    while True:
        with transaction.atomic():
            run = ImpactRun.objects.select_for_update(of=("self",), no_key=True).select_related("order").get(pk=run_id)
            if run.told_at is not None or run.done_at is None:
                return told
            told += _tell_chunk(run, at=at, chunk=chunk)


def _tell_chunk(run: ImpactRun, *, at: datetime, chunk: int) -> int:
    rows = list(
        run.rows.filter(pk__gt=run.told_through)
        .select_related("dossier", "appointment__slot__desk")
        .order_by("pk")[:chunk]
    )
    told = tell_many([_message(run, row, at) for row in rows if _was_done(row)], lane="bulk", at=at)
    run.told_through = rows[-1].pk if rows else run.last_row
    if not rows or run.told_through >= run.last_row:
        run.told_at = at
    run.save(update_fields=["told_through", "told_at"])
    return told


def _was_done(row: ImpactRow) -> bool:
    """Tell whether the matter stands as the row left it; kinds that the acts told themselves count as not to tell."""
    if row.kind == ImpactKind.PICKUP:
        return row.dossier is not None and row.dossier.pickup_on == row.new_on
    if row.kind not in _KIND or row.appointment is None:
        return False
    if row.kind == ImpactKind.APPOINTMENT_CANCELLED:
        return row.appointment.state == AppointmentState.SUSPENDED
    coming = row.appointment.state in {AppointmentState.HELD, AppointmentState.BOOKED}
    return coming and row.appointment.slot_id == row.new_slot_id


def _message(run: ImpactRun, row: ImpactRow, at: datetime) -> Message:
    """Return the message about one row; whoever nothing reaches stays on the call list."""
    matter = row.dossier_id or row.appointment_id
    key = f"order:{run.order_id}:{run.version}:{run.purpose}:{run.number}:{row.kind}:{matter}"
    kind = _KIND[ImpactKind(row.kind)]
    if row.dossier is not None:
        one = row.dossier
        page = "dossiers:detail" if one.applicant_id else "dossiers:track_token"
        return draft(
            kind=kind,
            recipient_id=one.applicant_id,
            email="" if one.applicant_id else one.applicant_email,
            phone="" if one.applicant_id else one.applicant_phone,
            reference=one.shown_code,
            link=reverse(page, args=[one.reference if one.applicant_id else one.track_token]),
            facts={"day": row.new_on} if row.new_on else {},
            key=key,
            at=at,
        )
    assert row.appointment is not None  # noqa: S101 -- held by impact_row_about_one
    visit = row.appointment
    return draft(
        kind=kind,
        recipient_id=visit.person_id,
        email="" if visit.person_id else visit.email,
        phone="" if visit.person_id else visit.phone,
        reference=visit.reference,
        link=reverse("counters:appointment", args=[visit.token]),
        event=event_of(visit),
        key=key,
        at=at,
    )
