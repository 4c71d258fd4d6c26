import pytest

from tests.support.partners import SECRET

MESSAGE = {"phone": "84912345678", "template_id": "7", "template_data": {"ma": "H46-1"}, "tracking_id": "m-1"}


def refreshed(call, refresh=SECRET, secret=SECRET):
    fields = {"refresh_token": refresh, "app_id": "1", "grant_type": "refresh_token"}
    return call(
        "POST", "/zalo/v4/oa/access_token", fields=fields, headers={"secret_key": secret}, encode_multipart=False
    ).json()


@pytest.fixture
def access(call):
    return {"access_token": refreshed(call)["access_token"]}


def sent(call, access, **others):
    return call("POST", "/zalo/message/template", json={**MESSAGE, **others}, headers=access).json()


def test_a_message_is_sent_once_for_one_tracking_id(partners, call, access):
    assert sent(call, access)["data"] == sent(call, access)["data"]
    assert partners.ledger("zalo")["references"] == {"m-1": 1}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"phone": "0912345678"}, -108),
        ({"phone": "84912345611"}, -213),
        ({"phone": "84912345622"}, -118),
        ({"template_data": "x"}, -111),
        ({"template_id": ""}, -111),
    ],
)
def test_what_cannot_be_sent_is_told_by_a_number(partners, call, access, wrong, error):
    assert sent(call, access, **wrong)["error"] == error
    assert partners.ledger("zalo")["messages"] == 0


def test_without_a_token_nothing_is_sent(call):
    assert sent(call, {"access_token": "made-up"})["error"] == -124


def test_a_refresh_token_holds_for_one_use(call):
    first = refreshed(call)

    assert "access_token" in refreshed(call, first["refresh_token"])
    assert refreshed(call, first["refresh_token"])["error"] == -14014
    assert refreshed(call, secret="wrong")["error"] == -14014
