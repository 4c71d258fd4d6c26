"""Requests: what is written at once, what the carrier answers, what is taken back."""

import pytest
from django.db import IntegrityError, transaction

from portal.kernel.errors import RuleViolation
from portal.kernel.models import OwedEffect
from postal import actions
from postal.actions import Paper
from postal.actions.payload import carrier_order
from postal.enums import EventSource, Holder, Leg, ParcelState, TaskKind, WaybillState
from postal.models import Parcel, ParcelTask, Waybill
from tests.support import parcels
from tests.support.parcels import CARRIER, HOUR, NINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return parcels.post()


def owed():
    return list(OwedEffect.objects.order_by("pk").values_list("lane", "kind", "payload"))


def open_tasks(parcel):
    return sorted(parcel.tasks.filter(closed_at=None).values_list("kind", flat=True))


def pool(*codes):
    return actions.add_waybills(carrier=CARRIER, codes=codes, at=NINE)


def test_a_request_writes_parcel_chain_event_and_effect_together(at):
    parcel = parcels.requested(at)

    assert parcel.order_number == f"{parcel.dossier_code}-R1"
    assert (parcel.state, parcel.holder) == (ParcelState.REQUESTED, Holder.DESK)
    assert parcel.party_phone == "+84912345678"
    link = parcel.custody.get()
    assert (link.seq, link.holder, link.desk, link.since) == (1, Holder.DESK, at.desk, NINE)
    assert parcel.events.get().source == EventSource.SYSTEM
    assert owed() == [("parcels", "parcel_order", {"parcel_id": parcel.pk})]


def test_papers_from_home_begin_in_the_hands_of_the_citizen(at):
    parcel = parcels.requested(at, Leg.SUPPLEMENT)

    assert parcel.order_number.endswith("-B1")
    assert parcel.custody.get().holder == Holder.CITIZEN


def test_what_is_refused_leaves_nothing_behind(at):
    with pytest.raises(RuleViolation), transaction.atomic():
        parcels.requested(at, contents=())

    assert not Parcel.objects.exists()
    assert owed() == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"phone": "12"}, "điện thoại"),
        ({"name": " "}, "họ và tên"),
        ({"address": ""}, "số nhà"),
        ({"commune_name": ""}, "xã, phường"),
        ({"province": ""}, "tỉnh"),
    ],
)
def test_an_address_that_nobody_finds_is_explained_at_once(at, wrong, words):
    with pytest.raises(RuleViolation, match=words):
        parcels.requested(at, party=parcels.contact(**wrong))


def test_a_commune_of_the_province_is_written_by_its_own_name(at):
    parcel = parcels.requested(at, party=parcels.contact(commune_id=at.agency.pk, commune_name=""))

    assert (parcel.commune, parcel.commune_name) == (at.agency, "Bắc Lý")


def test_one_dossier_has_one_open_parcel_each_way(at):
    code = parcels.requested(at).dossier_code

    parcels.requested(at, Leg.PAPERS, dossier_code=code)
    with pytest.raises(RuleViolation, match="chưa xong"):
        parcels.requested(at, dossier_code=code)


def test_the_database_refuses_a_second_open_parcel_too(at):
    parcel = parcels.requested(at)
    parcel.pk, parcel.attempt, parcel.order_number = None, 2, "khac"

    with pytest.raises(IntegrityError, match=r"parcel_one_open_per_leg|dossier_code"), transaction.atomic():
        parcel.save(force_insert=True)


def test_the_next_attempt_bears_the_next_number(at):
    first = parcels.requested(at)
    actions.cancel_parcel(first.pk, actor=at.officer, reason="Sai địa chỉ", at=NINE)

    second = parcels.requested(at, dossier_code=first.dossier_code)

    assert second.order_number == f"{first.dossier_code}-R2"


def test_a_waybill_is_reserved_confirmed_and_used_once(at):
    pool("VN1", "VN2")

    first, second = parcels.requested(at), parcels.ordered(at)

    assert (first.item_code, second.item_code) == ("VN1", "VN2")
    states = list(Waybill.objects.order_by("code").values_list("state", flat=True))
    assert states == [WaybillState.RESERVED, WaybillState.CONFIRMED]


def test_a_waybill_of_a_cancelled_parcel_is_void(at):
    pool("VN1")
    parcel = parcels.requested(at)

    actions.cancel_parcel(parcel.pk, actor=at.officer, reason="Người dân đến lấy", at=NINE)

    assert Waybill.objects.get().state == WaybillState.RELEASED


def test_codes_are_added_once_however_often_they_are_sent(at):
    assert [pool("VN1", "VN2"), pool("VN2", "VN3")] == [2, 1]


def test_a_request_without_a_code_waits_for_one_and_is_served_then(at):
    pool("VN1")
    parcels.requested(at)
    waiting = parcels.requested(at)
    assert open_tasks(waiting) == [TaskKind.NO_WAYBILL]
    assert len(owed()) == 1

    assert actions.serve_waiting(at=NINE) == 0
    pool("VN2")

    assert [actions.serve_waiting(at=NINE), actions.serve_waiting(at=NINE)] == [1, 0]
    waiting.refresh_from_db()
    assert waiting.item_code == "VN2"
    assert open_tasks(waiting) == []
    assert len(owed()) == 2


def test_a_parcel_cancelled_while_it_waited_for_a_code_takes_none(at):
    pool("VN1")
    parcels.requested(at)
    waiting = parcels.requested(at)
    actions.cancel_parcel(waiting.pk, actor=at.officer, reason="Thôi", at=NINE)
    pool("VN2")

    actions.serve_waiting(at=NINE)

    assert Waybill.objects.get(code="VN2").state == WaybillState.FREE


def test_the_answer_of_the_carrier_is_recorded_once(at):
    parcel = parcels.requested(at)

    for _time in range(2):
        parcel = actions.record_order(parcel_id=parcel.pk, reference="EV1VN", at=NINE + HOUR)

    assert (parcel.state, parcel.carrier_reference, parcel.ordered_at) == (ParcelState.ORDERED, "EV1VN", NINE + HOUR)
    assert parcel.events.count() == 2
    assert open_tasks(parcel) == []


def test_a_carrier_without_numbers_of_its_own_uses_ours(at):
    parcel = parcels.requested(at)

    assert actions.record_order(parcel_id=parcel.pk, reference="", at=NINE).carrier_reference == parcel.order_number


def test_a_second_reference_is_shown_to_a_person_and_changes_nothing(at):
    parcel = parcels.ordered(at)

    actions.record_order(parcel_id=parcel.pk, reference="EV2VN", at=NINE)

    parcel.refresh_from_db()
    assert parcel.carrier_reference != "EV2VN"
    assert open_tasks(parcel) == [TaskKind.OTHER_REFERENCE]


def test_one_reference_never_stands_for_two_parcels(at):
    first, second = parcels.ordered(at), parcels.requested(at)

    actions.record_order(parcel_id=second.pk, reference=first.carrier_reference, at=NINE)

    second.refresh_from_db()
    assert (second.state, second.carrier_reference) == (ParcelState.REQUESTED, "")
    assert open_tasks(second) == [TaskKind.OTHER_REFERENCE]


def test_a_refusal_gives_the_code_up_and_asks_a_person(at):
    pool("VN1")
    parcel = parcels.requested(at)

    actions.refuse_order(parcel_id=parcel.pk, reason="Xã này chưa có điểm phát", at=NINE)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.is_closed) == (ParcelState.REFUSED, True)
    assert ParcelTask.objects.get().reason == "Xã này chưa có điểm phát"
    assert Waybill.objects.get().state == WaybillState.RELEASED


def test_a_refusal_that_comes_too_late_changes_nothing(at):
    parcel = parcels.ordered(at)

    actions.refuse_order(parcel_id=parcel.pk, reason="Không nhận", at=NINE)

    parcel.refresh_from_db()
    assert parcel.state == ParcelState.ORDERED


def test_an_order_nobody_knows_about_is_settled_by_a_person(at):
    parcel, other = parcels.requested(at), parcels.requested(at)
    for one in (parcel, other):
        actions.doubt_order(parcel_id=one.pk, reason="ReadTimeout", at=NINE)

    task = parcel.tasks.get()
    with pytest.raises(RuleViolation, match="Tra cứu"):
        actions.settle_task(task_id=task.pk, words="xong", actor=at.officer, at=NINE)
    actions.settle_order(parcel_id=parcel.pk, is_taken=True, reference="EV9VN", actor=at.officer, at=NINE)
    actions.settle_order(parcel_id=other.pk, is_taken=False, reference="", actor=at.officer, at=NINE)

    parcel.refresh_from_db()
    other.refresh_from_db()
    assert (parcel.state, other.state) == (ParcelState.ORDERED, ParcelState.REFUSED)
    assert open_tasks(parcel) == open_tasks(other) == []


def test_a_cancelled_order_that_the_carrier_took_is_cancelled_there_too(at):
    parcel = parcels.requested(at)
    actions.cancel_parcel(parcel.pk, actor=at.officer, reason="Người dân đến lấy", at=NINE)
    assert [kind for _lane, kind, _payload in owed()] == ["parcel_order"]

    actions.record_order(parcel_id=parcel.pk, reference="EV1VN", at=NINE)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.carrier_reference) == (ParcelState.CANCELLED, "EV1VN")
    assert [kind for _lane, kind, _payload in owed()] == ["parcel_order", "parcel_cancel"]


def test_an_order_that_was_taken_is_cancelled_at_the_carrier(at):
    parcel = parcels.ordered(at)

    actions.cancel_parcel(parcel.pk, actor=at.officer, reason="Người dân đến lấy", at=NINE)

    assert [kind for _lane, kind, _payload in owed()] == ["parcel_order", "parcel_cancel"]


def test_what_the_post_has_cannot_be_cancelled(at):
    parcel = parcels.ordered(at)
    parcels.handed_over(at, parcel)

    with pytest.raises(RuleViolation):
        actions.cancel_parcel(parcel.pk, actor=at.officer, reason="Thôi", at=NINE)


def test_what_stands_on_a_record_is_taken_off_before_it_is_cancelled(at):
    parcel = parcels.ordered(at)
    parcels.on_manifest(at, parcel)

    with pytest.raises(RuleViolation, match="phiếu giao nhận"):
        actions.cancel_parcel(parcel.pk, actor=at.officer, reason="Thôi", at=NINE)


def test_a_cancellation_gives_its_reason(at):
    with pytest.raises(RuleViolation, match="lý do"):
        actions.cancel_parcel(parcels.requested(at).pk, actor=at.officer, reason=" ", at=NINE)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": ParcelState.IN_TRANSIT}, "parcel_sent_means_referenced"),
        ({"carrier_reference": "X"}, "parcel_unsent_has_no_reference|parcel_referenced_iff_dated"),
        ({"closed_at": NINE}, "parcel_closed_iff_final"),
        ({"party_phone": ""}, "parcel_party_can_be_found"),
    ],
)
def test_the_database_defends_what_a_parcel_says(at, fields, constraint):
    parcel = parcels.requested(at)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Parcel.objects.filter(pk=parcel.pk).update(**fields)


def test_an_order_that_was_taken_is_not_put_in_doubt(at):
    parcel = parcels.ordered(at)

    actions.doubt_order(parcel_id=parcel.pk, reason="ReadTimeout", at=NINE)

    assert open_tasks(parcel) == []


def test_a_reference_that_comes_after_a_refusal_is_shown_to_a_person(at):
    parcel = parcels.requested(at)
    actions.refuse_order(parcel_id=parcel.pk, reason="Không nhận", at=NINE)

    actions.record_order(parcel_id=parcel.pk, reference="EV1VN", at=NINE)

    assert open_tasks(parcel) == [TaskKind.OTHER_REFERENCE, TaskKind.REFUSED]


def test_the_desk_is_described_by_its_contact_points(at):
    at.agency.contact_points.create(kind="phone", value="0232 3684 123")
    at.agency.contact_points.create(kind="address", value="01 Lý Thường Kiệt")

    order = carrier_order(parcels.requested(at))

    assert (order.sender.phone, order.sender.address, order.sender.commune) == (
        "0232 3684 123", "01 Lý Thường Kiệt", "Bắc Lý",
    )  # fmt: skip


def test_a_paper_without_a_count_is_named_alone(at):
    order = carrier_order(parcels.requested(at, contents=(Paper(kind="Ảnh thẻ"), Paper(kind="Đơn", copies=2))))

    assert order.contents == "Ảnh thẻ; Đơn (2 bản sao)"
