"""The acts on an order with what they do to dossiers and appointments, in one transaction each (decision 5)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from dossiers.enums import ImpactPurpose
from dossiers.models import ImpactRun
from dossiers.rulesets import OWN_RULE
from dossiers.suspension_impact import lifting, preview, selection, snapshot
from dossiers.suspension_impact.terms import Terms, terms_of
from portal.kernel.errors import RuleViolation
from portal.kernel.jobs import after_commit
from procedures import actions
from procedures.enums import Relation
from procedures.models import SuspensionOrder
from procedures.queries import bearing_orders


class CountsChanged(RuleViolation):
    """The data changed since the figures were shown; `shown` and `now` say what to confirm once more."""

    def __init__(self, shown: Mapping[str, int], now: Mapping[str, int]) -> None:
        super().__init__(_("Số liệu đã thay đổi từ lúc xem. Xem lại rồi xác nhận."), source=OWN_RULE)
        self.shown = shown
        self.now = now


@transaction.atomic
def issue(*, order_id: int, shown: Mapping[str, int] | None, at: datetime, **said: Any) -> ImpactRun:
    """Issue an order and store exactly what it does; the doing follows after commit.

    `shown`: the figures that the person confirmed.

    :raises CountsChanged: the figures differ from those shown; nothing is issued.
    :raises RuleViolation: the order cannot be issued as it stands.
    """
    replaced = (
        SuspensionOrder.objects.filter(followers=order_id, followers__relation=Relation.REPLACES).order_by("pk").first()
    )
    before = terms_of(replaced) if replaced else None
    order = actions.issue_order(order_id=order_id, at=at, **said)
    run = _take(order, ImpactPurpose.ISSUE, shown, at=at)
    if replaced is not None and before is not None:
        _give_back_elsewhere(replaced, before, but=terms_of(order), at=at)
    return run


def _give_back_elsewhere(replaced: SuspensionOrder, before: Terms, *, but: Terms, at: datetime) -> None:
    """Give back what a replaced order took at counters that its successor leaves open."""
    replaced.refresh_from_db()
    run = _new_run(replaced, ImpactPurpose.LIFT, at)
    lifting.take_back(run, replaced, before, ~Q(desk__in=but.desk_ids), reopens_at=replaced.lifted_at or at)
    _queue(run)


@transaction.atomic
def join(*, order_id: int, shown: Mapping[str, int] | None, at: datetime, **said: Any) -> ImpactRun:
    """Bring a place under an order, with its own dates, and store what that does; `said` goes to the act.

    :raises CountsChanged: the figures differ from those shown.
    :raises RuleViolation: the place cannot join.
    """
    order = actions.join_place(order_id=order_id, at=at, **said)
    return _take(order, ImpactPurpose.JOIN, shown, at=at)


@transaction.atomic
def extend(*, order_id: int, shown: Mapping[str, int] | None, at: datetime, **said: Any) -> ImpactRun:
    """Extend an order and store what the longer period does; `said` goes to the act.

    :raises CountsChanged: the figures differ from those shown.
    :raises RuleViolation: the order cannot be extended so.
    """
    order = actions.extend_order(order_id=order_id, at=at, **said)
    return _take(order, ImpactPurpose.EXTEND, shown, at=at)


@transaction.atomic
def correct(*, order_id: int, shown: Mapping[str, int] | None, at: datetime, **said: Any) -> ImpactRun:
    """Correct an issued order: what is no longer closed is given back, what is newly closed is stored.

    :raises CountsChanged: the figures differ from those shown.
    :raises RuleViolation: the order cannot be corrected so.
    """
    order = actions.correct_order(order_id=order_id, at=at, **said)
    return _take(order, ImpactPurpose.CORRECT, shown, at=at)


@transaction.atomic
def lift(*, order_id: int, at: datetime, **said: Any) -> ImpactRun:
    """Lift an order early and store what is given back; `said` goes to the act.

    :raises RuleViolation: the order is not in force nor to come.
    """
    before = terms_of(SuspensionOrder.objects.get(pk=order_id))
    order = actions.lift_order(order_id=order_id, at=at, **said)
    run = _new_run(order, ImpactPurpose.LIFT, at)
    lifting.take_back(run, order, before, Q(), reopens_at=order.lifted_at or at)
    return _queue(run)


@transaction.atomic
def sweep(order: SuspensionOrder, *, at: datetime) -> ImpactRun | None:
    """Store what arose after the snapshots of an order, by the same rules; nothing arose: `None`."""
    order = SuspensionOrder.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
    terms = terms_of(order)
    if not _anything(terms, at=at):
        return None
    latest = order.impact_runs.filter(version=order.version, purpose=ImpactPurpose.SWEEP).aggregate(n=Max("number"))
    run = _new_run(order, ImpactPurpose.SWEEP, at, number=(latest["n"] or 0) + 1)
    snapshot.take(run, terms, at=at)
    return _queue(run)


def sweep_all(*, at: datetime) -> list[ImpactRun]:
    """Sweep every order that is not over, oldest first."""
    return [run for order in bearing_orders(at) if (run := sweep(order, at=at)) is not None]


def _anything(terms: Terms, *, at: datetime) -> bool:
    finds: tuple[Callable[..., Any], ...] = (
        selection.pickups, selection.appointments, selection.late_supplements, selection.stopped_clocks,
    )  # fmt: skip
    return any(find(terms, at=at).order_by().exists() for find in finds)


def _take(
    order: SuspensionOrder, purpose: ImpactPurpose, shown: Mapping[str, int] | None, *, at: datetime
) -> ImpactRun:
    terms = terms_of(order)
    if shown is not None:
        now = preview.preview(terms, at=at).counts
        if any(shown.get(key) != now[key] for key in preview.KEYS):
            raise CountsChanged(shown, now)
    run = _new_run(order, purpose, at)
    if purpose == ImpactPurpose.CORRECT:
        outside = ~Q(desk__in=terms.desk_ids)
        lifting.take_back(run, order, terms, outside, reopens_at=at)
    snapshot.take(run, terms, at=at)
    return _queue(run)


def _new_run(order: SuspensionOrder, purpose: ImpactPurpose, at: datetime, *, number: int = 1) -> ImpactRun:
    return ImpactRun.objects.create(order=order, version=order.version, purpose=purpose, number=number, taken_at=at)


def _queue(run: ImpactRun) -> ImpactRun:
    after_commit("dossiers.tasks.apply_impact", run_id=run.pk)
    return run
