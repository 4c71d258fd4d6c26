"""What is missing: asked for once, answered, confirmed, or closed when nobody answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dossiers.actions.at_counter import pass_counter
from dossiers.actions.engine import ZONE, Act, act
from dossiers.actions.examination import must_be_first_supplement
from dossiers.actions.intake import start_answer_clock
from dossiers.actions.pickup import drop_collection
from dossiers.deadlines import supplement_answer_until
from dossiers.enums import Capacity, Proposal, Verdict
from dossiers.models import ClockPause, Dossier, DossierPaper, PaperFile, Supplement
from dossiers.rulesets import OWN_RULE
from portal.accounts.models import User
from portal.agencies.queries import working_calendar
from portal.kernel.errors import RuleViolation
from procedures.enums import Channel, CounterAct, SupplementPolicy
from procedures.models import Exemption


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to complete: a paper (with its requirement) or a field of the form, and why."""

    subject: str
    reason: str
    requirement_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"subject": self.subject, "requirement": self.requirement_id, "reason": self.reason}


def ask_correction(
    *, dossier_id: int, actor: User, seen: int | None, items: Sequence[Missing], at: datetime
) -> Dossier:
    """Ask, before intake, for all that is missing: once, completely, per paper and field: Mẫu 02 (R3, R4).

    :raises RuleViolation: it was asked already, a paper was not looked at, or the law does not permit it.
    """
    reason = _reason(items)
    with act("ask_correction", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        _ask(doing, items, before_intake=True)
        doing.dossier.answer_due_at = None
    return doing.dossier


def ask_supplement(
    *, dossier_id: int, actor: User, seen: int | None, items: Sequence[Missing], at: datetime
) -> Dossier:
    """Ask, during examination and through the desk, for all that is missing: Mẫu 02 (R2, R3, R9).

    The clock stops; the time in which the applicant is waited for is never the agency's delay.

    :raises RuleViolation: it was asked already, it was not proposed, or the law does not permit it.
    """
    reason = _reason(items)
    with act("ask_supplement", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        if doing.dossier.proposal != Proposal.SUPPLEMENT:
            raise RuleViolation(_("Chuyên viên chưa đề xuất yêu cầu bổ sung."), source=OWN_RULE)
        _ask(doing, items, before_intake=False)
        doing.dossier.proposal = Proposal.NONE
        doing.recount()
    return doing.dossier


def resubmit(
    *, dossier_id: int, actor: User, seen: int | None, files: Mapping[int, Sequence[int]], text: str, at: datetime
) -> Dossier:
    """Give what was missing before intake; the desk's eight working hours start anew (R5).

    `files` gives the stored files by requirement.

    :raises RuleViolation: nothing was given, or the law does not permit it.
    """
    with act("resubmit", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        supplement = _answer(doing, files, text)
        supplement.closed_at = at
        supplement.save(update_fields=["closed_at"])
        start_answer_clock(doing.dossier, at)
    return doing.dossier


def answer_supplement(
    *,
    dossier_id: int,
    actor: User,
    seen: int | None,
    files: Mapping[int, Sequence[int]],
    text: str,
    at: datetime,
    channel: Channel = Channel.IN_PERSON,
    exemption: Exemption | None = None,
) -> Dossier:
    """Give what was missing during examination, once; the desk confirms that it is complete (R9).

    `channel`: how the papers came to the desk, when the desk writes them down; an order that closes the counter
    closes this too.

    :raises CounterClosed: they were brought to a counter that an order closes, and nothing opens it.
    :raises RuleViolation: nothing was given, it was answered already, or the law does not permit it.
    """
    with act("answer_supplement", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        if doing.capacity == Capacity.RECEPTION and channel == Channel.IN_PERSON:
            pass_counter(doing, CounterAct.INTAKE, exemption=exemption)
        _answer(doing, files, text)
    return doing.dossier


def confirm_supplement(*, dossier_id: int, actor: User, seen: int | None, at: datetime) -> Dossier:
    """Confirm that all came; the time limit counts anew, or goes on where the procedure says so (R9).

    :raises RuleViolation: nothing was answered yet, or the law does not permit it.
    """
    with act("confirm_supplement", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        supplement = _open(doing.dossier)
        if supplement.answered_at is None:
            raise RuleViolation(_("Người nộp chưa gửi giấy tờ bổ sung."), source=doing.source)
        supplement.closed_at = at
        supplement.save(update_fields=["closed_at"])
        if doing.dossier.revision.supplement_policy == SupplementPolicy.RESTART:
            doing.dossier.clock_started_at = at
        else:
            ClockPause.objects.create(
                dossier=doing.dossier,
                reason=gettext_noop("Chờ Ông/Bà bổ sung hồ sơ"),
                basis=doing.source,
                from_at=supplement.asked_at,
                to_at=at,
            )
        doing.recount()
    return doing.dossier


def close_unanswered(*, dossier_id: int, actor: User | None, seen: int | None, at: datetime) -> Dossier:
    """Close a dossier whose applicant did not complete it in time (R10).

    :raises RuleViolation: the time is not over, it was answered, or the law does not permit it.
    """
    reason = gettext_noop("Quá thời hạn bổ sung mà chưa nhận được giấy tờ.")
    with act("close_unanswered", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        supplement = _open(doing.dossier)
        if supplement.answered_at is not None or at.astimezone(ZONE).date() <= supplement.answer_until:
            raise RuleViolation(_("Chưa hết thời hạn bổ sung."), source=doing.source)
        supplement.closed_at = at
        supplement.save(update_fields=["closed_at"])
        doing.dossier.closed_at = at
        drop_collection(doing)
    return doing.dossier


def _reason(items: Sequence[Missing]) -> str:
    return "\n".join(f"{item.subject}: {item.reason}" for item in items)


def _ask(doing: Act, items: Sequence[Missing], *, before_intake: bool) -> None:
    dossier = doing.dossier
    must_be_first_supplement(dossier)
    if any(not item.reason.strip() for item in items):
        raise RuleViolation(_("Mỗi nội dung yêu cầu bổ sung phải có lý do."), source=doing.source)
    unseen = dossier.papers.filter(verdict=Verdict.UNSEEN).exists()
    if before_intake and unseen:
        raise RuleViolation(
            _("Xem đủ các giấy tờ trước khi yêu cầu: chỉ được yêu cầu bổ sung một lần."),
            source=doing.rule_set.source("R3"),
        )
    asked_on = doing.at.astimezone(ZONE).date()
    dossier.supplements_asked += 1
    until = supplement_answer_until(
        asked_on, doing.rule_set.supplement_timeout_days, calendar=working_calendar(dossier.agency)
    )
    Supplement.objects.create(
        dossier=dossier,
        number=dossier.supplements_asked,
        items=[item.as_json() for item in items],
        is_before_intake=before_intake,
        asked_at=doing.at,
        answer_until=until,
    )
    doing.payload["answer_until"] = until.isoformat()


def _open(dossier: Dossier) -> Supplement:
    return dossier.supplements.get(closed_at__isnull=True)


def _answer(doing: Act, files: Mapping[int, Sequence[int]], text: str) -> Supplement:
    if not any(files.values()) and not text.strip():
        raise RuleViolation(_("Tải lên giấy tờ hoặc nhập nội dung bổ sung."), source=doing.source)
    supplement = _open(doing.dossier)
    if supplement.answered_at is not None:
        raise RuleViolation(_("Đã nhận giấy tờ bổ sung, chờ Một cửa xác nhận."), source=doing.source)
    supplement.answered_at, supplement.answer_text = doing.at, text.strip()
    supplement.save(update_fields=["answered_at", "answer_text"])
    papers = {paper.requirement_id: paper for paper in doing.dossier.papers.all()}
    for requirement_id, stored in sorted(files.items()):
        paper = papers.get(requirement_id) or DossierPaper.objects.create(
            dossier=doing.dossier, requirement_id=requirement_id
        )
        DossierPaper.objects.filter(pk=paper.pk).update(verdict=Verdict.UNSEEN, verdict_note="")
        PaperFile.objects.bulk_create(
            PaperFile(paper=paper, file_id=file_id, position=place, given_at=doing.at, supplement=supplement)
            for place, file_id in enumerate(stored)
        )
    doing.payload["files"] = sum(len(stored) for stored in files.values())
    return supplement
