"""All partners in one server, with the control call by which tests and demos set what happens."""

import hmac
import ipaddress
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from portal.sandbox.carrier import Carrier
from portal.sandbox.ledger import Ledger
from portal.sandbox.page import render
from portal.sandbox.partner import Partner, read_object, respond
from portal.sandbox.plans import Plan
from portal.sandbox.push import Push
from portal.sandbox.sms import Sms
from portal.sandbox.webhooks import Webhooks
from portal.sandbox.zalo import Zalo

KINDS: Final[tuple[type[Partner], ...]] = (Carrier, Sms, Zalo, Push)
BODY_MAX_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a sandbox is set up. `webhooks` names the portal's address for each partner's messages."""

    secret: str
    data: Path | None = None
    webhooks: dict[str, str] = field(default_factory=dict)
    pace: float = 0.0


def build(options: Options) -> web.Application:
    """Return the server, not yet running."""
    partners: dict[str, Partner] = {kind.name: _partner(kind, options) for kind in KINDS}
    app = web.Application(client_max_size=BODY_MAX_BYTES)
    for name, partner in partners.items():
        for route in partner.routes():
            app.router.add_route(route.method, f"/{name}{route.path}", route.handler)
    control = _Control(partners, options.secret)
    app.router.add_post("/_control", control.change)
    app.router.add_get("/_control/ledger", control.ledger)
    app.router.add_get("/", control.page)
    app.cleanup_ctx.append(_life_of(partners))
    return app


def _partner(kind: type[Partner], options: Options) -> Partner:
    place = options.data / f"{kind.name}.jsonl" if options.data else None
    webhooks = Webhooks(url=options.webhooks.get(kind.name, ""), secret=options.secret)
    made = kind(secret=options.secret, ledger=Ledger(place), webhooks=webhooks)
    if isinstance(made, Carrier):
        made.pace = options.pace
    return made


def _life_of(partners: dict[str, Partner]) -> Any:
    async def life(_app: web.Application) -> AsyncIterator[None]:
        for partner in partners.values():
            await partner.webhooks.begin()
            partner.begin()
        yield
        for partner in partners.values():
            partner.end()
            await partner.webhooks.end()

    return life


class _Control:
    """The calls by which somebody on this machine sets faults and reads ledgers."""

    def __init__(self, partners: dict[str, Partner], secret: str) -> None:
        self._partners = partners
        self._secret = secret

    async def change(self, request: web.Request) -> web.Response:
        """Set plans ({"plans": {partner: plan}}), let tokens expire, or wish something of one partner."""
        if not self._may(request):
            return respond({"error": "forbidden"}, status=403)
        wish = await read_object(request)
        if wish is None:
            return respond({"error": "malformed"}, status=400)
        try:
            return respond(self._do(wish))
        except (KeyError, TypeError, ValueError) as refusal:
            return respond({"error": f"{type(refusal).__name__}: {refusal}"}, status=422)

    async def ledger(self, request: web.Request) -> web.Response:
        """Return what happened, at one partner (?partner=) or at all."""
        if not self._may(request):
            return respond({"error": "forbidden"}, status=403)
        only = request.query.get("partner", "")
        return respond({name: held.summary() for name, held in self._partners.items() if only in {"", name}})

    async def page(self, request: web.Request) -> web.Response:
        """Show what the partners received, to people on this machine."""
        if not _is_local(request):
            return web.Response(status=403)
        text = render({name: held.received() for name, held in self._partners.items()})
        headers = {
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "Cache-Control": "no-store",
        }
        return web.Response(text=text, content_type="text/html", headers=headers)

    def _do(self, wish: dict[str, Any]) -> dict[str, Any]:
        plans = {name: Plan.read(plan) for name, plan in dict(wish.get("plans", {})).items()}
        partners = {name: self._partners[name] for name in plans}
        for name, plan in plans.items():
            partners[name].set_plan(plan)
        for name in wish.get("expire_tokens", []):
            self._partners[name].expire_tokens()
        return {name: self._partners[name].control(wish[name]) for name in self._partners if name in wish}

    def _may(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return _is_local(request) and hmac.compare_digest(given.encode(), self._secret.encode())


def _is_local(request: web.Request) -> bool:
    """Tell whether somebody on this machine asks, under a name of this machine: no page of the web can."""
    name = request.host.rsplit(":", 1)[0]
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback and name in {"127.0.0.1", "localhost", "[::1]"}
    except ValueError:
        return False
