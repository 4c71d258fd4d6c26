"""What of a dossier goes by post: parcels become acts of the dossier."""

from dataclasses import replace
from datetime import timedelta

import pytest

import dossiers.doors
from dossiers import actions
from dossiers.actions.calls import Consent
from dossiers.enums import PostalState, ReturnMethod, Status
from dossiers.models import Dossier, DossierEvent, PostalReturn, ResultReturn
from dossiers.queries import by_post
from notifications.models import Message
from portal.kernel import sending
from portal.kernel.errors import RuleViolation
from portal.kernel.models import OwedEffect
from postal import actions as postal
from postal.enums import EventSource, Leg, ParcelState
from postal.gateways.types import TrackingEvent
from postal.models import Parcel
from tests.support.dossier_stories import POSTING, story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("papers_dir")]
DAY = timedelta(days=1)


def _asked():
    """A result whose owner asked in the portal for the post."""
    told = story("decided")
    told.at += DAY
    actions.choose_post(
        dossier_id=told.dossier.pk,
        actor=told.office.applicant,
        seen=None,
        consent=Consent("Trần Thị Nhung", "+84912345678", "12 Lê Lợi, Đồng Hới", "Trần Thị Nhung"),
        at=told.at,
    )
    told.dossier.refresh_from_db()
    return told


def _posted():
    told = _asked()
    told.do("post_result")
    parcel = Parcel.objects.get()
    postal.record_order(parcel_id=parcel.pk, reference="VN1", at=told.at)
    return told, parcel


def _heard(parcel, state, at, number=1):
    event = TrackingEvent(
        event_id=f"e{number}-{state}", order_number=parcel.order_number, carrier_reference="VN1", state=state,
        raw_code="1", raw_text="", occurred_at=at, receiver_name="Trần Văn Bố",
    )  # fmt: skip
    postal.apply_tracking([event], carrier=parcel.carrier, source=EventSource.WEBHOOK, at=at)


def _drain(at):
    return sending.drain("internal", dossiers.doors.DOORS, clock=lambda: at, threads=1).outcomes


def test_the_desk_makes_a_parcel_of_the_result_and_the_request_is_dispatched():
    told = _asked()

    after = told.do("post_result")

    parcel, asked = Parcel.objects.get(), PostalReturn.objects.get()
    assert parcel.order_number == f"{after.code}-R1"
    assert (parcel.leg, parcel.party_name, parcel.desk) == (Leg.RESULT, "Trần Thị Nhung", after.desk)
    assert (asked.state, asked.order_number) == (PostalState.DISPATCHED, parcel.order_number)
    assert after.events.get(seq=after.event_seq).payload["parcel"] == parcel.order_number
    assert OwedEffect.objects.filter(kind="parcel_order", payload={"parcel_id": parcel.pk}).count() == 1


def test_it_does_not_go_by_post_unless_its_owner_wants_that():
    told = story("decided")

    with pytest.raises(RuleViolation, match="không chọn"):
        told.do("post_result")

    assert not Parcel.objects.exists()


def test_it_goes_once():
    told = _asked()
    told.do("post_result")

    with pytest.raises(RuleViolation, match="chưa xong"):
        told.do("post_result")


def test_an_address_that_is_not_complete_leaves_everything_as_it_was():
    told = _asked()
    seq = told.dossier.event_seq

    with pytest.raises(RuleViolation, match="xã, phường"):
        told.do("post_result", posting=replace(POSTING, party=replace(POSTING.party, commune_name="")))

    assert Dossier.objects.get().event_seq == seq
    assert PostalReturn.objects.get().state == PostalState.REQUESTED


def test_a_proof_of_delivery_returns_the_result_once():
    told, parcel = _posted()
    delivered_at = told.at + DAY
    for _twice in range(2):
        _heard(parcel, ParcelState.DELIVERED, delivered_at)

    outcomes = [_drain(delivered_at + timedelta(minutes=5)) for _twice in range(2)]

    dossier, returned = Dossier.objects.get(), ResultReturn.objects.get()
    event = DossierEvent.objects.get(act="return_result")
    assert outcomes == [{"done": 1}, {}]
    assert (dossier.status, dossier.returned_at) == (Status.RETURNED, delivered_at)
    assert (returned.method, returned.receiver_name, returned.returned_by) == (
        ReturnMethod.POST, "Trần Văn Bố", None,
    )  # fmt: skip
    assert (event.capacity, event.payload["parcel"]) == ("system", parcel.order_number)
    assert PostalReturn.objects.get().state == PostalState.DELIVERED


def test_a_result_that_came_back_waits_at_the_desk_and_its_owner_is_called():
    told, parcel = _posted()
    _heard(parcel, ParcelState.RETURNED, told.at + DAY)
    postal.receive_at_desk(parcel_id=parcel.pk, actor=told.office.officer, at=told.at + 2 * DAY)

    outcomes = _drain(told.at + 2 * DAY)

    dossier = Dossier.objects.get()
    assert outcomes == {"done": 1}
    assert (dossier.status, dossier.return_method) == (Status.DECIDED, ReturnMethod.IN_PERSON)
    assert PostalReturn.objects.get().state == PostalState.CAME_BACK
    assert parcel.order_number in dossier.events.latest("seq").reason


def test_what_comes_by_post_after_the_dossier_ended_changes_nothing():
    told, parcel = _posted()
    Dossier.objects.update(status=Status.RETURNED, returned_at=told.at)
    _heard(parcel, ParcelState.DELIVERED, told.at + DAY)

    assert _drain(told.at + DAY) == {"done": 1}
    assert not ResultReturn.objects.exists()


def test_taking_the_request_back_cancels_the_parcel_while_the_desk_has_it():
    told = _asked()
    told.do("post_result")

    actions.cancel_postal_return(
        dossier_id=told.dossier.pk, actor=told.office.applicant, seen=None, reason="Tự đến nhận", at=told.at
    )

    assert Parcel.objects.get().state == ParcelState.CANCELLED
    assert PostalReturn.objects.get().state == PostalState.CANCELLED


@pytest.mark.parametrize("act", ["return_result", "reopen"])
def test_what_the_post_has_is_neither_handed_out_nor_taken_back(act):
    told, parcel = _posted()
    _heard(parcel, ParcelState.ACCEPTED, told.at)

    with pytest.raises(RuleViolation, match="Bưu điện đã nhận bưu gửi"):
        told.do(act)

    assert Dossier.objects.get().status == Status.DECIDED


def test_papers_fetched_at_home_are_noted_when_they_are_at_the_desk():
    told = story("supplement")
    told.do("post_papers")
    parcel = Parcel.objects.get()
    postal.record_order(parcel_id=parcel.pk, reference="VN1", at=told.at)
    _heard(parcel, ParcelState.DELIVERED, told.at + DAY)
    postal.receive_at_desk(parcel_id=parcel.pk, actor=told.office.officer, at=told.at + DAY)

    outcomes = _drain(told.at + DAY)

    last = Dossier.objects.get().events.latest("seq")
    assert (parcel.leg, outcomes) == (Leg.SUPPLEMENT, {"done": 1})
    assert (last.act, last.payload["parcel"]) == ("papers_by_post", parcel.order_number)


def test_the_desk_lists_what_has_no_parcel_yet():
    told = _asked()
    visible = Dossier.objects.all()
    before = by_post.to_post(visible).count()
    told.do("post_result")

    assert (before, by_post.to_post(visible).count()) == (1, 0)


@pytest.mark.parametrize(
    ("address", "named"),
    [("12 Lê Lợi, phường Bắc Lý, Đồng Hới", True), ("Bắc Lýt", False), ("", False)],
)
def test_the_commune_is_read_from_the_address_where_it_is_named(address, named):
    told = story("registered")
    type(told.office.agency).objects.filter(pk=told.office.agency.pk).update(
        name="UBND phường Bắc Lý", template="UBND_XA"
    )

    assert by_post.commune_in(address) == (told.office.agency.key if named else "")


def test_the_applicant_hears_when_the_postal_worker_comes_and_each_time_nobody_was_met():
    told, parcel = _posted()
    for number, state in enumerate(("out_for_delivery", "failed_attempt", "out_for_delivery", "failed_attempt")):
        _heard(parcel, ParcelState(state), told.at + (number + 1) * DAY, number)
        _drain(told.at + (number + 1) * DAY)

    to_applicant = Message.objects.filter(recipient=told.office.applicant, kind__startswith="parcel_").order_by("pk")
    assert [one.kind for one in to_applicant] == ["parcel_on_the_way", "parcel_failed", "parcel_failed"]


def test_the_officers_of_the_desk_are_told_what_needs_them():
    told, parcel = _posted()
    for number in (1, 2):
        _heard(parcel, ParcelState.FAILED_ATTEMPT, told.at + number * DAY, number)

    assert Message.objects.filter(kind="parcel_task", recipient=told.office.officer).count() == 1


def test_what_the_carrier_refused_goes_again_to_the_address_agreed_to():
    told = _asked()
    told.do("post_result")
    postal.refuse_order(parcel_id=Parcel.objects.get().pk, reason="Không có điểm phát", at=told.at)
    told.dossier.refresh_from_db()

    offered = by_post.addressee_of(told.dossier)
    told.do("post_result")

    second, asked = Parcel.objects.latest("pk"), PostalReturn.objects.get()
    assert offered.address == "12 Lê Lợi, Đồng Hới"
    assert (second.attempt, asked.order_number, asked.state) == (2, second.order_number, PostalState.DISPATCHED)


def test_the_post_does_not_come_twice_because_the_dossier_got_its_code_meanwhile():
    told = story("registered")
    told.do("post_papers")
    told.do("accept")
    assert Parcel.objects.get().dossier_code != Dossier.objects.get().shown_code

    with pytest.raises(RuleViolation, match="chưa xong"):
        told.do("post_papers")

    assert Parcel.objects.count() == 1


@pytest.mark.parametrize("state", [ParcelState.OUT_FOR_DELIVERY, ParcelState.FAILED_ATTEMPT])
def test_nobody_is_told_of_a_way_that_is_over_already(state):
    told, parcel = _posted()
    _heard(parcel, state, told.at + DAY, 1)
    _heard(parcel, ParcelState.DELIVERED, told.at + DAY, 2)

    _drain(told.at + 2 * DAY)

    kinds = {"parcel_on_the_way", "parcel_failed"}
    assert not Message.objects.filter(recipient=told.office.applicant, kind__in=kinds).exists()


def test_a_lost_parcel_that_comes_back_does_not_stop_the_one_sent_in_its_place():
    told, lost = _posted()
    _heard(lost, ParcelState.ACCEPTED, told.at)
    postal.declare_lost(parcel_id=lost.pk, reason="Không tìm thấy", actor=told.office.officer, at=told.at + DAY)
    told.at += DAY
    told.do("post_result")
    second = Parcel.objects.latest("pk")
    postal.record_order(parcel_id=second.pk, reference="VN2", at=told.at)
    event = TrackingEvent(
        event_id="second", order_number=second.order_number, carrier_reference="VN2", state=ParcelState.ACCEPTED,
        raw_code="1", raw_text="", occurred_at=told.at,
    )  # fmt: skip
    postal.apply_tracking([event], carrier=second.carrier, source=EventSource.WEBHOOK, at=told.at)

    postal.receive_at_desk(parcel_id=lost.pk, actor=told.office.officer, at=told.at + DAY)
    outcomes = _drain(told.at + DAY)

    assert outcomes == {"done": 1}
    assert Dossier.objects.get().return_method == ReturnMethod.POST
    assert PostalReturn.objects.get().order_number == second.order_number


@pytest.mark.parametrize("act", ["confirm_withdrawal", "close_unanswered"])
def test_the_post_does_not_come_for_papers_of_a_dossier_that_ended(act):
    told = story("supplement")
    told.do("post_papers")
    told.at += 20 * DAY

    told.do(act)

    assert Parcel.objects.get().state == ParcelState.CANCELLED


def test_papers_already_with_the_post_come_to_the_desk_though_the_dossier_ended():
    told = story("supplement")
    told.do("post_papers")
    parcel = Parcel.objects.get()
    postal.record_order(parcel_id=parcel.pk, reference="VN1", at=told.at)
    _heard(parcel, ParcelState.ACCEPTED, told.at)

    told.do("confirm_withdrawal")

    assert Parcel.objects.get().state == ParcelState.ACCEPTED
