"""How states of appointments and numbers are shown."""

from dataclasses import dataclass
from typing import Final

from counters.enums import AppointmentState
from counters.models import Appointment

_KINDS: Final = {
    AppointmentState.HELD: ("warn", "clock"),
    AppointmentState.BOOKED: ("info", "clock"),
    AppointmentState.CHECKED_IN: ("ok", "check"),
    AppointmentState.SERVED: ("ok", "check"),
    AppointmentState.SUSPENDED: ("warn", "warn"),
    AppointmentState.NO_SHOW: ("bad", "warn"),
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A short status."""

    words: str
    kind: str
    shape: str


def tag_of(appointment: Appointment) -> Tag:
    """Return the status of an appointment as it is shown."""
    state = AppointmentState(appointment.state)
    kind, shape = _KINDS.get(state, ("", ""))
    return Tag(str(state.label), kind, shape)
