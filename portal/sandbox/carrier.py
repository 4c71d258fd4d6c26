"""The carrier of the sandbox behind both wire protocols: as VNPost's is publicly known, and a plain JSON one."""

import zlib
from typing import Any, Final

from aiohttp import web

from portal.sandbox import carrier_json, carrier_vnpost
from portal.sandbox.parcels import ENDED, TEXTS, Event, Parcel, Parcels
from portal.sandbox.partner import Partner

SHOWN: Final = 100


class Carrier(Partner):
    """Holds the parcels and lets them travel; the two protocols are in modules of their own."""

    name = "carrier"
    #: Seconds between two events of a parcel that travels by itself; 0: only control calls move parcels.
    pace = 0.0

    def begin(self) -> None:
        """Restore the parcels and let those under way travel on."""
        self.parcels = Parcels(self.ledger, self._tell)
        self.parcels.restore()
        for held in self.parcels.by_number.values():
            self._let_travel(held[0])

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of both protocols."""
        return [*carrier_vnpost.routes(self), *carrier_json.routes(self)]

    def place(self, **terms: Any) -> Parcel:
        """Make a parcel; in the demo it travels by itself from now on."""
        made = self.parcels.place(**terms)
        self._let_travel(made)
        return made

    def control(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Move a parcel: {"number": …, "state": …, "reason": …, "receiver": …}.

        :raises ValueError: there is no such parcel or no such state.
        """
        held = self.parcels.by_number.get(str(wish.get("number")))
        state = wish.get("state")
        if not held or state not in TEXTS:
            msg = "no such parcel, or no such state"
            raise ValueError(msg)
        self.parcels.happened(
            held[0], state, reason=str(wish.get("reason", "")), receiver=str(wish.get("receiver", ""))
        )
        return {"number": held[0].number, "state": state}

    def summary(self) -> dict[str, Any]:
        """Return, beside the counts, how many parcels were made under each order number."""
        made = {number: len(held) for number, held in self.parcels.by_number.items()}
        return {
            **super().summary(),
            "parcels": sum(made.values()),
            "duplicated": sorted(number for number, count in made.items() if count > 1),
            "webhooks": dict(self.webhooks.counts),
            "orders": made,
        }

    def received(self) -> list[dict[str, str]]:
        """Return the newest parcels."""
        newest = list(self.parcels.by_number.values())[: -SHOWN - 1 : -1]
        return [
            {
                "Mã đơn": held[0].number,
                "Vận đơn": held[0].item_code,
                "Trạng thái": TEXTS[held[0].state],
                "Số bưu gửi": str(len(held)),
                **held[0].facts,
            }
            for held in newest
        ]

    def _tell(self, event: Event) -> None:
        shape = carrier_vnpost.message if event.parcel.protocol == "vnpost" else carrier_json.message
        lie = Event(event.id, event.parcel, "delivered", event.at, "", "Kẻ giả mạo")
        self.webhooks.send(f"carrier-{event.id:024x}", shape(event), forgery=shape(lie))

    def _let_travel(self, parcel: Parcel) -> None:
        if self.pace and parcel.state not in ENDED:
            # Parcels do not move in step.
            self.later(self.pace * (0.7 + zlib.crc32(parcel.item_code.encode()) % 60 / 100), lambda: self._move(parcel))

    def _move(self, parcel: Parcel) -> None:
        if parcel.state in ENDED:
            return
        state, reason = self.parcels.next_on_the_way(parcel)
        receiver = parcel.facts.get("Người nhận", "") if state == "delivered" else ""
        self.parcels.happened(parcel, state, reason=reason, receiver=receiver)
        self._let_travel(parcel)
