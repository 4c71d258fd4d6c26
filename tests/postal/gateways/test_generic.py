import json

import pytest

from portal.kernel.doors import Capability, OutcomeUnknown, Refused, TemporaryFailure
from postal.enums import ParcelState
from postal.gateways.generic import Generic
from postal.gateways.types import QuoteQuestion
from tests.postal.gateways.conftest import NUMBER, an_order, facts_of
from tests.support.wires import says, wire

TOKEN = says("200 OK", b'{"access_token": "t", "expires_in": 600}')


@pytest.fixture
def kind():
    return "generic"


def spoken(partner):
    return Generic({**facts_of("generic", partner.url), "url": partner.url})


def test_the_same_key_makes_one_parcel(partners, carrier):
    first = carrier.order(an_order(), key="k")
    again = carrier.order(an_order(), key="k")

    assert carrier.capability == Capability.IDEMPOTENT
    assert again.reference == first.reference
    assert partners.ledger("carrier")["orders"] == {NUMBER: 1}


def test_a_key_stands_for_one_order(carrier):
    carrier.order(an_order(), key="k")

    with pytest.raises(Refused):
        carrier.order(an_order(weight_grams=500), key="k")


def test_an_answer_about_another_order_tells_nothing_about_ours():
    other = says("201 Created", json.dumps({"order_number": "another-R1", "tracking_code": "EX1VN"}).encode())
    with wire(TOKEN, other) as partner, pytest.raises(OutcomeUnknown):
        spoken(partner).order(an_order(), key="k")
    with wire(TOKEN, other) as partner, pytest.raises(TemporaryFailure):
        spoken(partner).look_up(NUMBER)


def test_a_path_that_is_gone_is_not_an_order_that_never_was():
    with wire(TOKEN, says("404 Not found", b'{"error": "no such path"}')) as partner, pytest.raises(TemporaryFailure):
        spoken(partner).look_up(NUMBER)


@pytest.mark.parametrize("content", [b'{"fee_dong": "x", "days": 1}', b'{"fee_dong": -1, "days": 1}', b"{}"])
def test_a_price_that_is_none_is_asked_again(content):
    question = QuoteQuestion(weight_grams=1, from_commune="", to_commune="", to_province="")
    with wire(TOKEN, says("200 OK", content)) as partner, pytest.raises(TemporaryFailure):
        spoken(partner).quote(question)


def test_several_events_come_in_one_message():
    rows = [
        {"id": f"{n}", "order_number": NUMBER, "state": state, "occurred_at": "2026-11-25T08:00:00+07:00"}
        for n, state in enumerate(["accepted", "teleported"])
    ]
    with wire(says("200 OK")) as partner:
        events = spoken(partner).read_webhook(json.dumps({"events": rows}).encode())

    assert [event.state for event in events] == [ParcelState.ACCEPTED, ParcelState.ORDERED]
