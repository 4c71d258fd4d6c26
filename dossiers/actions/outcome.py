"""How a dossier ends: decided, promised anew, returned, reopened, stopped, withdrawn."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from documents.actions import issue
from documents.enums import DocumentType
from documents.models import OfficialDocument
from dossiers.actions.at_counter import pass_counter
from dossiers.actions.engine import Act, act
from dossiers.actions.pickup import drop_collection, drop_postal_return
from dossiers.enums import Capacity, Outcome, Proposal, ReturnMethod
from dossiers.models import Apology, Dossier, Result, ResultReturn
from dossiers.rulesets import OWN_RULE
from portal.accounts.models import User
from portal.agencies.queries import seasonal_hours, working_calendar
from portal.kernel.errors import RuleViolation
from portal.kernel.text import fold
from portal.kernel.workdays import closing
from procedures.enums import CounterAct
from procedures.models import Exemption


def grant(*, dossier_id: int, actor: User, seen: int | None, at: datetime) -> Dossier:
    """Sign and issue the result: a document with its number, in the same transaction (R16).

    :raises RuleViolation: it was not proposed so, or the law does not permit it.
    """
    with act("grant", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        _decide(doing, Proposal.GRANT, Outcome.GRANTED, DocumentType.CERTIFICATE)
    return doing.dossier


def refuse(*, dossier_id: int, actor: User, seen: int | None, reason: str, at: datetime) -> Dossier:
    """Sign and issue the refusal to grant, with its reason, within the time limit (R11).

    :raises RuleViolation: it was not proposed so, there is no reason, or the law does not permit it.
    """
    with act("refuse", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        _decide(doing, Proposal.REFUSE, Outcome.REFUSED, DocumentType.NOTICE)
    return doing.dossier


def apologise(
    *, dossier_id: int, actor: User, seen: int | None, reason: str, new_due_on: date, at: datetime
) -> Dossier:
    """Apologise in writing and promise a new day, once: Mẫu 04. The dossier still counts as late (R12).

    :raises RuleViolation: an apology was made already, the day is not after the promised one or is a day off,
        or the law does not permit it.
    """
    with act("apologise", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        dossier = doing.dossier
        if dossier.apologies_made >= doing.rule_set.apologies_allowed:
            raise RuleViolation(_("Chỉ được hẹn lại một lần, và đã hẹn lại rồi."), source=doing.source)
        if dossier.due_at is None:
            raise RuleViolation(_("Hồ sơ không có ngày hẹn trả."), source=doing.source)
        if not working_calendar(dossier.agency).is_working(new_due_on):
            raise RuleViolation(_("Ngày hẹn mới là ngày nghỉ. Chọn một ngày làm việc."), source=OWN_RULE)
        new_due_at = closing(seasonal_hours(dossier.desk.agency), new_due_on)
        if new_due_at <= max(dossier.due_at, at):
            raise RuleViolation(_("Ngày hẹn mới phải sau ngày đã hẹn và sau hôm nay."), source=doing.source)
        dossier.apologies_made += 1
        Apology.objects.create(
            dossier=dossier,
            number=dossier.apologies_made,
            reason=doing.reason,
            old_due_at=dossier.due_at,
            new_due_at=new_due_at,
            document=_issue(doing, DocumentType.APOLOGY, doing.rule_set.forms["apology"].title),
            made_at=at,
        )
        doing.recount()
    return doing.dossier


def return_result(
    *,
    dossier_id: int,
    actor: User,
    seen: int | None,
    method: ReturnMethod,
    receiver_name: str,
    at: datetime,
    receiver_national_id: str = "",
    authorisation: str = "",
    exemption: Exemption | None = None,
) -> Dossier:
    """Hand the result over: to the applicant online, or in person to whoever proves to be entitled (R16, R17).

    While an order closes the counter, face to face needs an exemption: of the procedure, of this dossier, or the one
    that `exemption` names.

    :raises CounterClosed: an order closes the counter and nothing opens it.
    :raises RuleViolation: nobody is named, somebody else has no written authority, or the law does not permit it.
    """
    with act("return_result", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        dossier = doing.dossier
        if doing.capacity == Capacity.APPLICANT and method != ReturnMethod.ONLINE:
            raise RuleViolation(_("Tự nhận trên cổng chỉ áp dụng cho bản điện tử."), source=doing.source)
        if method == ReturnMethod.IN_PERSON:
            pass_counter(doing, CounterAct.RETURN, exemption=exemption)
        if not receiver_name.strip():
            raise RuleViolation(_("Nhập họ và tên người nhận kết quả."), source=doing.rule_set.source("R17"))
        is_another = fold(receiver_name) not in {dossier.applicant_folded, fold(dossier.submitter_name)}
        if method == ReturnMethod.IN_PERSON and is_another and not authorisation.strip():
            raise RuleViolation(
                _("Người nhận không phải là người nộp: ghi giấy ủy quyền."), source=doing.rule_set.source("R17")
            )
        ResultReturn.objects.create(
            dossier=dossier,
            method=method,
            receiver_name=receiver_name.strip(),
            receiver_national_id=receiver_national_id,
            authorisation=authorisation.strip(),
            returned_by=None if doing.capacity == Capacity.APPLICANT else actor,
            returned_at=at,
        )
        if method != ReturnMethod.POST:
            drop_postal_return(doing, method.label)
        dossier.returned_at = at
        doing.payload["method"] = method
    return doing.dossier


def reopen(*, dossier_id: int, actor: User, seen: int | None, reason: str, at: datetime) -> Dossier:
    """Take back a result found wrong before it was handed over; it is corrected within 3 working days (R18).

    The wrong document keeps its number and is kept.

    :raises RuleViolation: it was handed over, there is no reason, or the law does not permit it.
    """
    with act("reopen", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        doing.dossier.results.filter(superseded_at__isnull=True).update(superseded_at=at)
        drop_postal_return(doing, doing.reason)
        doing.dossier.outcome, doing.dossier.decided_at = Outcome.NONE, None
        doing.dossier.proposal = Proposal.NONE
    return doing.dossier


def stop(*, dossier_id: int, actor: User, seen: int | None, reason: str, at: datetime) -> Dossier:
    """Stop a dossier in writing, with the reason.

    :raises RuleViolation: there is no reason, or the law does not permit it.
    """
    with act("stop", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        doing.dossier.closed_at = at
        drop_collection(doing)
    return doing.dossier


def request_withdrawal(*, dossier_id: int, actor: User, seen: int | None, at: datetime) -> Dossier:
    """Ask, as the applicant, to stop before a decision is issued; the desk confirms it (R15).

    :raises RuleViolation: it was asked already, or the law does not permit it.
    """
    with act("request_withdrawal", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        if doing.dossier.withdrawal_requested_at is not None:
            raise RuleViolation(_("Ông/Bà đã gửi yêu cầu rút hồ sơ."), source=doing.source)
        doing.dossier.withdrawal_requested_at = at
    return doing.dossier


def confirm_withdrawal(*, dossier_id: int, actor: User, seen: int | None, at: datetime, reason: str = "") -> Dossier:
    """Close a dossier as withdrawn, and give its papers back (R15).

    To stop is the applicant's right, never the desk's: without a request in the portal, `reason` says how the
    applicant asked (the paper, its date).

    :raises RuleViolation: nobody asked and no reason says so, or the law does not permit it.
    """
    with act("confirm_withdrawal", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        if doing.dossier.withdrawal_requested_at is None and not doing.reason:
            raise RuleViolation(_("Người nộp chưa yêu cầu rút: ghi đơn xin rút nhận được."), source=doing.source)
        doing.dossier.closed_at = at
        drop_collection(doing)
        doing.dossier.supplements.filter(closed_at__isnull=True).update(closed_at=at)
        if doing.dossier.pauses.filter(to_at__isnull=True).update(to_at=at):
            doing.recount()
    return doing.dossier


def _decide(doing: Act, proposal: Proposal, outcome: Outcome, document_type: DocumentType) -> None:
    dossier = doing.dossier
    if dossier.proposal != proposal:
        raise RuleViolation(_("Đề xuất khác với quyết định: trả lại chuyên viên, ghi lý do."), source=OWN_RULE)
    name = dossier.revision.result_name if outcome == Outcome.GRANTED else doing.rule_set.forms["refusal"].title
    document = _issue(doing, document_type, name, file_id=_file_proposed(dossier))
    Result.objects.create(dossier=dossier, document=document, made_at=doing.at)
    dossier.outcome, dossier.decided_at = outcome, doing.at
    doing.payload["document"] = document.number_sign
    doing.payload["was_late"] = bool(dossier.due_original_at and doing.at > dossier.due_original_at)


def _file_proposed(dossier: Dossier) -> int | None:
    latest = dossier.events.filter(act__startswith="propose").order_by("-seq").values_list("payload", flat=True).first()
    return latest.get("result_file") if latest else None


def _issue(doing: Act, document_type: DocumentType, title: str, *, file_id: int | None = None) -> OfficialDocument:
    agency = doing.dossier.agency
    assert doing.actor is not None  # noqa: S101 -- the law lets only persons sign
    return issue(
        agency=agency,
        document_type=document_type,
        notation=f"{document_type}-{agency.abbreviation or 'UBND'}",
        abstract=f"{title} – {doing.dossier.shown_code}",
        signer=doing.actor,
        signer_title=doing.actor_title,
        recipients=[doing.dossier.applicant_name],
        at=doing.at,
        file_id=file_id,
    )
