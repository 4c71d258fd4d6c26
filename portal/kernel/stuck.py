"""What the engine could not send by itself: shown with its cause, tried again, confirmed or given up by a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from portal.kernel.claims import effect_of
from portal.kernel.doors import Door, Receipt
from portal.kernel.enums import EffectState, InboundState
from portal.kernel.errors import RuleViolation
from portal.kernel.jobs import after_commit
from portal.kernel.lanes import LANES
from portal.kernel.logs import log
from portal.kernel.models import InboundEvent, OwedEffect, Partner

_OURS: Final = "quy ước của hệ thống"
STUCK: Final = (EffectState.FAILED, EffectState.HUMAN)


@dataclass(frozen=True, slots=True)
class LaneFigures:
    """How one lane stands."""

    lane: str
    waiting: int
    sending: int
    failed: int
    human: int
    attempts: int
    oldest_seconds: int
    is_late: bool


def stuck_effects() -> QuerySet[OwedEffect]:
    """Return what waits for a person, for a list."""
    return OwedEffect.objects.filter(state__in=STUCK)


def figures(*, at: datetime) -> list[LaneFigures]:
    """Return the state of each lane in one query: what waits, since when, what failed."""
    unfinished = Q(state__in=[EffectState.OWED, EffectState.SENDING])
    rows = {
        row["lane"]: row
        for row in OwedEffect.objects.filter(state__in=[EffectState.OWED, EffectState.SENDING, *STUCK])
        .order_by()
        .values("lane")
        .annotate(
            waiting=Count("pk", filter=Q(state=EffectState.OWED)),
            sending=Count("pk", filter=Q(state=EffectState.SENDING)),
            failed=Count("pk", filter=Q(state=EffectState.FAILED)),
            human=Count("pk", filter=Q(state=EffectState.HUMAN)),
            attempts_made=Sum("attempts", filter=unfinished),
            oldest=Min("owed_at", filter=unfinished & Q(next_attempt_at__lte=at)),
        )
    }
    return [_lane_figures(name, rows.get(name, {}), at=at) for name in LANES]


def _lane_figures(name: str, row: Mapping[str, Any], *, at: datetime) -> LaneFigures:
    age = max(at - row["oldest"], timedelta()) if row.get("oldest") else timedelta()
    return LaneFigures(
        lane=name,
        waiting=row.get("waiting", 0),
        sending=row.get("sending", 0),
        failed=row.get("failed", 0),
        human=row.get("human", 0),
        attempts=row.get("attempts_made") or 0,
        oldest_seconds=int(age.total_seconds()),
        is_late=age > LANES[name].alarm_after,
    )


def broken_messages() -> QuerySet[InboundEvent]:
    """Return partners' messages that could not be understood or applied."""
    return InboundEvent.objects.filter(state__in=[InboundState.FAILED, InboundState.REFUSED])


def partners() -> QuerySet[Partner]:
    """Return the partners with their breakers."""
    return Partner.objects.order_by("name")


@transaction.atomic
def try_again(effect_id: int, *, actor_id: int, at: datetime) -> None:
    """Owe a stuck effect once more, with all its attempts. One in doubt is looked up first where that is possible.

    :raises RuleViolation: it is not stuck any more.
    """
    changed = OwedEffect.objects.filter(pk=effect_id, state__in=STUCK).update(
        state=EffectState.OWED, attempts=0, next_attempt_at=at
    )
    _changed_or_refuse(changed)
    lane = OwedEffect.objects.values_list("lane", flat=True).get(pk=effect_id)
    log.info("effect_tried_again", effect_id=effect_id, actor_id=actor_id)
    after_commit("portal.tasks.drain", lane=lane)


@transaction.atomic
def give_up(effect_id: int, *, actor_id: int, reason: str, at: datetime) -> None:
    """Close a stuck effect for good, with a reason.

    :raises RuleViolation: it is not stuck any more, or no reason is given.
    """
    words = " ".join(reason.split())
    if not words:
        raise RuleViolation(_("Cần ghi lý do."), source=_OURS)
    changed = OwedEffect.objects.filter(pk=effect_id, state__in=STUCK).update(
        state=EffectState.GIVEN_UP, closed_by=actor_id, closed_reason=words[:300]
    )
    _changed_or_refuse(changed)
    log.info("effect_given_up", effect_id=effect_id, actor_id=actor_id, at=at.isoformat())


@transaction.atomic
def confirm_sent(
    effect_id: int, doors: Mapping[str, Door], *, reference: str, actor_id: int, reason: str, at: datetime
) -> None:
    """Note that the partner has an effect whose outcome nobody knew, under its reference, as a person found out.

    :raises RuleViolation: it is not stuck any more, or reference or reason is missing.
    """
    words, found = " ".join(reason.split()), reference.strip()
    if not words or not found:
        raise RuleViolation(_("Cần ghi mã của đối tác và lý do."), source=_OURS)
    changed = OwedEffect.objects.filter(pk=effect_id, state__in=STUCK).update(
        state=EffectState.DONE,
        done_at=at,
        reference=found[:120],
        closed_by=actor_id,
        closed_reason=words[:300],
        is_in_doubt=False,
    )
    _changed_or_refuse(changed)
    row = OwedEffect.objects.get(pk=effect_id)
    door = doors.get(row.kind)
    if door and door.record:
        door.record(effect_of(row), Receipt(reference=found[:120], note="confirmed"), at)


def _changed_or_refuse(changed: int) -> None:
    if not changed:
        raise RuleViolation(_("Việc gửi này đã được xử lý."), source=_OURS)
