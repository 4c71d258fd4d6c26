"""What a calendar takes over from a mail: one event keeps its name while it is moved or cancelled (RFC 5545, 5546)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final, Self

from icalendar import Calendar
from icalendar import Event as Entry

PRODUCT: Final = "-//Mot Cua//Thong bao//VI"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something with a begin, an end and a place. `uid` stays, `sequence` grows with each change."""

    uid: str
    sequence: int
    begins: datetime
    ends: datetime
    place: str
    is_cancelled: bool = False

    def stored(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {**asdict(self), "begins": self.begins.isoformat(), "ends": self.ends.isoformat()}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return it from JSON."""
        begins, ends = (datetime.fromisoformat(stored[name]) for name in ("begins", "ends"))
        return cls(**{**stored, "begins": begins, "ends": ends})


def calendar_of(event: Event, *, summary: str, url: str, at: datetime) -> bytes:
    """Return the calendar file of an event as it stood at `at`. Nobody is named in it."""
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("dtstart", event.begins.astimezone(UTC))
    entry.add("dtend", event.ends.astimezone(UTC))
    entry.add("summary", summary)
    entry.add("location", event.place)
    entry.add("url", url)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    book = Calendar()
    book.add("prodid", PRODUCT)
    book.add("version", "2.0")
    book.add("method", method_of(event))
    book.add_component(entry)
    return bytes(book.to_ical())


def method_of(event: Event) -> str:
    """Return the method: an event that is off is taken out of the calendar."""
    return "CANCEL" if event.is_cancelled else "PUBLISH"
