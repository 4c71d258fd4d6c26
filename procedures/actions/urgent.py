"""Single cases that cannot wait: asked for, decided by the competent head within hours, escalated when late."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from notifications.actions import tell
from notifications.enums import Kind
from portal.accounts.models import User
from portal.accounts.roles import HeldRole
from portal.agencies.models import Agency
from portal.agencies.queries import seasonal_hours, working_calendar
from portal.kernel.errors import RuleViolation
from portal.kernel.logs import log
from portal.kernel.models import StoredFile
from portal.kernel.text import clean, clean_line
from portal.kernel.workdays import add_working_hours
from procedures.actions.order_changes import title_of
from procedures.actions.publishing import OUR_CONVENTION
from procedures.actions.urgent_lists import ITEM_5, next_reference
from procedures.actions.urgent_telling import tell_deciders
from procedures.enums import CounterAct, ExemptionKind, ExemptionState, Ground
from procedures.models import Exemption, ExemptionEvidence, Procedure, SuspensionOrder
from procedures.permissions import deciding_role, dossier_seen, types_at
from procedures.queries.catalogue import agencies_for
from procedures.queries.closures import bearing_orders
from procedures.queries.urgent import asked_already, closing_for, late_cases, leaders_above, listed_for
from procedures.suspension import Closure

MOST_FILES: Final = 10
#: What can be asked for. Whoever may come may also book the slot to come in.
ASKED_ACTS: Final = (CounterAct.INTAKE, CounterAct.RETURN)


class AlreadyDecided(RuleViolation):
    """Somebody else decided in between; `exemption` says who and what."""

    def __init__(self, exemption: Exemption) -> None:
        super().__init__(
            _("Đề nghị %(reference)s không còn chờ quyết định.") % {"reference": exemption.reference},
            source=OUR_CONVENTION,
        )
        self.exemption = exemption


class AskedAlready(RuleViolation):
    """The same person asked for the same; `exemption` is what was asked."""

    def __init__(self, exemption: Exemption) -> None:
        super().__init__(
            _("Ông/Bà đã có đề nghị %(reference)s cho việc này.") % {"reference": exemption.reference},
            source=OUR_CONVENTION,
        )
        self.exemption = exemption


class DossierUnknown(RuleViolation):
    """The dossier that a request names does not exist, or is not for the person to see: both look the same."""

    def __init__(self) -> None:
        words = _("Không thấy hồ sơ mang mã này trong các hồ sơ Ông/Bà xem được. Xem lại mã, hoặc để trống.")
        super().__init__(words, source=OUR_CONVENTION)


@dataclass(frozen=True, slots=True)
class Person:
    """For whom an officer asks: somebody at the telephone or at the door, without an account here."""

    name: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What somebody asks to do face to face, and why it cannot wait."""

    agency_id: int
    procedure_id: int
    act: CounterAct
    ground: Ground
    reason: str
    wished_at: datetime | None = None
    dossier_reference: str = ""


@transaction.atomic
def request_exemption(
    *, matter: Matter, actor: User, at: datetime, person: Person | None = None, evidence: Sequence[int] = ()
) -> Exemption:
    """Ask to be met at a closed counter. What a published list names is granted at once and cites the entry.

    A citizen asks for himself; an officer of the desk types it for a `person`. `evidence`: stored files. The head
    decides within the hours that the order sets, counted in the agency's own working time.

    :raises AskedAlready: the same was asked and is open, or granted and not used.
    :raises DossierUnknown: it names a dossier that the actor may not see.
    :raises RuleViolation: nothing is suspended for this matter, the agency is not competent, no reason is given, or
        the officer does not receive for the agency.
    """
    procedure = Procedure.objects.select_related("field").get(pk=matter.procedure_id)
    agency = _competent(procedure, matter.agency_id)
    if person is not None and not types_at(actor, agency, on=localdate(at)):
        raise RuleViolation(_("Chỉ Một cửa nhận hồ sơ của cơ quan này ghi đề nghị giúp."), source=OUR_CONVENTION)
    if not matter.reason.strip():
        raise RuleViolation(_("Ghi lý do vì sao không thể chờ."), source=ITEM_5)
    if matter.dossier_reference.strip():
        seen = dossier_seen(actor, matter.dossier_reference, on=localdate(at))
        if not seen:
            raise DossierUnknown
        matter = replace(matter, dossier_reference=seen)
    closure = _suspended_by(agency, procedure, matter, at)
    # Giving the reference locks the day's counter: whoever asked first is committed by now.
    asked = _case(matter, person, actor, at)
    asked.agency, asked.procedure, asked.order_id = agency, procedure, closure.order_id
    same = asked_already(
        requester_id=asked.requester_id, phone=asked.applicant_phone, agency=agency, procedure=procedure,
        act=matter.act, at=at,
    )  # fmt: skip
    if same is not None:
        raise AskedAlready(same)
    asked.decide_by_at = _decide_by(agency, closure, at)
    _grant_if_listed(asked, closure, at)
    asked.save(force_insert=True)
    _keep_evidence(asked, actor, evidence, at)
    (_tell_person if asked.state == ExemptionState.GRANTED else tell_deciders)(asked, at)
    log.info("exemption_requested", exemption_id=asked.pk, granted=asked.state == ExemptionState.GRANTED)
    return asked


@transaction.atomic
def decide_exemption(
    *,
    exemption_id: int,
    actor: User,
    verdict: ExemptionState,
    reason: str,
    at: datetime,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    conditions: str = "",
) -> Exemption:
    """Grant or refuse a case, as head of the competent agency or of one above it, own or lent (item 5).

    Without `valid_from` it holds at once, without `valid_until` until the counter opens again.

    :raises AlreadyDecided: it waits no more.
    :raises RuleViolation: the actor is no such head or asked for it, no reason is given, the period is none, or the
        counter is open again.
    """
    exemption = _locked(exemption_id)
    if exemption.state != ExemptionState.REQUESTED:
        raise AlreadyDecided(exemption)
    role = _check_decides(exemption, actor, at)
    why = clean(reason)
    if not why:
        raise RuleViolation(_("Ghi lý do của quyết định."), source=ITEM_5)
    if verdict == ExemptionState.GRANTED:
        _set_period(exemption, valid_from, valid_until, at)
        exemption.conditions = clean_line(conditions)
    exemption.state = verdict
    exemption.decided_by, exemption.decided_title = actor, title_of(role)
    exemption.delegation_id = role.delegation_id
    exemption.decided_at, exemption.decision_reason = at, why
    exemption.save(
        update_fields=[
            "state", "decided_by", "decided_title", "delegation", "decided_at", "decision_reason", "conditions",
            "valid_from", "valid_until",
        ]
    )  # fmt: skip
    _tell_person(exemption, at)
    log.info("exemption_decided", exemption_id=exemption.pk, verdict=verdict, by=actor.pk)
    return exemption


@transaction.atomic
def withdraw_request(*, exemption_id: int, actor: User, at: datetime) -> Exemption:
    """Take a request back before it is decided: who asked for it, or the officer who typed it.

    :raises AlreadyDecided: it waits no more.
    :raises RuleViolation: it is somebody else's.
    """
    exemption = _locked(exemption_id)
    if actor.pk not in {exemption.requester_id, exemption.typed_by_id}:
        raise RuleViolation(_("Chỉ người đề nghị mới rút được đề nghị."), source=OUR_CONVENTION)
    if exemption.state != ExemptionState.REQUESTED:
        raise AlreadyDecided(exemption)
    exemption.state = ExemptionState.WITHDRAWN
    exemption.save(update_fields=["state"])
    log.info("exemption_withdrawn", exemption_id=exemption.pk, at=at.isoformat())
    return exemption


def note_use(*, exemption_id: int, at: datetime) -> bool:
    """Note when an exemption opened a counter first; part of the act it opened it for.

    Returns False for a decision on a case that was used before: it opens nothing for another.
    """
    if Exemption.objects.filter(pk=exemption_id, used_at__isnull=True).update(used_at=at):
        return True
    return not Exemption.objects.filter(pk=exemption_id, kind=ExemptionKind.CASE).exists()


def escalate_late(*, at: datetime) -> int:
    """Tell the leaders above, once, of each case that was not decided within its hours; return how many there were."""
    return sum(_escalate(key, at) for key in late_cases(at))


@transaction.atomic
def _escalate(exemption_id: int, at: datetime) -> bool:
    exemption = _locked(exemption_id)
    if exemption.state != ExemptionState.REQUESTED or exemption.escalated_at is not None:
        return False
    exemption.escalated_at = at
    exemption.save(update_fields=["escalated_at"])
    for user_id in leaders_above(exemption.agency, on=localdate(at)):
        tell(
            kind=Kind.EXEMPTION_LATE,
            recipient_id=user_id,
            email="",
            reference=exemption.reference,
            link=reverse("procedures:decide_exemption", args=[exemption.reference]),
            key=f"exemption:{exemption.pk}:late:{user_id}",
            at=at,
        )
    return True


def end_expired(*, at: datetime) -> int:
    """End what is past its validity, and requests about counters that are open again; return how many ended."""
    over = Exemption.objects.filter(state=ExemptionState.GRANTED, valid_until__lte=at)
    ended = over.update(state=ExemptionState.ENDED)
    orders = bearing_orders(at)
    open_requests = Exemption.objects.filter(state=ExemptionState.REQUESTED).order_by("pk")
    return ended + sum(_end_if_open(key, orders, at) for key in open_requests.values_list("pk", flat=True))


@transaction.atomic
def _end_if_open(exemption_id: int, orders: list[SuspensionOrder], at: datetime) -> bool:
    exemption = _locked(exemption_id)
    if exemption.state != ExemptionState.REQUESTED or _closures(exemption, at, orders):
        return False
    exemption.state = ExemptionState.ENDED
    exemption.decision_reason = gettext_noop("Quầy đã mở lại, không cần quyết định.")
    exemption.save(update_fields=["state", "decision_reason"])
    _tell(exemption, Kind.REOPENED, at)
    return True


def _case(matter: Matter, person: Person | None, actor: User, at: datetime) -> Exemption:
    return Exemption(
        reference=next_reference(at),
        kind=ExemptionKind.CASE,
        state=ExemptionState.REQUESTED,
        act=matter.act,
        dossier_reference=matter.dossier_reference,
        requester=None if person else actor,
        typed_by=actor if person else None,
        applicant_name=clean_line(person.name) if person else actor.full_name,
        applicant_phone=(person.phone if person else actor.phone) or "",
        applicant_email=(person.email if person else actor.email) or "",
        ground=matter.ground,
        reason=clean(matter.reason),
        wished_at=matter.wished_at,
        requested_at=at,
    )


def _competent(procedure: Procedure, agency_id: int) -> Agency:
    agencies = agencies_for(procedure).select_related("served_by__agency", "served_by__place")
    agency = agencies.filter(pk=agency_id).first()
    if agency is None:
        raise RuleViolation(_("Cơ quan đã chọn không giải quyết thủ tục này."), source=OUR_CONVENTION)
    return agency


def _suspended_by(agency: Agency, procedure: Procedure, matter: Matter, at: datetime) -> Closure:
    closures = closing_for(agency=agency, procedure=procedure, act=matter.act, at=at)
    if not closures:
        raise RuleViolation(
            _("Quầy không tạm ngừng việc này: Ông/Bà đến trong giờ làm việc, không cần đề nghị."),
            source=OUR_CONVENTION,
        )
    wished_at = matter.wished_at
    if wished_at is None:
        return closures[0]
    if wished_at < at:
        raise RuleViolation(_("Thời điểm muốn đến đã qua."), source=OUR_CONVENTION)
    closed_then = [one for one in closures if one.closes(matter.act, wished_at)]
    if not closed_then:
        raise RuleViolation(
            _("Vào lúc Ông/Bà muốn đến, quầy không tạm ngừng: không cần đề nghị."), source=OUR_CONVENTION
        )
    return closed_then[0]


def _decide_by(agency: Agency, closure: Closure, at: datetime) -> datetime | None:
    hours = SuspensionOrder.objects.values_list("decision_hours", flat=True).get(pk=closure.order_id)
    walked = add_working_hours(
        at, timedelta(hours=max(1, hours)), calendar=working_calendar(agency), hours=seasonal_hours(agency)
    )
    return walked.ends_at


def _grant_if_listed(asked: Exemption, closure: Closure, at: datetime) -> None:
    """Take the published entry as the decision: its head approved it for all such cases."""
    assert asked.procedure is not None  # noqa: S101 -- a case is about a procedure
    listed = listed_for(agency=asked.agency, procedure=asked.procedure, at=at)
    if listed is None or listed.entry is None:
        return
    urgent_list = listed.entry.urgent_list
    deciders = (urgent_list.approved_by_id, urgent_list.publication and urgent_list.publication.published_by_id)
    decider = next((one for one in deciders if one and one not in {asked.requester_id, asked.typed_by_id}), None)
    if decider is None:
        return
    asked.state = ExemptionState.GRANTED
    asked.decided_by_id, asked.decided_title, asked.decided_at = decider, urgent_list.approved_title, at
    with override(settings.LANGUAGE_CODE):
        asked.decision_reason = _("Thuộc danh mục cấp thiết số %(number)s (%(entry)s): %(reason)s") % {
            "number": urgent_list.publication,
            "entry": listed.reference,
            "reason": listed.entry.reason,
        }
    asked.decide_by_at = None
    asked.valid_from, asked.valid_until = at, max(closure.ends_at, at + timedelta(minutes=1))


def _keep_evidence(asked: Exemption, actor: User, evidence: Sequence[int], at: datetime) -> None:
    if len(evidence) > MOST_FILES:
        raise RuleViolation(_("Gửi không quá %(limit)d tệp minh chứng.") % {"limit": MOST_FILES}, source=OUR_CONVENTION)
    files = StoredFile.objects.filter(pk__in=evidence, stored_by=actor, exemption_evidence__isnull=True)
    ExemptionEvidence.objects.bulk_create(
        ExemptionEvidence(exemption=asked, file=file, given_at=at) for file in files.order_by("pk")
    )


def _locked(exemption_id: int) -> Exemption:
    rows = Exemption.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(
        "agency__served_by__agency", "agency__served_by__place", "procedure__field", "order"
    ).get(pk=exemption_id)  # fmt: skip


def _check_decides(exemption: Exemption, actor: User, at: datetime) -> HeldRole:
    if actor.pk in {exemption.requester_id, exemption.typed_by_id}:
        raise RuleViolation(_("Không ai tự quyết định đề nghị của chính mình."), source=OUR_CONVENTION)
    role = deciding_role(actor, exemption.agency, on=localdate(at))
    if role is None:
        raise RuleViolation(
            _("Trường hợp này do thủ trưởng %(agency)s hoặc người được ủy quyền quyết định.")
            % {"agency": exemption.agency.name},
            source=ITEM_5,
        )
    return role


def _closures(
    exemption: Exemption, at: datetime, orders: list[SuspensionOrder] | None = None
) -> tuple[Closure, ...]:  # fmt: skip
    act = CounterAct(exemption.act or CounterAct.INTAKE)
    return closing_for(agency=exemption.agency, procedure=exemption.procedure, act=act, at=at, orders=orders)


def _set_period(exemption: Exemption, valid_from: datetime | None, valid_until: datetime | None, at: datetime) -> None:
    closures = _closures(exemption, at)
    if not closures:
        raise RuleViolation(_("Quầy đã mở lại, không cần quyết định."), source=OUR_CONVENTION)
    begins = max(valid_from or at, at)
    ends = valid_until or closures[0].ends_at
    if ends <= begins:
        raise RuleViolation(_("Ngày hết hiệu lực phải sau ngày bắt đầu và sau lúc này."), source=OUR_CONVENTION)
    exemption.valid_from, exemption.valid_until = begins, ends


def _tell_person(exemption: Exemption, at: datetime) -> None:
    is_granted = exemption.state == ExemptionState.GRANTED
    _tell(exemption, Kind.EXEMPTION_GRANTED if is_granted else Kind.EXEMPTION_REFUSED, at)


def _tell(exemption: Exemption, kind: Kind, at: datetime) -> None:
    """Tell who asked. Whoever has no account is told in public terms; the officer who typed it calls."""
    own_page = reverse("procedures:exemption", args=[exemption.reference])
    tell(
        kind=kind,
        recipient_id=exemption.requester_id,
        email="" if exemption.requester_id else exemption.applicant_email,
        reference=exemption.reference,
        link=own_page if exemption.requester_id else reverse("procedures:urgent"),
        key=f"exemption:{exemption.pk}:{exemption.state}",
        at=at,
    )
