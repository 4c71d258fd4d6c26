"""The partners of the sandbox, running in a thread of the test: real HTTP on a free port."""

import asyncio
import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from portal.sandbox.app import Options, build

SECRET = "secret-between-portal-and-partners"


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox: `url` is its base; partners are below /carrier, /sms, /zalo, /push."""

    url: str
    secret: str = SECRET

    def control(self, **wish: Any) -> dict[str, Any]:
        """Make a control call, such as `control(plans={"carrier": {"busy": 1.0}})`."""
        return self._ask("/_control", json.dumps(wish).encode())

    def faults(self, partner: str, **plan: Any) -> None:
        """Set what goes wrong at one partner from now on; nothing given: nothing goes wrong."""
        self.control(plans={partner: plan})

    def ledger(self, partner: str) -> dict[str, Any]:
        """Return what really happened at one partner."""
        return self._ask(f"/_control/ledger?partner={partner}")[partner]

    def _ask(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.secret}"}
        request = urllib.request.Request(self.url + path, data=body, headers=headers)  # noqa: S310 -- our own server
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 -- our own server
            return json.loads(answer.read())


@contextmanager
def sandbox(
    *, webhooks: dict[str, str] | None = None, data: Path | None = None, pace: float = 0.0
) -> Iterator[Sandbox]:
    """Run all partners until the block ends. `webhooks`: the portal's address for each partner's messages."""
    options = Options(secret=SECRET, webhooks=webhooks or {}, data=data, pace=pace)
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(build(options), access_log=None, shutdown_timeout=0.5)

    async def start() -> int:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return runner.addresses[0][1]

    # A loop of its own thread: the test's thread may be running one already, as browser tests leave it.
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    port = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield Sandbox(f"http://127.0.0.1:{port}")
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
