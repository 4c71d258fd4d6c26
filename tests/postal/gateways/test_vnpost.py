import json
from datetime import UTC, datetime

import pytest

from portal.kernel.doors import Capability, OutcomeUnknown, Refused
from postal.enums import ParcelState
from postal.gateways.vnpost import VnPost
from tests.postal.gateways.conftest import NUMBER, an_order, facts_of
from tests.support.wires import says, wire

TOKEN = says("200 OK", b'{"access_token": "t", "expires_in": 600}')


@pytest.fixture
def kind():
    return "vnpost"


def spoken(partner):
    return VnPost({**facts_of("vnpost", partner.url), "url": partner.url})


def tracking(**row):
    facts = {"orderNumber": NUMBER, "customerCode": "QB-01", "itemCode": "EX000000017VN", "statusCode": "0", **row}
    return says("200 OK", json.dumps({"_embedded": {"rh:doc": [facts]}}).encode())


def answered(status, message=""):
    return says("200 OK", json.dumps({"Status": status, "Message": message}).encode())


def test_it_is_asked_before_any_repetition(carrier):
    assert carrier.capability == Capability.LOOKUP


def test_an_order_bears_the_known_field_names():
    with wire(TOKEN, answered("100")) as partner:
        spoken(partner).order(an_order(contactless=True), key="k")

    head, body = partner.requests[1].split(b"\r\n\r\n")
    order = json.loads(body)
    assert b"access_token: t" in head
    assert order == {
        "CustomerCode": "QB-01",
        "OrderNumber": NUMBER,
        "ItemCode": "EX000000017VN",
        "CODAmount": 30_000,
        "SenderName": "Trung tâm Một Cửa",
        "SenderAddress": "1 Hùng Vương, Đồng Hới",
        "SenderTel": "0232 3828282",
        "SenderEmail": "",
        "SenderProvince": "Quảng Bình",
        "SenderDistrict": "",
        "SenderDesc": "Giấy chứng nhận (1 tờ)",
        "Description": "Kiểm tra giấy tờ tùy thân khi phát; Phát không tiếp xúc; Người nhận trả cước",
        "ReceiverName": "Trần Thị Mai",
        "ReceiverAddress": "12 Lý Thường Kiệt, Đồng Hới",
        "ReceiverTel": "0912345678",
        "ReceiverEmail": "",
        "ReceiverProvince": "Quảng Bình",
        "ReceiverDistrict": "",
        "Weight": 120,
        "FlagConfig": 2,
    }


def test_there_already_counts_once_they_confirm_that_it_is_ours(partners, carrier):
    carrier.order(an_order(), key="k")

    again = carrier.order(an_order(), key="k")

    assert again.reference == "EX000000017VN"
    assert partners.ledger("carrier")["orders"] == {NUMBER: 1}


def test_without_a_waybill_of_ours_theirs_is_taken_which_their_events_will_bear(carrier):
    receipt = carrier.order(an_order(item_code=""), key="k")

    (created,) = carrier.track(after="", size=9)[0]
    assert receipt.reference.startswith("EX")
    assert created.carrier_reference == receipt.reference


def test_an_order_whose_waybill_cannot_be_asked_for_is_looked_up_later():
    with wire(TOKEN, answered("100"), says("503 Busy")) as partner, pytest.raises(OutcomeUnknown):
        spoken(partner).order(an_order(item_code=""), key="k")


def test_there_already_with_another_waybill_is_not_our_parcel(carrier):
    carrier.order(an_order(), key="k")

    with pytest.raises(Refused, match="một bưu gửi khác"):
        carrier.order(an_order(item_code="EX000000018VN"), key="k")


@pytest.mark.parametrize(
    "second_answer",
    [
        says("200 OK", b"{}"),
        says("503 Busy"),
        says("200 OK", b"<html>"),
        says("200 OK", b'{"_embedded": {"rh:doc": "?"}}'),
        tracking(orderNumber="another-R1"),
        tracking(customerCode="another customer"),
    ],
    ids=["nothing held", "busy", "no json", "no list", "another order", "another customer"],
)
def test_there_already_alone_proves_nothing(second_answer):
    with wire(TOKEN, answered("101"), second_answer) as partner, pytest.raises(OutcomeUnknown):
        spoken(partner).order(an_order(), key="k")


@pytest.mark.parametrize("answer", [answered("500", "System error"), answered("777"), says("200 OK", b"{}")])
def test_a_status_that_tells_nothing_leaves_the_outcome_unknown(answer):
    with wire(TOKEN, answer) as partner, pytest.raises(OutcomeUnknown):
        spoken(partner).order(an_order(), key="k")


def test_an_answer_of_4xx_is_a_refusal():
    with wire(TOKEN, says("400 Bad request")) as partner, pytest.raises(Refused, match="không hợp lệ"):
        spoken(partner).order(an_order(), key="k")


def test_without_idempotency_of_the_partner_a_blind_repetition_would_double(partners, carrier):
    partners.faults("carrier", idempotency=False)

    carrier.order(an_order(), key="k")
    carrier.order(an_order(), key="k")

    assert partners.ledger("carrier")["duplicated"] == [NUMBER]


def test_cancelling_trusts_what_they_hold_more_than_one_status_for_all():
    with wire(TOKEN, answered("500"), tracking(statusCode="8")) as partner:
        assert spoken(partner).cancel(NUMBER, key="c") is None
    with wire(TOKEN, answered("500"), tracking(statusCode="0")) as partner, pytest.raises(OutcomeUnknown):
        spoken(partner).cancel(NUMBER, key="c")
    with wire(TOKEN, answered("500"), says("503 Busy")) as partner, pytest.raises(OutcomeUnknown):
        spoken(partner).cancel(NUMBER, key="c")


def test_the_other_spelling_of_trackings_is_read_too():
    row = {"_id": "7", "OrderNumber": NUMBER, "StatusCode": 4, "StatusDate": "2026-11-25T08:30"}
    with wire(says("200 OK")) as partner:
        (event,) = spoken(partner).read_webhook(json.dumps(row).encode())

    assert (event.event_id, event.state, event.raw_code) == ("7", ParcelState.DELIVERED, "4")
    assert event.occurred_at == datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


def test_an_unknown_code_moves_nothing_and_is_kept_in_their_words():
    row = {
        "_id": {"$oid": "9"},
        "orderNumber": NUMBER,
        "statusCode": "77",
        "statusMessage": "Chờ",
        "statusDate": "2026-11-25",
    }
    with wire(says("200 OK")) as partner:
        (event,) = spoken(partner).read_webhook(json.dumps(row).encode())

    assert (event.state, event.raw_code, event.raw_text) == (ParcelState.ORDERED, "77", "Chờ")


def test_one_event_that_cannot_be_read_does_not_hold_up_those_behind_it():
    good = {"_id": {"$oid": "a"}, "orderNumber": NUMBER, "statusCode": "2", "statusDate": "2026-11-25T08:00:00+07:00"}
    rows = [{"_id": {"$oid": "9"}}, good, {"_id": {"$oid": "b"}, "orderNumber": 7}]
    body = json.dumps({"_embedded": {"rh:doc": rows}}).encode()
    with wire(TOKEN, says("200 OK", body)) as partner:
        events, cursor = spoken(partner).track(after="", size=50)

    assert [event.event_id for event in events] == ["a"]
    assert cursor == "b"


def test_letters_no_database_takes_are_left_out():
    row = {"_id": {"$oid": "9"}, "orderNumber": NUMBER, "statusCode": "4", "statusDate": "2026-11-25",
           "receiverName": "A\u0000n\ud800 ", "reason": "x" * 5000}  # fmt: skip
    with wire(says("200 OK")) as partner:
        (event,) = spoken(partner).read_webhook(json.dumps(row).encode())

    assert (event.receiver_name, len(event.reason)) == ("An", 300)
