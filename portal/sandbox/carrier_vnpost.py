"""The carrier's first protocol, with the field names publicly known of VNPost's door for public services."""

from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from portal.sandbox.parcels import CANCELLABLE, PAGE_MAX, TEXTS, Event, fault_of_an_address, price
from portal.sandbox.partner import Act, read_object, respond

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.sandbox.carrier import Carrier

NEEDED: Final = ("CustomerCode", "OrderNumber", "SenderName", "SenderAddress", "ReceiverName", "ReceiverAddress")
#: Codes of the first protocol; only 4 is publicly known.
CODES: Final = {
    "created": "0", "awaiting_pickup": "1", "accepted": "2", "in_transit": "3", "out_for_delivery": "31",
    "delivered": "4", "failed": "5", "returning": "6", "returned": "7", "cancelled": "8", "lost": "9",
}  # fmt: skip
DONE: Final = {"Status": "100", "Message": "Success"}
THERE_ALREADY: Final = {"Status": "101", "Message": "Order already exists"}


def routes(carrier: "Carrier") -> list[web.RouteDef]:
    """Return the routes; each but the token's needs a token."""

    def guarded(act: "Callable[[Carrier, dict[str, Any]], web.Response]") -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            said = request.headers
            if not carrier.knows(said.get("access_token", "") or said.get("Authorization", "")):
                return respond({"error": "invalid_token"}, status=401)
            order = await read_object(request)
            if order is None:
                return _failed("Malformed JSON", status=400)
            do: Act = lambda: act(carrier, order)  # noqa: E731 -- a deed to be done now, later or not
            return await carrier.answer(request, do)

        return handle

    async def token(request: web.Request) -> web.Response:
        return carrier.issue_token(request.headers.get("Authorization", ""))

    return [
        web.post("/vnpost/token", token),
        web.post("/vnpost/postOrder", guarded(_post_order)),
        web.post("/vnpost/cancelOrder", guarded(_cancel_order)),
        web.post("/vnpost/getOrderTracking", guarded(_tracking)),
        web.post("/vnpost/price", guarded(_price)),
    ]


def message(event: Event) -> dict[str, Any]:
    """Return an event as trackings and webhooks tell it."""
    return {
        "_id": {"$oid": f"{event.id:024x}"},
        "customerCode": event.parcel.customer,
        "orderNumber": event.parcel.number,
        "itemCode": event.parcel.item_code,
        "statusCode": CODES[event.state],
        "statusMessage": TEXTS[event.state],
        "statusDate": event.at,
        "receiverName": event.receiver,
        "reason": event.reason,
    }


def _post_order(carrier: "Carrier", order: dict[str, Any]) -> web.Response:
    said = {name: str(value) for name, value in order.items()}
    for name in NEEDED:
        if not said.get(name, "").strip():
            return _failed(f"Invalid {name}")
    fault = fault_of_an_address(said["ReceiverAddress"], said.get("ReceiverTel", ""))
    if fault:
        return _failed("Invalid ReceiverAddress" if fault == "address" else "Invalid ReceiverTel")
    if carrier.plan.idempotency and said["OrderNumber"] in carrier.parcels.by_number:
        return respond(THERE_ALREADY)
    carrier.place(
        number=said["OrderNumber"],
        item_code=said.get("ItemCode", ""),
        customer=said["CustomerCode"],
        protocol="vnpost",
        facts={
            "Người gửi": said["SenderName"],
            "Người nhận": said["ReceiverName"],
            "Địa chỉ nhận": said["ReceiverAddress"],
            "Nội dung": said.get("SenderDesc", ""),
            "Thu hộ (đồng)": said.get("CODAmount", "0"),
        },
    )
    return respond(DONE)


def _cancel_order(carrier: "Carrier", order: dict[str, Any]) -> web.Response:
    held = carrier.parcels.first(str(order.get("OrderNumber")), str(order.get("CustomerCode")))
    if held is None:
        return _failed("Order not found")
    if held.state not in CANCELLABLE | {"cancelled"}:
        return _failed("Order was collected")
    if held.state != "cancelled":
        carrier.parcels.happened(held, "cancelled")
    return respond(DONE)


def _tracking(carrier: "Carrier", question: dict[str, Any]) -> web.Response:
    size = min(max(_number(question.get("pageSize")), 1), PAGE_MAX)
    wanted = str(question.get("orderNumber") or "")
    if wanted and not carrier.plan.lookup:
        return respond({"error": "not supported"}, status=501)
    try:
        after = int(str(question.get("lastId") or "0"), 16)
    except ValueError:
        return respond({"error": "lastId"}, status=400)
    if wanted:
        found = [event for event in _of_number(carrier, wanted) if event.id > after]
    else:
        found = carrier.parcels.events[after : after + size]
    return respond({"_embedded": {"rh:doc": [message(event) for event in found[:size]]}})


def _of_number(carrier: "Carrier", number: str) -> list[Event]:
    return [event for parcel in carrier.parcels.by_number.get(number, []) for event in parcel.events]


def _price(_carrier: "Carrier", question: dict[str, Any]) -> web.Response:
    receiver = question.get("receiver") or {}
    dong, days = price(
        _number(question.get("weight")),
        province=str(receiver.get("provCode") or ""),
        cod_dong=_number(question.get("CODAmount")),
    )
    return respond({**DONE, "fee": dong, "days": days})


def _failed(text: str, *, status: int = 200) -> web.Response:
    return respond({"Status": "500", "Message": text}, status=status)


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0
