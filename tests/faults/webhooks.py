"""What a careless or hostile carrier may send about parcels, and what must come of it.

`stories` makes events in any order, with repetitions and of any content; the oracle knows the set of events only.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from postal.enums import ParcelState
from postal.tracking import FINAL, Seen, fold, weight

#: What the generic carrier's protocol calls each state.
WORDS: Final = {
    ParcelState.AWAITING_PICKUP: "awaiting_pickup",
    ParcelState.ACCEPTED: "accepted",
    ParcelState.IN_TRANSIT: "in_transit",
    ParcelState.OUT_FOR_DELIVERY: "out_for_delivery",
    ParcelState.FAILED_ATTEMPT: "failed_attempt",
    ParcelState.DELIVERED: "delivered",
    ParcelState.RETURNING: "returning",
    ParcelState.RETURNED: "returned",
    ParcelState.LOST: "lost",
}


def fold_many(count: int, *, seed: int, at: datetime, parcels: int = 1000) -> int:
    """Fold so many events of so many parcels, each parcel twice in different orders with repetitions.

    Returns of how many parcels the two answers, or the oracle's, differed: none.
    """
    dice = random.Random(seed)  # noqa: S311 -- the same events every time
    states = list(ParcelState)
    per_parcel = max(1, count // parcels)
    wrong = 0
    for _parcel in range(parcels):
        seen = [
            Seen(str(number), dice.choice(states), at + timedelta(minutes=dice.randrange(600)))
            for number in range(per_parcel)
        ]
        again = seen + dice.choices(seen, k=per_parcel // 4)
        dice.shuffle(again)
        strongest = max(seen, key=weight)
        first, second = fold(seen), fold(again)
        wrong += not (first and first == second and (first.state, first.since) == strongest[1:])
    return wrong


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it comes in: its own id, its bytes, and whether it is signed with our secret."""

    event_id: str
    body: bytes
    is_signed: bool = True


@dataclass
class Fuzz:
    """Messages about some parcels (order number → the carrier's reference), and what must come of them."""

    parcels: dict[str, str]
    seed: int
    at: datetime
    told: dict[str, list[Seen]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 -- the same messages every time
        self.told = {number: [] for number in self.parcels}
        self.number = 0

    def messages(self, events: int) -> Iterator[Message]:
        """Make messages with so many true events in all, among repetitions, forgeries and nonsense."""
        left, sent = events, []
        while left > 0:
            size = min(left, self.dice.randrange(1, 9))
            left -= size
            body = json.dumps({"events": [self._true() for _event in range(size)]}).encode()
            sent.append(Message(f"m{len(sent)}", body))
        nonsense = [self._nonsense(number) for number in range(len(sent) // 5)]
        repeated = [Message(f"r{number}", self.dice.choice(sent).body) for number in range(len(sent) // 5)]
        again = self.dice.choices(sent, k=len(sent) // 10)
        everything = [*sent, *nonsense, *repeated, *again]
        self.dice.shuffle(everything)
        yield from everything

    def _true(self) -> dict[str, Any]:
        number = self.dice.choice(list(self.parcels))
        state = self.dice.choice(list(WORDS))
        occurred_at = self.at - timedelta(minutes=self.dice.randrange(3000))
        self.number += 1
        event_id = f"e{self.number}"
        self.told[number].append(Seen(event_id, state, occurred_at))
        return self._row(event_id, number, WORDS[state], occurred_at)

    def _row(self, event_id: str, number: str, state: str, when: datetime) -> dict[str, Any]:
        return {
            "id": event_id,
            "order_number": number,
            "tracking_code": self.parcels.get(number, ""),
            "state": state,
            "occurred_at": when.isoformat(),
            "text": self.dice.choice(["", "Theo bưu cục", "\x00<script>", "🙂" * 40, "ạ" * 900]),
        }

    def _nonsense(self, number: int) -> Message:
        """Make one message that must move nothing."""
        order = self.dice.choice(list(self.parcels))
        delivered = self._row(f"x{number}", order, "delivered", self.at)
        ahead = (self.at + timedelta(days=400)).isoformat()
        kinds: list[Any] = [
            b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 5000, json.dumps({"events": {}}).encode(),
            json.dumps({"events": ["delivered"]}).encode(),
            json.dumps({"events": [{**delivered, "order_number": "khong-co-1"}]}).encode(),
            json.dumps({"events": [{**delivered, "tracking_code": "KHAC"}]}).encode(),
            json.dumps({"events": [{**delivered, "occurred_at": ahead}]}).encode(),
            json.dumps({"events": [{**delivered, "occurred_at": "hôm qua"}]}).encode(),
            json.dumps({"events": [{**delivered, "id": ""}]}).encode(),
        ]  # fmt: skip
        if self.dice.random() < 0.3:  # three in ten are forged
            return Message(f"f{number}", json.dumps({"events": [delivered]}).encode(), is_signed=False)
        return Message(f"n{number}", self.dice.choice(kinds))

    def oracle(self, number: str, *, ordered: Seen) -> ParcelState:
        """Return where a parcel must stand: by the strongest of what was truly told, or of our own order."""
        return max([ordered, *self.told[number]], key=weight).state

    def is_over(self, number: str, *, ordered: Seen) -> bool:
        """Return whether a parcel must be closed."""
        return self.oracle(number, ordered=ordered) in FINAL
