"""Inside the competent agency: judge the papers, assign, propose, endorse, send back, fix a duty."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dossiers.actions.engine import ZONE, act
from dossiers.enums import Capacity, Proposal, Verdict
from dossiers.models import ClockPause, Dossier, DossierNote, DossierPaper
from dossiers.permissions import capacities_of
from dossiers.rulesets import OWN_RULE, RULE_SET
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.kernel.errors import RuleViolation
from procedures.enums import Workflow

#: Paths without a head of division: the specialist proposes straight to the signatory.
WITHOUT_HEAD = frozenset({Workflow.SAME_DAY, Workflow.COMMUNE})


@transaction.atomic
def judge_papers(*, dossier_id: int, actor: User, verdicts: Mapping[int, tuple[Verdict, str]], at: datetime) -> None:
    """Note what was found of each paper (by its id): verdict and, where it is wrong, why.

    :raises RuleViolation: the actor neither receives nor examines this dossier, or a wrong paper has no reason.
    """
    dossier = Dossier.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=dossier_id)
    held = capacities_of(actor, dossier, on=at.astimezone(ZONE).date())
    if not held & {Capacity.RECEPTION, Capacity.CASE_OFFICER} or dossier.is_final:
        raise RuleViolation(_("Ông/Bà không phải là người kiểm tra hồ sơ này."), source=OWN_RULE)
    papers = list(dossier.papers.select_related("requirement").filter(pk__in=verdicts).order_by("pk"))
    for paper in papers:
        verdict, note = verdicts[paper.pk]
        if verdict == Verdict.WRONG and not note.strip():
            raise RuleViolation(
                _("Chọn lý do cho giấy tờ chưa đạt: %(paper)s") % {"paper": paper.requirement.name}, source=OWN_RULE
            )
        paper.verdict, paper.verdict_note = verdict, note.strip()
    DossierPaper.objects.bulk_update(papers, ["verdict", "verdict_note"])


def assign(*, dossier_id: int, actor: User, seen: int | None, officer_id: int, at: datetime) -> Dossier:
    """Give a dossier to a specialist of the competent agency, or to another one.

    :raises RuleViolation: the law does not permit it now or to this person, or the officer is none of the agency's.
    """
    with act("assign", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        officer = _specialist(officer_id, doing.dossier, at)
        doing.dossier.case_officer = officer
        doing.payload["case_officer"] = officer.full_name
    return doing.dossier


def take_up(*, dossier_id: int, actor: User, seen: int | None, at: datetime) -> Dossier:
    """Take up a dossier that waits for assignment, as a specialist of the agency.

    :raises RuleViolation: the law does not permit it now, or not to this person.
    """
    with act("take_up", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        doing.dossier.case_officer = actor
    return doing.dossier


def propose(
    *, dossier_id: int, actor: User, seen: int | None, proposal: Proposal, text: str, at: datetime,
    result_file_id: int | None = None,
) -> Dossier:  # fmt: skip
    """Propose to grant, to refuse, or to ask for what is missing; to the head, or straight to the signatory.

    A file made by the case officer becomes the result when it is granted.

    :raises RuleViolation: the law does not permit it now or to this person, or no text says why.
    """
    revision = Dossier.objects.values_list("revision__workflow", flat=True).get(pk=dossier_id)
    name = "propose_to_signatory" if revision in WITHOUT_HEAD else "propose"
    with act(name, dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        if proposal == Proposal.NONE or (proposal != Proposal.GRANT and not text.strip()):
            raise RuleViolation(_("Nhập lý do đề xuất."), source=OWN_RULE)
        if proposal == Proposal.SUPPLEMENT:
            must_be_first_supplement(doing.dossier)
        doing.dossier.proposal, doing.dossier.proposal_text = proposal, text.strip()
        doing.payload.update(proposal=proposal, text=text.strip(), result_file=result_file_id)
    return doing.dossier


def endorse(*, dossier_id: int, actor: User, seen: int | None, at: datetime) -> Dossier:
    """Endorse a proposal as head of division and lay it before the signatory.

    :raises RuleViolation: the law does not permit it now or to this person, or a supplement is proposed.
    """
    with act("endorse", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        if doing.dossier.proposal == Proposal.SUPPLEMENT:
            raise RuleViolation(_("Đề xuất là yêu cầu bổ sung: gửi yêu cầu hoặc trả lại."), source=OWN_RULE)
    return doing.dossier


def send_back(*, dossier_id: int, actor: User, seen: int | None, reason: str, at: datetime) -> Dossier:
    """Send a proposal back to the case officer, with the reason.

    :raises RuleViolation: the law does not permit it now, or not to this person, or there is no reason.
    """
    with act("send_back", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        doing.payload["proposal"] = doing.dossier.proposal
        doing.dossier.proposal = Proposal.NONE
    return doing.dossier


def fix_financial_duty(
    *, dossier_id: int, actor: User, seen: int | None, amount_vnd: int, reason: str, at: datetime
) -> Dossier:
    """State a financial duty; where the procedure says so the clock stands still until it is met (R20).

    :raises RuleViolation: the law does not permit it now, or not to this person.
    """
    with act("fix_financial_duty", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        doing.payload["amount_vnd"] = amount_vnd
        doing.dossier.fee_vnd = amount_vnd
        if doing.dossier.revision.pauses_for_financial_duty:
            ClockPause.objects.create(
                dossier=doing.dossier,
                reason=gettext_noop("Chờ thực hiện nghĩa vụ tài chính"),
                basis=doing.source,
                from_at=at,
            )
            doing.recount()
    return doing.dossier


def confirm_payment(*, dossier_id: int, actor: User, seen: int | None, at: datetime) -> Dossier:
    """Confirm that the financial duty is met; the clock goes on (R20).

    :raises RuleViolation: the law does not permit it now, or not to this person.
    """
    with act("confirm_payment", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        if doing.dossier.pauses.filter(to_at__isnull=True).update(to_at=at):
            doing.recount()
    return doing.dossier


@transaction.atomic
def write_note(*, dossier_id: int, actor: User, text: str, at: datetime) -> DossierNote:
    """Write an internal note; the applicant does not see it. The view has fetched the dossier as visible."""
    return DossierNote.objects.create(dossier_id=dossier_id, author=actor, text=text.strip(), written_at=at)


def must_be_first_supplement(dossier: Dossier) -> None:
    """Refuse a second request for what is missing (R3).

    :raises RuleViolation: it was asked already.
    """
    rule_set = RULE_SET[dossier.rule_set]
    if dossier.supplements_asked >= rule_set.supplements_allowed:
        raise RuleViolation(_("Chỉ được yêu cầu bổ sung một lần, và đã yêu cầu rồi."), source=rule_set.source("R3"))


def _specialist(officer_id: int, dossier: Dossier, at: datetime) -> User:
    membership = (
        Membership.objects.held_on(at.astimezone(ZONE).date())
        .filter(user_id=officer_id, agency_id=dossier.agency_id, role=Role.SPECIALIST)
        .select_related("user")
        .order_by("pk")
        .first()
    )
    if membership is None:
        raise RuleViolation(_("Chọn chuyên viên của cơ quan giải quyết hồ sơ."), source=OWN_RULE)
    return membership.user
