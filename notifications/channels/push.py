"""Web push: encrypted for one browser (RFC 8291), signed by the portal (RFC 8292), handed to the browser's service."""

import json
import time
from base64 import urlsafe_b64decode
from functools import cache
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from django.conf import settings
from py_vapid import Vapid02, b64urlencode
from pywebpush import WebPusher

from notifications.channels.partners import BadAddress, client, refuse
from notifications.models import PushSubscription

#: A push that waits longer for its browser is worth nothing any more.
LIVES_SECONDS: Final = 24 * 3600
SIGNED_SECONDS: Final = 12 * 3600
POINT_BYTES, AUTH_BYTES = 65, 16
ENDPOINT_MAX_LENGTH: Final = 1000
_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


def is_endpoint(address: str) -> bool:
    """Tell whether an address is one of a known push service: a browser must not make us call anybody else."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if len(address) > ENDPOINT_MAX_LENGTH or parts.username or parts.scheme != "https":
        return f"http://{host}:{port}" in settings.PUSH_HOSTS
    return port in {None, 443} and any(_allows(one, host) for one in settings.PUSH_HOSTS)


def are_keys(p256dh: str, auth: str) -> bool:
    """Tell whether a browser's keys are what they must be: a point of the curve, and sixteen bytes."""
    try:
        point, secret = (urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in (p256dh, auth))
    except ValueError:
        return False
    return len(point) == POINT_BYTES and point[0] == 4 and len(secret) == AUTH_BYTES  # noqa: PLR2004 -- uncompressed point


def public_key() -> str:
    """Return the portal's public key, which browsers ask for; empty where there is no push."""
    if not settings.PUSH_PRIVATE_KEY:
        return ""
    point = _signer(settings.PUSH_PRIVATE_KEY).public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return str(b64urlencode(point))


def send(subscription: PushSubscription, *, title: str, body: str, url: str, is_urgent: bool) -> None:
    """Push to one browser.

    :raises BadAddress: the browser listens no more.
    :raises Refused: the service does not take what we send.
    :raises TemporaryFailure, OutcomeUnknown: see `portal.kernel.http`.
    """
    address = urlsplit(subscription.endpoint)
    origin = f"{address.scheme}://{address.netloc}"
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    content = json.dumps({"title": title, "body": body, "url": url}, ensure_ascii=False).encode()
    sealed = WebPusher({"endpoint": subscription.endpoint, "keys": keys}).encode(content)
    claims = {"aud": origin, "exp": int(time.time()) + SIGNED_SECONDS, "sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}"}
    headers = {
        **_signer(settings.PUSH_PRIVATE_KEY).sign(claims),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(LIVES_SECONDS),
        "Urgency": "high" if is_urgent else "normal",
    }
    answer = client(origin).act("POST", address.path, body=sealed["body"], headers=headers)
    if answer.status in _GONE:
        raise BadAddress("gone")
    if not answer.is_fine:
        raise refuse(answer, "Web push")


def _allows(rule: str, host: str) -> bool:
    return host.endswith(rule) if rule.startswith(".") else host == rule


@cache
def _signer(key: str) -> Vapid02:
    return Vapid02.from_raw(key.encode())
