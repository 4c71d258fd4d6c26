"""What a carrier holds: orders, the parcels made of them, and what happened to each."""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from portal.sandbox.ledger import Ledger

#: States in the words of the sandbox; each protocol has its own codes for them.
TEXTS: Final = {
    "created": "Đã tạo đơn",
    "awaiting_pickup": "Chờ thu gom",
    "accepted": "Bưu cục đã nhận bưu gửi",
    "in_transit": "Đang vận chuyển đến bưu cục phát",
    "out_for_delivery": "Bưu tá đang phát",
    "failed": "Phát không thành công",
    "delivered": "Phát thành công",
    "returning": "Đang chuyển hoàn",
    "returned": "Đã hoàn trả người gửi",
    "cancelled": "Đã hủy đơn",
    "lost": "Thất lạc",
}
CANCELLABLE: Final = frozenset({"created", "awaiting_pickup"})
ENDED: Final = frozenset({"delivered", "returned", "cancelled", "lost"})
#: The longest page of events.
PAGE_MAX: Final = 500
WAY: Final = ("accepted", "in_transit", "out_for_delivery", "delivered")
#: One parcel in so many finds nobody at home at the first attempt.
NOBODY_HOME_ONE_IN: Final = 8
#: Parcels to these are near.
HOME: Final = ("", "Quảng Bình", "Quảng Trị", "44", "45")
PHONE: Final = re.compile(r"(\+?84|0)\d{9,10}")
NO_SUCH_PLACE: Final = ("sai địa chỉ", "không có thật")


@dataclass(slots=True)
class Parcel:
    """One parcel. `facts` is what the order said, as the page shows it."""

    number: str
    item_code: str
    customer: str
    protocol: str
    facts: dict[str, str]
    created_at: str
    #: The idempotency key it was ordered under, and the digest of that order's body.
    key: str = ""
    digest: str = ""
    state: str = "created"
    events: list["Event"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; events are numbered from 1 on."""

    id: int
    parcel: Parcel
    state: str
    at: str
    reason: str = ""
    receiver: str = ""


@dataclass(slots=True)
class Parcels:
    """Everything a carrier holds. `told` hears of each event but the creation, which the answer tells."""

    ledger: Ledger
    told: Callable[[Event], None]
    by_number: dict[str, list[Parcel]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    by_key: dict[str, Parcel] = field(default_factory=dict)

    def restore(self) -> None:
        """Read what an earlier process wrote down."""
        for line in self.ledger.lines:
            if line["what"] == "parcel":
                self._keep(Parcel(**line["parcel"]))
            elif line["what"] == "event" and (held := self.by_number.get(line["number"])):
                self._note(held[0], line["state"], line["at"], line["reason"], line["receiver"])

    def place(self, *, number: str, item_code: str, **terms: Any) -> Parcel:
        """Make a parcel, a second one too if there is one under this number."""
        facts = {"number": number, "item_code": item_code or _waybill(number), "created_at": _now(), **terms}
        self.ledger.add(what="parcel", parcel=facts)
        made = Parcel(**facts)
        self._keep(made)
        return made

    def happened(self, parcel: Parcel, state: str, *, reason: str = "", receiver: str = "") -> None:
        """Note that something happened to a parcel, and tell of it."""
        at = _now()
        self.ledger.add(what="event", number=parcel.number, state=state, at=at, reason=reason, receiver=receiver)
        self.told(self._note(parcel, state, at, reason, receiver))

    def first(self, number: str, customer: str) -> Parcel | None:
        """Return the parcel of a customer under a number."""
        held = self.by_number.get(number)
        return held[0] if held and held[0].customer == customer else None

    def next_on_the_way(self, parcel: Parcel) -> tuple[str, str]:
        """Return what happens next to a parcel nobody interferes with, and why, if it is bad."""
        if parcel.state == "failed":
            return "out_for_delivery", ""
        if parcel.state not in WAY:
            return WAY[0], ""
        following = WAY[WAY.index(parcel.state) + 1]
        if following == "delivered" and zlib.crc32(parcel.number.encode()) % NOBODY_HOME_ONE_IN == 0:
            failed_before = any(event.state == "failed" for event in parcel.events)
            return (following, "") if failed_before else ("failed", "Vắng nhà")
        return following, ""

    def _keep(self, parcel: Parcel) -> None:
        self.by_number.setdefault(parcel.number, []).append(parcel)
        if parcel.key:
            self.by_key.setdefault(parcel.key, parcel)
        self._note(parcel, "created", parcel.created_at, "", "")

    def _note(self, parcel: Parcel, state: str, at: str, reason: str, receiver: str) -> Event:
        event = Event(len(self.events) + 1, parcel, state, at, reason, receiver)
        self.events.append(event)
        parcel.events.append(event)
        parcel.state = state
        return event


def fault_of_an_address(address: str, phone: str) -> str:
    """Return which of both a carrier would refuse: "address", "phone", or an empty string."""
    if not address.strip() or any(sign in address.lower() for sign in NO_SUCH_PLACE):
        return "address"
    return "" if PHONE.fullmatch(phone.replace(" ", "").replace(".", "")) else "phone"


def price(weight_grams: int, *, province: str, cod_dong: int) -> tuple[int, int]:
    """Return a made-up price in đồng and days: distance, weight by half kilograms, share of what is collected."""
    halves = max(0, -(-(weight_grams - 100) // 500))
    base, step = (20_000, 3_000) if province in HOME else (30_000, 5_000)
    collected = max(8_000, cod_dong // 100) if cod_dong else 0
    return base + halves * step + collected, 2 if province in HOME else 4


def _waybill(number: str) -> str:
    return f"EX{zlib.crc32(number.encode()) % 10**9:09d}VN"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
