import pytest

from portal.sandbox.sms import parts_of
from tests.sandbox.conftest import token

TEXT = {"to": "0912345678", "text": "Ho so da co ket qua", "reference": "m-1"}


@pytest.fixture
def access(call):
    return {"Authorization": f"Bearer {token(call, '/sms/oauth/token')}"}


def test_the_same_reference_is_sent_once(partners, call, access):
    first = call("POST", "/sms/messages", json=TEXT, headers=access)
    again = call("POST", "/sms/messages", json=TEXT, headers=access)

    assert (first.status, again.status) == (201, 200)
    assert again.json()["message_id"] == first.json()["message_id"]
    assert partners.ledger("sms")["references"] == {"m-1": 1}


def test_without_idempotency_it_is_sent_again_and_the_ledger_says_so(partners, call, access):
    partners.faults("sms", idempotency=False)
    for _ in range(2):
        call("POST", "/sms/messages", json=TEXT, headers=access)

    assert partners.ledger("sms")["duplicated"] == ["m-1"]


def test_a_message_is_found_by_its_reference(partners, call, access):
    call("POST", "/sms/messages", json=TEXT, headers=access)

    assert call("GET", "/sms/messages/m-1", headers=access).json()["reference"] == "m-1"
    assert call("GET", "/sms/messages/m-2", headers=access).status == 404
    partners.faults("sms", lookup=False)
    assert call("GET", "/sms/messages/m-1", headers=access).status == 501


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"to": "12"}, "to"), ({"to": "0232123456"}, "to"), ({"text": ""}, "text"), ({"reference": ""}, "reference")],
)
def test_what_cannot_be_sent_is_refused(call, access, wrong, field):
    answer = call("POST", "/sms/messages", json={**TEXT, **wrong}, headers=access)

    assert (answer.status, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("a" * 153 * 2, 2), ("€" * 81, 2), ("ạ" * 70, 1), ("ạ" * 71, 2), ("😀" * 35, 1)],
)
def test_parts_are_counted_as_gateways_do(text, parts):
    assert parts_of(text) == parts
