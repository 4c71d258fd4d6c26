"""In the hall: who comes gets a number, is called to a counter, and leaves. One row counts all heads."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from counters import law
from counters.actions.booking import visit_of
from counters.actions.ground import (
    ACT_OF,
    Passage,
    Visit,
    become,
    check_hours,
    hour,
    locked,
    pass_orders,
    refusal,
)
from counters.actions.waiting import offer_place
from counters.enums import AppointmentAct, AppointmentState, Purpose, TicketState
from counters.models import Appointment, HeadCount, Ticket
from counters.permissions import works_at
from portal.accounts.models import User
from portal.agencies.models import Desk
from portal.kernel.counters import next_number
from portal.kernel.errors import RuleViolation
from portal.kernel.logs import log
from portal.kernel.workdays import local
from procedures.enums import CounterAct
from procedures.models import Exemption
from procedures.queries import hold_orders_steady

IN_HALL = (TicketState.WAITING, TicketState.CALLED)


class HallFull(RuleViolation):
    """The waiting zone, or all counters, hold as many people as may gather there."""


@transaction.atomic
def check_in(*, appointment_id: int, actor: User, at: datetime, has_declared_health: bool = False) -> Ticket:
    """Let somebody with an appointment into the hall and give them a number.

    :raises HallFull: the waiting zone is full.
    :raises DoorClosed: an order closed the hall since, and nothing opens it for this visit.
    :raises RuleViolation: too early, too late, not today's, or not at the actor's desk.
    """
    hold_orders_steady()
    appointment = locked(appointment_id)
    desk = appointment.slot.desk
    _check_works(actor, desk.pk, at=at)
    law.check(AppointmentAct.CHECK_IN, appointment.state)
    _check_in_time(appointment, at)
    visit = visit_of(appointment)
    passage = pass_orders(desk=desk, visit=visit, acts=(CounterAct.APPOINTMENT, ACT_OF[visit.purpose]), instant=at)
    _enter_zone(desk.pk, at=at)
    become(
        appointment,
        AppointmentAct.CHECK_IN,
        actor=actor,
        at=at,
        checked_in_at=at,
        has_declared_health=appointment.has_declared_health or has_declared_health,
        exemption=passage.exemption or appointment.exemption,
        closed_by_order_id=passage.order_id,
    )
    return _number(desk, visit.purpose, passage, actor=actor, at=at, appointment=appointment)


def _check_in_time(appointment: Appointment, at: datetime) -> None:
    starts_at = appointment.slot.starts_at
    if at < starts_at - law.EARLY:
        day = local(starts_at)
        raise refusal(
            _("Hẹn lúc %(time)s ngày %(day)s. Mời đến sớm nhất %(minutes)d phút trước giờ hẹn")
            % {
                "time": hour(starts_at),
                "day": f"{day.day:02d}/{day.month}/{day.year}",
                "minutes": law.EARLY.seconds // 60,
            }
        )
    if at > no_show_at(appointment):
        raise refusal(_("Đã quá giờ hẹn. Lấy số chờ như người chưa hẹn"))


def no_show_at(appointment: Appointment) -> datetime:
    """Return the instant from which a visitor who is not there loses the place."""
    return appointment.slot.starts_at + timedelta(minutes=appointment.slot.desk.hall.no_show_minutes)


@transaction.atomic
def mark_no_show(*, appointment_id: int, actor: User | None, at: datetime) -> Appointment:
    """Note that nobody came; the place is free again.

    :raises RuleViolation: it is too soon to say so, or not at the actor's desk.
    """
    hold_orders_steady()
    appointment = locked(appointment_id)
    if actor is not None:
        _check_works(actor, appointment.slot.desk_id, at=at)
    law.check(AppointmentAct.NO_SHOW, appointment.state)
    if at <= no_show_at(appointment):
        raise refusal(_("Chờ đến %(time)s rồi ghi không đến") % {"time": hour(no_show_at(appointment))})
    become(appointment, AppointmentAct.NO_SHOW, actor=actor, at=at)
    offer_place(appointment.slot, at=at)
    return appointment


@transaction.atomic
def walk_in(*, desk_id: int, visit: Visit, actor: User, at: datetime) -> Ticket:
    """Give a number to somebody without an appointment. The waiting zone is the same.

    :raises HallFull: the waiting zone is full.
    :raises DoorClosed: an order closes the counter and nothing opens it for this visit.
    :raises RuleViolation: outside office hours, or the desk does not receive the matter.
    """
    hold_orders_steady()
    desk = Desk.objects.select_related("agency", "place").get(pk=desk_id)
    _check_works(actor, desk.pk, at=at)
    passage = pass_orders(desk=desk, visit=visit, acts=(ACT_OF[visit.purpose],), instant=at)
    check_hours(desk, at)
    _check_decision_unused(passage)
    _enter_zone(desk.pk, at=at)
    return _number(desk, visit.purpose, passage, actor=actor, at=at)


def _check_decision_unused(passage: Passage) -> None:
    if passage.exemption is None or not passage.is_by_decision:
        return
    decision = Exemption.objects.select_for_update(of=("self",), no_key=True).get(pk=passage.exemption.pk)
    booked = Appointment.objects.taking().filter(exemption=decision, is_by_decision=True).exists()
    if booked or Ticket.objects.filter(exemption=decision).exclude(state=TicketState.LEFT).exists():
        raise refusal(
            _("Quyết định %(decision)s đã có hẹn hoặc đã dùng. Nhận người theo lịch hẹn")
            % {"decision": decision.reference}
        )


def _number(
    desk: Desk, purpose: Purpose, passage: Passage, *, actor: User, at: datetime, appointment: Appointment | None = None
) -> Ticket:
    day = local(at).date()
    ticket = Ticket.objects.create(
        desk=desk,
        day=day,
        number=next_number(f"ticket:{desk.pk}:{day}"),
        purpose=purpose,
        appointment=appointment,
        exemption=passage.exemption,
        closed_by_order_id=passage.order_id,
        issued_at=at,
        issued_by=actor,
    )
    log.info("ticket_issued", desk_id=desk.pk, number=ticket.number)
    return ticket


@transaction.atomic
def call_next(*, desk_id: int, counter_number: int, actor: User, at: datetime) -> Ticket:
    """Call the next number to a counter: appointments whose time has come first, then walk-ins in their order.

    :raises HallFull: as many people as may be in contact are at the counters.
    :raises RuleViolation: nobody waits, the counter is busy or does not exist, or not at the actor's desk.
    """
    _check_works(actor, desk_id, at=at)
    _to_counter(desk_id, counter_number, at=at)
    ticket = _line(desk_id, at).first()
    if ticket is None:
        raise refusal(_("Không có ai đang chờ"))
    return _called(ticket, counter_number, actor=actor, at=at)


def _line(desk_id: int, at: datetime) -> QuerySet[Ticket]:
    is_due = When(appointment__slot__starts_at__lte=at, then=Value(0))
    waiting = Ticket.objects.filter(desk_id=desk_id, day=local(at).date(), state=TicketState.WAITING)
    turn = Case(is_due, default=Value(1), output_field=IntegerField())
    return waiting.annotate(turn=turn).order_by("turn", "number")


@transaction.atomic
def call(*, ticket_id: int, counter_number: int, actor: User, at: datetime) -> Ticket:
    """Call one number to a counter, out of turn.

    :raises HallFull: as many people as may be in contact are at the counters.
    :raises RuleViolation: the number does not wait any more, the counter is busy or does not exist.
    """
    desk_id = Ticket.objects.get(pk=ticket_id).desk_id
    _check_works(actor, desk_id, at=at)
    _to_counter(desk_id, counter_number, at=at)
    ticket = _held(ticket_id)
    if ticket.state != TicketState.WAITING:
        raise refusal(_("Số %(number)d không còn chờ") % {"number": ticket.number})
    return _called(ticket, counter_number, actor=actor, at=at)


def _called(ticket: Ticket, counter_number: int, *, actor: User, at: datetime) -> Ticket:
    ticket.state, ticket.counter_number = TicketState.CALLED, counter_number
    ticket.called_at, ticket.called_by = at, actor
    ticket.save(update_fields=["state", "counter_number", "called_at", "called_by"])
    return ticket


@transaction.atomic
def finish(*, ticket_id: int, actor: User, at: datetime) -> Ticket:
    """Note that somebody was served; the counter is free.

    :raises RuleViolation: the number is not at a counter, or not at the actor's desk.
    """
    ticket = _at_desk(ticket_id, actor=actor, at=at)
    if ticket.state != TicketState.CALLED:
        raise refusal(_("Số %(number)d không ở quầy nào") % {"number": ticket.number})
    return _end(ticket, TicketState.DONE, actor=actor, at=at)


@transaction.atomic
def left(*, ticket_id: int, actor: User, at: datetime) -> Ticket:
    """Note that somebody is not there any more, whether waiting or called.

    :raises RuleViolation: the number has ended, or not at the actor's desk.
    """
    ticket = _at_desk(ticket_id, actor=actor, at=at)
    if ticket.state not in IN_HALL:
        raise refusal(_("Số %(number)d đã kết thúc") % {"number": ticket.number})
    return _end(ticket, TicketState.LEFT, actor=actor, at=at)


def _at_desk(ticket_id: int, *, actor: User, at: datetime) -> Ticket:
    desk_id = Ticket.objects.get(pk=ticket_id).desk_id
    _check_works(actor, desk_id, at=at)
    _own_hall(desk_id)
    return _held(ticket_id)


def _held(ticket_id: int) -> Ticket:
    return Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=ticket_id)


def _end(ticket: Ticket, state: TicketState, *, actor: User | None, at: datetime) -> Ticket:
    heads = "waiting" if ticket.state == TicketState.WAITING else "at_counters"
    HeadCount.objects.filter(desk_id=ticket.desk_id, **{f"{heads}__gt": 0}).update(**{heads: F(heads) - 1})
    ticket.state, ticket.ended_at = state, at
    ticket.save(update_fields=["state", "ended_at"])
    if ticket.appointment_id is not None:
        appointment = locked(ticket.appointment_id)
        if appointment.state == AppointmentState.CHECKED_IN:
            act = AppointmentAct.SERVE if state == TicketState.DONE else AppointmentAct.LEAVE
            become(appointment, act, actor=actor, at=at)
    return ticket


def _check_works(actor: User, desk_id: int, *, at: datetime) -> None:
    if not works_at(actor, desk_id, on=local(at).date()):
        raise refusal(_("Việc này do cán bộ của bộ phận Một cửa này làm."))


def _own_hall(desk_id: int) -> HeadCount:
    """Hold the hall's row until the transaction ends: acts in one hall follow one another.

    :raises RuleViolation: the desk has no hall.
    """
    head = HeadCount.objects.select_for_update(no_key=True).filter(desk_id=desk_id).first()
    if head is None:
        raise refusal(_("Bộ phận này chưa khai báo sảnh. Nhờ quản trị cơ quan khai báo trước"))
    return head


def _enter_zone(desk_id: int, *, at: datetime) -> None:
    _own_hall(desk_id)
    _clear_past(desk_id, local(at).date(), at=at)
    room = HeadCount.objects.filter(desk_id=desk_id, waiting__lt=F("waiting_cap"))
    if not room.update(waiting=F("waiting") + 1):
        cap = HeadCount.objects.get(desk_id=desk_id).waiting_cap
        raise HallFull(
            _("Khu chờ đã đủ %(cap)d người. Mời đợi bên ngoài đến khi có người được gọi") % {"cap": cap},
            source=law.OWN_RULE,
        )


def _to_counter(desk_id: int, counter_number: int, *, at: datetime) -> None:
    head = _own_hall(desk_id)
    _clear_past(desk_id, local(at).date(), at=at)
    if not 1 <= counter_number <= head.counters_cap:
        raise refusal(_("Quầy phải từ 1 đến %(most)d") % {"most": head.counters_cap})
    at_counter = Ticket.objects.filter(desk_id=desk_id, counter_number=counter_number, state=TicketState.CALLED)
    busy = at_counter.order_by("pk").first()
    if busy is not None:
        raise refusal(
            _("Quầy %(counter)d đang tiếp số %(number)d. Bấm Xong trước khi gọi số khác")
            % {"counter": counter_number, "number": busy.number}
        )
    if not HeadCount.objects.filter(desk_id=desk_id, waiting__gt=0).exists():
        raise refusal(_("Không có ai đang chờ"))
    room = HeadCount.objects.filter(desk_id=desk_id, at_counters__lt=F("counters_cap"))
    if not room.update(waiting=F("waiting") - 1, at_counters=F("at_counters") + 1):
        raise HallFull(_("Các quầy đã đủ người. Chờ một quầy xong"), source=law.OWN_RULE)


def _clear_past(desk_id: int, today: date, *, at: datetime) -> None:
    """End what was left open on earlier days: nobody stands in the hall over night."""
    stale = Ticket.objects.filter(desk_id=desk_id, day__lt=today, state__in=IN_HALL)
    for pk, state in list(stale.order_by("pk").values_list("pk", "state")):
        end = TicketState.DONE if state == TicketState.CALLED else TicketState.LEFT
        _end(_held(pk), end, actor=None, at=at)
