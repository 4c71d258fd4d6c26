import time

import pytest
import urllib3

from tests.sandbox.conftest import basic, token
from tests.support.partners import sandbox

ORDER = {
    "CustomerCode": "QB-01",
    "OrderNumber": "H46-1-R1",
    "ItemCode": "EX1VN",
    "SenderName": "Trung tâm",
    "SenderAddress": "1 Hùng Vương",
    "ReceiverName": "<b>Mai</b>",
    "ReceiverAddress": "12 Lý Thường Kiệt",
    "ReceiverTel": "0912345678",
}


@pytest.fixture
def access(call):
    return {"access_token": token(call, "/carrier/vnpost/token")}


def ordered(call, access, **others):
    return call("POST", "/carrier/vnpost/postOrder", json={**ORDER, **others}, headers=access)


@pytest.mark.parametrize("path", ["/carrier/vnpost/token", "/carrier/generic/oauth/token", "/sms/oauth/token"])
@pytest.mark.parametrize("headers", [{}, basic("wrong"), {"Authorization": "Basic ???"}, {"Authorization": "Bearer x"}])
def test_a_token_is_for_those_who_know_the_secret(call, path, headers):
    assert call("POST", path, headers=headers).status == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/carrier/vnpost/postOrder"),
        ("POST", "/carrier/vnpost/cancelOrder"),
        ("POST", "/carrier/vnpost/getOrderTracking"),
        ("POST", "/carrier/vnpost/price"),
        ("POST", "/carrier/generic/v1/orders"),
        ("GET", "/carrier/generic/v1/orders/1"),
        ("POST", "/carrier/generic/v1/orders/1/cancel"),
        ("GET", "/carrier/generic/v1/events"),
        ("POST", "/carrier/generic/v1/quotes"),
        ("POST", "/sms/messages"),
        ("GET", "/sms/messages/1"),
    ],
)
def test_nothing_is_done_without_a_token(call, method, path):
    assert call(method, path, headers={"Authorization": "Bearer made-up"}).status == 401


def test_an_order_is_answered_as_known(partners, call, access):
    assert ordered(call, access).json() == {"Status": "100", "Message": "Success"}
    assert ordered(call, access).json()["Status"] == "101"
    assert ordered(call, access, OrderNumber="H46-2-R1", ReceiverTel="113").json()["Message"] == "Invalid ReceiverTel"
    assert ordered(call, access, OrderNumber="").json()["Message"] == "Invalid OrderNumber"
    assert partners.ledger("carrier")["orders"] == {"H46-1-R1": 1}


def test_a_carrier_without_idempotency_makes_a_second_parcel_and_its_ledger_says_so(partners, call, access):
    partners.faults("carrier", idempotency=False)

    ordered(call, access)
    ordered(call, access)

    assert partners.ledger("carrier")["duplicated"] == ["H46-1-R1"]
    assert partners.ledger("carrier")["parcels"] == 2


def test_latency_is_what_the_plan_says(partners, call, access):
    partners.faults("carrier", latency=0.3)
    began = time.monotonic()

    ordered(call, access)

    assert time.monotonic() - began >= 0.3


def test_what_a_plan_did_is_counted(partners, call, access):
    partners.faults("carrier", busy=1.0)

    assert [ordered(call, access).status for _ in range(3)] == [503, 503, 503]
    assert partners.ledger("carrier")["faults"] == {"busy": 3}


def test_parcels_travel_by_themselves_and_survive_the_end_of_the_process(tmp_path):
    with sandbox(data=tmp_path, pace=0.05) as first:
        carrier = _Caller(first)
        carrier.order("H46-1-R1")
        carrier.order("H46-5-R1")
        carrier.until_delivered("H46-1-R1")

    with sandbox(data=tmp_path, pace=0.05) as second:
        again = _Caller(second)
        again.until_delivered("H46-5-R1")
        assert second.ledger("carrier")["orders"] == {"H46-1-R1": 1, "H46-5-R1": 1}
        assert again.order("H46-1-R1")["Status"] == "101"


def test_some_parcels_find_nobody_at_home_and_are_brought_again(tmp_path):
    with sandbox(data=tmp_path, pace=0.02) as running:
        carrier = _Caller(running)
        numbers = [f"H46-{n}-R1" for n in range(24)]
        for number in numbers:
            carrier.order(number)
        ways = [carrier.until_delivered(number) for number in numbers]

    smooth = ["0", "2", "3", "31", "4"]
    twice = ["0", "2", "3", "31", "5", "31", "4"]
    assert sorted({tuple(way) for way in ways}) == sorted([tuple(smooth), tuple(twice)])


class _Caller:
    def __init__(self, running):
        self.url, self.pool = running.url + "/carrier/vnpost", urllib3.PoolManager()
        answer = self.pool.request("POST", self.url + "/token", headers=basic())
        self.access = {"access_token": answer.json()["access_token"]}

    def order(self, number):
        terms = {**ORDER, "OrderNumber": number, "ItemCode": f"EX-{number}"}
        return self.pool.request("POST", self.url + "/postOrder", json=terms, headers=self.access).json()

    def codes(self, number):
        asked = {"orderNumber": number, "pageSize": 50}
        answer = self.pool.request("POST", self.url + "/getOrderTracking", json=asked, headers=self.access).json()
        return [row["statusCode"] for row in answer["_embedded"]["rh:doc"]]

    def until_delivered(self, number):
        until = time.monotonic() + 10
        while (codes := self.codes(number))[-1:] != ["4"]:
            assert time.monotonic() < until, codes
            time.sleep(0.05)
        return codes
