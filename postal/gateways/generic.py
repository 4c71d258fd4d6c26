"""A carrier with a plain JSON interface: an Idempotency-Key with each change, our order number as reference."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote as escape_path

from django.utils.translation import gettext as _

from portal.kernel.doors import Capability, OutcomeUnknown, Receipt, Refused, TemporaryFailure
from portal.kernel.http import Answer, Client, Tokens, client_credentials, with_token
from postal.enums import ParcelState
from postal.gateways.reading import EXCHANGES_IN_A_CALL, instant, parse, readable, refused_field, text
from postal.gateways.types import CarrierOrder, Quote, QuoteQuestion, TrackingEvent

if TYPE_CHECKING:
    from datetime import timedelta

STATES: Final[Mapping[str, ParcelState]] = {
    "created": ParcelState.ORDERED,
    "awaiting_pickup": ParcelState.AWAITING_PICKUP,
    "accepted": ParcelState.ACCEPTED,
    "in_transit": ParcelState.IN_TRANSIT,
    "out_for_delivery": ParcelState.OUT_FOR_DELIVERY,
    "delivered": ParcelState.DELIVERED,
    "failed": ParcelState.FAILED_ATTEMPT,
    "returning": ParcelState.RETURNING,
    "returned": ParcelState.RETURNED,
    "cancelled": ParcelState.CANCELLED,
    "lost": ParcelState.LOST,
    "refused": ParcelState.REFUSED,
}


class Generic:
    """Repeating a call under the same key is answered with the first answer, so nothing is asked before it."""

    code = "generic"
    capability = Capability.IDEMPOTENT

    def __init__(self, facts: Mapping[str, Any]) -> None:
        """Take the facts of `settings.CARRIERS`; nothing is sent yet."""
        self.name: str = facts["name"]
        self.timeout_seconds = facts["timeout_seconds"] * EXCHANGES_IN_A_CALL
        self.settle: timedelta = facts["settle"]
        self.concurrency: int = facts["concurrency"]
        self._customer: str = facts["customer"]
        self._client = Client(facts["url"], timeout_seconds=facts["timeout_seconds"])
        fetch = client_credentials(self._client, "/oauth/token", key=facts["key"], secret=facts["secret"])
        self._tokens = Tokens(fetch)

    def quote(self, question: QuoteQuestion) -> Quote:
        """Ask for a price.

        :raises Refused: the carrier does not serve this.
        """
        content = self._ask("POST", "/v1/quotes", document=asdict(question)).json()
        fee, days = content.get("fee_dong"), content.get("days")
        if not isinstance(fee, int) or not isinstance(days, int) or fee < 0 or days < 0:
            raise TemporaryFailure
        return Quote(fee_dong=fee, days=days, text=text(content, "text"))

    def order(self, order: CarrierOrder, *, key: str) -> Receipt:
        """Order the transport of a parcel under a key that makes repetitions harmless."""
        document = {"customer": self._customer, **asdict(order)}
        answer = self._act("/v1/orders", key=key, document=document)
        if not answer.is_fine:
            raise _refusal(answer)
        return _receipt(answer.json(), order.order_number)

    def look_up(self, order_number: str) -> Receipt | None:
        """Return what the carrier holds under our number, or None if it surely holds nothing."""
        path = f"/v1/orders/{escape_path(order_number, safe='')}"
        answer = with_token(
            self._tokens,
            lambda token: self._client.ask("GET", path, headers=_bearer(token), query={"customer": self._customer}),
        )
        if answer.status == HTTPStatus.NOT_FOUND and answer.json().get("error") == "not_found":
            return None
        if not answer.is_fine:
            raise TemporaryFailure
        try:
            return _receipt(answer.json(), order_number)
        except OutcomeUnknown:
            raise TemporaryFailure from None

    def cancel(self, order_number: str, *, key: str) -> None:
        """Take back an order that was not collected yet.

        :raises Refused: it was.
        """
        path = f"/v1/orders/{escape_path(order_number, safe='')}/cancel"
        answer = self._act(path, key=key, document={"customer": self._customer})
        if answer.status == HTTPStatus.CONFLICT:
            raise Refused(_("Bưu điện đã thu gom bưu gửi này nên không hủy được."))
        # What it does not hold needs no taking back.
        if not answer.is_fine and answer.status != HTTPStatus.NOT_FOUND:
            raise _refusal(answer)

    def track(self, *, after: str, size: int) -> tuple[list[TrackingEvent], str]:
        """Return the next events after a cursor, and the cursor behind them."""
        rows = self._ask("GET", "/v1/events", query={"after": after, "size": str(size)}).json().get("events")
        if not isinstance(rows, list):
            raise TemporaryFailure
        ids = [text(row, "id", longest=80) for row in rows if isinstance(row, dict)]
        return readable(rows, _event), next((one for one in reversed(ids) if one), after)

    def read_webhook(self, body: bytes) -> list[TrackingEvent]:
        """Understand a message that the carrier sent by itself: one event, or several in `events`.

        :raises ValueError: it is not one of the carrier's messages.
        """
        content = parse(body)
        rows = content.get("events", [content])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            msg = "events are objects in a list"
            raise ValueError(msg)
        return [_event(row) for row in rows]

    def _act(self, path: str, *, key: str, document: object) -> Answer:
        return with_token(
            self._tokens,
            lambda token: self._client.act(
                "POST", path, headers={**_bearer(token), "Idempotency-Key": key}, document=document
            ),
        )

    def _ask(self, method: str, path: str, **parts: Any) -> Answer:
        answer = with_token(self._tokens, lambda token: self._client.ask(method, path, headers=_bearer(token), **parts))
        if not answer.is_fine:
            raise _refusal(answer)
        return answer


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _receipt(content: dict[str, Any], order_number: str) -> Receipt:
    """Read what the carrier holds; an answer about another order tells nothing about ours."""
    if content.get("order_number") != order_number:
        raise OutcomeUnknown
    return Receipt(reference=text(content, "tracking_code", longest=40), note=text(content, "state", longest=40))


def _refusal(answer: Answer) -> Refused:
    try:
        content = json.loads(answer.body)
    except ValueError:
        content = {}
    field = content.get("field") if isinstance(content, dict) else None
    return refused_field(field if isinstance(field, str) else "")


def _event(row: Mapping[str, Any]) -> TrackingEvent:
    """Read one event. A state we do not know moves nothing and is kept in the carrier's own words.

    :raises ValueError: the event names no order, has no number of its own, or no instant.
    """
    event_id, number, code = text(row, "id", longest=80), text(row, "order_number", longest=80), text(row, "state")
    if not (event_id and number and code):
        msg = "an event has an id, an order number and a state"
        raise ValueError(msg)
    return TrackingEvent(
        event_id=event_id,
        order_number=number,
        carrier_reference=text(row, "tracking_code", longest=40),
        state=STATES.get(code, ParcelState.ORDERED),
        raw_code=code[:40],
        raw_text=text(row, "text"),
        occurred_at=instant(row, "occurred_at"),
        receiver_name=text(row, "receiver_name", longest=120),
        reason=text(row, "reason"),
    )
