"""A commune that meets people by appointment: its hall, its officer, slots of one morning."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from counters import actions
from counters.actions import Visit, Visitor
from counters.enums import Purpose
from counters.models import Appointment, Hall, HeadCount, Slot
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.agencies.models import Agency, Desk
from portal.kernel.workdays import at as instant
from procedures.enums import ExemptionKind, ExemptionState
from procedures.models import Exemption, ProcedureRevision, SuspensionOrder
from tests.support import accounts, filing

#: A Monday. Appointments are for the days after it.
MONDAY = date(2021, 7, 26)
TUESDAY = date(2021, 7, 27)
NOON = datetime(2021, 7, 26, 4, 0, tzinfo=UTC)


@dataclass
class Lobby:
    """One desk with a hall, and who works there."""

    agency: Agency
    other: Agency
    desk: Desk
    hall: Hall
    revision: ProcedureRevision
    officer: User
    admin: User
    citizen: User

    @property
    def visit(self) -> Visit:
        return Visit(Purpose.FILE, self.revision.procedure)


def lobby(**fields: Any) -> Lobby:
    """Make it: two counters, slots of 20 minutes with a buffer of 10."""
    agency, other = filing.communes()
    desk = agency.served_by
    facts = {"counters_open": 2, **fields}
    hall = Hall.objects.create(desk=desk, **facts)
    HeadCount.objects.create(desk=desk, waiting_cap=hall.waiting_cap, counters_cap=hall.counters_open)
    return Lobby(
        agency=agency,
        other=other,
        desk=desk,
        hall=hall,
        revision=filing.procedure(),
        officer=accounts.staff(Role.ONE_STOP_OFFICER, agency, full_name="Hoàng Thị Lan"),
        admin=accounts.staff(Role.AGENCY_ADMIN, agency, full_name="Lê Đức Vinh"),
        citizen=filing.citizen(),
    )


def slot(at: Lobby, hour: time = time(9), day: date = TUESDAY, **fields: Any) -> Slot:
    """Make one slot."""
    starts_at = instant(day, hour)
    facts = {"capacity": at.hall.counters_open, "ends_at": starts_at + timedelta(minutes=20)}
    return Slot.objects.create(desk=at.desk, starts_at=starts_at, **(facts | fields))


def booked(at: Lobby, place: Slot, person: User | None = None, *, when: datetime = NOON) -> Appointment:
    """Book as a person does."""
    who = person or at.citizen
    return actions.book(slot_id=place.pk, visitor=Visitor(who.full_name, who), visit=at.visit, actor=who, at=when)


def decision(at: Lobby, order: SuspensionOrder, **fields: Any) -> Exemption:
    """Make a decision that one case is urgent."""
    number = Exemption.objects.count() + 1
    return Exemption.objects.create(
        **{
            "reference": f"CT-210726-{number:04d}",
            "kind": ExemptionKind.CASE,
            "state": ExemptionState.GRANTED,
            "agency": at.agency,
            "procedure": at.revision.procedure,
            "order": order,
            "requester": at.citizen,
            "applicant_name": at.citizen.full_name,
            "ground": "health",
            "reason": "Mổ gấp, cần giấy xác nhận.",
            "requested_at": NOON - timedelta(hours=2),
            "decided_by": accounts.staff(Role.LEADER, at.agency),
            "decided_at": NOON - timedelta(hours=1),
            "decision_reason": "Đủ căn cứ.",
            "valid_from": NOON - timedelta(hours=1),
            **fields,
        }
    )
