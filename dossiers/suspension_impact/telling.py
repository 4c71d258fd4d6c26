"""Telling the people concerned, once each matter: messages in chunks, behind the doing, resumable like it."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse

from counters.enums import AppointmentState
from dossiers.enums import ImpactKind
from dossiers.models import ImpactRow, ImpactRun
from notifications.enums import Kind
from notifications.models import Message
from portal.kernel import outbox

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
        run.rows.filter(pk__gt=run.told_through).select_related("dossier", "appointment").order_by("pk")[:chunk]
    )
    messages = [message for row in rows if _was_done(row) and (message := _message(run, row, at)) is not None]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    kept = Message.objects.filter(key__in=[message.key for message in messages]).order_by("pk")
    outbox.owe_many([(f"mail:{one.key}", {"message_id": one.pk}) for one in kept], lane="bulk", kind="mail", at=at)
    run.told_through = rows[-1].pk if rows else run.last_row
    if not rows or run.told_through >= run.last_row:
        run.told_at = at
    run.save(update_fields=["told_through", "told_at"])
    return len(messages)


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


def _message(run: ImpactRun, row: ImpactRow, at: datetime) -> Message | None:
    matter = row.dossier_id or row.appointment_id
    key = f"order:{run.order_id}:{run.version}:{run.purpose}:{run.number}:{row.kind}:{matter}"
    kind = _KIND[ImpactKind(row.kind)]
    if row.dossier is not None:
        one = row.dossier
        person_id, email, reference = one.applicant_id, one.applicant_email, one.shown_code
        page = "dossiers:detail" if person_id else "dossiers:track_token"
        link = reverse(page, args=[one.reference if person_id else one.track_token])
    else:
        assert row.appointment is not None  # noqa: S101 -- held by impact_row_about_one
        person_id, email, reference = row.appointment.person_id, row.appointment.email, row.appointment.reference
        link = reverse("counters:appointment", args=[row.appointment.token])
    if person_id is None and not email:
        return None  # without account and address: they are on the call list
    return Message(
        kind=kind, recipient_id=person_id, email="" if person_id else email, subject_reference=reference, link=link,
        key=key, owed_at=at,
    )  # fmt: skip
