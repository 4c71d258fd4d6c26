"""Many at once: never one code for two parcels, never two holders. Only PostgreSQL can get this wrong."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from portal.kernel.errors import RuleViolation
from portal.kernel.models import OwedEffect
from postal import actions, custody
from postal.custody import Link
from postal.enums import EventSource, Holder, ParcelState, WaybillState
from postal.models import Manifest, Parcel, Waybill
from tests.support import parcels
from tests.support.parcels import CARRIER, HOUR, NINE, event

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(calls):
    """Run all calls at the same instant, each with a connection of its own; return what came of each."""
    gate, came = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        gate.wait(timeout=30)
        try:
            came[place] = call()
        except (RuleViolation, IntegrityError) as refusal:
            came[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return came


def chain(parcel):
    return [Link(one.seq, Holder(one.holder), one.since) for one in parcel.custody.order_by("seq")]


def test_no_code_serves_two_parcels():
    at = parcels.post()
    actions.add_waybills(carrier=CARRIER, codes=[f"VN{number:02d}" for number in range(12)], at=NINE)

    made = together([lambda: parcels.requested(at) for _number in range(16)])

    assert all(isinstance(one, Parcel) for one in made)
    codes = [code for code in Parcel.objects.values_list("item_code", flat=True) if code]
    reserved = Waybill.objects.filter(state=WaybillState.RESERVED).count()
    assert (len(codes), len(set(codes)), reserved) == (12, 12, 12)


def test_one_dossier_gets_one_parcel_however_many_press():
    at = parcels.post()

    came = together([lambda: parcels.requested(at, dossier_code="000.01.32.H46-210726-0001") for _number in range(8)])

    assert sum(isinstance(one, Parcel) for one in came) == 1
    assert OwedEffect.objects.filter(kind="parcel_order").count() == 1


def test_a_code_rolled_back_is_free_again():
    at = parcels.post()
    actions.add_waybills(carrier=CARRIER, codes=["VN1"], at=NINE)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        parcels.requested(at)
        _ = 1 / 0

    assert Waybill.objects.get().state == WaybillState.FREE


def test_webhook_poll_and_both_sides_at_once_leave_one_holder():
    at = parcels.post()
    parcel = parcels.ordered(at)
    manifest = parcels.on_manifest(at, parcel)
    actions.hand_over(manifest_id=manifest.pk, seal_note="", actor=at.officer, at=NINE)
    actions.scan_in(manifest_id=manifest.pk, code=parcel.order_number, actor=at.worker, at=NINE)
    story = [
        event(parcel, ParcelState.ACCEPTED, NINE),
        event(parcel, ParcelState.IN_TRANSIT, NINE + HOUR),
        event(parcel, ParcelState.DELIVERED, NINE + 2 * HOUR),
    ]

    def tell(one, source):
        return lambda: actions.apply_tracking([one], carrier=CARRIER, source=source, at=NINE + 3 * HOUR)

    together(
        [
            *(tell(one, source) for one in story for source in (EventSource.WEBHOOK, EventSource.POLL)),
            lambda: actions.confirm(manifest_id=manifest.pk, differences={}, actor=at.worker, at=NINE + HOUR),
            lambda: actions.cancel_parcel(parcel.pk, actor=at.officer, reason="Thôi", at=NINE),
        ]
    )

    parcel.refresh_from_db()
    assert (parcel.state, parcel.holder) == (ParcelState.DELIVERED, Holder.RECEIVER)
    assert custody.faults(chain(parcel)) == []
    assert parcel.custody_seq == len(chain(parcel))
    assert parcel.events.filter(carrier=CARRIER).count() == 3
    assert OwedEffect.objects.filter(kind="parcel_delivered").count() == 1


def test_cancelling_and_the_carriers_answer_at_once_never_leave_an_order_behind():
    at = parcels.post()
    for _round in range(5):
        parcel = parcels.requested(at)

        together(
            [
                lambda one=parcel: actions.record_order(parcel_id=one.pk, reference=f"EV{one.pk}", at=NINE),
                lambda one=parcel: actions.cancel_parcel(one.pk, actor=at.officer, reason="Thôi", at=NINE),
            ]
        )

        parcel.refresh_from_db()
        assert parcel.state == ParcelState.CANCELLED
        assert OwedEffect.objects.filter(key=f"parcel_cancel:{parcel.order_number}").count() == 1


def test_a_parcel_scanned_for_two_records_at_once_stands_on_one():
    at = parcels.post()
    parcel = parcels.ordered(at)
    manifests = [parcels.on_manifest(at) for _number in range(4)]

    together(
        [
            lambda one=one: actions.add_parcel(manifest_id=one.pk, code=parcel.order_number, actor=at.officer, at=NINE)
            for one in manifests
        ]
    )

    assert parcel.manifest_lines.count() == 1


def test_records_begun_at_once_bear_numbers_without_a_gap():
    at = parcels.post()

    together([lambda: parcels.on_manifest(at) for _number in range(8)])

    assert sorted(Manifest.objects.values_list("number", flat=True)) == list(range(1, 9))
