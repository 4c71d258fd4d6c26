import base64
import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from pywebpush import WebPusher


@pytest.fixture
def browser(partners):
    return partners.control(push={"subscribe": partners.url})["push"]


def pushed(call, partners, browser, text=b'{"t": 1}', **changes):
    body = WebPusher({"endpoint": browser["endpoint"], "keys": browser["keys"]}).encode(text, "aes128gcm")["body"]
    vapid = Vapid02()
    vapid.generate_keys()
    claims = {"aud": partners.url, "sub": "mailto:a@b.vn", "exp": int(time.time()) + 3600, **changes.pop("claims", {})}
    headers = {"TTL": "60", "Content-Encoding": "aes128gcm", **vapid.sign(claims), **changes}
    return call("POST", f"/push/send/{browser['id']}", body=changes.get("body", bytes(body)), headers=headers).status


def test_an_encrypted_push_is_shown_to_its_browser_alone(call, partners, browser):
    assert pushed(call, partners, browser, "Có kết quả".encode()) == 201

    (shown,) = partners.ledger("push")["subscriptions"][browser["id"]]
    assert shown["Nội dung"] == "Có kết quả"


def test_a_browser_that_is_gone_is_told_from_one_that_never_was(call, partners, browser):
    partners.control(push={"gone": browser["id"]})

    assert pushed(call, partners, browser) == 410
    assert pushed(call, partners, {**browser, "id": "never"}) == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"TTL": "soon"}, 400),
        ({"Content-Encoding": "aesgcm"}, 400),
        ({"Authorization": "Bearer x"}, 403),
        ({"Authorization": "vapid t=a.b.c,k=d"}, 403),
        ({"claims": {"aud": "https://another.example"}}, 403),
        ({"claims": {"exp": int(time.time()) + 3 * 24 * 3600}}, 403),
    ],
)
def test_what_no_push_service_takes_is_refused(call, partners, browser, changes, status):
    assert pushed(call, partners, browser, **changes) == status
    assert partners.ledger("push")["messages"] == 0


def test_a_push_for_another_browser_cannot_be_read(call, partners, browser):
    other = {**browser, "keys": {**browser["keys"], "auth": base64.urlsafe_b64encode(bytes(16)).decode()}}

    assert pushed(call, partners, other) == 400


def test_a_push_is_four_kilobytes_at_most(call, partners, browser):
    assert pushed(call, partners, browser, b"x" * 5000) == 413


def test_a_signature_of_another_key_is_refused(call, partners, browser):
    stolen = ec.generate_private_key(ec.SECP256R1())
    vapid = Vapid02()
    vapid.generate_keys()
    token = vapid.sign({"aud": partners.url, "sub": "mailto:a@b.vn", "exp": int(time.time()) + 60})["Authorization"]
    numbers = stolen.public_key().public_numbers()
    point = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    swapped = token.split(",k=")[0] + ",k=" + base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    assert pushed(call, partners, browser, Authorization=swapped) == 403
    assert json.dumps(partners.ledger("push")["faults"]) == "{}"
