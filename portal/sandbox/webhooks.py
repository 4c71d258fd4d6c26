"""Messages from a partner to the portal, signed, repeated until they are taken, and disturbed as the plan says."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections import Counter
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from portal.sandbox.plans import Misfortune, Plan

TRIES: Final = 6
FIRST_PAUSE_SECONDS: Final = 0.5
SENDERS: Final = 8
SHUFFLE_SECONDS: Final = 2.0
TIMEOUT: Final = aiohttp.ClientTimeout(total=10)


def sign(secret: str, *, event_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature over id, instant and body (HMAC-SHA256, base64, version 1)."""
    signed = b".".join([event_id.encode(), str(timestamp).encode(), body])
    return "v1," + base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


@dataclass(frozen=True, slots=True)
class _Message:
    event_id: str
    body: bytes
    secret: str
    tries: int = 1


class Webhooks:
    """Messages of one partner to one address. An empty address: nobody wants them, and none are kept."""

    def __init__(self, *, url: str, secret: str) -> None:
        """Begin with an empty queue."""
        self.url = url
        self.misfortune = Misfortune(Plan())
        self.counts: Counter[str] = Counter()
        self._secret = secret
        self._queue: asyncio.Queue[_Message] = asyncio.Queue()
        self._senders: list[asyncio.Task[None]] = []
        self._session: aiohttp.ClientSession | None = None

    def send(self, event_id: str, content: dict[str, Any], *, forgery: dict[str, Any] | None = None) -> None:
        """Queue a message, and what the plan adds: the same once more, later ones first, a forged one."""
        if not self.url:
            return
        plan, luck = self.misfortune.plan, self.misfortune
        message = _Message(event_id, json.dumps(content, ensure_ascii=False).encode(), self._secret)
        pause = luck.between(0, SHUFFLE_SECONDS) if luck.strikes(plan.webhook_shuffle) else 0.0
        self._queue_after(pause, message)
        if luck.strikes(plan.webhook_duplicate):
            self._queue_after(pause + luck.between(0, SHUFFLE_SECONDS), message)
        if forgery and luck.strikes(plan.webhook_forged):
            lie = json.dumps(forgery, ensure_ascii=False).encode()
            self._queue_after(0.0, _Message(f"forged-{event_id}", lie, "not the secret"))

    async def begin(self) -> None:
        """Start sending."""
        if self.url:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT)
            self._senders = [asyncio.create_task(self._work()) for _ in range(SENDERS)]

    async def end(self) -> None:
        """Stop sending; what waits is dropped."""
        for sender in self._senders:
            sender.cancel()
        await asyncio.gather(*self._senders, return_exceptions=True)
        if self._session:
            await self._session.close()

    def _queue_after(self, pause: float, message: _Message) -> None:
        if pause:
            asyncio.get_running_loop().call_later(pause, self._queue.put_nowait, message)
        else:
            self._queue.put_nowait(message)

    async def _work(self) -> None:
        while True:
            message = await self._queue.get()
            status = await self._post(message)
            self.counts[str(status or "no answer")] += 1
            # What the portal refuses it refuses for good; only what it could not take is said again.
            is_taken = status and status < HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.TOO_MANY_REQUESTS
            if not is_taken and message.tries < TRIES:
                pause = FIRST_PAUSE_SECONDS * 2 ** (message.tries - 1)
                self._queue_after(pause, replace(message, tries=message.tries + 1))

    async def _post(self, message: _Message) -> int:
        now = int(time.time())
        event_id, body = message.event_id, message.body
        headers = {
            "Content-Type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": str(now),
            "webhook-signature": sign(message.secret, event_id=event_id, timestamp=now, body=body),
        }
        if not self._session:
            return 0
        try:
            async with self._session.post(self.url, data=body, headers=headers, allow_redirects=False) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0
