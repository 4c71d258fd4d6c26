"""What we say to a carrier and hear from it, in our own words. No carrier's field names stand here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from portal.kernel.doors import Capability, Receipt
from postal.enums import ParcelState


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who sends or receives. `district` is empty since 2025, when provinces have communes only."""

    name: str
    phone: str
    address: str
    commune: str
    province: str
    district: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierOrder:
    """One parcel as a carrier needs to know it. Đồng and grams; `contents` names kinds of paper only."""

    order_number: str
    item_code: str
    sender: Party
    receiver: Party
    contents: str
    weight_grams: int
    cod_dong: int = 0
    receiver_pays: bool = True
    check_identity: bool = True
    contactless: bool = False
    collect_at_home: bool = False
    agency_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingEvent:
    """One thing that happened to a parcel, as its carrier tells it; `event_id` is the carrier's own and unique."""

    event_id: str
    order_number: str
    carrier_reference: str
    state: ParcelState
    raw_code: str
    raw_text: str
    occurred_at: datetime
    receiver_name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteQuestion:
    """What would this parcel cost? Weight in grams, cash on delivery in đồng."""

    weight_grams: int
    from_commune: str
    to_commune: str
    to_province: str
    is_return: bool = False
    cod_dong: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A price in đồng and a promise in days."""

    fee_dong: int
    days: int
    text: str = ""


class Carrier(Protocol):
    """One carrier behind its wire protocol. Every call is HTTP and may raise the three failures of `kernel.doors`."""

    @property
    def code(self) -> str:
        """Its name in `settings.CARRIERS` and in our rows."""
        ...

    @property
    def name(self) -> str:
        """Its name to people."""
        ...

    @property
    def capability(self) -> Capability:
        """What it can do about the same order twice."""
        ...

    @property
    def timeout_seconds(self) -> float:
        """The longest that one call takes, with its token and all."""
        ...

    @property
    def concurrency(self) -> int:
        """How many calls it bears at once, from all our workers together."""
        ...

    @property
    def settle(self) -> timedelta:
        """How long after a call without an answer it may still act on it."""
        ...

    def quote(self, question: QuoteQuestion) -> Quote:
        """Ask for a price."""
        ...

    def order(self, order: CarrierOrder, *, key: str) -> Receipt:
        """Order the transport of a parcel; `key` is the same for each repetition."""
        ...

    def look_up(self, order_number: str) -> Receipt | None:
        """Return what the carrier holds under our number, or None if it surely holds nothing."""
        ...

    def cancel(self, order_number: str, *, key: str) -> None:
        """Take back an order that was not collected yet."""
        ...

    def track(self, *, after: str, size: int) -> tuple[list[TrackingEvent], str]:
        """Return the next events after a cursor, and the cursor behind them."""
        ...

    def read_webhook(self, body: bytes) -> list[TrackingEvent]:
        """Understand a message that the carrier sent by itself.

        :raises ValueError: it is not one of the carrier's messages.
        """
        ...
