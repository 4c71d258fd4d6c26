"""What carriers tell: in any order, any number of times, before or after we know them."""

import itertools
from datetime import timedelta

import pytest

from portal.kernel.models import OwedEffect
from postal import actions, custody
from postal.custody import Link
from postal.enums import EventSource, Holder, Leg, ParcelState, TaskKind
from postal.models import ParcelEvent
from tests.support import parcels
from tests.support.parcels import CARRIER, HOUR, NINE, event, told

pytestmark = pytest.mark.django_db
S = ParcelState
LATER = NINE + timedelta(days=2)


@pytest.fixture
def at():
    return parcels.post()


def journey(parcel):
    return [
        event(parcel, S.ACCEPTED, NINE + HOUR),
        event(parcel, S.OUT_FOR_DELIVERY, NINE + 5 * HOUR),
        event(parcel, S.FAILED_ATTEMPT, NINE + 6 * HOUR, reason="vắng nhà"),
        event(parcel, S.DELIVERED, NINE + 9 * HOUR, receiver_name="Trần Thị Nhung"),
    ]


def chain(parcel):
    return [Link(one.seq, Holder(one.holder), one.since) for one in parcel.custody.order_by("seq")]


def effects(kind):
    return OwedEffect.objects.filter(lane="internal", kind=kind).count()


def open_tasks(parcel):
    return sorted(parcel.tasks.filter(closed_at=None).values_list("kind", flat=True))


def test_every_order_of_arrival_ends_in_the_same_hands(at):
    for order in itertools.permutations(range(4)):
        parcel = parcels.ordered(at)
        story = journey(parcel)
        for place in order:
            told(parcel, story[place], when=LATER)

        assert (parcel.state, parcel.holder, parcel.failures) == (S.DELIVERED, Holder.RECEIVER, 1)
        assert parcel.proof_name == "Trần Thị Nhung"
        assert custody.faults(chain(parcel)) == []


def test_what_is_told_again_changes_nothing(at):
    parcel = parcels.ordered(at)
    story = journey(parcel)

    first = actions.apply_tracking([*story, story[0]], carrier=CARRIER, source=EventSource.WEBHOOK, at=LATER)
    again = actions.apply_tracking(story, carrier=CARRIER, source=EventSource.POLL, at=LATER + HOUR)

    assert (first.new, first.known, again.new, again.known) == (4, 1, 0, 4)
    assert parcel.events.count() == 6
    assert effects("parcel_delivered") == 1


def test_delivery_is_told_to_the_house_once(at):
    parcel = parcels.ordered(at)

    told(parcel, event(parcel, S.DELIVERED, NINE + HOUR), when=LATER)
    told(parcel, event(parcel, S.DELIVERED, NINE + 2 * HOUR), when=LATER)

    assert effects("parcel_delivered") == 1
    assert OwedEffect.objects.get(kind="parcel_delivered").payload == {"parcel_id": parcel.pk}


def test_events_before_the_answer_to_our_order_wait_for_it(at):
    parcel = parcels.requested(at)
    early = event(parcel, S.DELIVERED, NINE + HOUR, carrier_reference="EV1VN")

    told(parcel, early, when=NINE + HOUR)
    assert (parcel.state, parcel.holder) == (S.REQUESTED, Holder.DESK)
    actions.record_order(parcel_id=parcel.pk, reference="EV1VN", at=NINE + 2 * HOUR)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.holder) == (S.DELIVERED, Holder.RECEIVER)
    assert effects("parcel_delivered") == 1


def test_events_under_another_reference_are_shown_and_do_not_count(at):
    parcel = parcels.ordered(at)

    told(parcel, event(parcel, S.DELIVERED, NINE + HOUR, carrier_reference="EV999VN"), when=LATER)

    assert parcel.state == S.ORDERED
    assert open_tasks(parcel) == [TaskKind.OTHER_REFERENCE]


def test_a_carrier_cannot_speak_in_our_name(at):
    parcel = parcels.ordered(at)
    ours = parcel.events.order_by("pk").first()

    told(parcel, event(parcel, S.DELIVERED, NINE + HOUR, event_id=ours.event_id), when=LATER)

    assert parcel.state == S.DELIVERED
    assert parcel.events.count() == 3


def test_another_carrier_says_nothing_about_a_parcel(at):
    parcel = parcels.ordered(at)

    came = actions.apply_tracking(
        [event(parcel, S.DELIVERED, NINE)], carrier="khac", source=EventSource.WEBHOOK, at=LATER
    )

    parcel.refresh_from_db()
    assert (came.unknown, parcel.state) == (1, S.ORDERED)


def test_an_event_from_the_far_future_does_not_count(at):
    parcel = parcels.ordered(at)

    came = actions.apply_tracking(
        [event(parcel, S.LOST, NINE + timedelta(days=900))], carrier=CARRIER, source=EventSource.WEBHOOK, at=LATER
    )

    assert came.strange == 1
    assert parcel.events.count() == 2


def test_a_mark_that_is_too_long_is_kept_apart_from_its_neighbours(at):
    parcel = parcels.ordered(at)
    long = [event(parcel, S.IN_TRANSIT, NINE + HOUR, event_id="x" * 200 + end) for end in "ab"]

    came = actions.apply_tracking([*long, *long], carrier=CARRIER, source=EventSource.POLL, at=LATER)

    assert (came.new, came.known) == (2, 2)


def test_the_second_failed_attempt_asks_a_person_to_call(at):
    parcel = parcels.ordered(at)

    told(parcel, event(parcel, S.FAILED_ATTEMPT, NINE + HOUR), when=LATER)
    assert open_tasks(parcel) == []
    told(parcel, event(parcel, S.FAILED_ATTEMPT, NINE + 9 * HOUR), when=LATER)
    assert open_tasks(parcel) == [TaskKind.FAILED_TWICE]

    told(parcel, event(parcel, S.DELIVERED, NINE + 20 * HOUR), when=LATER)
    assert open_tasks(parcel) == []


def test_the_word_of_a_carrier_does_not_put_papers_on_the_desk(at):
    parcel = parcels.ordered(at, Leg.PAPERS)

    told(parcel, event(parcel, S.DELIVERED, NINE + HOUR), when=LATER)

    assert (parcel.state, parcel.holder) == (S.DELIVERED, Holder.CARRIER)
    assert OwedEffect.objects.filter(lane="internal").count() == 0


def test_papers_returned_to_the_citizen_are_told_to_the_house(at):
    parcel = parcels.ordered(at, Leg.PAPERS)

    told(parcel, event(parcel, S.ACCEPTED, NINE), event(parcel, S.RETURNED, NINE + HOUR), when=LATER)

    assert parcel.holder == Holder.CITIZEN
    assert effects("parcel_returned") == 1


def test_a_lost_parcel_that_is_found_is_delivered_after_all(at):
    parcel = parcels.ordered(at)

    told(parcel, event(parcel, S.LOST, NINE + 9 * HOUR), when=LATER)
    assert parcel.is_closed
    told(parcel, event(parcel, S.DELIVERED, NINE + HOUR), when=LATER)

    assert parcel.state == S.DELIVERED


def test_the_carriers_clock_never_turns_the_chain_back(at):
    parcel = parcels.ordered(at)

    told(parcel, event(parcel, S.ACCEPTED, NINE - timedelta(days=30)), when=LATER)

    assert chain(parcel)[-1].since == NINE


def test_nothing_of_the_raw_words_is_lost(at):
    parcel = parcels.ordered(at)

    told(parcel, event(parcel, S.IN_TRANSIT, NINE + HOUR), when=LATER)

    row = ParcelEvent.objects.get(carrier=CARRIER)
    assert (row.raw_code, row.raw_text, row.source) == ("70", "Theo bưu cục", EventSource.WEBHOOK)


def test_every_failed_attempt_is_told_once(at):
    parcel = parcels.ordered(at)
    first, second = (event(parcel, S.FAILED_ATTEMPT, NINE + hours * HOUR) for hours in (1, 9))

    for one in (first, second, second):
        told(parcel, one, when=LATER)

    assert effects("parcel_failed") == 2


def test_a_parcel_on_its_last_way_is_told_once(at):
    parcel = parcels.ordered(at)

    for hours in (1, 9):
        told(parcel, event(parcel, S.OUT_FOR_DELIVERY, NINE + hours * HOUR), when=LATER)

    assert effects("parcel_on_the_way") == 1


def test_a_carrier_may_refuse_what_it_had_taken_and_the_desk_is_asked(at):
    parcel = parcels.ordered(at)
    told(parcel, event(parcel, S.REFUSED, NINE + HOUR), when=LATER)

    assert (parcel.state, bool(parcel.closed_at)) == (ParcelState.REFUSED, True)
    assert open_tasks(parcel) == [TaskKind.REFUSED]
