import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import urllib3

from portal.kernel.inbox import verify
from tests.sandbox.conftest import basic
from tests.sandbox.test_carrier import ORDER
from tests.support.partners import SECRET, sandbox


@dataclass
class Ear:
    """A listener that answers with the given statuses in turn, the last one from then on."""

    statuses: list[int] = field(default_factory=lambda: [202])
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def wait_for(self, number: int) -> list[tuple[dict[str, str], bytes]]:
        until = time.monotonic() + 10
        while len(self.heard) < number and time.monotonic() < until:
            time.sleep(0.02)
        return list(self.heard)


@pytest.fixture
def ear() -> Iterator[tuple[Ear, str]]:
    listening = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = listening.statuses[min(len(listening.heard), len(listening.statuses) - 1)]
            listening.heard.append((dict(self.headers), body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield listening, f"http://127.0.0.1:{server.server_port}/carrier/"
        server.shutdown()


@pytest.fixture
def partners(ear):
    with sandbox(webhooks={"carrier": ear[1]}) as running:
        call = urllib3.PoolManager()
        url = running.url + "/carrier/vnpost"
        access = call.request("POST", url + "/token", headers=basic()).json()["access_token"]
        call.request("POST", url + "/postOrder", json=ORDER, headers={"access_token": access})
        yield running


def moved(partners, *states):
    for state in states:
        partners.control(carrier={"number": "H46-1-R1", "state": state})


def is_signed(headers, body):
    return verify(
        [SECRET],
        event_id=headers["webhook-id"],
        timestamp=headers["webhook-timestamp"],
        signature=headers["webhook-signature"],
        body=body,
        at=datetime.now(UTC),
    )


def test_each_event_is_told_once_signed_as_the_portal_verifies_it(ear, partners):
    moved(partners, "accepted", "in_transit")

    heard = ear[0].wait_for(2)
    assert [is_signed(*one) for one in heard] == [True, True]
    assert sorted(json.loads(body)["statusCode"] for _headers, body in heard) == ["2", "3"]
    assert len({headers["webhook-id"] for headers, _body in heard}) == 2


def test_what_the_portal_could_not_take_is_told_again_under_the_same_id(ear, partners):
    ear[0].statuses = [503, 202]

    moved(partners, "accepted")

    first, again = ear[0].wait_for(2)
    assert first[0]["webhook-id"] == again[0]["webhook-id"]


def test_what_the_portal_refused_is_not_told_again(ear, partners):
    ear[0].statuses = [401]

    moved(partners, "accepted")
    ear[0].wait_for(1)
    time.sleep(1.0)

    assert len(ear[0].heard) == 1


def test_messages_are_doubled_and_forged_as_the_plan_says(ear, partners):
    partners.faults("carrier", webhook_duplicate=1.0, webhook_forged=1.0)

    moved(partners, "accepted")

    heard = ear[0].wait_for(3)
    real = [one for one in heard if is_signed(*one)]
    forged = [json.loads(body) for headers, body in heard if not is_signed(headers, body)]
    assert len({headers["webhook-id"] for headers, _body in real}) == 1
    assert len(real) == 2
    assert [one["statusCode"] for one in forged] == ["4"]


def test_messages_come_out_of_order_as_the_plan_says(ear, partners):
    partners.faults("carrier", seed=3, webhook_shuffle=1.0)
    states = ["accepted", "in_transit", "out_for_delivery", "failed", "returning", "returned"]

    moved(partners, *states)

    told = [json.loads(body)["_id"]["$oid"] for _headers, body in ear[0].wait_for(6)]
    assert len(set(told)) == 6
    assert told != sorted(told)
