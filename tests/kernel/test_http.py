import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from portal.kernel.doors import OutcomeUnknown, TemporaryFailure
from portal.kernel.http import Answer, Client, Tokens, client_credentials, with_token
from tests.support.wires import drips, is_silent, resets, says, self_made_certificate, wire


def ordered_at(url, **parts):
    return Client(url, timeout_seconds=0.4).act("POST", "/orders", document={"n": 1}, **parts)


def test_an_answer_is_read_with_what_was_sent():
    with wire(says("201 Created", b'{"id": 7}')) as partner:
        answer = ordered_at(partner.url + "/v1/", query={"q": "a b"})

    assert (answer.status, answer.is_fine, answer.json()) == (201, True, {"id": 7})
    assert partner.requests[0].startswith(b"POST /v1/orders?q=a+b HTTP/1.1")
    assert partner.requests[0].endswith(b'{"n": 1}')


def test_a_refusal_is_an_answer():
    with wire(says("422 Unprocessable", b'{"field": "phone"}')) as partner:
        answer = ordered_at(partner.url)

    assert (answer.status, answer.is_fine) == (422, False)


@pytest.mark.parametrize("status", ["503 Busy", "429 Slower", "408 Timeout", "425 Early"])
def test_what_was_not_begun_may_be_done_later(status):
    with wire(says(status)) as partner, pytest.raises(TemporaryFailure) as failure:
        ordered_at(partner.url)

    assert failure.value.retry_after is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (["Retry-After: 12"], 12),
        (["Retry-After: Wed, 25 Nov 2026 08:01:00 GMT", "Date: Wed, 25 Nov 2026 08:00:00 GMT"], 60),
        (["Retry-After: Wed, 25 Nov 2026 07:01:00 GMT", "Date: Wed, 25 Nov 2026 08:00:00 GMT"], 0),
        (["Retry-After: 99999999999"], 86400),
        (["Retry-After: ١٢"], None),
        (["Retry-After: soon", "Date: now"], None),
    ],
)
def test_a_partner_says_when_to_come_back(headers, seconds):
    with wire(says("503 Busy", b"", *headers)) as partner, pytest.raises(TemporaryFailure) as failure:
        ordered_at(partner.url)

    assert failure.value.retry_after == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize("saying", [says("503 Busy"), says("500 Broken"), resets], ids=["503", "500", "reset"])
def test_a_call_that_failed_gives_its_place_in_the_pool_back(saying):
    with wire(saying, saying, says("200 OK", b"{}")) as partner:
        client = Client(partner.url, timeout_seconds=0.2, connections=1)
        for _call in range(2):
            with pytest.raises((TemporaryFailure, OutcomeUnknown)):
                client.act("POST", "/orders")
        answer = client.ask("GET", "/orders")

    assert answer.is_fine


def test_without_a_connection_nothing_was_done():
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]

    with pytest.raises(TemporaryFailure):
        ordered_at(f"http://127.0.0.1:{port}")


def test_a_certificate_nobody_vouches_for_stops_the_call_before_it(tmp_path):
    with wire(says("200 OK"), certificate=self_made_certificate(tmp_path)) as partner, pytest.raises(TemporaryFailure):
        ordered_at(partner.url)

    assert partner.requests == []


def test_a_partner_with_a_known_certificate_is_spoken_to(tmp_path, monkeypatch):
    certificate = self_made_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with wire(says("200 OK"), certificate=certificate) as partner:
        answer = ordered_at(partner.url)

    assert answer.status == 200


@pytest.mark.parametrize(
    "saying",
    [
        resets,
        is_silent(1.0),
        drips,
        says("500 Broken"),
        says("502 Bad gateway"),
        says("504 Gateway timeout"),
        says("303 See other", b"", "Location: /done"),
        says("200 OK", b"x" * 2_000_000),
        lambda line: line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}"),
        lambda line: line.sendall(b"nonsense\r\n\r\n"),
    ],
    ids=["reset", "silence", "drip", "500", "502", "504", "redirect", "flood", "cut", "nonsense"],
)
def test_once_sent_anything_else_leaves_the_outcome_unknown(saying):
    began = time.monotonic()
    with wire(saying) as partner:
        with pytest.raises(OutcomeUnknown):
            ordered_at(partner.url)
        took = time.monotonic() - began

    assert took < 2
    assert len(partner.requests) == 1


@pytest.mark.parametrize("saying", [resets, says("500 Broken"), is_silent(1.0)], ids=["reset", "500", "silence"])
def test_a_question_without_an_answer_may_be_asked_again(saying):
    with wire(saying) as partner, pytest.raises(TemporaryFailure):
        Client(partner.url, timeout_seconds=0.4).ask("GET", "/orders/1")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"\xff", b""])
def test_an_answer_that_is_no_object_tells_nothing(body):
    with pytest.raises(OutcomeUnknown):
        Answer(status=200, headers={}, body=body, changes=True).json()
    with pytest.raises(TemporaryFailure):
        Answer(status=200, headers={}, body=body, changes=False).json()


@pytest.mark.parametrize("address", ["", "carrier.vn", "file:///etc/passwd", "http://"])
def test_a_partner_has_an_address(address):
    with pytest.raises(ValueError, match="http://"):
        Client(address, timeout_seconds=1)


def answered(status):
    return Answer(status=status, headers={}, body=b"{}", changes=True)


def test_a_token_is_fetched_once_for_all_threads_and_while_it_holds():
    fetched = []
    tokens = Tokens(lambda: (fetched.append(1), time.sleep(0.05), ("token", 300.0))[2])

    with ThreadPoolExecutor(8) as pool:
        seen = set(pool.map(lambda _n: tokens.current(), range(50)))

    assert (seen, len(fetched)) == ({"token"}, 1)


def test_a_token_that_ran_out_is_renewed_before_use():
    names = iter("abc")
    tokens = Tokens(lambda: (next(names), 0.1))

    first = tokens.current()
    time.sleep(0.06)

    assert (first, tokens.current()) == ("a", "b")


def test_a_refused_token_is_renewed_once():
    names = iter("abc")
    tokens = Tokens(lambda: (next(names), 300.0))

    answer = with_token(tokens, lambda token: answered(401 if token == "a" else 200))

    assert (answer.status, tokens.current()) == (200, "b")


def test_two_refused_tokens_are_a_matter_of_access_not_of_the_call():
    tokens = Tokens(lambda: ("a", 300.0))

    with pytest.raises(TemporaryFailure):
        with_token(tokens, lambda _token: answered(401))


@pytest.mark.parametrize(
    "saying",
    [
        says("401 No"),
        says("200 OK", b'{"access_token": ""}'),
        says("200 OK", b'{"access_token": "t", "expires_in": "x"}'),
    ],
    ids=["refused", "empty", "malformed"],
)
def test_without_a_token_nothing_is_sent(saying):
    with wire(saying) as partner, pytest.raises(TemporaryFailure):
        client_credentials(Client(partner.url, timeout_seconds=1), "/token", key="k", secret="s")()


def test_credentials_travel_as_basic_authorization():
    with wire(says("200 OK", b'{"access_token": "t", "expires_in": 60}')) as partner:
        token = client_credentials(Client(partner.url, timeout_seconds=1), "/token", key="k", secret="s:/")()

    assert token == ("t", 60.0)
    assert b"Authorization: Basic azpzJTNBJTJG" in partner.requests[0]
    assert partner.requests[0].endswith(b"grant_type=client_credentials")
