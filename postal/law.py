"""The rules of the postal lane: which act a parcel admits, what is promised, when somebody has to look.

Pure: no clock, no database, no settings. The service itself rests on Quyết định 45/2016/QĐ-TTg; its articles were not
verified and are not cited (law.md §4.1). Limits without a source there are our own convention.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from portal.kernel.errors import RuleViolation
from postal.enums import Holder, ParcelState, PostalAct, TaskKind

OWN_RULE: Final = "quy ước của hệ thống"
POSTAL_DECISION: Final = "Quyết định 45/2016/QĐ-TTg"
HAND_OVER_RECORD: Final = "Mẫu số 05 (Thông tư 01/2018/TT-VPCP)"
LIABILITY: Final = "Nghị định 118/2025/NĐ-CP Điều 23"

_S, _A = ParcelState, PostalAct
_MOVING: Final = {_S.ACCEPTED, _S.IN_TRANSIT, _S.OUT_FOR_DELIVERY, _S.FAILED_ATTEMPT, _S.RETURNING}
_TO_COLLECT: Final = {_S.ORDERED, _S.AWAITING_PICKUP}


@dataclass(frozen=True, slots=True)
class Rule:
    """One act: in which states, to which state, who does it, where that is written."""

    act: PostalAct
    before: frozenset[ParcelState]
    after: ParcelState
    who: str
    source: str


def _rule(act: PostalAct, before: Iterable[ParcelState], after: ParcelState, who: str, source: str) -> Rule:
    return Rule(act, frozenset(before), after, who, source)


RULES: Final = {
    rule.act: rule
    for rule in (
        _rule(_A.REQUEST, (), _S.REQUESTED, "bộ phận Một cửa, người nộp", POSTAL_DECISION),
        _rule(_A.ACCEPT_ORDER, {_S.REQUESTED}, _S.ORDERED, "bưu điện", POSTAL_DECISION),
        _rule(_A.REFUSE_ORDER, {_S.REQUESTED}, _S.REFUSED, "bưu điện", OWN_RULE),
        _rule(_A.CANCEL, {_S.REQUESTED, *_TO_COLLECT}, _S.CANCELLED, "bộ phận Một cửa, người nộp", OWN_RULE),
        _rule(_A.COLLECT, _TO_COLLECT, _S.ACCEPTED, "nhân viên bưu điện", POSTAL_DECISION),
        # The carrier's own system may tell of the hand-over before the two have signed for it.
        _rule(_A.HAND_OVER, {*_TO_COLLECT, *_MOVING}, _S.ACCEPTED, "bộ phận Một cửa và bưu điện", HAND_OVER_RECORD),
        _rule(_A.DELIVER, _MOVING, _S.DELIVERED, "nhân viên bưu điện", POSTAL_DECISION),
        _rule(_A.FAIL, _MOVING - {_S.RETURNING}, _S.FAILED_ATTEMPT, "nhân viên bưu điện", OWN_RULE),
        _rule(_A.RECEIVE_PAPERS, {*_TO_COLLECT, *_MOVING, _S.DELIVERED, _S.LOST}, _S.DELIVERED,
              "bộ phận Một cửa và bưu điện", HAND_OVER_RECORD),
        _rule(_A.RECEIVE_RETURNED, {*_MOVING, _S.RETURNED, _S.LOST}, _S.RETURNED,
              "bộ phận Một cửa và bưu điện", HAND_OVER_RECORD),
        _rule(_A.DECLARE_LOST, _MOVING, _S.LOST, "bộ phận Một cửa", LIABILITY),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """After so many working days in such a state, in such hands, somebody has to look."""

    task: TaskKind
    states: frozenset[ParcelState]
    holders: frozenset[Holder]
    working_days: int
    source: str = OWN_RULE
    #: Counted from the day on which the parcel was to arrive; else from the latest news of it.
    counts_from_promise: bool = False


#: The desk hands over within the day or on the next working day (law.md §4.3).
HAND_OVER_DAYS: Final = 1
#: Illustrative promise where the carrier names none: one or two days in town, two or three in remote places.
DELIVERY_DAYS: Final = 3
#: Two or three attempts, then the parcel goes back (law.md §4.3); at the second one somebody calls the receiver.
ATTEMPTS_BEFORE_CALL: Final = 2

LIMITS: Final = (
    Limit(TaskKind.NOT_HANDED_OVER, frozenset(_TO_COLLECT), frozenset({Holder.DESK}), HAND_OVER_DAYS + 1),
    Limit(TaskKind.NOT_COLLECTED, frozenset(_TO_COLLECT), frozenset({Holder.CITIZEN}), 2),
    Limit(TaskKind.LATE, frozenset(_MOVING), frozenset({Holder.CARRIER, Holder.POSTAL_WORKER}), 2, counts_from_promise=True),
    Limit(TaskKind.LOST, frozenset(_MOVING), frozenset({Holder.CARRIER, Holder.POSTAL_WORKER}), 10),
    Limit(TaskKind.NOT_RECEIVED, frozenset({_S.DELIVERED}), frozenset({Holder.CARRIER, Holder.POSTAL_WORKER}),
          HAND_OVER_DAYS),
    Limit(TaskKind.NOT_RETURNED, frozenset({_S.RETURNED}), frozenset({Holder.CARRIER, Holder.POSTAL_WORKER}),
          HAND_OVER_DAYS),
)  # fmt: skip

#: The carrier has or had the parcel: something can be claimed.
CLAIMABLE: Final = frozenset({*_MOVING, _S.DELIVERED, _S.RETURNED, _S.LOST})


def check(act: PostalAct, state: str) -> Rule:
    """Test one act against its rule.

    :raises RuleViolation: a parcel in this state does not admit it.
    """
    rule = RULES[act]
    if state not in rule.before:
        raise RuleViolation(
            _("Bưu gửi này đang ở trạng thái “%(state)s”, không làm được việc này.")
            % {"state": ParcelState(state).label},
            source=rule.source,
        )
    return rule


def permitted(state: str) -> frozenset[PostalAct]:
    """Return the acts that a parcel in this state admits."""
    return frozenset(act for act, rule in RULES.items() if state in rule.before)
