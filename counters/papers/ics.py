"""An appointment as an entry of a calendar (RFC 5545). Nothing personal stands in it."""

from datetime import UTC, datetime
from typing import Final

from counters.models import Appointment

OCTETS: Final = 75


def ics_of(appointment: Appointment, *, url: str, title: str, at: datetime) -> str:
    """Return the calendar file: when, where, the address of the slip."""
    slot = appointment.slot
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mot Cua//Lich hen//VI",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{appointment.token}@mot-cua",
        f"SEQUENCE:{appointment.event_seq}",
        f"DTSTAMP:{_utc(at)}",
        f"DTSTART:{_utc(slot.starts_at)}",
        f"DTEND:{_utc(slot.ends_at)}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(slot.desk.name)}",
        f"URL:{url}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    return escaped.replace("\n", r"\n")


def _folded(line: str) -> str:
    """Break a line after 75 octets, never inside a letter."""
    parts: list[str] = []
    part = ""
    for letter in line:
        if len((part + letter).encode()) > OCTETS - bool(parts):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
