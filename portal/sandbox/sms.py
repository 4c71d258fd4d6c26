"""The SMS gateway of the sandbox: token, send under a client reference, look-up, delivery receipts."""

import re
from typing import Any, Final

from aiohttp import web

from portal.sandbox.partner import Partner, read_object, respond

NUMBER: Final = re.compile(r"(\+?84|0)(3|5|7|8|9)\d{8}")
#: A telephone that is switched off for good: taken by the gateway, never delivered.
SWITCHED_OFF: Final = "0000"
RECEIPT_SECONDS: Final = 1.0
SHOWN: Final = 100
#: Characters of one SMS and of a part of a longer one, in the GSM alphabet and in UCS-2.
GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE: Final = frozenset("^{}\\[~]|€\f")


class Sms(Partner):
    """Sends to no telephone; its ledger holds what would have reached one."""

    name = "sms"
    receipt_seconds = RECEIPT_SECONDS

    def begin(self) -> None:
        """Restore what was sent."""
        self.sent: list[dict[str, Any]] = [line["sms"] for line in self.ledger.lines]
        self.by_reference: dict[str, dict[str, Any]] = {}
        for message in self.sent:
            self.by_reference.setdefault(message["reference"], message)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; each but the token's needs a token."""
        return [
            web.post("/oauth/token", self._token),
            web.post("/messages", self._post),
            web.get("/messages/{reference}", self._get),
        ]

    def control(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Let a receipt come: {"reference": …, "status": "delivered" | "undelivered"}.

        :raises ValueError: there is no such message or status.
        """
        message = self.by_reference.get(str(wish.get("reference")))
        if message is None or wish.get("status") not in {"delivered", "undelivered"}:
            msg = "no such message, or no such status"
            raise ValueError(msg)
        self._receipt(message, str(wish["status"]))
        return {"reference": message["reference"], "status": message["status"]}

    def summary(self) -> dict[str, Any]:
        """Return, beside the counts, how many messages were sent under each reference."""
        times: dict[str, int] = {}
        for message in self.sent:
            times[message["reference"]] = times.get(message["reference"], 0) + 1
        doubled = sorted(reference for reference, count in times.items() if count > 1)
        return {
            **super().summary(),
            "messages": len(self.sent),
            "parts": sum(message["parts"] for message in self.sent),
            "duplicated": doubled,
            "webhooks": dict(self.webhooks.counts),
            "references": times,
        }

    def received(self) -> list[dict[str, str]]:
        """Return the newest messages."""
        return [
            {
                "Đến": message["to"],
                "Nội dung": message["text"],
                "Số phần": str(message["parts"]),
                "Trạng thái": message["status"],
            }
            for message in self.sent[: -SHOWN - 1 : -1]
        ]

    async def _token(self, request: web.Request) -> web.Response:
        return self.issue_token(request.headers.get("Authorization", ""))

    async def _post(self, request: web.Request) -> web.StreamResponse:
        if not self.knows(request.headers.get("Authorization", "")):
            return respond({"error": "invalid_token"}, status=401)
        content = await read_object(request)
        if content is None:
            return respond({"error": "malformed"}, status=400)
        return await self.answer(request, lambda: self._send(content))

    async def _get(self, request: web.Request) -> web.StreamResponse:
        if not self.knows(request.headers.get("Authorization", "")):
            return respond({"error": "invalid_token"}, status=401)
        return await self.answer(request, lambda: self._find(request.match_info["reference"]))

    def _send(self, content: dict[str, Any]) -> web.Response:
        to, text, reference = (str(content.get(name) or "") for name in ("to", "text", "reference"))
        if not reference or not text:
            return respond({"error": "missing", "field": "text" if reference else "reference"}, status=422)
        if not NUMBER.fullmatch(to):
            return respond({"error": "invalid_number", "field": "to"}, status=422)
        before = self.by_reference.get(reference)
        if before and self.plan.idempotency:
            return respond(_told(before))
        message = {
            "id": f"sms-{len(self.sent) + 1:08d}",
            "reference": reference,
            "to": to,
            "sender": str(content.get("sender") or ""),
            "text": text,
            "parts": parts_of(text),
            "status": "sent",
        }
        self.ledger.add(sms=message)
        self.sent.append(message)
        self.by_reference.setdefault(reference, message)
        status = "undelivered" if to.endswith(SWITCHED_OFF) else "delivered"
        self.later(self.receipt_seconds, lambda: self._receipt(message, status))
        return respond(_told(message), status=201)

    def _find(self, reference: str) -> web.Response:
        if not self.plan.lookup:
            return respond({"error": "not_supported"}, status=501)
        message = self.by_reference.get(reference)
        return respond(_told(message)) if message else respond({"error": "not_found"}, status=404)

    def _receipt(self, message: dict[str, Any], status: str) -> None:
        message["status"] = status
        receipt = {"message_id": message["id"], "reference": message["reference"], "status": status}
        self.webhooks.send(
            f"{message['id']}-{status}", receipt, forgery={**receipt, "status": "undelivered", "forged": True}
        )


def parts_of(text: str) -> int:
    """Return how many SMS a text needs: 160 or 153 characters of the GSM alphabet each, else 70 or 67."""
    if all(letter in GSM or letter in GSM_TWICE for letter in text):
        length, alone, joined = sum(2 if letter in GSM_TWICE else 1 for letter in text), 160, 153
    else:
        length, alone, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= alone else -(-length // joined)


def _told(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "message_id": message["id"],
        "reference": message["reference"],
        "parts": message["parts"],
        "status": message["status"],
    }
