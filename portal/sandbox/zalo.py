"""The messenger of the sandbox: template messages of an official account, as Zalo's are publicly known.

Every answer is 200 with an `error` of its own; refresh tokens hold for one use.
"""

import hmac
import re
import secrets
from typing import Any, Final

from aiohttp import web

from portal.sandbox.partner import Partner, read_object, respond

NUMBER: Final = re.compile(r"84(3|5|7|8|9)\d{8}")
#: Numbers that end so are of people who do not follow the account, or have none.
NO_FOLLOWER, NO_ACCOUNT = "11", "22"
RECEIPT_SECONDS: Final = 1.0
SHOWN: Final = 100
ERRORS: Final = {
    -124: "Access token is invalid",
    -108: "Phone number is invalid",
    -118: "Zalo account not existed",
    -213: "User has not followed OA",
    -111: "Template data is invalid",
    -100: "Unknown error",
}


class Zalo(Partner):
    """Shows messages to nobody; its ledger holds what would have been shown."""

    name = "zalo"
    receipt_seconds = RECEIPT_SECONDS

    def begin(self) -> None:
        """Restore what was sent; the first refresh token is the secret itself."""
        self.sent: list[dict[str, Any]] = [line["zalo"] for line in self.ledger.lines]
        self.by_tracking = {message["tracking_id"]: message for message in reversed(self.sent)}
        self._refresh = {self.secret}

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [web.post("/v4/oa/access_token", self._token), web.post("/message/template", self._post)]

    def control(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Let a receipt come: {"tracking_id": …}.

        :raises ValueError: there is no such message.
        """
        message = self.by_tracking.get(str(wish.get("tracking_id")))
        if message is None:
            msg = "no such message"
            raise ValueError(msg)
        self._receipt(message)
        return {"tracking_id": message["tracking_id"]}

    def summary(self) -> dict[str, Any]:
        """Return, beside the counts, how many messages were sent under each tracking id."""
        times: dict[str, int] = {}
        for message in self.sent:
            times[message["tracking_id"]] = times.get(message["tracking_id"], 0) + 1
        return {
            **super().summary(),
            "messages": len(self.sent),
            "duplicated": sorted(tracking for tracking, count in times.items() if count > 1),
            "webhooks": dict(self.webhooks.counts),
            "references": times,
        }

    def received(self) -> list[dict[str, str]]:
        """Return the newest messages."""
        return [
            {
                "Đến": message["phone"],
                "Mẫu": message["template_id"],
                "Dữ liệu": "; ".join(f"{name}: {value}" for name, value in message["template_data"].items()),
                "Trạng thái": "đã nhận" if message["is_delivered"] else "đã gửi",
            }
            for message in self.sent[: -SHOWN - 1 : -1]
        ]

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        refresh = str(form.get("refresh_token", ""))
        is_ours = hmac.compare_digest(request.headers.get("secret_key", "").encode(), self.secret.encode())
        if not is_ours or form.get("grant_type") != "refresh_token" or refresh not in self._refresh:
            return respond({"error_name": "Invalid refresh token", "error": -14014})
        following = secrets.token_urlsafe(24)
        # The one from the settings holds for good: the sandbox forgets its others when it ends.
        self._refresh = {self.secret, following}
        return respond(
            {
                "access_token": self.new_token(),
                "refresh_token": following,
                "expires_in": str(self.token_seconds),
            }
        )

    async def _post(self, request: web.Request) -> web.StreamResponse:
        if not self.knows(request.headers.get("access_token", "")):
            return _error(-124)
        content = await read_object(request)
        if content is None:
            return _error(-100)
        return await self.answer(request, lambda: self._send(content))

    def _send(self, content: dict[str, Any]) -> web.Response:
        phone, template, tracking = (str(content.get(name) or "") for name in ("phone", "template_id", "tracking_id"))
        data = content.get("template_data")
        fault = _fault(phone, template, data)
        if fault:
            return _error(fault)
        before = self.by_tracking.get(tracking)
        if before and self.plan.idempotency:
            return _sent(before)
        message = {
            "msg_id": f"zns{len(self.sent) + 1:08d}",
            "tracking_id": tracking,
            "phone": phone,
            "template_id": template,
            "template_data": {str(name): str(value) for name, value in dict(data or {}).items()},
            "is_delivered": False,
        }
        self.ledger.add(zalo=message)
        self.sent.append(message)
        self.by_tracking.setdefault(tracking, message)
        self.later(self.receipt_seconds, lambda: self._receipt(message))
        return _sent(message)

    def _receipt(self, message: dict[str, Any]) -> None:
        message["is_delivered"] = True
        receipt = {
            "event_name": "user_received_message",
            "message": {"msg_id": message["msg_id"], "tracking_id": message["tracking_id"]},
        }
        self.webhooks.send(f"{message['msg_id']}-received", receipt, forgery={**receipt, "forged": True})


def _fault(phone: str, template: str, data: object) -> int:
    if not NUMBER.fullmatch(phone):
        return -108
    if phone.endswith(NO_ACCOUNT):
        return -118
    if phone.endswith(NO_FOLLOWER):
        return -213
    return 0 if template and isinstance(data, dict) else -111


def _error(number: int) -> web.Response:
    return respond({"error": number, "message": ERRORS[number]})


def _sent(message: dict[str, Any]) -> web.Response:
    return respond({"error": 0, "message": "Success", "data": {"msg_id": message["msg_id"]}})
