"""From the request to the receiver's hands, over real HTTP in both directions."""

import time
from datetime import UTC, datetime

import pytest
from django.test import override_settings

from portal.kernel import inbox, sending
from portal.kernel.models import InboundEvent, Partner
from postal import gateways
from postal.doors import _apply, doors_of
from postal.models import Parcel
from tests.postal.gateways.conftest import facts_of
from tests.support import parcels
from tests.support.partners import sandbox

pytestmark = pytest.mark.django_db(transaction=True)
DISTURBED = {"webhook_duplicate": 1.0, "webhook_shuffle": 1.0, "webhook_forged": 1.0, "seed": 5}


@pytest.fixture
def partners(live_server):
    with sandbox(webhooks={"carrier": f"{live_server.url}/doi-tac/buu-chinh/vnpost/"}) as running:
        line = facts_of("vnpost", running.url, timeout_seconds=5.0)
        with override_settings(CARRIERS={"vnpost": line, "paper": {"kind": "paper"}}):
            yield running


def heard(number):
    """Act on what came until so many messages were taken."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        inbox.apply_stored("vnpost", _apply, at=datetime.now(UTC))
        if InboundEvent.objects.filter(state="applied").count() >= number:
            return
        time.sleep(0.1)


def test_a_parcel_is_ordered_travels_and_is_delivered_whatever_order_its_messages_come_in(partners):
    parcel = parcels.requested(parcels.post(), when=datetime.now(UTC))
    sending.drain("parcels", doors_of(gateways.carrier()), threads=1)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.carrier_reference[:2]) == ("ordered", "EX")

    partners.faults("carrier", **DISTURBED)
    way = ("accepted", "in_transit", "out_for_delivery", "failed", "out_for_delivery", "delivered")
    for state in way:
        wish = {"number": parcel.order_number, "state": state, "reason": "Vắng nhà", "receiver": "Trần Thị Nhung"}
        partners.control(carrier=wish)
        time.sleep(0.01)
    heard(len(way))

    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.holder, parcel.failures) == ("delivered", "receiver", 1)
    assert parcel.proof_name == "Trần Thị Nhung"
    assert parcel.events.filter(source="webhook").count() == len(way)
    assert Partner.objects.get(name="vnpost").refused_messages == len(way)
