"""The rules of the hall: how slots lie in a day, what an appointment may become, how much one person may book.

Pure: no clock, no database, no settings. The figures are ours (law.md §7.5) unless a hall sets its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.translation import gettext as _

from counters.enums import AppointmentAct, AppointmentState
from portal.kernel.errors import RuleViolation
from portal.kernel.workdays import Span, at

OWN_RULE: Final = "quy ước của hệ thống"
#: Appointments and holds that one person may have open at once.
MOST_OPEN: Final = 2
HOLD: Final = timedelta(minutes=10)
#: Somebody in the waiting list has to read the message first.
OFFER_HOLD: Final = timedelta(minutes=60)
#: The waiting zone is small: nobody is let in earlier than this before the slot.
EARLY: Final = timedelta(minutes=30)
#: Slots are published for at most so many days at once.
MOST_DAYS: Final = 62

_S = AppointmentState
#: States that take a place of the slot.
TAKING: Final = frozenset({_S.HELD, _S.BOOKED, _S.CHECKED_IN, _S.SERVED})


@dataclass(frozen=True, slots=True)
class Rule:
    """One act: from which states, to which."""

    act: AppointmentAct
    before: frozenset[AppointmentState]
    after: AppointmentState

    @property
    def gives_back(self) -> bool:
        """Whether the place becomes free."""
        return self.after not in TAKING


def _rule(act: AppointmentAct, before: Iterable[AppointmentState], after: AppointmentState) -> Rule:
    return Rule(act, frozenset(before), after)


_A = AppointmentAct
RULES: Final = {
    rule.act: rule
    for rule in (
        _rule(_A.CONFIRM, {_S.HELD}, _S.BOOKED),
        _rule(_A.MOVE, {_S.BOOKED, _S.SUSPENDED}, _S.BOOKED),
        _rule(_A.CANCEL, {_S.HELD, _S.BOOKED}, _S.CANCELLED),
        _rule(_A.EXPIRE, {_S.HELD}, _S.EXPIRED),
        _rule(_A.CHECK_IN, {_S.BOOKED}, _S.CHECKED_IN),
        _rule(_A.SERVE, {_S.CHECKED_IN}, _S.SERVED),
        _rule(_A.NO_SHOW, {_S.BOOKED}, _S.NO_SHOW),
        _rule(_A.LEAVE, {_S.CHECKED_IN}, _S.NO_SHOW),
    )
}


def check(act: AppointmentAct, state: str) -> Rule:
    """Test one act against its rule.

    :raises RuleViolation: an appointment in this state does not admit it.
    """
    rule = RULES[act]
    if state not in rule.before:
        raise RuleViolation(
            _("Lịch hẹn này đang ở trạng thái “%(state)s”, không làm được việc này nữa.")
            % {"state": AppointmentState(state).label},
            source=OWN_RULE,
        )
    return rule


def permitted(state: str) -> frozenset[AppointmentAct]:
    """Return the acts that an appointment in this state admits."""
    return frozenset(act for act, rule in RULES.items() if state in rule.before)


def grid(
    day: date,
    spans: Iterable[Span],
    *,
    slot_minutes: int,
    buffer_minutes: int,
    from_time: time = time.min,
    to_time: time = time.max,
) -> Iterator[tuple[datetime, datetime]]:
    """Lay slots into the office hours of one working day, each followed by its buffer; none runs past the hours."""
    length = timedelta(minutes=slot_minutes)
    step = length + timedelta(minutes=buffer_minutes)
    for opens, closes in spans:
        begins, closing = at(day, max(opens, from_time)), at(day, min(closes, to_time))
        while begins + length <= closing:
            yield begins, begins + length
            begins += step
