"""Webhooks in any order, repeated, forged and senseless: the states are those of the true events, and no others.

`PORTAL_FUZZ_EVENTS` says how many events go through HTTP and the database: 2,000 unless told.
"""

import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.kernel import inbox
from portal.kernel.enums import InboundState
from portal.kernel.models import InboundEvent, OwedEffect
from postal import custody, doors
from postal.custody import Link
from postal.enums import Holder, ParcelState
from postal.models import Parcel
from postal.tracking import Seen
from tests.faults.webhooks import Fuzz, fold_many
from tests.support import parcels

EVENTS = int(os.environ.get("PORTAL_FUZZ_EVENTS", "2000"))
CARRIER, SECRET = "generic", "bí mật chung"
DOOR = f"/doi-tac/buu-chinh/{CARRIER}/"
ADDRESS = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _a_carrier_that_signs(settings):
    settings.CARRIERS = {
        CARRIER: {
            "kind": "generic", "name": "Bưu điện", "url": ADDRESS, "customer": "C", "key": "k", "secret": "s",
            "webhook_secrets": (SECRET,), "timeout_seconds": 1.0, "settle": timedelta(seconds=1), "concurrency": 1,
        }
    }  # fmt: skip


def knock(client, message):
    timestamp = int(time.time())
    secret = SECRET if message.is_signed else "khác"
    signature = inbox.sign(secret, event_id=message.event_id, timestamp=timestamp, body=message.body)
    headers = {
        "webhook-id": message.event_id, "webhook-timestamp": str(timestamp), "webhook-signature": signature,
    }  # fmt: skip
    return client.post(DOOR, message.body, content_type="application/json", headers=headers).status_code


@pytest.mark.django_db
def test_the_final_states_are_those_of_the_true_events(client):
    at, now = parcels.post(), timezone.now()
    begun = now - timedelta(days=5)
    made = [parcels.ordered(at, when=begun, carrier=CARRIER) for _number in range(max(40, EVENTS // 50))]
    fuzz = Fuzz({one.order_number: one.carrier_reference for one in made}, seed=13182021, at=now)
    apply = doors.handlers_of([CARRIER])[CARRIER]
    answers, began = set(), time.perf_counter()

    for number, message in enumerate(fuzz.messages(EVENTS)):
        answers.add(knock(client, message))
        if number % 50 == 0:
            inbox.apply_stored(CARRIER, apply, at=timezone.now())
    while inbox.apply_stored(CARRIER, apply, at=timezone.now()):
        pass
    seconds = time.perf_counter() - began

    ordered = Seen("", ParcelState.ORDERED, begun)
    stand = {one.order_number: (one.state, one.is_closed) for one in Parcel.objects.order_by("pk")}
    assert stand == {
        number: (fuzz.oracle(number, ordered=ordered), fuzz.is_over(number, ordered=ordered)) for number in stand
    }
    for one in Parcel.objects.order_by("pk"):
        chain = [Link(link.seq, Holder(link.holder), link.since) for link in one.custody.order_by("seq")]
        assert custody.faults(chain) == []
        assert (len(chain), chain[-1].holder) == (one.custody_seq, one.holder)
    delivered = Parcel.objects.filter(state=ParcelState.DELIVERED).count()
    assert OwedEffect.objects.filter(kind="parcel_delivered").count() >= delivered
    assert answers == {200, 202, 401}
    assert not InboundEvent.objects.filter(state__in=[InboundState.STORED, InboundState.FAILED]).exists()
    print(f"{EVENTS} events in {seconds:.1f} s")


def test_the_fold_agrees_with_the_oracle_over_a_million_events():
    assert fold_many(min(EVENTS * 500, 1_000_000), seed=1318, at=timezone.now()) == 0
