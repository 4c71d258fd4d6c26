"""What holds whichever wire protocol is spoken."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.kernel.doors import OutcomeUnknown, Refused, TemporaryFailure
from postal.enums import ParcelState
from postal.gateways.types import QuoteQuestion
from tests.postal.gateways.conftest import NUMBER, an_order


def parcels(partners):
    return partners.ledger("carrier")["orders"]


def test_an_order_makes_one_parcel_under_our_number_and_waybill(partners, carrier):
    receipt = carrier.order(an_order(), key="k1")

    assert receipt.reference == "EX000000017VN"
    assert parcels(partners) == {NUMBER: 1}


def test_what_was_ordered_can_be_looked_up(carrier):
    ordered = carrier.order(an_order(), key="k1")

    assert carrier.look_up(NUMBER).reference == ordered.reference
    assert carrier.look_up("000.00.12.H46-261125-0008-R1") is None


@pytest.mark.parametrize("fault", ["busy", "throttled"])
def test_a_busy_carrier_surely_did_nothing(partners, carrier, fault):
    partners.faults("carrier", **{fault: 1.0, "retry_after": 7})

    with pytest.raises(TemporaryFailure) as failure:
        carrier.order(an_order(), key="k1")

    assert failure.value.retry_after.total_seconds() == 7
    assert parcels(partners) == {}


@pytest.mark.parametrize("fault", ["error_after", "silence_after", "reset_after", "wrong_json"])
def test_a_carrier_that_answers_badly_may_have_done_it(partners, carrier, fault):
    partners.faults("carrier", **{fault: 1.0, "hold": 0.5})

    with pytest.raises(OutcomeUnknown):
        carrier.order(an_order(), key="k1")

    partners.faults("carrier")
    assert parcels(partners) == {NUMBER: 1}
    assert carrier.look_up(NUMBER).reference == "EX000000017VN"


def test_a_reset_before_the_deed_looks_the_same_but_did_nothing(partners, carrier):
    partners.faults("carrier", reset_before=1.0)

    with pytest.raises(OutcomeUnknown):
        carrier.order(an_order(), key="k1")

    partners.faults("carrier")
    assert carrier.look_up(NUMBER) is None


def test_a_late_commit_is_seen_by_a_look_up_after_the_settle_time(partners, carrier):
    partners.faults("carrier", late_commit=1.0, late=0.5, hold=0.5)

    with pytest.raises(OutcomeUnknown):
        carrier.order(an_order(), key="k1")

    partners.faults("carrier")
    assert carrier.look_up(NUMBER) is None
    time.sleep(carrier.settle.total_seconds())
    assert carrier.look_up(NUMBER).reference == "EX000000017VN"


@pytest.mark.parametrize("fault", ["busy", "error_after", "silence_after", "reset_after", "wrong_json"])
def test_a_question_that_was_not_answered_may_be_asked_again(partners, carrier, fault):
    carrier.order(an_order(), key="k1")
    partners.faults("carrier", **{fault: 1.0, "hold": 0.5})

    with pytest.raises(TemporaryFailure):
        carrier.look_up(NUMBER)
    with pytest.raises(TemporaryFailure):
        carrier.track(after="", size=10)


def test_a_partner_that_cannot_be_asked_tells_nothing_about_our_order(partners, carrier):
    partners.faults("carrier", lookup=False)

    with pytest.raises(TemporaryFailure):
        carrier.look_up(NUMBER)


def test_a_token_that_was_withdrawn_is_renewed_on_the_way(partners, carrier):
    carrier.order(an_order(), key="k1")
    partners.control(expire_tokens=["carrier"])

    carrier.order(an_order(order_number="2-R1", item_code="EX2VN"), key="k2")

    assert parcels(partners) == {NUMBER: 1, "2-R1": 1}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"address": "số 0, sai địa chỉ"}, "địa chỉ người nhận"),
        ({"phone": "113"}, "số điện thoại người nhận"),
        ({"name": " "}, "tên người gửi hoặc người nhận"),
    ],
)
def test_a_refused_order_tells_the_officer_what_to_repair_and_nobody_elses_data(partners, carrier, wrong, words):
    order = an_order()
    facts = {name: getattr(order.receiver, name) for name in order.receiver.__dataclass_fields__}
    receiver = type(order.receiver)(**{**facts, **wrong})

    with pytest.raises(Refused) as refusal:
        carrier.order(an_order(receiver=receiver), key="k1")

    assert words in refusal.value.reason
    assert "Mai" not in refusal.value.reason
    assert parcels(partners) == {}


def test_an_order_that_was_not_collected_can_be_taken_back_again_and_again(carrier):
    carrier.order(an_order(), key="k1")

    carrier.cancel(NUMBER, key="c1")
    carrier.cancel(NUMBER, key="c1")

    states = [event.state for event in carrier.track(after="", size=10)[0]]
    assert states == [ParcelState.ORDERED, ParcelState.CANCELLED]


def test_a_parcel_that_was_collected_cannot_be_taken_back(partners, carrier):
    carrier.order(an_order(), key="k1")
    partners.control(carrier={"number": NUMBER, "state": "accepted"})

    with pytest.raises(Refused, match="đã thu gom"):
        carrier.cancel(NUMBER, key="c1")


def test_what_the_carrier_never_had_needs_no_taking_back(carrier):
    assert carrier.cancel("none-R1", key="c1") is None


def test_the_cursor_leads_through_all_events_once(partners, carrier):
    carrier.order(an_order(), key="k1")
    for state in ("accepted", "in_transit", "out_for_delivery", "failed", "returning", "returned", "lost"):
        partners.control(carrier={"number": NUMBER, "state": state, "reason": "Vắng nhà"})

    seen, cursor = [], ""
    while page := carrier.track(after=cursor, size=3):
        events, cursor = page
        if not events:
            break
        seen += events

    assert [event.state for event in seen] == [
        ParcelState.ORDERED, ParcelState.ACCEPTED, ParcelState.IN_TRANSIT, ParcelState.OUT_FOR_DELIVERY,
        ParcelState.FAILED_ATTEMPT, ParcelState.RETURNING, ParcelState.RETURNED, ParcelState.LOST,
    ]  # fmt: skip
    assert len({event.event_id for event in seen}) == len(seen)
    assert {event.order_number for event in seen} == {NUMBER}
    assert (seen[4].reason, seen[4].raw_text) == ("Vắng nhà", "Phát không thành công")
    assert all(event.occurred_at.tzinfo for event in seen)
    assert carrier.track(after=cursor, size=3) == ([], cursor)


def test_a_price_is_asked(carrier):
    terms = {"from_commune": "Đồng Hới", "to_commune": "Ba Đồn", "to_province": "Quảng Bình"}

    light = carrier.quote(QuoteQuestion(weight_grams=100, **terms))
    heavy = carrier.quote(QuoteQuestion(weight_grams=1_100, cod_dong=2_000_000, **terms))

    assert (light.fee_dong, light.days) == (20_000, 2)
    assert heavy.fee_dong == 20_000 + 2 * 3_000 + 20_000


def test_threads_share_the_line_and_the_token(partners, carrier):
    numbers = [f"000.00.12.H46-261125-{n:04d}-R1" for n in range(60)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: carrier.order(an_order(order_number=number), key=number), numbers))

    assert parcels(partners) == dict.fromkeys(numbers, 1)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"7", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"events": [7]}', b'{"events": "x"}',
        b'{"_embedded": {"rh:doc": 7}}', b'{"_embedded": 7}', json.dumps({"id": "1", "order_number": "n"}).encode(),
        json.dumps({"id": "1", "order_number": "n", "state": "accepted", "occurred_at": "soon"}).encode(),
        json.dumps({"_id": {"$oid": "1"}, "orderNumber": "n", "statusCode": "2", "statusDate": "0001-01-01"}).encode(),
    ],
)  # fmt: skip
def test_a_message_that_is_none_is_told_from_a_fault_of_ours(carrier, body):
    with pytest.raises(ValueError, match=r"."):
        carrier.read_webhook(body)
