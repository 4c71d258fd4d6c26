"""The variables that words of a kind may use, each with its type. None of them is about a person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from notifications.enums import Kind
from portal.kernel.text import clean_line

NAME_MAX_LENGTH: Final = 160
_CLOCK: Final = re.compile(r"[0-2]\d:[0-5]\d")


class Type(StrEnum):
    """What the value of a variable is, and so how it is checked and written."""

    REFERENCE = "reference"
    LINK = "link"
    WORDS = "words"
    DAY = "day"
    TIME = "time"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: how it is written in a template, its type, what it means, a sample for previews."""

    name: str
    type: Type
    words: str | Promise
    sample: str | int


REFERENCE: Final = Variable("reference", Type.REFERENCE, gettext_lazy("mã hồ sơ, mã lịch hẹn"), "TN-210726-0012")
LINK: Final = Variable("link", Type.LINK, gettext_lazy("đường dẫn đến trang của việc này"), "/tra-cuu/vi-du/")
OCCASION: Final = Variable("occasion", Type.WORDS, gettext_lazy("tên loại tin"), "")
DAY: Final = Variable("day", Type.DAY, gettext_lazy("ngày"), "2021-07-28")
TIME: Final = Variable("time", Type.TIME, gettext_lazy("giờ"), "08:30")
OFFICE: Final = Variable("office", Type.WORDS, gettext_lazy("tên cơ quan"), "UBND phường Đồng Hải")
COUNT: Final = Variable("count", Type.NUMBER, gettext_lazy("số việc"), 3)
COMMON: Final = (REFERENCE, LINK, OCCASION)

_APPOINTED: Final = (DAY, TIME, OFFICE)
#: What the acts of each kind tell besides the common variables.
OF_KIND: Final[Mapping[str, tuple[Variable, ...]]] = {
    Kind.APPOINTMENT_BOOKED: _APPOINTED,
    Kind.APPOINTMENT_MOVED: _APPOINTED,
    Kind.APPOINTMENT_CANCELLED: _APPOINTED,
    Kind.APPOINTMENT_REMINDER: _APPOINTED,
    Kind.PLACE_OFFERED: _APPOINTED,
    Kind.PICKUP_MOVED: (DAY,),
    Kind.REOPENED: (OFFICE,),
    Kind.SAFETY_OPEN: (DAY, OFFICE),
    Kind.DIGEST: (COUNT,),
}

#: A calendar takes these over: a place that is only offered, or a reminder, changes nothing there.
FOR_CALENDARS: Final = frozenset({Kind.APPOINTMENT_BOOKED, Kind.APPOINTMENT_MOVED, Kind.APPOINTMENT_CANCELLED})


def variables_of(kind: str) -> dict[str, Variable]:
    """Return what words of a kind may use, by name."""
    return {one.name: one for one in (*COMMON, *OF_KIND.get(kind, ()))}


def check_facts(kind: str, facts: Mapping[str, Any]) -> dict[str, str | int]:
    """Return the values of a message as they are stored.

    :raises ValueError: a name that the kind does not know, or a value that is not of its type: a fault of the caller.
    """
    known = {one.name: one for one in OF_KIND.get(kind, ())}
    stored: dict[str, str | int] = {}
    for name, value in facts.items():
        if name not in known:
            msg = f"{kind} has no variable {name}"
            raise ValueError(msg)
        stored[name] = _checked(known[name], value)
    return stored


def _checked(variable: Variable, value: Any) -> str | int:
    if variable.type == Type.NUMBER and isinstance(value, int) and not isinstance(value, bool):
        return value
    if variable.type == Type.DAY and type(value) is date:
        return value.isoformat()
    if variable.type == Type.TIME and isinstance(value, time):
        return f"{value:%H:%M}"
    if variable.type in {Type.WORDS, Type.REFERENCE} and isinstance(value, str):
        return clean_line(value)[:NAME_MAX_LENGTH]
    msg = f"{variable.name} must be of type {variable.type}"
    raise ValueError(msg)


def written(variable: Variable, value: str | int) -> str:
    """Return a stored value as people read it, in the language that is active."""
    if variable.type == Type.DAY:
        return date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    if variable.type == Type.TIME and _CLOCK.fullmatch(str(value)):
        hour, minute = str(value).split(":")
        return f"{int(hour)}:{minute}"
    return str(value)
