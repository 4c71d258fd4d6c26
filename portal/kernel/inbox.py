"""What comes in from partners: verified over its exact bytes, stored raw, answered, and only then acted upon."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse

from portal.kernel.enums import InboundState
from portal.kernel.jobs import after_commit
from portal.kernel.logs import log
from portal.kernel.models import InboundEvent, Partner

WINDOW: Final = timedelta(minutes=5)
MAX_BYTES: Final = 256 * 1024
MAX_ATTEMPTS: Final = 10
#: A message may come before the matter it is about is written here; after that long it is shown to people.
PARKED_AT_MOST: Final = timedelta(days=3)
RETRY_AFTER: Final = timedelta(seconds=20)
_KEPT_BODIES: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a room made of a message. The cause is a word or sentence without personal data."""

    state: InboundState
    cause: str = ""


APPLIED: Final = Verdict(InboundState.APPLIED)
IGNORED: Final = Verdict(InboundState.IGNORED)
PARKED: Final = Verdict(InboundState.PARKED)

Handler = Callable[[InboundEvent], Verdict]


def sign(secret: str, *, event_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a message: HMAC-SHA256 over `id.timestamp.body`, in Base64 after its version."""
    content = b".".join((event_id.encode(), str(timestamp).encode(), body))
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def verify(secrets: Sequence[str], *, event_id: str, timestamp: str, signature: str, body: bytes, at: datetime) -> bool:
    """Return whether one of the secrets made one of the signatures, within five minutes of now.

    Several secrets and several signatures let keys change without a gap.
    """
    try:
        sent_at = datetime.fromtimestamp(int(timestamp), UTC)
    except (ValueError, OverflowError, OSError):
        return False
    if not event_id or len(event_id) > 120 or abs(at - sent_at) > WINDOW:  # noqa: PLR2004 -- width of the column
        return False
    given = [part.encode("utf-8", "replace") for part in signature.split(" ")[:5]]
    made = [sign(one, event_id=event_id, timestamp=int(timestamp), body=body).encode() for one in secrets if one]
    matches = [hmac.compare_digest(theirs, ours) for theirs in given for ours in made]
    return any(matches)


@transaction.atomic
def receive(*, partner: str, event_id: str, body: bytes, at: datetime) -> bool:
    """Store a verified message as it came. Returns False when it came before: then nothing changes."""
    _, is_new = InboundEvent.objects.get_or_create(
        partner=partner,
        event_id=event_id,
        defaults={
            "body": body,
            "sha256": hashlib.sha256(body).hexdigest(),
            "received_at": at,
            "next_attempt_at": at,
        },
    )
    if is_new:
        after_commit("portal.tasks.apply_inbound", partner=partner)
    return is_new


def receive_page(request: HttpRequest, *, partner: str, secrets: Sequence[str], at: datetime) -> HttpResponse:
    """Answer a partner's message: 202 stored, 200 known already, 401 not theirs or too old, 413 too large."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES or len(request.body) > MAX_BYTES:
        return _refuse(partner, "too_large", 413)
    event_id = request.headers.get("webhook-id", "")
    is_theirs = verify(
        secrets,
        event_id=event_id,
        timestamp=request.headers.get("webhook-timestamp", ""),
        signature=request.headers.get("webhook-signature", ""),
        body=request.body,
        at=at,
    )
    if not is_theirs:
        return _refuse(partner, "not_theirs", 401)
    is_new = receive(partner=partner, event_id=event_id, body=request.body, at=at)
    return JsonResponse({"stored": is_new}, status=202 if is_new else 200)


def _refuse(partner: str, cause: str, status: int) -> HttpResponse:
    known = Partner.objects.filter(name=partner)
    if not known.update(refused_messages=F("refused_messages") + 1):
        Partner.objects.get_or_create(name=partner)  # another refusal may make it meanwhile: each counts
        known.update(refused_messages=F("refused_messages") + 1)
    log.warning("message_refused", partner=partner, cause=cause)
    return JsonResponse({"error": cause}, status=status)


def apply_stored(partner: str, handler: Handler, *, at: datetime, most: int = 2000) -> int:
    """Act on stored messages, oldest first, each in a transaction of its own; a broken one holds up nobody.

    Returns how many were settled.
    """
    waiting = InboundEvent.objects.filter(
        partner=partner, state__in=[InboundState.STORED, InboundState.PARKED], next_attempt_at__lte=at
    )
    settled = 0
    for event_id in list(waiting.order_by("pk").values_list("pk", flat=True)[:most]):
        settled += _apply_one(event_id, handler, at=at)
    return settled


def _apply_one(event_pk: int, handler: Handler, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            waiting = InboundEvent.objects.filter(pk=event_pk, settled_at__isnull=True)
            if connection.features.has_select_for_update_skip_locked:
                waiting = waiting.select_for_update(skip_locked=True)
            event = waiting.first()
            if event is None:
                return False
            return _settle(event, handler(event), at=at)
    except Exception as fault:  # noqa: BLE001 -- a broken message must not hold up those behind it
        log.error("message_broken", event_id=event_pk, fault=type(fault).__name__)
        _note_fault(event_pk, type(fault).__name__, at=at)
        return False


def _settle(event: InboundEvent, verdict: Verdict, *, at: datetime) -> bool:
    event.state, event.cause = verdict.state, verdict.cause[:200]
    if verdict.state == InboundState.PARKED:
        # The longer it waits, the rarer: many that nobody will ever know must not hold up those that come.
        event.next_attempt_at = at + max(RETRY_AFTER, (at - event.received_at) / 8)
        if at - event.received_at > PARKED_AT_MOST:
            event.state = InboundState.FAILED
    if event.state != InboundState.PARKED:
        event.settled_at = at
    event.save(update_fields=["state", "cause", "next_attempt_at", "settled_at"])
    return event.settled_at is not None


def _note_fault(event_pk: int, cause: str, *, at: datetime) -> None:
    waiting = InboundEvent.objects.filter(pk=event_pk, settled_at__isnull=True)
    waiting.update(attempts=F("attempts") + 1, next_attempt_at=at + RETRY_AFTER, cause=cause)
    waiting.filter(attempts__gte=MAX_ATTEMPTS).update(state=InboundState.FAILED, settled_at=at)


def due_partners(*, at: datetime) -> list[str]:
    """Return the partners whose messages wait: whose bell the sweep rings."""
    waiting = InboundEvent.objects.filter(state__in=[InboundState.STORED, InboundState.PARKED], next_attempt_at__lte=at)
    return list(waiting.order_by("partner").values_list("partner", flat=True).distinct())


def forget_bodies(*, at: datetime) -> int:
    """Empty the bodies of messages settled a month ago; their hash stays. Returns how many."""
    old = InboundEvent.objects.filter(settled_at__lt=at - _KEPT_BODIES).exclude(body=b"")
    return old.update(body=b"")
