"""An appointment: held, confirmed, moved, cancelled, expired. A slot is never overbooked."""

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from counters import law
from counters.actions.ground import (
    ACT_OF,
    Passage,
    Visit,
    become,
    check_few_to_come,
    check_hours,
    enter,
    give_place_back,
    hour,
    locked,
    pass_orders,
    refusal,
    take_place,
    tell_about,
)
from counters.actions.waiting import gone, offer_place, taken
from counters.enums import AppointmentAct, AppointmentState, Purpose, WaitingState
from counters.models import Appointment, AppointmentQuerySet, Hall, Slot, WaitingEntry
from counters.permissions import works_at
from notifications.enums import Kind
from portal.accounts.models import User
from portal.kernel import locks, workdays
from portal.kernel.counters import next_number
from portal.kernel.logs import log
from portal.kernel.workdays import local
from procedures.enums import CounterAct
from procedures.models import Exemption
from procedures.queries import hold_orders_steady


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes: a person with an account, or somebody for whom an officer books."""

    name: str
    person: User | None = None
    phone: str = ""
    email: str = ""

    @property
    def key(self) -> str:
        """What bookings of the same visitor share."""
        return f"{self.person.pk}" if self.person else self.phone


@transaction.atomic
def hold(*, slot_id: int, visitor: Visitor, visit: Visit, actor: User, at: datetime) -> Appointment:
    """Take a place for ten minutes, in which the visitor confirms. An earlier hold of the same visitor is let go.

    :raises SlotFull: the last place went to somebody else.
    :raises DoorClosed: an order closes the hall then, and nothing opens it for this visit.
    :raises RuleViolation: too soon, too far ahead, too many bookings, not at this desk, not one's own.
    """
    hold_orders_steady()
    slot = Slot.objects.select_related("desk__agency", "desk__place", "desk__hall").get(pk=slot_id)
    day = local(at).date()
    is_desk = works_at(actor, slot.desk_id, on=day)
    if not is_desk and (visitor.person is None or visitor.person.pk != actor.pk):
        raise refusal(_("Chỉ đặt hẹn cho chính mình; cán bộ Một cửa đặt hộ người khác."))
    if not visitor.key:
        raise refusal(_("Nhập số điện thoại của người đến"))
    _check_when(slot, at=at, is_desk=is_desk)
    locks.own(f"bookings of {visitor.key}")
    passage = _pass(slot, visit)
    mine = bookings_of(visitor)
    _let_go_earlier(mine, slot, actor=actor, at=at)
    _check_limits(mine, slot, at=at, is_by_decision=passage.is_by_decision)
    _check_decision(passage, Appointment.objects.all())
    take_place(slot)
    appointment = _new(slot, visitor, visit, passage, actor=actor, at=at)
    enter(appointment, AppointmentAct.HOLD, actor=actor, at=at, to_slot=slot)
    appointment.save(update_fields=["event_seq"])
    return appointment


def _new(slot: Slot, visitor: Visitor, visit: Visit, passage: Passage, *, actor: User, at: datetime) -> Appointment:
    day = local(at).date()
    is_own = visitor.person is not None and visitor.person.pk == actor.pk
    return Appointment.objects.create(
        reference=f"LH-{day:%y%m%d}-{next_number(f'appointment:{day}'):04d}",
        token=secrets.token_hex(16),
        slot=slot,
        state=AppointmentState.HELD,
        purpose=visit.purpose,
        procedure=visit.procedure,
        dossier_reference=visit.dossier_reference,
        person=visitor.person,
        typed_by=None if is_own else actor,
        name=visitor.name,
        phone=visitor.phone,
        email=visitor.email,
        exemption=passage.exemption,
        is_by_decision=passage.is_by_decision,
        closed_by_order_id=passage.order_id,
        held_until=at + law.HOLD,
        booked_at=at,
    )


def bookings_of(visitor: Visitor) -> AppointmentQuerySet:
    """Return the appointments of one visitor."""
    if visitor.person is not None:
        return Appointment.objects.filter(person=visitor.person)
    return Appointment.objects.filter(person__isnull=True, phone=visitor.phone)


def _check_when(slot: Slot, *, at: datetime, is_desk: bool) -> None:
    hall: Hall = slot.desk.hall
    if slot.starts_at <= at:
        raise refusal(_("Khung %(time)s đã qua. Chọn khung khác") % {"time": hour(slot.starts_at)})
    if not is_desk and slot.starts_at < at + timedelta(minutes=hall.lead_minutes):
        raise refusal(
            _("Khung %(time)s cần đặt trước ít nhất %(minutes)d phút. Chọn khung khác")
            % {"time": hour(slot.starts_at), "minutes": hall.lead_minutes}
        )
    if slot.starts_at >= at + timedelta(days=hall.horizon_days + 1):
        raise refusal(_("Chỉ đặt trước nhiều nhất %(days)d ngày") % {"days": hall.horizon_days})


def _pass(slot: Slot, visit: Visit) -> Passage:
    """Return how a visit gets through the door at the time of a slot; a decision it needs is held for this act."""
    acts = (CounterAct.APPOINTMENT, ACT_OF[visit.purpose])
    passage = pass_orders(desk=slot.desk, visit=visit, acts=acts, instant=slot.starts_at)
    check_hours(slot.desk, slot.starts_at)
    if passage.exemption is not None and passage.is_by_decision:
        Exemption.objects.select_for_update(of=("self",), no_key=True).get(pk=passage.exemption.pk)
    return passage


def _let_go_earlier(mine: AppointmentQuerySet, slot: Slot, *, actor: User, at: datetime) -> None:
    """Let the visitor change their mind: who chooses another slot no longer holds the first. Offers stay."""
    offers = WaitingEntry.objects.filter(state=WaitingState.OFFERED).values("offered")
    holds = mine.filter(state=AppointmentState.HELD).exclude(pk__in=offers)
    earlier = [locked(pk) for pk in list(holds.order_by("pk").values_list("pk", flat=True))]
    earlier = [one for one in earlier if one.state == AppointmentState.HELD]
    if earlier:
        _lock_slots(slot.pk, *(one.slot_id for one in earlier))
    for appointment in earlier:
        become(appointment, AppointmentAct.CANCEL, actor=actor, at=at, reason=_("Chọn khung khác"))
        if appointment.slot_id != slot.pk:
            offer_place(appointment.slot, at=at)


def _lock_slots(*pks: int) -> None:
    """Hold several slots in the order of their keys, so that two who exchange them cannot wait for each other."""
    list(Slot.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk"))


def _check_limits(others: AppointmentQuerySet, slot: Slot, *, at: datetime, is_by_decision: bool) -> None:
    """Test how much the visitor has booked already. Whoever calls holds the visitor's lock.

    What a head decided cannot wait is not held up by other appointments, nor counted against them: one decision
    gives one appointment.
    """
    hall: Hall = slot.desk.hall
    if others.filter(slot=slot).taking().exists():
        raise refusal(_("Ông/Bà đã có hẹn trong khung này"))
    if is_by_decision:
        return
    others = others.filter(is_by_decision=False)
    day = local(slot.starts_at).date()
    begins = workdays.at(day, time.min)
    same_day = others.taking().filter(
        slot__desk_id=slot.desk_id, slot__starts_at__gte=begins, slot__starts_at__lt=begins + timedelta(days=1)
    )
    if same_day.count() >= hall.bookings_per_person_day:
        raise refusal(
            _("Mỗi người đặt nhiều nhất %(most)d hẹn một ngày tại đây. Chuyển hoặc hủy hẹn đã có")
            % {"most": hall.bookings_per_person_day}
        )
    check_few_to_come(others, at=at)


def _check_decision(passage: Passage, others: AppointmentQuerySet) -> None:
    """Test that a decision on one case was not used yet. Whoever calls holds the decision."""
    if passage.exemption is None or not passage.is_by_decision:
        return
    used = others.taking().filter(exemption=passage.exemption, is_by_decision=True).order_by("pk").first()
    if used is not None:
        raise refusal(
            _("Quyết định %(decision)s đã có hẹn %(appointment)s. Chuyển hẹn ấy sang giờ khác nếu cần")
            % {"decision": passage.exemption.reference, "appointment": used.reference}
        )


@transaction.atomic
def confirm(
    *,
    appointment_id: int,
    actor: User | None,
    has_declared_health: bool,
    at: datetime,
    phone: str = "",
    email: str = "",
) -> Appointment:
    """Make a held place an appointment. Confirming twice confirms once.

    :raises RuleViolation: the ten minutes are over, the visitor has booked too much meanwhile, or it is not theirs.
    """
    hold_orders_steady()
    found = Appointment.objects.select_related("person").get(pk=appointment_id)
    locks.own(f"bookings of {found.person_id or found.phone}")
    appointment = locked(appointment_id)
    check_whose(appointment, actor, at=at)
    if appointment.state == AppointmentState.BOOKED:
        return appointment
    if appointment.held_until is None or appointment.held_until <= at:
        raise refusal(_("Đã hết giờ giữ chỗ. Chọn lại khung giờ"))
    visitor = Visitor(appointment.name, appointment.person, appointment.phone)
    others = bookings_of(visitor).exclude(pk=appointment.pk)
    _check_limits(others, appointment.slot, at=at, is_by_decision=appointment.is_by_decision)
    become(
        appointment,
        AppointmentAct.CONFIRM,
        actor=actor,
        at=at,
        booked_at=at,
        has_declared_health=has_declared_health,
        phone=phone or appointment.phone,
        email=email or appointment.email,
    )
    taken(appointment, at=at)
    tell_about(appointment, Kind.APPOINTMENT_BOOKED, at=at)
    log.info("appointment_booked", appointment_id=appointment.pk)
    return appointment


@transaction.atomic
def book(
    *, slot_id: int, visitor: Visitor, visit: Visit, actor: User, at: datetime, has_declared_health: bool = True
) -> Appointment:
    """Hold and confirm in one: what an officer does for somebody on the telephone.

    :raises RuleViolation: as `hold` and `confirm`.
    """
    held = hold(slot_id=slot_id, visitor=visitor, visit=visit, actor=actor, at=at)
    return confirm(appointment_id=held.pk, actor=actor, has_declared_health=has_declared_health, at=at)


@transaction.atomic
def move(*, appointment_id: int, to_slot_id: int, actor: User | None, at: datetime, reason: str = "") -> Appointment:
    """Move an appointment to another slot of the same desk, or give one that an order cancelled a new slot.

    :raises SlotFull: the new slot is full; the old place is kept.
    :raises DoorClosed: an order closes the hall then, and nothing opens it for this visit.
    :raises RuleViolation: too late to move, too soon, too far ahead, or it is not theirs.
    """
    hold_orders_steady()
    found = Appointment.objects.get(pk=appointment_id)
    locks.own(f"bookings of {found.person_id or found.phone}")
    appointment = locked(appointment_id)
    check_whose(appointment, actor, at=at)
    law.check(AppointmentAct.MOVE, appointment.state)
    old, had_place = appointment.slot, appointment.state in law.TAKING
    new = Slot.objects.select_related("desk__agency", "desk__place", "desk__hall").get(pk=to_slot_id)
    _check_move(appointment, new, at=at, had_place=had_place)
    is_desk = works_at(actor, new.desk_id, on=local(at).date())
    _check_when(new, at=at, is_desk=is_desk)
    visitor = Visitor(appointment.name, appointment.person, appointment.phone)
    others = bookings_of(visitor).exclude(pk=appointment.pk)
    _check_limits(others, new, at=at, is_by_decision=appointment.is_by_decision)
    passage = _pass(new, visit_of(appointment))
    _check_decision(passage, Appointment.objects.exclude(pk=appointment.pk))
    _lock_slots(old.pk, new.pk)
    take_place(new)
    enter(appointment, AppointmentAct.MOVE, actor=actor, at=at, reason=reason, from_slot=old, to_slot=new)
    _put(appointment, new, passage)
    if had_place:
        give_place_back(old.pk)
        offer_place(old, at=at)
    tell_about(appointment, Kind.APPOINTMENT_MOVED, at=at)
    return appointment


def _put(appointment: Appointment, slot: Slot, passage: Passage) -> None:
    appointment.slot, appointment.state = slot, AppointmentState.BOOKED
    appointment.ended_at, appointment.reminded_at = None, None
    appointment.closed_by_order_id = passage.order_id
    if passage.exemption is not None:
        appointment.exemption, appointment.is_by_decision = passage.exemption, passage.is_by_decision
    appointment.save()


def visit_of(appointment: Appointment) -> Visit:
    """Return what the visitor of an appointment comes for."""
    return Visit(
        Purpose(appointment.purpose), appointment.procedure, appointment.dossier_reference, appointment.exemption
    )


def _check_move(appointment: Appointment, new: Slot, *, at: datetime, had_place: bool) -> None:
    if new.desk_id != appointment.slot.desk_id:
        raise refusal(_("Chỉ chuyển hẹn trong cùng một bộ phận Một cửa"))
    if had_place and appointment.slot.starts_at <= at:
        raise refusal(_("Đã đến giờ hẹn, không chuyển được nữa"))


@transaction.atomic
def cancel(*, appointment_id: int, actor: User | None, at: datetime, reason: str = "") -> Appointment:
    """Cancel an appointment or a hold; the place goes to the first of the waiting list, else it is free.

    :raises RuleViolation: its time has come, it was cancelled already, or it is not theirs.
    """
    hold_orders_steady()
    appointment = locked(appointment_id)
    check_whose(appointment, actor, at=at)
    law.check(AppointmentAct.CANCEL, appointment.state)
    if appointment.slot.starts_at <= at:
        raise refusal(_("Đã đến giờ hẹn, không hủy được nữa"))
    become(appointment, AppointmentAct.CANCEL, actor=actor, at=at, reason=reason)
    gone(appointment, at=at)
    offer_place(appointment.slot, at=at)
    return appointment


def expire(*, appointment_id: int, at: datetime) -> bool:
    """Let go of a hold whose time is over. Returns whether there was one."""
    with transaction.atomic():
        hold_orders_steady()
        appointment = locked(appointment_id)
        is_over = appointment.held_until is not None and appointment.held_until <= at
        if appointment.state != AppointmentState.HELD or not is_over:
            return False
        become(appointment, AppointmentAct.EXPIRE, actor=None, at=at)
        gone(appointment, at=at)
        offer_place(appointment.slot, at=at)
        return True


def expire_holds(*, at: datetime, slot_id: int | None = None) -> int:
    """Let go of all holds whose time is over, of one slot or of all. Returns how many."""
    over = Appointment.objects.filter(state=AppointmentState.HELD, held_until__lte=at)
    if slot_id is not None:
        over = over.filter(slot_id=slot_id)
    return sum(expire(appointment_id=pk, at=at) for pk in list(over.order_by("pk").values_list("pk", flat=True)))


def check_whose(appointment: Appointment, actor: User | None, *, at: datetime) -> None:
    """Test that somebody may act on an appointment: its person, the desk; without an account whoever has the slip.

    :raises RuleViolation: it is somebody else's.
    """
    is_own = appointment.person_id is None if actor is None else appointment.person_id == actor.pk
    if not is_own and not works_at(actor, appointment.slot.desk_id, on=local(at).date()):
        raise refusal(_("Lịch hẹn này của người khác."))
