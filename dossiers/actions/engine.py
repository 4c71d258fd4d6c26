"""The shape that every act has: lock, check against the law, write the event and the row, owe the message."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import law
from dossiers.clock import promise_of
from dossiers.enums import Capacity, Stage, Status
from dossiers.models import Dossier, DossierEvent
from dossiers.permissions import Standing, standing
from dossiers.queries.audit import seal_of
from dossiers.rulesets import RULE_SET, RuleSet
from notifications.actions import tell
from notifications.enums import Kind
from portal.accounts.models import User
from portal.kernel.errors import SomeoneActedFirst

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
#: Columns an act may change; all are written with its event.
_COLUMNS = [
    "code", "status", "stage", "event_seq", "case_officer", "proposal", "proposal_text", "outcome", "fee_vnd",
    "answer_due_at", "received_at", "clock_started_at", "due_original_at", "due_at", "supplements_asked",
    "apologies_made", "withdrawal_requested_at", "decided_at", "returned_at", "closed_at", "pickup_on", "pickup_order",
    "return_method", "return_address",
]  # fmt: skip


@dataclass(slots=True)
class Act:
    """One act under way: the locked dossier, its rule, and what the event will tell."""

    dossier: Dossier
    rule: law.Rule
    rule_set: RuleSet
    actor: User | None
    held: Standing
    reason: str
    at: datetime
    payload: dict[str, Any] = field(default_factory=dict)
    #: Set by `at_counter` when an order closes the counter and an exemption opens it.
    closed_by_order_id: int | None = None
    exemption_id: int | None = None

    @property
    def source(self) -> str:
        """The article under which this is done."""
        return self.rule_set.source(self.rule.rule)

    @property
    def capacity(self) -> Capacity:
        """The capacity in which the actor acts: the first of the law's that they hold."""
        return next(capacity for capacity in Capacity if capacity in self.rule.by and capacity in self.held)

    @property
    def actor_title(self) -> str:
        """What the actor is at the agency, in the language of the record."""
        role = self.held[self.capacity]
        with override(settings.LANGUAGE_CODE):
            return (role.title or str(role.role.label)) if role else ""

    def recount(self) -> None:
        """Count the promise anew from the facts as they now stand, and keep it with the dossier."""
        self.payload["due_before"] = _iso(self.dossier.due_at)
        answer = promise_of(self.dossier)
        self.dossier.due_at, self.dossier.due_original_at = answer.due_at, answer.law_due_at
        self.payload["due_after"] = _iso(answer.due_at)


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


@contextmanager
def act(
    name: str, *, dossier_id: int, actor: User | None, seen: int | None, at: datetime, reason: str = ""
) -> Iterator[Act]:
    """Do one act: the body of the `with` changes the dossier, then event, row and message are written together.

    `seen` is the number of the last event the person saw; `None` for acts of the system.

    :raises SomeoneActedFirst: another act came in between.
    :raises RuleViolation: the law does not permit it now, or not to this person.
    """
    with transaction.atomic():
        # Lock this row only: related rows are read by every list page.
        dossier = (
            Dossier.objects.select_for_update(of=("self",), no_key=True)
            .select_related("agency", "desk__agency", "desk__place", "revision", "procedure")
            .get(pk=dossier_id)
        )
        if seen is not None and seen != dossier.event_seq:
            raise SomeoneActedFirst(
                _("Hồ sơ vừa thay đổi. Xem diễn biến mới rồi làm lại."), seen=seen, now=dossier.event_seq
            )
        rule = law.RULE[name]
        rule_set = RULE_SET[dossier.rule_set]
        held = _held(actor, dossier, at)
        law.check(
            rule,
            status=Status(dossier.status),
            stage=Stage(dossier.stage),
            capacities=frozenset(held),
            reason=reason,
            rule_set=rule_set,
        )
        doing = Act(dossier, rule, rule_set, actor, held, reason.strip(), at)
        before = (dossier.status, dossier.stage)
        dossier.status = rule.target if rule.target is not None else dossier.status
        dossier.stage = rule.target_stage if rule.target_stage is not None else dossier.stage
        yield doing
        _write(doing, before)
        dossier.save(update_fields=_COLUMNS)
        _tell_applicant(doing)


@contextmanager
def opening(name: str, *, dossier: Dossier, actor: User, at: datetime) -> Iterator[Act]:
    """Do the act that brings a dossier into being. The caller holds the transaction; the body saves the row.

    :raises RuleViolation: the law does not permit it to this person.
    """
    rule = law.RULE[name]
    rule_set = RULE_SET[dossier.rule_set]
    held = _held(actor, dossier, at)
    law.check(rule, status=None, stage=Stage.NONE, capacities=frozenset(held), reason="", rule_set=rule_set)
    doing = Act(dossier, rule, rule_set, actor, held, "", at)
    dossier.status = rule.target or dossier.status
    yield doing
    _write(doing, ("", ""))
    dossier.save(update_fields=_COLUMNS)
    _tell_applicant(doing)


def _held(actor: User | None, dossier: Dossier, at: datetime) -> Standing:
    if actor is None:
        return {Capacity.SYSTEM: None}
    return standing(actor, dossier, on=at.astimezone(ZONE).date())


def _write(doing: Act, before: tuple[str, str]) -> None:
    dossier = doing.dossier
    latest = dossier.events.order_by("-seq").values_list("hash", flat=True).first() if dossier.event_seq else ""
    role = doing.held[doing.capacity]
    dossier.event_seq += 1
    event = DossierEvent(
        dossier=dossier,
        seq=dossier.event_seq,
        act=doing.rule.name,
        actor=doing.actor,
        actor_name=doing.actor.full_name if doing.actor else "",
        actor_title=doing.actor_title,
        capacity=doing.capacity,
        delegation_id=role.delegation_id if role else None,
        from_status=before[0],
        to_status=dossier.status,
        from_stage=before[1],
        to_stage=dossier.stage,
        reason=doing.reason,
        legal_basis=doing.source,
        payload=doing.payload,
        happened_at=doing.at,
        previous_hash=latest or "",
        closed_by_order_id=doing.closed_by_order_id,
        exemption_id=doing.exemption_id,
    )
    event.hash = seal_of(event)
    event.save(force_insert=True)


def _tell_applicant(doing: Act) -> None:
    if not doing.rule.notice:
        return
    dossier = doing.dossier
    page = "dossiers:detail" if dossier.applicant_id else "dossiers:track_token"
    tell(
        kind=Kind(doing.rule.notice),
        recipient_id=dossier.applicant_id,
        email="" if dossier.applicant_id else dossier.applicant_email,
        phone="" if dossier.applicant_id else dossier.applicant_phone,
        reference=dossier.shown_code,
        link=reverse(page, args=[dossier.reference if dossier.applicant_id else dossier.track_token]),
        key=f"dossier:{dossier.pk}:{dossier.event_seq}",
        at=doing.at,
    )
