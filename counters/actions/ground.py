"""What the acts at the counter have in common: refusals, the door, places of slots, events, messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from counters import law
from counters.enums import AppointmentAct, AppointmentState, Purpose
from counters.models import Appointment, AppointmentEvent, AppointmentQuerySet, Slot
from counters.queries.competence import competent_agency
from notifications.actions import tell
from notifications.enums import Kind
from notifications.wording.events import Event
from portal.accounts.models import User
from portal.agencies.models import Agency, Desk
from portal.agencies.queries import seasonal_hours, working_calendar
from portal.kernel.errors import RuleViolation
from portal.kernel.workdays import local
from procedures.availability import availability
from procedures.enums import Channel, CounterAct, ExemptionKind
from procedures.models import Exemption, Procedure
from procedures.queries import closures_for, openings_for
from procedures.suspension import Closure, CounterState, counter_state

#: What is done face to face for each purpose. Guidance at a counter is a meeting like any other.
ACT_OF: Final = {
    Purpose.FILE: CounterAct.INTAKE,
    Purpose.PICK_UP: CounterAct.RETURN,
    Purpose.OTHER: CounterAct.INTAKE,
}


class SlotFull(RuleViolation):
    """Somebody took the last place of `slot` first."""

    def __init__(self, slot: Slot) -> None:
        super().__init__(
            _("Khung %(time)s vừa hết chỗ. Chọn khung khác") % {"time": hour(slot.starts_at)}, source=law.OWN_RULE
        )
        self.slot = slot


class DoorClosed(RuleViolation):
    """An order closes the hall for this matter; `closure` says which and until when."""

    def __init__(self, closure: Closure) -> None:
        day = closure.last_day
        super().__init__(
            _("Quầy tạm ngừng đến hết %(day)s. Chọn trực tuyến, bưu điện hoặc đề nghị cấp thiết.")
            % {"day": f"{day.day:02d}/{day.month}/{day.year}"},
            source=closure.basis,
        )
        self.closure = closure


@dataclass(frozen=True, slots=True)
class Visit:
    """What somebody comes for."""

    purpose: Purpose
    procedure: Procedure | None = None
    dossier_reference: str = ""
    #: The decision, or the kind of case, that the visit relies on while counters are closed.
    exemption: Exemption | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """By which order the hall is closed for a visit, and what opens it all the same; empty outside orders."""

    order_id: int | None = None
    exemption: Exemption | None = None

    @property
    def is_by_decision(self) -> bool:
        """Whether it is opened by a decision on one case, which gives one appointment."""
        return self.exemption is not None and self.exemption.kind == ExemptionKind.CASE


def check_few_to_come(mine: AppointmentQuerySet, *, at: datetime) -> None:
    """Test that a person with these appointments may have one more.

    :raises RuleViolation: as many as one person may have are still to come.
    """
    if mine.to_come().filter(slot__starts_at__gt=at).count() >= law.MOST_OPEN:
        raise refusal(
            _("Ông/Bà đang có %(most)d hẹn chưa đến ngày. Hủy một hẹn rồi đặt hẹn mới") % {"most": law.MOST_OPEN}
        )


def refusal(message: str) -> RuleViolation:
    """Return a refusal by a rule of our own."""
    return RuleViolation(message, source=law.OWN_RULE)


def hour(instant: datetime) -> str:
    """Return the time of day as people write it: 9:00."""
    shown = local(instant)
    return f"{shown.hour}:{shown.minute:02d}"


def check_received(desk: Desk, visit: Visit) -> Agency:
    """Return the agency that decides on the matter at this desk.

    :raises RuleViolation: a dossier is to be filed and nobody said which, or the desk does not receive it.
    """
    if visit.procedure is None:
        if visit.purpose == Purpose.FILE:
            raise refusal(_("Chọn thủ tục cần nộp"))
        exemption = visit.exemption
        is_served_here = exemption is not None and exemption.agency.served_by_id == desk.pk
        return exemption.agency if exemption is not None and is_served_here else desk.agency
    agency = competent_agency(visit.procedure, desk)
    if agency is None:
        raise refusal(_("%(desk)s không nhận thủ tục này. Chọn nơi khác") % {"desk": desk.name})
    return agency


def pass_orders(*, desk: Desk, visit: Visit, acts: tuple[CounterAct, ...], instant: datetime) -> Passage:
    """Let a visit through the orders that bear on the desk at the instant of the meeting.

    Call it inside the act, after `hold_orders_steady`, before anything is written.

    :raises DoorClosed: an order closes one of the acts and nothing opens it.
    :raises RuleViolation: the desk does not receive the matter.
    """
    agency = check_received(desk, visit)
    closures = closures_for(desk=desk, procedure=visit.procedure, since=instant)
    if not closures:
        return Passage()
    openings = openings_for(
        agency=agency,
        procedure=visit.procedure,
        at=instant,
        chosen=visit.exemption,
        reference=visit.dossier_reference,
    )
    states = [counter_state(act, instant=instant, closures=closures, openings=openings) for act in acts]
    for state in states:
        if state.closed_by is not None and state.opened_by is None:
            raise DoorClosed(state.closed_by)
    return next((_passage(state) for state in states if state.closed_by is not None), Passage())


def _passage(state: CounterState) -> Passage:
    assert state.closed_by is not None  # noqa: S101 -- pass_orders asks for closed ones only
    assert state.opened_by is not None  # noqa: S101 -- pass_orders refused the others
    return Passage(state.closed_by.order_id, Exemption.objects.get(pk=state.opened_by.exemption_id))


def check_hours(desk: Desk, instant: datetime) -> None:
    """Test that the desk works at the instant.

    :raises RuleViolation: it lies on a day off or outside the hours.
    """
    *_others, counter = availability(
        [Channel.IN_PERSON],
        instant=instant,
        calendar=working_calendar(desk.agency),
        hours=seasonal_hours(desk.agency),
    )
    if not counter.is_open:
        day = local(instant)
        raise refusal(
            _("%(time)s ngày %(day)s: %(why)s. Chọn giờ khác")
            % {"time": hour(instant), "day": f"{day.day:02d}/{day.month}/{day.year}", "why": counter.reason}
        )


def locked(appointment_id: int) -> Appointment:
    """Return the appointment, its row held until the transaction ends."""
    rows = Appointment.objects.select_related(
        "slot__desk__agency", "slot__desk__place", "slot__desk__hall", "procedure", "exemption__agency", "person"
    )
    return rows.select_for_update(of=("self",), no_key=True).get(pk=appointment_id)


def take_place(slot: Slot) -> None:
    """Take one place of a slot, if there is one left at the instant of writing.

    :raises SlotFull: somebody was faster, or the desk withdrew it.
    """
    if not Slot.objects.filter(pk=slot.pk).free().update(taken=F("taken") + 1):
        raise SlotFull(slot)


def give_place_back(slot_id: int) -> None:
    """Make one place of a slot free."""
    Slot.objects.filter(pk=slot_id, taken__gt=0).update(taken=F("taken") - 1)


def enter(
    appointment: Appointment, act: AppointmentAct, *, actor: User | None, at: datetime, reason: str = "", **slots: Slot
) -> None:
    """Append what happened to the appointment; whoever calls saves the row."""
    appointment.event_seq += 1
    AppointmentEvent.objects.create(
        appointment=appointment,
        seq=appointment.event_seq,
        act=act,
        actor=actor,
        reason=reason[:300],
        happened_at=at,
        **slots,
    )


def become(
    appointment: Appointment,
    act: AppointmentAct,
    *,
    actor: User | None,
    at: datetime,
    reason: str = "",
    **facts: object,
) -> None:
    """Do one act on a locked appointment: check, event, row; a place that is no longer taken becomes free.

    :raises RuleViolation: its state does not admit the act.
    """
    rule = law.check(act, appointment.state)
    enter(appointment, act, actor=actor, at=at, reason=reason)
    facts = {"state": rule.after, "held_until": None, **facts}
    if rule.gives_back or rule.after == AppointmentState.SERVED:
        facts["ended_at"] = at
    for name, value in facts.items():
        setattr(appointment, name, value)
    appointment.save(update_fields=[*facts, "event_seq"])
    if rule.gives_back:
        give_place_back(appointment.slot_id)


def tell_about(appointment: Appointment, kind: Kind, *, at: datetime) -> None:
    """Owe the visitor a message that leads to the appointment."""
    tell(
        kind=kind,
        recipient_id=appointment.person_id,
        email="" if appointment.person_id else appointment.email,
        phone="" if appointment.person_id else appointment.phone,
        reference=appointment.reference,
        link=reverse("counters:appointment", args=[appointment.token]),
        key=f"appointment:{appointment.pk}:{appointment.event_seq}",
        event=event_of(appointment),
        at=at,
    )


def event_of(appointment: Appointment) -> Event:
    """Return an appointment as a mail carries it to a calendar: under the name that its slip gives it too."""
    slot = appointment.slot
    return Event(
        uid=f"{appointment.token}@mot-cua",
        sequence=appointment.event_seq,
        begins=slot.starts_at,
        ends=slot.ends_at,
        place=slot.desk.name,
        is_cancelled=appointment.state not in law.TAKING,
    )
