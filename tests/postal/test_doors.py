"""Orders through the engine, and messages through the inbox, with a carrier that does as it is told."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from portal.kernel import inbox, sending, stuck
from portal.kernel.doors import Capability, OutcomeUnknown, Receipt, Refused, TemporaryFailure
from portal.kernel.enums import EffectState, InboundState
from portal.kernel.models import InboundEvent, OwedEffect
from postal import actions, doors, gateways, tasks
from postal.enums import Leg, ParcelState, TaskKind
from postal.models import TrackingCursor
from tests.support import parcels
from tests.support.parcels import CARRIER, HOUR, NINE, event

pytestmark = pytest.mark.django_db


@dataclass
class ObedientCarrier:
    """Answers each call as the test wants it, and remembers what it was told."""

    code: str = CARRIER
    name: str = "Bưu điện"
    capability: Capability = Capability.IDEMPOTENT
    timeout_seconds: float = 1.0
    concurrency = 8
    settle: timedelta = timedelta(seconds=30)
    answers: list[Any] = field(default_factory=list)
    orders: list[Any] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    pages: dict[str, tuple[list[Any], str]] = field(default_factory=dict)

    def order(self, order, *, key):
        self.orders.append((order, key))
        answer = self.answers.pop(0) if self.answers else Receipt("EV1VN")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def look_up(self, order_number):
        return Receipt(self.held[order_number]) if order_number in self.held else None

    def cancel(self, order_number, *, key):  # noqa: ARG002 -- the protocol of carriers
        if self.answers:
            raise self.answers.pop(0)
        self.cancelled.append(order_number)

    def track(self, *, after, size):  # noqa: ARG002 -- the protocol of carriers
        return self.pages.get(after, ([], after))

    def read_webhook(self, body):
        if body == b"?":
            raise ValueError
        return list(self.pages[body.decode()][0])


@pytest.fixture
def at():
    return parcels.post()


@pytest.fixture
def carrier(monkeypatch, settings):
    made = ObedientCarrier()
    settings.CARRIERS = {CARRIER: {"kind": "vnpost"}}
    monkeypatch.setattr(gateways, "carrier", lambda _code="": made)
    return made


def send(carrier, when=NINE + HOUR):
    return sending.drain("parcels", doors.doors_of(carrier), clock=lambda: when, threads=1).outcomes


def open_tasks(parcel):
    return sorted(parcel.tasks.filter(closed_at=None).values_list("kind", flat=True))


def test_an_order_leaves_the_house_and_its_answer_is_recorded(at, carrier):
    parcel = parcels.requested(at)

    assert send(carrier) == {"done": 1}

    parcel.refresh_from_db()
    assert (parcel.state, parcel.carrier_reference) == (ParcelState.ORDERED, "EV1VN")


def test_a_carrier_is_told_these_fields_and_no_others(at, carrier):
    parcel = parcels.requested(at, cod_dong=8000)

    send(carrier)

    ((order, key),) = carrier.orders
    assert key == f"parcel_order:{parcel.order_number}"
    assert (order.receiver.name, order.receiver.commune, order.receiver.phone) == (
        "Trần Thị Nhung", "Bắc Lý", "+84912345678",
    )  # fmt: skip
    assert order.sender.name == at.desk.name
    assert (order.contents, order.cod_dong, order.collect_at_home) == ("Giấy khai sinh (1 bản chính)", 8000, False)
    assert (order.receiver_pays, order.check_identity) == (True, True)


def test_papers_are_collected_from_the_citizen_who_pays(at, carrier):
    parcels.requested(at, Leg.PAPERS)

    send(carrier)

    order = carrier.orders[0][0]
    assert (order.sender.name, order.receiver.name) == ("Trần Thị Nhung", at.desk.name)
    assert (order.receiver_pays, order.collect_at_home, order.check_identity) == (False, True, False)


def test_a_refusal_becomes_a_task_with_its_reason(at, carrier):
    parcel = parcels.requested(at)
    carrier.answers = [Refused("Xã này chưa có điểm phát")]

    send(carrier)

    parcel.refresh_from_db()
    assert parcel.state == ParcelState.REFUSED
    assert parcel.tasks.get().reason == "Xã này chưa có điểm phát"


def test_what_is_surely_not_done_is_tried_again(at, carrier):
    parcel = parcels.requested(at)
    carrier.answers = [TemporaryFailure()]

    assert send(carrier) == {"later": 1}
    assert send(carrier, NINE + 2 * HOUR) == {"done": 1}

    parcel.refresh_from_db()
    assert parcel.state == ParcelState.ORDERED


def test_a_carrier_that_can_be_asked_is_asked_before_anything_is_sent_again(at, carrier):
    carrier.capability = Capability.LOOKUP
    parcel = parcels.requested(at)
    carrier.answers = [OutcomeUnknown()]
    send(carrier)
    carrier.held = {parcel.order_number: "EV7VN"}

    send(carrier, NINE + 3 * HOUR)

    parcel.refresh_from_db()
    assert (parcel.carrier_reference, len(carrier.orders)) == ("EV7VN", 1)


def test_where_nobody_can_know_a_person_decides(at, carrier):
    carrier.capability = Capability.NEITHER
    parcel = parcels.requested(at)
    carrier.answers = [OutcomeUnknown()]

    send(carrier)
    send(carrier, NINE + 9 * HOUR)

    parcel.refresh_from_db()
    assert (parcel.state, open_tasks(parcel), len(carrier.orders)) == (ParcelState.REQUESTED, [TaskKind.UNKNOWN], 1)
    assert OwedEffect.objects.get(kind="parcel_order").state == EffectState.HUMAN


def test_giving_up_is_not_taken_for_a_refusal(at, carrier):
    parcel = parcels.requested(at)
    carrier.answers = [OutcomeUnknown() for _attempt in range(20)]

    for hours in range(1, 20):
        send(carrier, NINE + hours * HOUR)

    parcel.refresh_from_db()
    assert (parcel.state, open_tasks(parcel)) == (ParcelState.REQUESTED, [TaskKind.UNKNOWN])


def test_what_was_cancelled_before_anybody_tried_it_is_never_sent(at, carrier):
    parcel = parcels.requested(at)
    actions.cancel_parcel(parcel.pk, actor=at.officer, reason="Thôi", at=NINE)

    assert send(carrier) == {"dropped": 1}
    assert carrier.orders == []


def test_what_was_cancelled_while_its_outcome_was_open_is_forgotten_by_the_carrier(at, carrier):
    parcel = parcels.requested(at)
    carrier.answers = [OutcomeUnknown()]
    send(carrier)
    actions.cancel_parcel(parcel.pk, actor=at.officer, reason="Thôi", at=NINE + HOUR)

    send(carrier, NINE + 2 * HOUR)
    send(carrier, NINE + 3 * HOUR)

    assert carrier.cancelled == [parcel.order_number]


def test_what_was_cancelled_and_is_surely_not_there_is_not_ordered_to_be_cancelled(at, carrier):
    carrier.capability = Capability.LOOKUP
    parcel = parcels.requested(at)
    carrier.answers = [OutcomeUnknown()]
    send(carrier)
    actions.cancel_parcel(parcel.pk, actor=at.officer, reason="Thôi", at=NINE + HOUR)

    outcomes = send(carrier, NINE + 2 * HOUR)

    assert (outcomes, len(carrier.orders), carrier.cancelled) == ({"dropped": 1}, 1, [])


def test_what_the_desk_settled_is_not_ordered_by_trying_again(at, carrier):
    carrier.capability = Capability.LOOKUP
    parcel = parcels.requested(at)
    carrier.answers = [OutcomeUnknown() for _attempt in range(20)]
    for hours in range(1, 20):
        send(carrier, NINE + hours * HOUR)
    orders = len(carrier.orders)
    actions.settle_order(parcel_id=parcel.pk, is_taken=False, reference="", actor=at.officer, at=NINE + 21 * HOUR)
    effect = OwedEffect.objects.get(kind="parcel_order")

    stuck.try_again(effect.pk, actor_id=at.officer.pk, at=NINE + 22 * HOUR)
    send(carrier, NINE + 23 * HOUR)

    effect.refresh_from_db()
    assert (effect.state, len(carrier.orders)) == (EffectState.CANCELLED, orders)


def test_what_is_cancelled_in_doubt_is_cancelled_at_the_carrier_too(at, carrier):
    parcel = parcels.requested(at)
    carrier.answers = [OutcomeUnknown() for _attempt in range(14)]
    for hours in range(1, 20):
        send(carrier, NINE + hours * HOUR)

    actions.cancel_parcel(parcel.pk, actor=at.officer, reason="Thôi", at=NINE + 21 * HOUR)
    send(carrier, NINE + 22 * HOUR)

    assert carrier.cancelled == [parcel.order_number]


def test_what_a_person_settled_is_not_sent_again(at, carrier):
    parcel = parcels.requested(at)
    actions.record_order(parcel_id=parcel.pk, reference="EV5VN", at=NINE)

    send(carrier)

    assert carrier.orders == []


def test_a_cancellation_that_the_carrier_refuses_becomes_a_task(at, carrier):
    parcel = parcels.ordered(at)
    OwedEffect.objects.all().delete()
    actions.cancel_parcel(parcel.pk, actor=at.officer, reason="Thôi", at=NINE)
    carrier.answers = [Refused("Đã thu gom")]

    send(carrier)

    assert open_tasks(parcel) == [TaskKind.CANCEL_REFUSED]


def stored(body):
    inbox.receive(partner=CARRIER, event_id=body.decode(), body=body, at=NINE + HOUR)
    inbox.apply_stored(CARRIER, doors.handlers_of([CARRIER])[CARRIER], at=NINE + HOUR)
    return InboundEvent.objects.get(event_id=body.decode())


def test_messages_of_a_carrier_are_applied_from_the_store(at, carrier):
    parcel = parcels.ordered(at)
    carrier.pages = {"a": ([event(parcel, ParcelState.DELIVERED, NINE)], "")}

    assert stored(b"a").state == InboundState.APPLIED

    parcel.refresh_from_db()
    assert parcel.state == ParcelState.DELIVERED


def test_a_message_about_a_parcel_we_do_not_have_waits(at, carrier):
    parcel = parcels.ordered(at)
    carrier.pages = {"a": ([event(parcel, ParcelState.DELIVERED, NINE, order_number="khac")], "")}

    assert stored(b"a").state == InboundState.PARKED


def test_a_message_nobody_understands_is_refused_and_kept(at, carrier):
    assert stored(b"?").state == InboundState.REFUSED


def test_a_message_dated_ahead_is_refused(at, carrier):
    parcel = parcels.ordered(at)
    carrier.pages = {"a": ([event(parcel, ParcelState.LOST, NINE + timedelta(days=9))], "")}

    assert stored(b"a").state == InboundState.REFUSED


def test_each_carrier_has_its_handler():
    assert set(doors.HANDLERS) >= {"paper"}
    assert set(doors.DOORS) == {"parcel_order", "parcel_cancel"}


def test_polling_goes_on_where_it_stopped(at, carrier):
    parcel = parcels.ordered(at)
    carrier.pages = {
        "": ([event(parcel, ParcelState.ACCEPTED, NINE)], "1"),
        "1": ([event(parcel, ParcelState.IN_TRANSIT, NINE)], "2"),
    }

    tasks.poll_tracking()
    carrier.pages["2"] = ([event(parcel, ParcelState.OUT_FOR_DELIVERY, NINE)], "3")
    tasks.poll_tracking()
    tasks.poll_tracking()

    parcel.refresh_from_db()
    assert parcel.state == ParcelState.OUT_FOR_DELIVERY
    assert TrackingCursor.objects.get().after == "3"
    assert parcel.events.count() == 5


def test_a_carrier_that_does_not_answer_is_asked_again_next_time(at, carrier, monkeypatch):
    def silent(*, after, size):
        raise TemporaryFailure

    monkeypatch.setattr(carrier, "track", silent)

    tasks.poll_tracking()

    assert TrackingCursor.objects.get().after == ""


def test_the_other_periodic_tasks_look_at_what_there_is(at):
    parcel = parcels.ordered(at)

    tasks.look_for_delays()
    tasks.serve_waiting()

    assert open_tasks(parcel) == [TaskKind.NOT_HANDED_OVER]
