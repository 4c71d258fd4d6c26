"""What every partner of the sandbox has: a plan of faults, tokens, a ledger, and messages to the portal."""

import asyncio
import base64
import binascii
import hmac
import json
import secrets
import socket
import struct
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote_plus

from aiohttp import web

from portal.sandbox.ledger import Ledger
from portal.sandbox.plans import Fault, Misfortune, Plan
from portal.sandbox.webhooks import Webhooks

TOKEN_SECONDS: Final = 600

Act = Callable[[], web.Response]


class Partner(ABC):
    """One partner. Subclasses add routes; `answer` puts the plan of faults around what they do."""

    name = ""

    def __init__(self, *, secret: str, ledger: Ledger, webhooks: Webhooks) -> None:
        """Begin without faults."""
        self.secret = secret
        self.ledger = ledger
        self.webhooks = webhooks
        self.calls = 0
        self.misfortune = Misfortune(Plan())
        self.token_seconds = TOKEN_SECONDS
        self._tokens: dict[str, float] = {}
        self._later: set[asyncio.TimerHandle] = set()

    @abstractmethod
    def routes(self) -> list[web.RouteDef]:
        """Return what the partner listens to, below its own prefix."""

    @abstractmethod
    def control(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Do what only this partner can do when a control call wishes it."""

    def summary(self) -> dict[str, Any]:
        """Return what happened, for the ledger page of the control."""
        return {"calls": self.calls, "faults": dict(self.misfortune.counts)}

    @abstractmethod
    def received(self) -> list[dict[str, str]]:
        """Return what the partner holds, newest first, in words for the page."""

    def begin(self) -> None:  # noqa: B027 -- most partners left nothing
        """Take up what an earlier process left; the loop runs."""

    def end(self) -> None:
        """Forget what was to be done later."""
        for handle in self._later:
            handle.cancel()
        self.ledger.close()

    @property
    def plan(self) -> Plan:
        """The plan of faults in force."""
        return self.misfortune.plan

    def set_plan(self, plan: Plan) -> None:
        """Begin anew with another plan and its seed."""
        self.misfortune = Misfortune(plan)
        self.webhooks.misfortune = self.misfortune

    def later(self, seconds: float, deed: Callable[[], object]) -> None:
        """Do something after a while, unless the server ends before."""

        def do() -> None:
            self._later.discard(handle)
            deed()

        handle = asyncio.get_running_loop().call_later(seconds, do)
        self._later.add(handle)

    async def answer(self, request: web.Request, act: Act) -> web.StreamResponse:
        """Do `act` and answer with what it returns, as far as the plan lets this call."""
        self.calls += 1
        plan, fault = self.plan, self.misfortune.of_a_call()
        if plan.latency:
            await asyncio.sleep(plan.latency)
        if fault is Fault.NONE:
            return act()
        if fault in {Fault.BUSY, Fault.THROTTLED}:
            wait = {"Retry-After": str(plan.retry_after)} if plan.retry_after else {}
            return web.Response(status=503 if fault is Fault.BUSY else 429, headers=wait)
        if fault is Fault.RESET_BEFORE:
            return _break_off(request)
        if fault is Fault.LATE_COMMIT:
            self.later(plan.late, act)
        else:
            act()
        return await _answer_badly(request, fault, plan.hold)

    # Tokens

    def issue_token(self, authorization: str) -> web.Response:
        """Answer a demand for a token by client credentials: any key, the secret of the sandbox."""
        if not hmac.compare_digest(_basic_secret(authorization), self.secret):
            return respond({"error": "invalid_client"}, status=401)
        return respond({"access_token": self.new_token(), "token_type": "Bearer", "expires_in": self.token_seconds})

    def new_token(self) -> str:
        """Make a token that holds for a while."""
        token = secrets.token_urlsafe(24)
        self._tokens[token] = time.monotonic() + self.token_seconds
        return token

    def expire_tokens(self) -> None:
        """Let no token hold any more, as partners do without a word."""
        self._tokens.clear()

    def knows(self, token: str) -> bool:
        """Tell whether a token holds; "Bearer " before it is skipped."""
        return self._tokens.get(token.removeprefix("Bearer "), 0.0) > time.monotonic()


def respond(content: object, *, status: int = 200) -> web.Response:
    """Return a JSON answer."""
    return web.Response(
        body=json.dumps(content, ensure_ascii=False).encode(), status=status, content_type="application/json"
    )


async def read_object(request: web.Request) -> dict[str, Any] | None:
    """Return the JSON object of a request, or None if it holds none."""
    try:
        content = json.loads(await request.read())
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


async def _answer_badly(request: web.Request, fault: Fault, hold: float) -> web.StreamResponse:
    if fault is Fault.ERROR_AFTER:
        return web.Response(status=500, text="Internal error")
    if fault is Fault.WRONG_JSON:
        return web.Response(text="<html><body>OK</body></html>", content_type="text/html")
    if fault is not Fault.RESET_AFTER:
        until = time.monotonic() + hold
        while time.monotonic() < until and request.transport and not request.transport.is_closing():
            await asyncio.sleep(0.1)
    return _break_off(request)


def _break_off(request: web.Request) -> web.Response:
    """Close the line with a reset, so that the caller hears nothing more."""
    if request.transport:
        line = request.transport.get_extra_info("socket")
        if line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response(status=500)


def _basic_secret(authorization: str) -> str:
    kind, _, coded = authorization.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        pair = base64.b64decode(coded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    secret = unquote_plus(pair.partition(":")[2])
    return secret if secret.isascii() else ""
