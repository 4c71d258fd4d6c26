import pytest

from tests.sandbox.test_carrier import ORDER, access, ordered  # noqa: F401 -- access is a fixture
from tests.support.partners import SECRET


def test_faults_and_ledgers_are_for_those_who_know_the_secret(call):
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        assert call("POST", "/_control", json={"plans": {}}, headers=headers).status == 403
        assert call("GET", "/_control/ledger", headers=headers).status == 403


@pytest.mark.parametrize("path", ["/_control/ledger", "/"])
def test_a_page_of_the_web_cannot_ask_under_a_name_of_its_own(call, path):
    headers = {"Authorization": f"Bearer {SECRET}", "Host": "evil.example:80"}

    assert call("GET", path, headers=headers).status == 403


@pytest.mark.parametrize(
    "wish",
    [
        {"plans": {"carrier": {"unknown": 1}}},
        {"plans": {"nobody": {}}},
        {"plans": 7},
        {"carrier": {"number": "never-R1", "state": "accepted"}},
        {"carrier": {"number": "H46-1-R1", "state": "teleported"}},
        {"sms": {"reference": "never", "status": "delivered"}},
        {"zalo": {"tracking_id": "never"}},
        {"push": {"gone": "never"}},
        {"push": {}},
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(call, wish, access):  # noqa: F811 -- the fixture
    ordered(call, access)

    assert call("POST", "/_control", json=wish, headers={"Authorization": f"Bearer {SECRET}"}).status == 422


def test_the_page_shows_what_came_and_takes_none_of_it_for_markup(call, access):  # noqa: F811 -- the fixture
    ordered(call, access)

    page = call("GET", "/")
    assert "&lt;b&gt;Mai&lt;/b&gt;" in page.data.decode()
    assert "<b>" not in page.data.decode()
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
