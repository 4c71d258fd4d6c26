"""VNPost's door for public administrative services, as far as its field names are publicly known.

Known: the fields of an order, the three statuses of an answer, OAuth 2 client credentials, the cursor of the
tracking, state 4 for "delivered". The other state codes and the address of the price are assumptions to be confirmed
when the line is opened (docs/operations.md).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from portal.kernel.doors import Capability, OutcomeUnknown, Receipt, Refused, TemporaryFailure
from portal.kernel.http import Answer, Client, Tokens, client_credentials, with_token
from postal.enums import ParcelState
from postal.gateways.reading import EXCHANGES_IN_A_CALL, instant, parse, readable, refused_field, text
from postal.gateways.types import CarrierOrder, Party, Quote, QuoteQuestion, TrackingEvent

if TYPE_CHECKING:
    from datetime import timedelta

DONE, THERE_ALREADY = "100", "101"
#: Asks for the configuration of public services, as other portals send it.
FLAG_CONFIG: Final = 2
SERVICE: Final = "HCC"
LOOK_UP_SIZE: Final = 50
STATES: Final[Mapping[str, ParcelState]] = {
    "0": ParcelState.ORDERED,
    "1": ParcelState.AWAITING_PICKUP,
    "2": ParcelState.ACCEPTED,
    "3": ParcelState.IN_TRANSIT,
    "31": ParcelState.OUT_FOR_DELIVERY,
    "4": ParcelState.DELIVERED,
    "5": ParcelState.FAILED_ATTEMPT,
    "6": ParcelState.RETURNING,
    "7": ParcelState.RETURNED,
    "8": ParcelState.CANCELLED,
    "9": ParcelState.LOST,
}
NOT_CANCELLABLE: Final = frozenset(STATES.values()) - {
    ParcelState.ORDERED,
    ParcelState.AWAITING_PICKUP,
    ParcelState.CANCELLED,
}
#: A refusal that names one of the fields we sent comes from their checks, before anything is accepted.
FIELDS: Final = (
    "SenderProvince", "SenderDistrict", "SenderAddress", "SenderName", "SenderTel", "ReceiverProvince",
    "ReceiverDistrict", "ReceiverAddress", "ReceiverName", "ReceiverTel", "ItemCode", "CODAmount", "CustomerCode",
)  # fmt: skip


class VnPost:
    """Knows no idempotency key, but can be asked by our order number; it is, before any repetition."""

    code = "vnpost"
    capability = Capability.LOOKUP

    def __init__(self, facts: Mapping[str, Any]) -> None:
        """Take the facts of `settings.CARRIERS`; nothing is sent yet."""
        self.name: str = facts["name"]
        self.timeout_seconds = facts["timeout_seconds"] * EXCHANGES_IN_A_CALL
        self.settle: timedelta = facts["settle"]
        self.concurrency: int = facts["concurrency"]
        self._customer: str = facts["customer"]
        self._client = Client(facts["url"], timeout_seconds=facts["timeout_seconds"])
        self._tokens = Tokens(client_credentials(self._client, "/token", key=facts["key"], secret=facts["secret"]))

    def quote(self, question: QuoteQuestion) -> Quote:
        """Ask for a price of the public postal service.

        :raises Refused: the carrier does not serve this.
        """
        content = self._ask(
            "/price",
            {
                "CustomerCode": self._customer,
                "weight": question.weight_grams,
                "mainSrv": SERVICE,
                "isreturn": int(question.is_return),
                "CODAmount": question.cod_dong,
                "sender": {"communeCode": question.from_commune},
                "receiver": {"provCode": question.to_province, "communeCode": question.to_commune},
            },
        )
        if content.get("Status") != DONE:
            raise _refusal(content) or TemporaryFailure
        try:
            fee, days = int(str(content.get("fee"))), int(str(content.get("days")))
        except ValueError:
            raise TemporaryFailure from None
        return Quote(fee_dong=fee, days=days, text=SERVICE)

    def order(self, order: CarrierOrder, *, key: str) -> Receipt:  # noqa: ARG002 -- it knows no key
        """Order the transport of a parcel.

        "There already" counts as ordered only once they confirm that the parcel under our number is this one; neither
        does an order without a waybill of ours before they tell theirs.

        :raises Refused: a field is wrong, or the number stands for a parcel that is not this one.
        """
        content = self._act("/postOrder", self._document(order)).json()
        status = str(content.get("Status"))
        if status == DONE and order.item_code:
            return Receipt(reference=order.item_code, note=DONE)
        # Without a waybill of ours theirs is asked for: what they tell later bears it.
        if status in {DONE, THERE_ALREADY}:
            return self._confirmed(order)
        raise _refusal(content) or OutcomeUnknown

    def look_up(self, order_number: str) -> Receipt | None:
        """Return what the carrier holds under our number, or None if it surely holds nothing."""
        row = self._newest(order_number)
        return _receipt(row) if row else None

    def cancel(self, order_number: str, *, key: str) -> None:  # noqa: ARG002 -- it knows no key
        """Take back an order that was not collected yet.

        :raises Refused: it was.
        """
        content = self._act("/cancelOrder", {"CustomerCode": self._customer, "OrderNumber": order_number}).json()
        if content.get("Status") == DONE:
            return
        # One status stands for every failure: what they hold tells which it was.
        try:
            row = self._newest(order_number)
        except TemporaryFailure:
            raise OutcomeUnknown from None
        if row is None or _state(row) is ParcelState.CANCELLED:
            return
        if _state(row) in NOT_CANCELLABLE:
            raise Refused(_("Bưu điện đã thu gom bưu gửi này nên không hủy được."))
        raise OutcomeUnknown

    def track(self, *, after: str, size: int) -> tuple[list[TrackingEvent], str]:
        """Return the next events after a cursor, and the cursor behind them."""
        rows = self._tracking({"pageSize": size, "lastId": after})
        ids = [_event_id(row) for row in rows]
        return readable(rows, _event), next((one for one in reversed(ids) if one), after)

    def read_webhook(self, body: bytes) -> list[TrackingEvent]:
        """Understand a message that the carrier sent by itself: one event, or a page as the tracking answers it.

        :raises ValueError: it is not one of the carrier's messages.
        """
        content = parse(body)
        return [_event(row) for row in (_rows(content) if "_embedded" in content else [content])]

    def _document(self, order: CarrierOrder) -> dict[str, Any]:
        return {
            "CustomerCode": self._customer,
            "OrderNumber": order.order_number,
            "ItemCode": order.item_code,
            "CODAmount": order.cod_dong,
            **_party("Sender", order.sender),
            "SenderDesc": order.contents,
            "Description": _instructions(order),
            **_party("Receiver", order.receiver),
            "Weight": order.weight_grams,
            "FlagConfig": FLAG_CONFIG,
        }

    def _confirmed(self, order: CarrierOrder) -> Receipt:
        try:
            row = self._newest(order.order_number)
        except TemporaryFailure:
            raise OutcomeUnknown from None
        if row is None:
            raise OutcomeUnknown
        theirs = text(row, "itemCode", "ItemCode", longest=40)
        if order.item_code and theirs and theirs != order.item_code:
            raise Refused(_("Bưu điện đã có một bưu gửi khác mang số hiệu này. Yêu cầu lại với số hiệu mới."))
        return _receipt(row)

    def _newest(self, order_number: str) -> Mapping[str, Any] | None:
        """Return the newest event of our parcel under a number; events of other customers are not ours."""
        rows = self._tracking({"pageSize": LOOK_UP_SIZE, "lastId": "", "orderNumber": order_number})
        ours = [
            row
            for row in rows
            if text(row, "orderNumber", "OrderNumber") == order_number
            and text(row, "customerCode", "CustomerCode") in {"", self._customer}
        ]
        return ours[-1] if ours else None

    def _tracking(self, question: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        content = self._ask("/getOrderTracking", {"CustomerCode": self._customer, **question})
        try:
            return _rows(content)
        except ValueError:
            raise TemporaryFailure from None

    def _act(self, path: str, document: Mapping[str, Any]) -> Answer:
        answer = with_token(
            self._tokens, lambda token: self._client.act("POST", path, headers=_access(token), document=document)
        )
        if not answer.is_fine:
            raise refused_field("")
        return answer

    def _ask(self, path: str, document: Mapping[str, Any]) -> dict[str, Any]:
        answer = with_token(
            self._tokens, lambda token: self._client.ask("POST", path, headers=_access(token), document=document)
        )
        if not answer.is_fine:
            raise TemporaryFailure
        return answer.json()


def _access(token: str) -> dict[str, str]:
    """Name the token both ways: the national platform reads the first, the ministry's bus the second."""
    return {"Authorization": f"Bearer {token}", "access_token": token}


def _party(role: str, party: Party) -> dict[str, str]:
    address = ", ".join(part for part in (party.address, party.commune) if part)
    return {
        f"{role}Name": party.name,
        f"{role}Address": address,
        f"{role}Tel": party.phone,
        f"{role}Email": party.email,
        f"{role}Province": party.province,
        f"{role}District": party.district,
    }


def _instructions(order: CarrierOrder) -> str:
    """Say to the postal worker what the order asks of them; these words are printed on the slip."""
    said = (
        (order.check_identity, "Kiểm tra giấy tờ tùy thân khi phát"),
        (order.contactless, "Phát không tiếp xúc"),
        (order.collect_at_home, "Thu gom tại nhà"),
        (order.receiver_pays, "Người nhận trả cước"),
    )
    return "; ".join(words for is_asked, words in said if is_asked)


def _rows(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the events of an answer; `_embedded` is missing when there are none.

    :raises ValueError: it is built otherwise.
    """
    embedded = content.get("_embedded", {"rh:doc": []})
    rows = embedded.get("rh:doc") if isinstance(embedded, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        msg = "events are objects in _embedded[rh:doc]"
        raise ValueError(msg)
    return rows


def _state(row: Mapping[str, Any]) -> ParcelState:
    """Translate a code. One we do not know moves nothing and is kept in the carrier's own words."""
    return STATES.get(text(row, "statusCode", "StatusCode"), ParcelState.ORDERED)


def _receipt(row: Mapping[str, Any]) -> Receipt:
    reference = text(row, "itemCode", "ItemCode", longest=40) or text(row, "orderNumber", "OrderNumber", longest=40)
    return Receipt(reference=reference, note=text(row, "statusCode", "StatusCode", longest=40))


def _refusal(content: Mapping[str, Any]) -> Refused | None:
    message = text(content, "Message")
    field = next((name for name in FIELDS if name in message), "")
    return refused_field(field) if field else None


def _event_id(row: Mapping[str, Any]) -> str:
    held = row.get("_id")
    return text(held, "$oid", longest=80) if isinstance(held, dict) else text(row, "_id", longest=80)


def _event(row: Mapping[str, Any]) -> TrackingEvent:
    """Read one event.

    :raises ValueError: it names no order, has no number of its own, or no instant.
    """
    event_id = _event_id(row)
    number, code = text(row, "orderNumber", "OrderNumber", longest=80), text(row, "statusCode", "StatusCode")
    if not (event_id and number and code):
        msg = "an event has an id, an order number and a status"
        raise ValueError(msg)
    return TrackingEvent(
        event_id=event_id,
        order_number=number,
        carrier_reference=text(row, "itemCode", "ItemCode", longest=40),
        state=_state(row),
        raw_code=code[:40],
        raw_text=text(row, "statusMessage", "StatusMessage"),
        occurred_at=instant(row, "statusDate", "StatusDate"),
        receiver_name=text(row, "receiverName", "ReceiverName", longest=120),
        reason=text(row, "reason", "Reason"),
    )
