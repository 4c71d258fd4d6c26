"""SMS, Zalo and the browser, through the sandbox's real servers."""

import json
from datetime import timedelta

import pytest
import time_machine

from notifications.actions import keep_wishes, listen
from notifications.channels import push
from notifications.channels.partners import reference_of
from notifications.enums import Channel, Group, Kind, Language
from notifications.models import ChannelToken, Delivery, PushSubscription, Suppression
from portal.doors import HANDLERS
from portal.kernel import inbox
from portal.kernel.enums import EffectState
from portal.kernel.errors import RuleViolation
from portal.kernel.inbox import sign
from portal.kernel.models import InboundEvent, OwedEffect
from tests.notifications.support import MORNING, NIGHT, NOON, drain, only, states, told

pytestmark = pytest.mark.django_db


def wish(person, channel, *, group=Group.DUTY, email=False):
    said = {(group, Channel(channel)): True, (group, Channel.EMAIL): email}
    keep_wishes(person=person, language=Language.VIETNAMESE, wants_digest=True, wishes=said, at=NOON)


def report(client, partner, content, *, event_id="e1", key="hook-secret", at=NOON):
    """Send a partner's report as it does, and act on what was stored."""
    body = json.dumps(content).encode()
    stamp = int(at.timestamp())
    headers = {
        "webhook-id": event_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(key, event_id=event_id, timestamp=stamp, body=body),
    }
    answer = client.post(f"/doi-tac/{partner}/bao-nhan/", body, content_type="application/json", headers=headers)
    inbox.apply_stored(partner, HANDLERS[partner], at=at + timedelta(minutes=1))
    return answer.status_code


@pytest.fixture(autouse=True)
def _at_noon():
    """Doors read the clock of the day: at night nothing rings."""
    with time_machine.travel(NOON, tick=True):
        yield


def test_an_sms_names_the_matter_without_diacritics_in_counted_parts(citizen, partners):
    wish(citizen, "sms")
    told(citizen)

    drain()

    sent = only("sms")
    assert (sent.state, sent.parts, sent.sent_to) == ("sent", 1, "+84•••••0001")
    assert sent.provider_reference == reference_of(sent.pk)
    ledger = partners.ledger("sms")
    assert (ledger["messages"], ledger["parts"]) == (1, 1)
    assert sent.deliver_by is not None  # the receipt is still to come


@pytest.mark.parametrize("fault", ["busy", "reset_before", "error_after", "reset_after", "wrong_json"])
def test_an_sms_is_sent_once_whatever_the_gateway_does(citizen, partners, fault):
    wish(citizen, "sms")
    told(citizen)
    partners.faults("sms", **{fault: 1.0}, idempotency=False)
    drain()
    partners.faults("sms", idempotency=False)

    drain(at=OwedEffect.objects.get().next_attempt_at)

    ledger = partners.ledger("sms")
    assert (ledger["messages"], ledger["duplicated"]) == (1, [])
    assert only("sms").state == "sent"


def test_a_number_that_no_telephone_has_is_not_texted_again(citizen, partners):
    citizen.phone = "+84200000001"
    citizen.save(update_fields=["phone"])
    wish(citizen, "sms")
    told(citizen)

    drain()

    assert (only("sms").state, only("sms").cause) == ("failed", "invalid_number")
    assert Suppression.objects.get().channel == "sms"


def test_receipts_are_applied_by_rank_not_by_arrival(citizen, partners, client):
    wish(citizen, "sms")
    told(citizen)
    drain()
    reference = only("sms").provider_reference

    stories = ["delivered", "undelivered", "sent", "delivered"]
    answers = [
        report(client, "sms", {"reference": reference, "status": status}, event_id=f"e{number}")
        for number, status in enumerate(stories)
    ]
    repeated = report(client, "sms", {"reference": reference, "status": "undelivered"}, event_id="e1")

    delivery = only("sms")
    assert (answers, repeated) == ([202] * 4, 200)
    assert (delivery.state, delivery.deliver_by) == ("delivered", None)
    assert [one.state for one in InboundEvent.objects.order_by("pk")] == ["applied", "ignored", "ignored", "ignored"]


def test_a_receipt_may_overtake_our_own_record(citizen, partners, client):
    wish(citizen, "sms")
    told(citizen)
    early = report(client, "sms", {"reference": reference_of(only("sms").pk), "status": "delivered"})

    drain()

    assert early == 202
    assert only("sms").state == "delivered"
    assert only("sms").sent_at is not None


@pytest.mark.parametrize("reference", ["", "mc1-0000000000", "mc-", "x", "mc99999999999999999999-aaaaaaaaaa", "mcá-b"])
def test_receipts_for_references_that_are_not_ours_change_nothing(client, partners, reference):
    assert report(client, "sms", {"reference": reference, "status": "delivered"}) == 202
    assert InboundEvent.objects.get().state == "refused"


def test_forged_and_stale_receipts_are_not_stored(client, partners):
    assert report(client, "sms", {"reference": "x"}, key="another") == 401
    assert report(client, "sms", {"reference": "x"}, at=NIGHT) == 401
    assert not InboundEvent.objects.exists()


def test_zalo_is_spoken_to_with_tokens_that_hold_for_one_use(citizen, partners, client):
    wish(citizen, "zalo")
    told(citizen, key="1")
    drain()
    partners.control(expire_tokens=["zalo"])
    told(citizen, key="2")

    drain()

    ledger = partners.ledger("zalo")
    assert (ledger["messages"], ledger["duplicated"]) == (2, [])
    kept = ChannelToken.objects.get()
    assert kept.refresh not in {"", partners.secret}
    first = Delivery.objects.filter(channel="zalo").order_by("pk")[0]
    event = {"event_name": "user_received_message", "message": {"tracking_id": first.provider_reference}}
    assert report(client, "zalo", event) == 202
    first.refresh_from_db()
    assert first.state == "delivered"


@pytest.mark.parametrize(("ending", "cause"), [("11", "no_follower"), ("22", "no_account")])
def test_whom_zalo_does_not_reach_is_reached_otherwise(citizen, partners, ending, cause):
    citizen.phone = f"+849000000{ending}"
    citizen.save(update_fields=["phone"])
    wish(citizen, "zalo")
    message = told(citizen)

    drain()

    assert only("zalo").cause == cause
    assert states(message)["zalo"] == "failed"
    assert not Suppression.objects.exists()


def subscribed(partners, person, **more):
    made = partners.control(push={"subscribe": partners.url})["push"]
    listen(person=person, endpoint=made["endpoint"], **made["keys"], at=NOON, **more)
    return made


def test_a_browser_that_listens_is_shown_the_message(citizen, partners):
    made = subscribed(partners, citizen)
    message = told(citizen)

    drain()

    assert states(message)["push"] == "sent"
    (shown,) = partners.ledger("push")["subscriptions"][made["id"]]
    content = json.loads(shown["Nội dung"])
    assert content["title"] == "Hồ sơ TN-260302-0001: Yêu cầu bổ sung hồ sơ"
    assert content["url"].endswith("/ho-so/TN-260302-0001/")


def test_a_browser_that_is_gone_is_forgotten(citizen, partners):
    made = subscribed(partners, citizen)
    partners.control(push={"gone": made["id"]})
    message = told(citizen)

    drain()

    assert states(message)["push"] == "failed"
    assert PushSubscription.objects.get().ended_at is not None


def test_what_a_browser_said_is_sealed_and_the_oldest_makes_room(citizen, partners):
    for _number in range(7):
        made = subscribed(partners, citizen)

    assert PushSubscription.objects.filter(ended_at__isnull=True).count() == 5
    stored = PushSubscription.objects.extra(select={"raw": "endpoint"}).order_by("-pk").values_list("raw", flat=True)[0]
    assert made["endpoint"] not in stored


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/x", "http://fcm.googleapis.com/x", "https://fcm.googleapis.com.ke-gian.vn/x",
        "https://ai@fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "file:///etc/passwd", "https://[", "",
    ],
)  # fmt: skip
def test_a_browser_cannot_make_us_call_anybody_else(citizen, settings, endpoint):
    settings.PUSH_HOSTS = ("fcm.googleapis.com", ".push.apple.com")

    with pytest.raises(RuleViolation):
        listen(person=citizen, endpoint=endpoint, p256dh="BA" + "A" * 85, auth="A" * 22, at=NOON)
    assert push.is_endpoint("https://fcm.googleapis.com/fcm/send/x")
    assert push.is_endpoint("https://web.push.apple.com/x")


def test_what_is_sent_late_does_not_ring_at_night(citizen, partners):
    wish(citizen, "sms")
    told(citizen)

    with time_machine.travel(NIGHT):
        drain(at=NIGHT)
    at_night = only("sms").state, partners.ledger("sms")["messages"]
    drain(at=MORNING)

    assert at_night == ("held", 0)
    assert (only("sms").state, partners.ledger("sms")["messages"]) == ("sent", 1)


def test_what_is_urgent_rings_at_any_hour(citizen, partners):
    wish(citizen, "sms", group=Group.URGENT)
    told(citizen, kind=Kind.EXEMPTION_GRANTED, at=NIGHT)

    with time_machine.travel(NIGHT):
        drain(at=NIGHT)

    assert only("sms").state == "sent"
    assert OwedEffect.objects.get().state == EffectState.DONE
