"""Lists of urgent procedures and cases: an agency drafts, its head approves, the centre publishes (item 5b)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.roles import HeldRole
from portal.agencies.models import Agency
from portal.kernel.counters import next_number
from portal.kernel.errors import RuleViolation
from portal.kernel.logs import log
from portal.kernel.text import clean, clean_line
from procedures.actions.order_changes import title_of
from procedures.actions.publishing import OUR_CONVENTION
from procedures.enums import ExemptionKind, ExemptionState, Ground, ListState
from procedures.models import Exemption, UrgentEntry, UrgentList, UrgentPublication
from procedures.permissions import head_role, may_draft_list, may_publish_lists
from procedures.queries.closures import change_orders
from procedures.queries.urgent import listable

#: Who decides what is urgent, and that each agency lists it.
ITEM_5: Final = "Công văn 1318/UBND-KSTT, mục 5"
_UNDERWAY: Final = (ListState.DRAFT, ListState.APPROVED)


def next_reference(at: datetime) -> str:
    """Return the next reference of an exemption: CT-210726-0001. Holds the day's counter until the transaction ends."""
    day = localdate(at)
    return f"CT-{day:%y%m%d}-{next_number(f'exemption:{day}'):04d}"


@transaction.atomic
def draft_list(*, agency_id: int, actor: User, at: datetime) -> UrgentList:
    """Begin the next version of an agency's list, with the entries of the one that is published now.

    :raises RuleViolation: the actor does not write this agency's list, or a version is under way.
    """
    # The agency's row stands for its lists: two who begin at once make one version.
    agency = Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=agency_id)
    _check_drafts(actor, agency, at)
    lists = UrgentList.objects.filter(agency=agency)
    if lists.filter(state__in=_UNDERWAY).exists():
        raise RuleViolation(_("Cơ quan này đã có một danh mục đang soạn hoặc chờ công bố."), source=OUR_CONVENTION)
    latest = lists.order_by("-version", "pk").first()
    made = UrgentList.objects.create(
        agency=agency, version=latest.version + 1 if latest else 1, drafted_by=actor, drafted_at=at
    )
    kept = UrgentEntry.objects.filter(urgent_list__agency=agency, urgent_list__state=ListState.PUBLISHED)
    UrgentEntry.objects.bulk_create(
        UrgentEntry(
            urgent_list=made,
            procedure_id=one.procedure_id,
            case_text=one.case_text,
            ground=one.ground,
            reason=one.reason,
        )
        for one in kept.order_by("pk")
    )
    log.info("urgent_list_drafted", list_id=made.pk, by=actor.pk)
    return made


@transaction.atomic
def add_entry(
    *, list_id: int, actor: User, ground: Ground, reason: str, at: datetime, procedure_id: int | None = None,
    case_text: str = "",
) -> UrgentEntry:  # fmt: skip
    """Put a procedure, or a kind of case that no procedure names, on a list that is being written.

    :raises RuleViolation: the list is not being written, the procedure is another agency's or stands there already,
        nothing is named, or no reason is given.
    """
    urgent_list = _locked(list_id)
    _check_written(urgent_list, actor, at)
    text, why = clean_line(case_text), clean(reason)
    if not why:
        raise RuleViolation(_("Ghi lý do vì sao không thể chờ."), source=ITEM_5)
    if procedure_id is None and not text:
        raise RuleViolation(_("Chọn thủ tục hoặc mô tả trường hợp."), source=ITEM_5)
    if procedure_id is not None:
        if not listable(urgent_list.agency).filter(pk=procedure_id).exists():
            raise RuleViolation(_("Thủ tục này không thuộc cơ quan lập danh mục."), source=ITEM_5)
        if urgent_list.entries.filter(procedure_id=procedure_id).exists():
            raise RuleViolation(_("Thủ tục này đã có trong danh mục."), source=OUR_CONVENTION)
    return UrgentEntry.objects.create(
        urgent_list=urgent_list, procedure_id=procedure_id, case_text=text, ground=ground, reason=why
    )


@transaction.atomic
def remove_entry(*, entry_id: int, actor: User, at: datetime) -> UrgentList:
    """Take an entry off a list that is being written.

    :raises UrgentEntry.DoesNotExist: it was taken off already.
    :raises RuleViolation: the list is not being written, or not by the actor.
    """
    entry = UrgentEntry.objects.get(pk=entry_id)
    urgent_list = _locked(entry.urgent_list_id)
    _check_written(urgent_list, actor, at)
    entry.delete()
    return urgent_list


@transaction.atomic
def approve_list(*, list_id: int, actor: User, at: datetime) -> UrgentList:
    """Approve a list as head of its agency; the centre can publish it then. Nobody approves an own draft.

    :raises RuleViolation: it is not being written, is empty, or the actor is not that head, or drafted it.
    """
    urgent_list = _locked(list_id)
    role = _check_head(urgent_list, actor, at)
    if urgent_list.state != ListState.DRAFT:
        raise RuleViolation(_("Danh mục này không còn ở bước soạn."), source=OUR_CONVENTION)
    if urgent_list.drafted_by_id == actor.pk:
        raise RuleViolation(_("Người soạn danh mục không tự duyệt danh mục ấy."), source=OUR_CONVENTION)
    if not urgent_list.entries.exists():
        raise RuleViolation(_("Danh mục chưa có thủ tục hoặc trường hợp nào."), source=OUR_CONVENTION)
    urgent_list.state = ListState.APPROVED
    urgent_list.approved_by, urgent_list.approved_at, urgent_list.approved_title = actor, at, title_of(role)
    urgent_list.save(update_fields=["state", "approved_by", "approved_at", "approved_title"])
    log.info("urgent_list_approved", list_id=urgent_list.pk, by=actor.pk)
    return urgent_list


@transaction.atomic
def publish_lists(*, actor: User, at: datetime) -> UrgentPublication:
    """Publish all approved lists in one issue of the consolidated list. Each entry opens counters from `at` on.

    An agency's older list is superseded, and what it exempted ends.

    :raises RuleViolation: the actor does not publish, or no list waits for it.
    """
    if not may_publish_lists(actor, on=localdate(at)):
        raise RuleViolation(_("Danh mục chung do Trung tâm Hành chính công tỉnh công bố."), source=OUR_CONVENTION)
    # Entries open and close counters: no act at a counter runs while they change.
    change_orders()
    lists = list(UrgentList.objects.filter(state=ListState.APPROVED).order_by("pk"))
    if not lists:
        raise RuleViolation(_("Chưa có danh mục nào được duyệt để công bố."), source=OUR_CONVENTION)
    publication = _publication(actor, at)
    older = UrgentList.objects.filter(state=ListState.PUBLISHED, agency__in=[one.agency_id for one in lists])
    _supersede(older.order_by("pk"), at)
    for one in lists:
        one.state, one.publication = ListState.PUBLISHED, publication
        one.save(update_fields=["state", "publication"])
        _exempt(one, at)
    log.info("urgent_lists_published", publication_id=publication.pk, lists=len(lists), by=actor.pk)
    return publication


@transaction.atomic
def withdraw_list(*, list_id: int, actor: User, at: datetime) -> UrgentList:
    """Take a list back: an approved one to be written again; a published one for good, what it exempted ends.

    Without a published list the consolidated one changes, so it gets a new number.

    :raises RuleViolation: it is being written or was superseded, or the actor is neither its head nor the centre.
    """
    change_orders()
    urgent_list = _locked(list_id)
    if not may_publish_lists(actor, on=localdate(at)):
        _check_head(urgent_list, actor, at)
    if urgent_list.state == ListState.APPROVED:
        urgent_list.state = ListState.DRAFT
        urgent_list.approved_by, urgent_list.approved_at, urgent_list.approved_title = None, None, ""
        urgent_list.save(update_fields=["state", "approved_by", "approved_at", "approved_title"])
    elif urgent_list.state == ListState.PUBLISHED:
        _supersede([urgent_list], at)
        _publication(actor, at)
    else:
        raise RuleViolation(_("Danh mục này không ở bước có thể rút."), source=OUR_CONVENTION)
    log.info("urgent_list_withdrawn", list_id=urgent_list.pk, by=actor.pk)
    return urgent_list


def _locked(list_id: int) -> UrgentList:
    rows = UrgentList.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("agency").get(pk=list_id)


def _check_drafts(actor: User, agency: Agency, at: datetime) -> None:
    if not may_draft_list(actor, agency, on=localdate(at)):
        raise RuleViolation(
            _("Danh mục của %(agency)s do cán bộ của cơ quan ấy lập.") % {"agency": agency.name}, source=OUR_CONVENTION
        )


def _check_written(urgent_list: UrgentList, actor: User, at: datetime) -> None:
    _check_drafts(actor, urgent_list.agency, at)
    if urgent_list.state != ListState.DRAFT:
        raise RuleViolation(_("Danh mục này không còn ở bước soạn."), source=OUR_CONVENTION)


def _check_head(urgent_list: UrgentList, actor: User, at: datetime) -> HeldRole:
    role = head_role(actor, urgent_list.agency, on=localdate(at))
    if role is None:
        raise RuleViolation(
            _("Việc này do thủ trưởng %(agency)s quyết định.") % {"agency": urgent_list.agency.name}, source=ITEM_5
        )
    return role


def _publication(actor: User, at: datetime) -> UrgentPublication:
    return UrgentPublication.objects.create(
        number=next_number("urgent publication"), published_by=actor, published_at=at
    )


def _supersede(lists: Iterable[UrgentList], at: datetime) -> None:
    for one in lists:
        one.state, one.superseded_at = ListState.SUPERSEDED, at
        one.save(update_fields=["state", "superseded_at"])
        granted = Exemption.objects.filter(entry__urgent_list=one, state=ExemptionState.GRANTED)
        for exemption in granted.order_by("pk"):
            exemption.state = ExemptionState.ENDED
            # It held for no time at all if the list is replaced at the instant of its publication.
            exemption.valid_until = max(at, (exemption.valid_from or at) + timedelta(microseconds=1))
            exemption.save(update_fields=["state", "valid_until"])


def _exempt(urgent_list: UrgentList, at: datetime) -> None:
    Exemption.objects.bulk_create(
        Exemption(
            reference=next_reference(at),
            kind=ExemptionKind.LISTED,
            state=ExemptionState.GRANTED,
            agency_id=urgent_list.agency_id,
            procedure_id=entry.procedure_id,
            entry=entry,
            ground=entry.ground,
            reason=entry.reason,
            requested_at=at,
            decided_by_id=urgent_list.approved_by_id,
            decided_title=urgent_list.approved_title,
            decided_at=urgent_list.approved_at,
            decision_reason=entry.reason,
            valid_from=at,
        )
        for entry in urgent_list.entries.order_by("pk")
    )
