"""The carrier's second protocol: plain JSON, an Idempotency-Key for each change, states in plain words."""

import hashlib
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from portal.sandbox.parcels import CANCELLABLE, PAGE_MAX, TEXTS, Event, Parcel, fault_of_an_address, price
from portal.sandbox.partner import read_object, respond

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.sandbox.carrier import Carrier

PREFIX: Final = "/generic/v1"


def routes(carrier: "Carrier") -> list[web.RouteDef]:
    """Return the routes; each but the token's needs a token."""

    def guarded(act: "Callable[[Carrier, web.Request, bytes, dict[str, Any]], web.Response]") -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            if not carrier.knows(request.headers.get("Authorization", "")):
                return respond({"error": "invalid_token"}, status=401)
            body = await request.read()
            content = await read_object(request) if body else {}
            if content is None:
                return respond({"error": "malformed"}, status=400)
            return await carrier.answer(request, lambda: act(carrier, request, body, content))

        return handle

    async def token(request: web.Request) -> web.Response:
        return carrier.issue_token(request.headers.get("Authorization", ""))

    return [
        web.post("/generic/oauth/token", token),
        web.post(f"{PREFIX}/orders", guarded(_order)),
        web.get(f"{PREFIX}/orders/{{number}}", guarded(_look_up)),
        web.post(f"{PREFIX}/orders/{{number}}/cancel", guarded(_cancel)),
        web.get(f"{PREFIX}/events", guarded(_events)),
        web.post(f"{PREFIX}/quotes", guarded(_quote)),
    ]


def message(event: Event) -> dict[str, Any]:
    """Return an event as lists and webhooks tell it."""
    return {
        "id": f"{event.id:024x}",
        "order_number": event.parcel.number,
        "tracking_code": event.parcel.item_code,
        "state": event.state,
        "text": TEXTS[event.state],
        "occurred_at": event.at,
        "receiver_name": event.receiver,
        "reason": event.reason,
    }


def _order(carrier: "Carrier", request: web.Request, body: bytes, order: dict[str, Any]) -> web.Response:
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return respond({"error": "idempotency_key"}, status=400)
    digest = hashlib.sha256(body).hexdigest()
    before = carrier.parcels.by_key.get(key) if carrier.plan.idempotency else None
    if before:
        return respond(_told(before)) if before.digest == digest else respond({"error": "key_reused"}, status=409)
    sender, receiver = order.get("sender") or {}, order.get("receiver") or {}
    number = str(order.get("order_number") or "")
    if not number or not str(receiver.get("name") or "").strip():
        return respond({"error": "invalid", "field": "receiver.name" if number else "order_number"}, status=422)
    fault = fault_of_an_address(str(receiver.get("address") or ""), str(receiver.get("phone") or ""))
    if fault:
        return respond({"error": "invalid", "field": f"receiver.{fault}"}, status=422)
    made = carrier.place(
        number=number,
        item_code=str(order.get("item_code") or ""),
        customer=str(order.get("customer") or ""),
        protocol="generic",
        key=key,
        digest=digest,
        facts={
            "Người gửi": str(sender.get("name") or ""),
            "Người nhận": str(receiver.get("name")),
            "Địa chỉ nhận": str(receiver.get("address")),
            "Nội dung": str(order.get("contents") or ""),
            "Thu hộ (đồng)": str(order.get("cod_dong") or 0),
        },
    )
    return respond(_told(made), status=201)


def _look_up(carrier: "Carrier", request: web.Request, _body: bytes, _content: dict[str, Any]) -> web.Response:
    if not carrier.plan.lookup:
        return respond({"error": "not_supported"}, status=501)
    held = carrier.parcels.first(request.match_info["number"], request.query.get("customer", ""))
    return respond(_told(held)) if held else respond({"error": "not_found"}, status=404)


def _cancel(carrier: "Carrier", request: web.Request, _body: bytes, content: dict[str, Any]) -> web.Response:
    held = carrier.parcels.first(request.match_info["number"], str(content.get("customer") or ""))
    if held is None:
        return respond({"error": "not_found"}, status=404)
    if held.state not in CANCELLABLE | {"cancelled"}:
        return respond({"error": "collected"}, status=409)
    if held.state != "cancelled":
        carrier.parcels.happened(held, "cancelled")
    return respond(_told(held))


def _events(carrier: "Carrier", request: web.Request, _body: bytes, _content: dict[str, Any]) -> web.Response:
    try:
        after, size = int(request.query.get("after") or "0", 16), int(request.query.get("size", "100"))
    except ValueError:
        return respond({"error": "after or size"}, status=400)
    found = carrier.parcels.events[after : after + min(max(size, 1), PAGE_MAX)]
    return respond({"events": [message(event) for event in found]})


def _quote(_carrier: "Carrier", _request: web.Request, _body: bytes, question: dict[str, Any]) -> web.Response:
    try:
        weight, collected = int(question["weight_grams"]), int(question.get("cod_dong", 0))
    except (KeyError, TypeError, ValueError):
        return respond({"error": "invalid", "field": "weight_grams"}, status=422)
    dong, days = price(weight, province=str(question.get("to_province") or ""), cod_dong=collected)
    return respond({"fee_dong": dong, "days": days, "text": "Bưu chính công ích"})


def _told(parcel: Parcel) -> dict[str, Any]:
    return {"order_number": parcel.number, "tracking_code": parcel.item_code, "state": parcel.state}
