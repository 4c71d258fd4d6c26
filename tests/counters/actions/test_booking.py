from datetime import UTC, date, datetime, time, timedelta

import pytest

from counters import actions
from counters.actions import DoorClosed, SlotFull, Visit, Visitor
from counters.enums import AppointmentState, Purpose
from counters.models import Appointment, Slot
from counters.papers.ics import ics_of
from notifications.models import Message
from portal.accounts.enums import Role
from portal.agencies.models import CalendarDay
from portal.kernel.errors import RuleViolation
from procedures.enums import ExemptionKind
from procedures.models import UrgentEntry, UrgentList
from tests.support import accounts, filing, halls, orders
from tests.support.halls import NOON, TUESDAY

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
#: Before the order of the factory was issued.
BEFORE = datetime(2021, 7, 21, 2, 0, tzinfo=UTC)


@pytest.fixture
def at():
    return halls.lobby()


@pytest.fixture
def nine(at):
    return halls.slot(at)


def held(at, slot, person=None, *, when=NOON, visit=None, actor=None):
    who = person or at.citizen
    return actions.hold(
        slot_id=slot.pk, visitor=Visitor(who.full_name, who), visit=visit or at.visit, actor=actor or who, at=when
    )


def confirmed(appointment, *, when=NOON, actor=None):
    return actions.confirm(
        appointment_id=appointment.pk, actor=actor or appointment.person, has_declared_health=True, at=when
    )


def taken(slot):
    slot.refresh_from_db()
    return slot.taken


def acts(appointment):
    return list(appointment.events.order_by("seq").values_list("act", flat=True))


def test_a_hold_takes_a_place_for_ten_minutes(at, nine):
    appointment = held(at, nine)

    assert (appointment.state, appointment.held_until) == (AppointmentState.HELD, NOON + 10 * MINUTE)
    assert appointment.reference == "LH-210726-0001"
    assert taken(nine) == 1


def test_a_hold_confirmed_is_an_appointment_and_its_person_is_told(at, nine):
    appointment = confirmed(held(at, nine), when=NOON + 9 * MINUTE)

    assert (appointment.state, appointment.has_declared_health) == (AppointmentState.BOOKED, True)
    assert acts(appointment) == ["hold", "confirm"]
    message = Message.objects.get()
    assert (message.kind, message.link) == ("appointment_booked", f"/lich-hen/{appointment.token}/")


def test_the_message_tells_when_and_where_and_bears_the_name_of_the_slips_calendar_entry(at, nine):
    appointment = confirmed(held(at, nine))

    facts = Message.objects.get().facts
    told = {name: facts[name] for name in ("day", "time", "office")}
    assert told == {"day": "2021-07-27", "time": "09:00", "office": nine.desk.name}
    assert facts["event"]["uid"] == f"{appointment.token}@mot-cua"
    assert f"UID:{facts['event']['uid']}" in ics_of(appointment, url="/", title="x", at=NOON)
    assert (facts["event"]["sequence"], facts["event"]["is_cancelled"]) == (appointment.event_seq, False)


def test_confirming_twice_confirms_once(at, nine):
    appointment = held(at, nine)
    confirmed(appointment)

    confirmed(appointment, when=NOON + MINUTE)

    assert acts(appointment) == ["hold", "confirm"]
    assert Message.objects.count() == 1


def test_a_hold_whose_time_is_over_is_not_confirmed(at, nine):
    appointment = held(at, nine)

    with pytest.raises(RuleViolation, match="Đã hết giờ giữ chỗ"):
        confirmed(appointment, when=NOON + 10 * MINUTE)


def test_holds_that_nobody_confirmed_give_their_places_back_once(at, nine):
    appointment = held(at, nine)

    assert actions.expire_holds(at=NOON + 9 * MINUTE) == 0
    assert actions.expire_holds(at=NOON + 10 * MINUTE) == 1
    assert actions.expire_holds(at=NOON + 11 * MINUTE) == 0

    appointment.refresh_from_db()
    assert (appointment.state, taken(nine)) == (AppointmentState.EXPIRED, 0)
    assert acts(appointment) == ["hold", "expire"]


def test_only_the_holds_of_one_slot_are_let_go_when_asked(at, nine):
    held(at, nine)

    assert actions.expire_holds(at=NOON + 10 * MINUTE, slot_id=0) == 0


def test_a_full_slot_is_refused_by_its_hour(at, nine):
    halls.booked(at, nine)
    halls.booked(at, nine, filing.citizen())

    with pytest.raises(SlotFull, match="Khung 9:00 vừa hết chỗ"):
        held(at, nine, filing.citizen())
    assert taken(nine) == 2


def test_a_withdrawn_slot_is_not_booked(at):
    with pytest.raises(SlotFull):
        held(at, halls.slot(at, is_withdrawn=True))


def test_who_chooses_another_slot_lets_the_first_go(at, nine):
    ten = halls.slot(at, time(10))
    first = held(at, nine)

    second = held(at, ten, when=NOON + MINUTE)

    first.refresh_from_db()
    assert (first.state, second.state) == (AppointmentState.CANCELLED, AppointmentState.HELD)
    assert (taken(nine), taken(ten)) == (0, 1)


def test_pressing_twice_holds_one_place(at, nine):
    held(at, nine)

    again = held(at, nine, when=NOON + MINUTE)

    assert taken(nine) == 1
    assert Appointment.objects.taking().get() == again


def test_one_booking_a_day_and_two_to_come(at, nine):
    days = [TUESDAY + timedelta(days=number) for number in range(3)]
    halls.booked(at, nine)
    with pytest.raises(RuleViolation, match="nhiều nhất 1 hẹn một ngày"):
        held(at, halls.slot(at, time(10)))
    halls.booked(at, halls.slot(at, day=days[1]))

    with pytest.raises(RuleViolation, match="đang có 2 hẹn"):
        held(at, halls.slot(at, day=days[2]))


def test_the_same_slot_is_not_booked_twice_where_several_a_day_may_be(at, nine):
    at.hall.bookings_per_person_day = 3
    at.hall.save()
    halls.booked(at, nine)

    with pytest.raises(RuleViolation, match="đã có hẹn trong khung này"):
        held(at, nine)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (datetime(2021, 7, 27, 1, 1, tzinfo=UTC), "đặt trước ít nhất 60 phút"),
        (datetime(2021, 7, 27, 2, 0, tzinfo=UTC), "đã qua"),
        (datetime(2021, 6, 26, 1, 0, tzinfo=UTC), "nhiều nhất 30 ngày"),
    ],
)
def test_booked_neither_too_late_nor_too_far_ahead(at, nine, when, words):
    with pytest.raises(RuleViolation, match=words):
        held(at, nine, when=when)


def test_the_desk_books_by_telephone_until_the_slot_begins(at, nine):
    when = datetime(2021, 7, 27, 1, 50, tzinfo=UTC)

    appointment = actions.book(
        slot_id=nine.pk,
        visitor=Visitor("Trần Thị Bé", phone="+84912345678", email="be@vi-du.vn"),
        visit=at.visit,
        actor=at.officer,
        at=when,
    )

    assert (appointment.typed_by, appointment.person) == (at.officer, None)
    assert Message.objects.get().email == "be@vi-du.vn"
    with pytest.raises(RuleViolation, match="đã có hẹn trong khung này"):
        actions.hold(
            slot_id=nine.pk, visitor=Visitor("Bé", phone="+84912345678"), visit=at.visit, actor=at.officer, at=when
        )


def test_the_desk_books_for_somebody_who_can_be_reached(at, nine):
    with pytest.raises(RuleViolation, match="Nhập số điện thoại"):
        actions.hold(slot_id=nine.pk, visitor=Visitor("Bé"), visit=at.visit, actor=at.officer, at=NOON)


def test_nobody_books_for_another(at, nine):
    with pytest.raises(RuleViolation, match="Chỉ đặt hẹn cho chính mình"):
        held(at, nine, actor=filing.citizen())


def test_a_dossier_to_be_filed_is_named_and_received_here(at, nine):
    with pytest.raises(RuleViolation, match="Chọn thủ tục"):
        held(at, nine, visit=Visit(Purpose.FILE))
    elsewhere = filing.procedure(key="khac", responsible=at.other, responsible_template="")
    with pytest.raises(RuleViolation, match="không nhận thủ tục này"):
        held(at, nine, visit=Visit(Purpose.FILE, elsewhere.procedure))


def test_a_day_that_became_a_day_off_is_not_booked(at, nine):
    CalendarDay.objects.create(
        day=TUESDAY, kind="dong_cua", is_working=False, name="Nghỉ bão", source="Công điện", agency=at.agency
    )

    with pytest.raises(RuleViolation, match="Nghỉ bão"):
        held(at, nine)


def test_another_slot_is_taken_before_the_old_one_is_given_back(at, nine):
    ten = halls.slot(at, time(10))
    appointment = halls.booked(at, nine)

    actions.move(appointment_id=appointment.pk, to_slot_id=ten.pk, actor=at.citizen, at=NOON)

    assert (taken(nine), taken(ten)) == (0, 1)
    event = appointment.events.get(act="move")
    assert (event.from_slot, event.to_slot) == (nine, ten)
    assert Message.objects.filter(kind="appointment_moved").count() == 1


def test_an_appointment_is_not_moved_into_a_full_slot(at, nine):
    full = halls.slot(at, time(10), capacity=1, taken=1)
    appointment = halls.booked(at, nine)

    with pytest.raises(SlotFull):
        actions.move(appointment_id=appointment.pk, to_slot_id=full.pk, actor=at.citizen, at=NOON)
    appointment.refresh_from_db()
    assert (appointment.slot, taken(nine)) == (nine, 1)


def test_an_appointment_stays_at_its_desk_and_before_its_hour(at, nine):
    appointment = halls.booked(at, nine)
    elsewhere = Slot.objects.create(desk=at.other.served_by, starts_at=nine.starts_at, ends_at=nine.ends_at, capacity=1)
    late = halls.slot(at, time(11))

    with pytest.raises(RuleViolation, match="trong cùng một bộ phận"):
        actions.move(appointment_id=appointment.pk, to_slot_id=elsewhere.pk, actor=at.citizen, at=NOON)
    with pytest.raises(RuleViolation, match="Đã đến giờ hẹn"):
        actions.move(appointment_id=appointment.pk, to_slot_id=late.pk, actor=at.citizen, at=nine.starts_at)


def test_what_an_order_cancelled_gets_a_new_slot(at, nine):
    appointment = halls.booked(at, nine)
    Appointment.objects.update(state=AppointmentState.SUSPENDED)
    nine.taken = 0
    nine.save()
    later = halls.slot(at, day=date(2021, 8, 5))

    moved = actions.move(appointment_id=appointment.pk, to_slot_id=later.pk, actor=at.citizen, at=NOON)

    assert (moved.state, taken(later), taken(nine)) == (AppointmentState.BOOKED, 1, 0)


def test_cancelling_gives_the_place_back_until_the_hour_comes(at, nine):
    appointment = halls.booked(at, nine)

    with pytest.raises(RuleViolation, match="Đã đến giờ hẹn"):
        actions.cancel(appointment_id=appointment.pk, actor=at.citizen, at=nine.starts_at)
    actions.cancel(appointment_id=appointment.pk, actor=at.citizen, at=NOON, reason="Bận việc")
    with pytest.raises(RuleViolation, match="không làm được việc này nữa"):
        actions.cancel(appointment_id=appointment.pk, actor=at.citizen, at=NOON)

    assert taken(nine) == 0
    assert appointment.events.get(act="cancel").reason == "Bận việc"


def test_only_the_person_and_the_desk_act_on_an_appointment(at, nine):
    appointment = halls.booked(at, nine)

    for actor in (filing.citizen(), accounts.staff(Role.ONE_STOP_OFFICER, at.other), None):
        with pytest.raises(RuleViolation, match="của người khác"):
            actions.cancel(appointment_id=appointment.pk, actor=actor, at=NOON)
    actions.cancel(appointment_id=appointment.pk, actor=at.officer, at=NOON)


def test_whoever_has_the_slip_of_somebody_without_an_account_may_cancel(at, nine):
    appointment = actions.book(
        slot_id=nine.pk, visitor=Visitor("Bé", phone="+84912345678"), visit=at.visit, actor=at.officer, at=NOON
    )

    actions.cancel(appointment_id=appointment.pk, actor=None, at=NOON)

    assert taken(nine) == 0


class TestUnderAnOrder:
    """The factory's order: 22-7 to 04-8-2021, all acts."""

    def test_a_slot_inside_is_closed_and_one_after_it_is_not(self, at, nine):
        orders.order_in_force(at.agency)

        with pytest.raises(DoorClosed, match="tạm ngừng đến hết 04/8/2021"):
            held(at, nine)
        assert held(at, halls.slot(at, day=date(2021, 8, 5))).closed_by_order is None

    def test_an_order_over_returns_leaves_filing_open(self, at, nine):
        orders.order_in_force(at.agency, closes_intake=False, closes_appointments=False)

        assert held(at, nine).state == AppointmentState.HELD
        with pytest.raises(DoorClosed):
            held(at, nine, visit=Visit(Purpose.PICK_UP, at.revision.procedure))

    def test_a_decision_gives_one_appointment(self, at, nine):
        order = orders.order_in_force(at.agency)
        urgent = halls.decision(at, order)
        visit = Visit(Purpose.FILE, at.revision.procedure, exemption=urgent)

        appointment = confirmed(held(at, nine, visit=visit))

        assert (appointment.closed_by_order, appointment.exemption) == (order, urgent)
        assert appointment.is_by_decision
        with pytest.raises(RuleViolation, match="đã có hẹn LH-210726-0001"):
            held(at, halls.slot(at, day=date(2021, 7, 28)), visit=visit)
        actions.cancel(appointment_id=appointment.pk, actor=at.citizen, at=NOON)
        assert held(at, halls.slot(at, day=date(2021, 7, 29)), visit=visit).exemption == urgent

    def test_an_appointment_by_decision_moves_within_the_order(self, at, nine):
        urgent = halls.decision(at, orders.order_in_force(at.agency))
        visit = Visit(Purpose.FILE, at.revision.procedure, exemption=urgent)
        appointment = confirmed(held(at, nine, visit=visit))
        ten = halls.slot(at, time(10))

        moved = actions.move(appointment_id=appointment.pk, to_slot_id=ten.pk, actor=at.citizen, at=NOON)

        assert (moved.exemption, moved.slot) == (urgent, ten)

    def test_an_entry_of_the_list_opens_for_everybody(self, at, nine):
        order = orders.order_in_force(at.agency)
        officer = at.officer
        urgent_list = UrgentList.objects.create(agency=at.agency, version=1, drafted_by=officer, drafted_at=NOON)
        entry = UrgentEntry.objects.create(
            urgent_list=urgent_list, procedure=at.revision.procedure, ground="rights", reason="Khai tử"
        )
        halls.decision(at, order, kind=ExemptionKind.LISTED, entry=entry, decided_by=None, requester=None)

        first, second = halls.booked(at, nine), halls.booked(at, nine, filing.citizen())

        assert [first.closed_by_order, second.closed_by_order] == [order, order]
        assert not first.is_by_decision

    def test_a_decision_that_is_over_by_then_opens_nothing(self, at, nine):
        urgent = halls.decision(at, orders.order_in_force(at.agency), valid_until=nine.starts_at)

        with pytest.raises(DoorClosed):
            held(at, nine, visit=Visit(Purpose.FILE, at.revision.procedure, exemption=urgent))
