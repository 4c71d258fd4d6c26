"""The push service of the sandbox (RFC 8030, 8291, 8292), and the browsers behind it, which can read the pushes."""

import base64
import binascii
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import http_ece
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from portal.sandbox.partner import Partner

BODY_MAX_BYTES: Final = 4096
SHOWN: Final = 100
SIGNATURE_BYTES: Final = 64
#: A signature of the sender may hold for a day at most (RFC 8292 §2).
VAPID_MAX_SECONDS: Final = 24 * 3600


@dataclass(slots=True)
class Subscription:
    """One browser that wants pushes; its private key stays here."""

    id: str
    key: ec.EllipticCurvePrivateKey
    auth: bytes
    is_gone: bool = False
    pushes: list[dict[str, str]] = field(default_factory=list)


class Push(Partner):
    """Browsers and their push service in one. Subscriptions do not outlive the process."""

    name = "push"

    def begin(self) -> None:
        """Begin without subscriptions."""
        self.subscriptions: dict[str, Subscription] = {}
        self.taken: list[dict[str, str]] = [line["push"] for line in self.ledger.lines]

    def routes(self) -> list[web.RouteDef]:
        """Return the only route."""
        return [web.post("/send/{id}", self._post)]

    def control(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Subscribe a browser ({"subscribe": base address}) or let one be gone ({"gone": id}).

        :raises ValueError: neither is wished, or there is no such browser.
        """
        if base := wish.get("subscribe"):
            made = Subscription(
                secrets.token_urlsafe(12), ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
            )
            self.subscriptions[made.id] = made
            public = made.key.public_key().public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
            )
            keys = {"p256dh": _coded(public), "auth": _coded(made.auth)}
            return {"id": made.id, "endpoint": f"{str(base).rstrip('/')}/push/send/{made.id}", "keys": keys}
        held = self.subscriptions.get(str(wish.get("gone")))
        if held is None:
            msg = "no such subscription"
            raise ValueError(msg)
        held.is_gone = True
        return {"id": held.id, "gone": True}

    def summary(self) -> dict[str, Any]:
        """Return, beside the counts, what each browser was shown."""
        shown = {held.id: held.pushes for held in self.subscriptions.values()}
        return {**super().summary(), "messages": len(self.taken), "subscriptions": shown}

    def received(self) -> list[dict[str, str]]:
        """Return the newest pushes."""
        return self.taken[: -SHOWN - 1 : -1]

    async def _post(self, request: web.Request) -> web.StreamResponse:
        held = self.subscriptions.get(request.match_info["id"])
        body = await request.read()
        status = _fault(request, held, body)
        if held is None or status:
            return web.Response(status=status or 404)
        subscription = held
        return await self.answer(request, lambda: self._take(subscription, request, body))

    def _take(self, held: Subscription, request: web.Request, body: bytes) -> web.Response:
        try:
            text = http_ece.decrypt(body, private_key=held.key, auth_secret=held.auth, version="aes128gcm")
        except (http_ece.ECEException, ValueError):
            return web.Response(status=400, text="cannot be decrypted")
        push = {
            "Trình duyệt": held.id,
            "Nội dung": text.decode(errors="replace"),
            "Chủ đề": request.headers.get("Topic", ""),
            "Mức": request.headers.get("Urgency", ""),
        }
        self.ledger.add(push=push)
        self.taken.append(push)
        held.pushes.append(push)
        return web.Response(status=201, headers={"Location": f"/push/message/{len(self.taken)}"})


def _fault(request: web.Request, held: Subscription | None, body: bytes) -> int:
    """Return the status with which a push is refused, or 0."""
    if held is None:
        return 404
    if held.is_gone:
        return 410
    if len(body) > BODY_MAX_BYTES:
        return 413
    if not request.headers.get("TTL", "").isdigit() or request.headers.get("Content-Encoding") != "aes128gcm":
        return 400
    return 0 if _is_signed(request.headers.get("Authorization", ""), request) else 403


def _is_signed(authorization: str, request: web.Request) -> bool:
    """Tell whether the sender signed for this very service, and not long ago (RFC 8292)."""
    kind, _, rest = authorization.partition(" ")
    pairs = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    try:
        head, claims, signature = pairs.get("t", "").split(".")
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(pairs.get("k", "")))
        raw = _decoded(signature)
        if kind.lower() != "vapid" or len(raw) != SIGNATURE_BYTES:
            return False
        half = SIGNATURE_BYTES // 2
        whole = utils.encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))
        point.verify(whole, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        said = json.loads(_decoded(claims))
    except (ValueError, binascii.Error, InvalidSignature):
        return False
    is_meant = urlsplit(str(said.get("aud"))).netloc == request.host
    return is_meant and 0 < float(said.get("exp", 0)) - time.time() <= VAPID_MAX_SECONDS


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
