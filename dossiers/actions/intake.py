"""From the applicant's hand to the competent agency: submit, receive, refuse, forward, cancel."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from dossiers.actions.at_counter import pass_counter
from dossiers.actions.engine import Act, act, opening
from dossiers.actions.pickup import drop_collection
from dossiers.deadlines import answer_due
from dossiers.enums import ApplicantType, ReturnMethod, Status
from dossiers.models import Dossier, DossierPaper, Draft, PaperFile
from dossiers.models.draft import new_token
from dossiers.queries import drafts
from dossiers.queries.answers import in_words
from dossiers.rulesets import OWN_RULE, RULE_SET, in_force_on
from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.agencies.queries import seasonal_hours, working_calendar
from portal.kernel.counters import next_number
from portal.kernel.errors import RuleViolation
from portal.kernel.sealed import fingerprint
from portal.kernel.text import clean_line, fold
from procedures.enums import Channel, CounterAct, RevisionState
from procedures.form_spec import FormSpec
from procedures.forms import validate_answers
from procedures.models import Exemption, ProcedureRevision

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
#: No vowels and no letters or digits that look alike: typed under any Vietnamese input method.
SECRET_LETTERS: Final = "BCFGHKMNPQRSTVXZ23456789"  # noqa: S105 -- an alphabet, not a secret


class DraftIncomplete(RuleViolation):
    """The draft cannot be submitted yet; `problems` says what is missing, each with the part it belongs to."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(_("Hồ sơ còn thiếu."), source=OWN_RULE)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ApplicantFacts:
    """Who asks, as the dossier will say it."""

    name: str
    phone: str = ""
    email: str = ""
    national_id: str = ""
    tax_code: str = ""
    address: str = ""
    applicant_type: ApplicantType = ApplicantType.PERSON
    submitter_name: str = ""


def problems_of(draft: Draft, *, at: datetime) -> list[tuple[str, str]]:
    """Return what a draft lacks before it can be submitted, as (part, what to do). Empty: it can."""
    problems: list[tuple[str, str]] = []
    if draft.agency is None or draft.agency.served_by_id is None:
        problems.append(("agency", _("Chọn nơi giải quyết hồ sơ")))
    spec = FormSpec.model_validate(draft.revision.form)
    checked = validate_answers(spec, draft.answers, today=at.astimezone(ZONE).date())
    if not checked.is_complete:
        problems.append(("form", _("Trả lời đủ các câu hỏi trong tờ khai")))
    problems.extend(
        ("papers", _("Tải lên: %(paper)s") % {"paper": requirement.name})
        for requirement in drafts.papers_missing(draft)
    )
    if not draft.return_method:
        problems.append(("return", _("Chọn cách nhận kết quả")))
    elif draft.return_method == ReturnMethod.POST and not draft.return_address:
        problems.append(("return", _("Nhập địa chỉ nhận kết quả")))
    return problems


@transaction.atomic
def submit(*, draft_id: int, actor: User, at: datetime) -> Dossier:
    """Submit a draft. Submitting twice makes one dossier: the second call returns the first's (R5).

    :raises DraftIncomplete: something is missing.
    :raises RuleViolation: the procedure is no longer offered online.
    """
    # The draft's row is the lock of double submission; its one-to-one key is the proof.
    draft = (
        Draft.objects.select_for_update(of=("self",), no_key=True)
        .select_related("revision__procedure", "agency__served_by__agency")
        .get(pk=draft_id, owner=actor)
    )
    if draft.submitted_at is not None:
        # Asked anew: who waited for the lock read the draft again, but nothing that was joined to it.
        return Dossier.objects.get(draft=draft)
    if draft.revision.state != RevisionState.PUBLISHED or not draft.revision.procedure.is_published:
        raise RuleViolation(
            _("Thủ tục này vừa thay đổi. Bắt đầu hồ sơ mới, các câu trả lời cũ được giữ lại."), source=OWN_RULE
        )
    problems = problems_of(draft, at=at)
    if problems or draft.agency is None:
        raise DraftIncomplete(problems)
    dossier = _new_dossier(
        revision=draft.revision,
        agency=draft.agency,
        channel=Channel.ONLINE,
        facts=facts_from_answers(draft, actor),
        return_method=ReturnMethod(draft.return_method),
        return_address=draft.return_address,
        at=at,
    )
    dossier.draft, dossier.applicant, dossier.answers = draft, actor, draft.answers
    with opening("submit", dossier=dossier, actor=actor, at=at):
        start_answer_clock(dossier, at)
        dossier.save(force_insert=True)
        _take_papers(dossier, draft, at)
        draft.submitted_at = at
        draft.save(update_fields=["submitted_at"])
    return dossier


@transaction.atomic
def receive_direct(
    *,
    revision: ProcedureRevision,
    agency: Agency,
    actor: User,
    facts: ApplicantFacts,
    papers: Mapping[int, tuple[int, int]],
    return_method: ReturnMethod,
    at: datetime,
    return_address: str = "",
    channel: Channel = Channel.IN_PERSON,
    answers: Mapping[str, Any] | None = None,
    token: str = "",
    exemption: Exemption | None = None,
) -> Dossier:
    """Receive a complete dossier at the desk; the clock starts at once and Mẫu 01 can be printed (R4, R6).

    `papers` gives, by requirement, the originals and copies received. Receiving twice with one `token` (of the
    page, never used before) makes one dossier: the second call returns the first's.

    While an order closes the counter, face to face needs the `exemption` named, or a published entry.

    :raises CounterClosed: an order closes the counter and nothing opens it.
    :raises RuleViolation: the actor does not receive at the desk that serves the agency.
    """
    dossier = _new_dossier(
        revision=revision,
        agency=agency,
        channel=channel,
        facts=facts,
        return_method=return_method,
        return_address=return_address,
        at=at,
    )
    # Giving the reference locked the day's counter: whoever pressed the button first is committed by now.
    if token and (received := Dossier.objects.filter(track_token=token, typed_by=actor).order_by("pk").first()):
        return received
    dossier.track_token = token or dossier.track_token
    dossier.typed_by, dossier.answers = actor, dict(answers or {})
    dossier.status = Status.RECEIVED
    with opening("receive_direct", dossier=dossier, actor=actor, at=at) as doing:
        if channel == Channel.IN_PERSON:
            pass_counter(doing, CounterAct.INTAKE, exemption=exemption)
        _give_code(doing)
        dossier.save(force_insert=True)
        doing.recount()
        _note_papers(dossier, papers)
    return dossier


def _note_papers(dossier: Dossier, papers: Mapping[int, tuple[int, int]]) -> None:
    DossierPaper.objects.bulk_create(
        DossierPaper(dossier=dossier, requirement_id=key, originals=originals, copies=copies)
        for key, (originals, copies) in sorted(papers.items())
    )


def accept(*, dossier_id: int, actor: User, seen: int | None, at: datetime) -> Dossier:
    """Receive an online or postal dossier that is complete: code, due date, Mẫu 01 (R5, R6).

    :raises RuleViolation: the law does not permit it now, or not to this person.
    """
    with act("accept", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        _give_code(doing)
        doing.payload["answered_late"] = bool(doing.dossier.answer_due_at and at > doing.dossier.answer_due_at)
        doing.dossier.answer_due_at = None
        doing.recount()
    return doing.dossier


def refuse_intake(*, dossier_id: int, actor: User, seen: int | None, reason: str, at: datetime) -> Dossier:
    """Refuse to receive, in writing and with the reason: Mẫu 03 (R4).

    :raises RuleViolation: the law does not permit it now, or not to this person, or there is no reason.
    """
    with act("refuse_intake", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        doing.dossier.closed_at = at
        drop_collection(doing)
        doing.dossier.answer_due_at = None
    return doing.dossier


def cancel(*, dossier_id: int, actor: User, seen: int | None, at: datetime) -> Dossier:
    """Take a dossier back that no desk has received yet (R15).

    :raises RuleViolation: it was received meanwhile, or is somebody else's.
    """
    with act("cancel", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        doing.dossier.closed_at = at
        drop_collection(doing)
        doing.dossier.answer_due_at = None
    return doing.dossier


def forward(*, dossier_id: int, actor: User, seen: int | None, at: datetime) -> Dossier:
    """Hand a received dossier on to the competent agency, the same working day (R8).

    :raises RuleViolation: the law does not permit it now, or not to this person.
    """
    with act("forward", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        pass
    return doing.dossier


def facts_from_answers(draft: Draft, owner: User) -> ApplicantFacts:
    """Return who asks: what the form says of the person, else what the account says."""
    spec = FormSpec.model_validate(draft.revision.form)
    told: dict[str, str] = {}
    for section in spec.sections:
        values = draft.answers.get(section.key, {})
        for one in section.fields:
            value = values.get(one.key) if isinstance(values, Mapping) else None
            if one.prefill and value:
                told.setdefault(one.prefill, in_words(one, value) if isinstance(value, Mapping) else str(value))
    citizen = getattr(owner, "citizen", None)
    return ApplicantFacts(
        name=told.get("citizen.full_name") or owner.full_name,
        phone=told.get("citizen.phone") or owner.phone or "",
        email=told.get("citizen.email") or owner.email or "",
        national_id=told.get("citizen.national_id") or (citizen.national_id if citizen else ""),
        address=told.get("citizen.address", ""),
        submitter_name=owner.full_name,
    )


def _new_dossier(
    *,
    revision: ProcedureRevision,
    agency: Agency,
    channel: Channel,
    facts: ApplicantFacts,
    return_method: ReturnMethod,
    return_address: str,
    at: datetime,
) -> Dossier:
    if agency.served_by is None:
        raise RuleViolation(_("Cơ quan này chưa có bộ phận Một cửa nhận hồ sơ."), source=OWN_RULE)
    day = at.astimezone(ZONE).date()
    offer = next((o for o in revision.offers.all() if o.channel == channel), None)
    if offer is None:
        raise RuleViolation(_("Thủ tục này không nhận hồ sơ theo cách đã chọn."), source=in_force_on(day).source("R1"))
    name = clean_line(facts.name)
    fee = offer.fee_vnd if offer.fee_vnd is not None else revision.fee_vnd
    return Dossier(
        reference=f"TN-{day:%y%m%d}-{next_number(f'reference:{day}'):04d}",
        track_token=new_token(),
        track_secret="".join(secrets.choice(SECRET_LETTERS) for _position in range(8)),
        procedure=revision.procedure,
        revision=revision,
        agency=agency,
        desk=agency.served_by,
        channel=channel,
        rule_set=in_force_on(day).key,
        applicant_type=facts.applicant_type,
        applicant_name=name,
        applicant_folded=fold(name),
        applicant_phone=facts.phone,
        applicant_email=facts.email,
        applicant_national_id=facts.national_id,
        applicant_national_id_print=fingerprint(facts.national_id),
        applicant_tax_code=facts.tax_code,
        applicant_address=clean_line(facts.address),
        submitter_name=clean_line(facts.submitter_name),
        return_method=return_method,
        return_address=clean_line(return_address),
        fee_vnd=fee or 0,
        submitted_at=at,
    )


def start_answer_clock(dossier: Dossier, at: datetime) -> None:
    """Set until when the desk answers (R5)."""
    dossier.answer_due_at = answer_due(
        at,
        RULE_SET[dossier.rule_set].answer_working_hours,
        calendar=working_calendar(dossier.agency),
        office_hours=seasonal_hours(dossier.desk.agency),
    )


def _give_code(doing: Act) -> None:
    """Give the official code: the competent agency, the day of receipt, the ordinal of that day (law.md §2.1)."""
    dossier, day = doing.dossier, doing.at.astimezone(ZONE).date()
    ordinal = next_number(f"dossier:{dossier.agency.code}:{day}")
    dossier.code = f"{dossier.agency.code}-{day:%y%m%d}-{ordinal:04d}"
    dossier.received_at = dossier.clock_started_at = doing.at
    doing.payload["code"] = dossier.code


def _take_papers(dossier: Dossier, draft: Draft, at: datetime) -> None:
    given = list(draft.papers.order_by("requirement_id", "position", "pk"))
    wanted = dict.fromkeys(paper.requirement_id for paper in given)
    papers = DossierPaper.objects.bulk_create(DossierPaper(dossier=dossier, requirement_id=key) for key in wanted)
    by_requirement = {paper.requirement_id: paper for paper in papers}
    PaperFile.objects.bulk_create(
        PaperFile(
            paper=by_requirement[paper.requirement_id], file_id=paper.file_id, position=paper.position, given_at=at
        )
        for paper in given
    )
