"""From hand to hand without a record of many lines."""

import pytest

from portal.kernel.errors import RuleViolation
from portal.kernel.models import OwedEffect
from postal import actions
from postal.actions import Paper
from postal.enums import Direction, EventSource, Holder, Leg, ParcelState, TaskKind
from tests.support import parcels
from tests.support.parcels import HOUR, NINE, event, told

pytestmark = pytest.mark.django_db
LIST = (Paper(kind="Giấy khai sinh", originals=1),)


@pytest.fixture
def at():
    return parcels.post()


def collect(at, papers, counted=LIST, difference=""):
    return actions.collect_at_home(
        parcel_id=papers.pk, counted=counted, difference=difference, actor=at.worker, at=NINE + HOUR
    )


def test_papers_are_counted_and_taken_over_at_home(at):
    papers = collect(at, parcels.ordered(at, Leg.PAPERS))

    assert (papers.state, papers.holder) == (ParcelState.ACCEPTED, Holder.POSTAL_WORKER)
    assert papers.counted == papers.contents
    assert papers.custody.get(seq=2).person == at.worker


def test_a_difference_from_the_list_is_said_in_words(at):
    papers = parcels.ordered(at, Leg.PAPERS)
    fewer = (Paper(kind="Giấy khai sinh"),)

    with pytest.raises(RuleViolation, match="chênh lệch"):
        collect(at, papers, fewer)
    collect(at, papers, fewer, "Người gửi giữ lại bản chính")

    assert papers.tasks.get().kind == TaskKind.DIFFERENCE


@pytest.mark.parametrize("leg", [Leg.RESULT, Leg.PAPERS])
def test_only_what_waits_at_home_is_collected(at, leg):
    parcel = parcels.ordered(at, leg)
    if leg == Leg.PAPERS:
        collect(at, parcel)

    with pytest.raises(RuleViolation):
        collect(at, parcel)


def test_delivery_names_who_received(at):
    parcel = parcels.ordered(at)
    parcels.handed_over(at, parcel)

    with pytest.raises(RuleViolation, match="người nhận"):
        actions.record_delivery(parcel_id=parcel.pk, receiver_name=" ", actor=at.worker, at=NINE + HOUR)
    delivered = actions.record_delivery(
        parcel_id=parcel.pk, receiver_name="Trần Thị Nhung", actor=at.worker, at=NINE + HOUR
    )

    assert (delivered.state, delivered.holder) == (ParcelState.DELIVERED, Holder.RECEIVER)
    assert delivered.proof_name == "Trần Thị Nhung"
    assert OwedEffect.objects.filter(kind="parcel_delivered").count() == 1


def test_papers_for_the_desk_are_not_delivered_by_a_name(at):
    papers = collect(at, parcels.ordered(at, Leg.PAPERS))

    with pytest.raises(RuleViolation, match="phiếu giao nhận"):
        actions.record_delivery(parcel_id=papers.pk, receiver_name="Lan", actor=at.worker, at=NINE + HOUR)


def test_a_failed_attempt_gives_its_reason_and_leaves_the_parcel_with_the_worker(at):
    parcel = parcels.ordered(at)
    parcels.handed_over(at, parcel)

    with pytest.raises(RuleViolation, match="lý do"):
        actions.record_failure(parcel_id=parcel.pk, reason="", actor=at.worker, at=NINE)
    failed = actions.record_failure(parcel_id=parcel.pk, reason="vắng nhà", actor=at.worker, at=NINE + HOUR)

    assert (failed.state, failed.failures, failed.holder) == (ParcelState.FAILED_ATTEMPT, 1, Holder.POSTAL_WORKER)


@pytest.mark.parametrize("leg", [Leg.PAPERS, Leg.SUPPLEMENT])
def test_papers_that_the_post_brings_are_signed_for_at_the_desk(at, leg):
    papers = parcels.ordered(at, leg)
    told(papers, event(papers, ParcelState.DELIVERED, NINE + HOUR), when=NINE + HOUR)

    received = actions.receive_at_desk(parcel_id=papers.pk, actor=at.officer, at=NINE + 2 * HOUR)

    assert (received.state, received.holder) == (ParcelState.DELIVERED, Holder.DESK)
    assert OwedEffect.objects.filter(kind="parcel_received_at_desk").count() == 1
    assert received.events.filter(source=EventSource.DESK).count() == 1
    with pytest.raises(RuleViolation, match="đã ở quầy"):
        actions.receive_at_desk(parcel_id=papers.pk, actor=at.officer, at=NINE + 3 * HOUR)


def test_others_do_not_sign_for_the_desk(at):
    papers = collect(at, parcels.ordered(at, Leg.PAPERS))

    with pytest.raises(RuleViolation, match="Một cửa"):
        actions.receive_at_desk(parcel_id=papers.pk, actor=at.worker, at=NINE)
    with pytest.raises(RuleViolation, match="Một cửa"):
        actions.declare_lost(parcel_id=papers.pk, reason="Không thấy", actor=at.worker, at=NINE)


def test_others_do_not_carry_for_the_post(at):
    papers = parcels.ordered(at, Leg.PAPERS)

    with pytest.raises(RuleViolation, match="bưu điện"):
        actions.collect_at_home(parcel_id=papers.pk, counted=LIST, difference="", actor=at.officer, at=NINE)


def test_after_a_loss_another_parcel_can_be_sent(at):
    parcel = parcels.ordered(at)
    parcels.handed_over(at, parcel)

    with pytest.raises(RuleViolation, match="căn cứ"):
        actions.declare_lost(parcel_id=parcel.pk, reason="", actor=at.officer, at=NINE)
    lost = actions.declare_lost(parcel_id=parcel.pk, reason="Bưu điện trả lời", actor=at.officer, at=NINE + HOUR)
    again = parcels.requested(at, dossier_code=parcel.dossier_code)

    assert (lost.state, lost.holder, again.attempt) == (ParcelState.LOST, Holder.POSTAL_WORKER, 2)


def test_delivery_of_what_the_carrier_tracked_goes_through_the_carrier(at):
    parcel = parcels.ordered(at)
    told(parcel, event(parcel, ParcelState.IN_TRANSIT, NINE), when=NINE)

    delivered = actions.record_delivery(parcel_id=parcel.pk, receiver_name="Nhung", actor=at.worker, at=NINE + HOUR)

    assert delivered.holder == Holder.RECEIVER
    assert [one.holder for one in delivered.custody.order_by("seq")] == [Holder.DESK, Holder.CARRIER, Holder.RECEIVER]


def test_what_stands_on_a_record_is_signed_for_on_the_record(at):
    papers = collect(at, parcels.ordered(at, Leg.PAPERS))
    manifest = actions.open_manifest(
        desk_id=at.desk.pk, direction=Direction.IN, carrier=papers.carrier, actor=at.worker, at=NINE + HOUR
    )
    actions.add_parcel(manifest_id=manifest.pk, code=papers.order_number, actor=at.worker, at=NINE + HOUR)

    with pytest.raises(RuleViolation, match="phiếu giao nhận"):
        actions.receive_at_desk(parcel_id=papers.pk, actor=at.officer, at=NINE + HOUR)
