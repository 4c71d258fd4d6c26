from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import inbox
from portal.kernel.enums import InboundState
from portal.kernel.inbox import APPLIED, IGNORED, PARKED, Verdict
from portal.kernel.models import InboundEvent, Partner

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
BODY = '{"state": "đã phát"}'.encode()
SECRET, OLD = "mới-0123456789", "cũ-0123456789"


def _headers(event_id="e1", *, at=NOON, secret=SECRET, body=BODY, **other):
    stamp = int(at.timestamp())
    made = {
        "webhook-id": event_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": inbox.sign(secret, event_id=event_id, timestamp=stamp, body=body),
    }
    return made | {name.replace("_", "-"): value for name, value in other.items()}


def _post(headers, *, body=BODY, secrets=(SECRET, OLD), at=NOON):
    request = RequestFactory().post("/", body, content_type="application/json", headers=headers)
    return inbox.receive_page(request, partner="post", secrets=secrets, at=at).status_code


@pytest.mark.django_db
def test_a_message_is_stored_once_as_it_came_and_the_bell_rings_once(queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answers = [_post(_headers()) for _each in range(3)]

    stored = InboundEvent.objects.get()
    assert answers == [202, 200, 200]
    assert (bytes(stored.body), stored.state) == (BODY, InboundState.STORED)
    assert queued == [("portal.tasks.apply_inbound", {"partner": "post"})]


@pytest.mark.django_db
@pytest.mark.parametrize("secret", [SECRET, OLD])
def test_keys_change_without_a_gap(secret):
    assert _post(_headers(secret=secret)) == 202


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "body", "answer"),
    [
        (_headers(secret="ai đó"), BODY, 401),
        (_headers(), BODY + b" ", 401),
        (_headers(at=NOON - timedelta(minutes=6)), BODY, 401),
        (_headers(at=NOON + timedelta(minutes=6)), BODY, 401),
        (_headers(webhook_timestamp="hôm qua"), BODY, 401),
        (_headers(webhook_timestamp="9" * 40), BODY, 401),
        (_headers(webhook_id="e2"), BODY, 401),
        (_headers(webhook_id=""), BODY, 401),
        (_headers("x" * 121), BODY, 401),
        (_headers(webhook_signature=""), BODY, 401),
        (_headers(webhook_signature="v1,é€ v2,"), BODY, 401),
        ({}, BODY, 401),
        (_headers(body=b"0" * (inbox.MAX_BYTES + 1)), b"0" * (inbox.MAX_BYTES + 1), 413),
    ],
)
def test_what_is_forged_stale_or_too_large_leaves_a_count_and_nothing_else(headers, body, answer):
    assert _post(headers, body=body) == answer
    assert not InboundEvent.objects.exists()
    assert Partner.objects.get(name="post").refused_messages == 1


@pytest.mark.django_db
def test_without_a_secret_nobody_is_believed():
    assert _post(_headers(secret=""), secrets=("", "")) == 401


@given(st.binary(max_size=200), st.integers(0, 199), st.integers(0, 7))
def test_one_flipped_bit_is_noticed(body, place, bit):
    stamp = int(NOON.timestamp())
    signature = inbox.sign(SECRET, event_id="e", timestamp=stamp, body=body)
    place = place % len(body) if body else 0
    flipped = bytes(byte ^ (1 << bit) if number == place else byte for number, byte in enumerate(body)) or b"x"

    def verdict(heard):
        facts = {"event_id": "e", "timestamp": str(stamp), "signature": signature}
        return inbox.verify([SECRET], **facts, body=heard, at=NOON)

    assert (verdict(body), verdict(flipped)) == (True, False)


def _receive(event_id, *, at=NOON):
    inbox.receive(partner="post", event_id=event_id, body=BODY, at=at)


@pytest.mark.django_db
def test_each_message_is_settled_once_in_the_order_it_came():
    seen = []

    def note(event):
        seen.append(event.event_id)
        return APPLIED if event.event_id != "b" else IGNORED

    for event_id in ("b", "a"):
        _receive(event_id)

    settled = [inbox.apply_stored("post", note, at=NOON) for _each in range(2)]

    assert (settled, seen) == ([2, 0], ["b", "a"])
    assert {one.event_id: one.state for one in InboundEvent.objects.all()} == {"a": "applied", "b": "ignored"}


@pytest.mark.django_db
def test_what_comes_before_its_matter_waits_for_it_and_not_for_ever():
    _receive("early")

    inbox.apply_stored("post", lambda _event: PARKED, at=NOON)
    parked = InboundEvent.objects.get().state
    too_soon = inbox.apply_stored("post", lambda _event: APPLIED, at=NOON)
    inbox.apply_stored("post", lambda _event: PARKED, at=NOON + timedelta(days=4))

    assert (parked, too_soon) == (InboundState.PARKED, 0)
    assert InboundEvent.objects.get().state == InboundState.FAILED


@pytest.mark.django_db
def test_a_broken_message_holds_up_nobody_and_is_shown_in_the_end():
    def stumble(event):
        if event.event_id == "broken":
            raise KeyError(event.event_id)
        return Verdict(InboundState.REFUSED, "không có bưu gửi này")

    _receive("broken")
    _receive("sound")

    for attempt in range(inbox.MAX_ATTEMPTS):
        inbox.apply_stored("post", stumble, at=NOON + timedelta(hours=attempt))

    assert dict(InboundEvent.objects.values_list("event_id", "state")) == {"broken": "failed", "sound": "refused"}


@pytest.mark.django_db
def test_the_sweep_knows_whose_messages_wait_and_old_bodies_are_forgotten():
    _receive("a")
    due = inbox.due_partners(at=NOON)
    inbox.apply_stored("post", lambda _event: APPLIED, at=NOON)

    forgotten = [inbox.forget_bodies(at=NOON + timedelta(days=days)) for days in (29, 31, 32)]

    assert (due, inbox.due_partners(at=NOON), forgotten) == (["post"], [], [0, 1, 0])
    assert InboundEvent.objects.get().sha256


@pytest.mark.django_db
def test_the_longer_a_message_waits_the_rarer_it_is_looked_at():
    inbox.receive(partner="post", event_id="e", body=BODY, at=NOON)
    looked, at = 0, NOON
    while at < NOON + timedelta(days=3):
        looked += InboundEvent.objects.filter(next_attempt_at__lte=at).count()
        inbox.apply_stored("post", lambda _event: PARKED, at=at)
        at = InboundEvent.objects.get().next_attempt_at

    assert 20 < looked < 100
