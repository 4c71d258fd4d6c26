"""Dossiers, slots and appointments in the way of an order: rows with one sealed event each, made at once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from counters.enums import AppointmentState, Purpose
from counters.models import Appointment, Slot
from dossiers.enums import Capacity, Outcome, ReturnMethod, Stage, Status
from dossiers.models import Dossier, DossierEvent
from dossiers.models.draft import new_token
from dossiers.queries.audit import seal_of
from dossiers.rulesets import ND61
from portal.agencies.models import Agency, Desk
from portal.kernel.text import fold
from procedures.enums import Channel
from procedures.models import ProcedureRevision

#: Friday 16-7-2021, 09:00 in Vietnam: before the order of 2021.
BEFORE = datetime(2021, 7, 16, 2, 0, tzinfo=UTC)


def waiting(revision: ProcedureRevision, agency: Agency, **fields: Any) -> Dossier:
    """Make a dossier whose result waits at the counter of `agency`."""
    return _dossier(
        revision,
        agency,
        **{
            "status": Status.DECIDED,
            "stage": Stage.SIGNING,
            "decided_at": BEFORE,
            "outcome": Outcome.GRANTED,
            **fields,
        },
    )


def running(revision: ProcedureRevision, agency: Agency, **fields: Any) -> Dossier:
    """Make a dossier under examination, to be picked up at the counter."""
    return _dossier(revision, agency, **{"status": Status.PROCESSING, "stage": Stage.EXAMINING, **fields})


def _dossier(revision: ProcedureRevision, agency: Agency, **fields: Any) -> Dossier:
    number = Dossier.objects.count() + 1
    name = fields.get("applicant_name", f"Người thứ {number}")
    due_at = fields.pop("due_at", BEFORE + timedelta(days=3))
    assert agency.served_by is not None
    dossier = Dossier.objects.create(
        **{
            "reference": f"TN-210701-{number:04d}",
            "code": f"{agency.code}-210701-{number:04d}",
            "track_token": new_token(),
            "track_secret": "BCFGHKMN",
            "procedure": revision.procedure,
            "revision": revision,
            "agency": agency,
            "desk": agency.served_by,
            "channel": Channel.IN_PERSON,
            "rule_set": ND61.key,
            "applicant_name": name,
            "applicant_folded": fold(name),
            "return_method": ReturnMethod.IN_PERSON,
            "submitted_at": BEFORE - timedelta(days=20),
            "received_at": BEFORE - timedelta(days=20),
            "clock_started_at": BEFORE - timedelta(days=20),
            "due_at": due_at,
            "due_original_at": due_at,
            "event_seq": 1,
            **fields,
        }
    )
    event = DossierEvent(
        dossier=dossier,
        seq=1,
        act="receive_direct",
        capacity=Capacity.SYSTEM,
        to_status=dossier.status,
        to_stage=dossier.stage,
        legal_basis="R4",
        happened_at=dossier.submitted_at,
    )
    event.hash = seal_of(event)
    event.save()
    return dossier


def slot(desk: Desk, day: date, hour: int, *, capacity: int = 1) -> Slot:
    """Make a slot of twenty minutes, `hour` in Vietnam."""
    starts_at = datetime(day.year, day.month, day.day, hour - 7, tzinfo=UTC)
    return Slot.objects.create(
        desk=desk, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=20), capacity=capacity
    )


def booked(at: Slot, **fields: Any) -> Appointment:
    """Make an appointment that takes a place of its slot."""
    number = Appointment.objects.count() + 1
    at.refresh_from_db()
    at.taken += 1
    at.save(update_fields=["taken"])
    return Appointment.objects.create(
        **{
            "reference": f"LH-210701-{number:04d}",
            "token": new_token(),
            "slot": at,
            "state": AppointmentState.BOOKED,
            "purpose": Purpose.PICK_UP,
            "name": "Người hẹn",
            "phone": "0912345678",
            "booked_at": BEFORE,
            **fields,
        }
    )
