"""The facts of an order that its texts tell, and the words for periods, places and acts."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, Literal

from procedures.enums import CounterAct
from procedures.suspension import ZONE

Language = Literal["vi", "en"]
#: More places than these are told by their number.
PLACES_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Counters that close, by the name of their agency, place or desk; a place that joined has dates of its own."""

    name: str
    starts_at: datetime
    last_day: date
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call and where to write at one agency."""

    agency: str
    fields: str
    name: str
    phone: str
    email: str
    hours: str
    instructions_vi: str = ""
    instructions_en: str = ""


@dataclass(frozen=True, slots=True)
class Announced:
    """The facts of one order that its texts tell. `procedures`: the only ones it is about, none for all."""

    reference: str
    title: str
    version: int
    dated: date
    responsible: str
    acts: frozenset[CounterAct]
    places: tuple[Place, ...]
    starts_at: datetime
    last_day: date
    basis: str
    basis_signer: str
    basis_abstract: str
    portal_url: str
    notice_url: str
    hotline: str
    procedures: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    instructions_vi: str = ""
    instructions_en: str = ""
    lifted_at: datetime | None = None


def day_words(day: date) -> str:
    """Write a day as offices do: 04/8/2021, 22/02/2021."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)  # noqa: PLR2004 -- January and February
    return f"{day.day:02d}/{month}/{day.year}"


def english_day(day: date) -> str:
    """Write a day as English readers expect it: 4 August 2021."""
    return f"{day.day} {day:%B} {day.year}"


def begins(starts_at: datetime, language: Language) -> str:
    """Write the first instant: the day, and the hour where it does not begin with the day."""
    local = starts_at.astimezone(ZONE)
    if language == "en":
        day = english_day(local.date())
        return day if local.time() == time() else f"{local:%H:%M} on {day}"
    day = f"ngày {day_words(local.date())}"
    return day if local.time() == time() else f"{local:%H:%M} {day}"


def period(starts_at: datetime, last_day: date, language: Language = "vi") -> str:
    """Write a period so that nobody has to count: từ ngày 22/7/2021 đến hết ngày 04/8/2021."""
    since = begins(starts_at, language)
    if language == "en":
        return f"from {since} through {english_day(last_day)}"
    return f"từ {since} đến hết ngày {day_words(last_day)}"


_ACTS: Final[dict[Language, dict[CounterAct, str]]] = {
    "vi": {
        CounterAct.INTAKE: "tiếp nhận hồ sơ trực tiếp",
        CounterAct.RETURN: "trả kết quả trực tiếp",
        CounterAct.APPOINTMENT: "lịch hẹn tại quầy",
    },
    "en": {
        CounterAct.INTAKE: "receiving dossiers in person",
        CounterAct.RETURN: "returning results in person",
        CounterAct.APPOINTMENT: "appointments at the counter",
    },
}


def acts_words(acts: frozenset[CounterAct], language: Language = "vi") -> str:
    """Write what is closed: tiếp nhận hồ sơ trực tiếp, trả kết quả trực tiếp."""
    return ", ".join(words for act, words in _ACTS[language].items() if act in acts)


def places_words(facts: Announced, language: Language = "vi") -> str:
    """Write where: up to three names, else how many places."""
    names = list(dict.fromkeys(place.name for place in facts.places))
    if len(names) <= PLACES_NAMED:
        return ", ".join(names)
    return f"{len(names)} places" if language == "en" else f"{len(names)} nơi"
