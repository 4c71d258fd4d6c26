"""Somebody looks: limits that run out, tasks that are settled, claims, and the postal workers' daily declaration."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.roles import roles_held
from portal.agencies.queries import working_calendar
from portal.kernel.text import clean_line
from portal.kernel.workdays import local
from postal import law, permissions
from postal.actions.ground import close_tasks, kept_words, locked, open_task, refusal
from postal.actions.ordering import record_order, refuse_order
from postal.enums import ClaimKind, ClaimState, ParcelState, TaskKind, WorkerCheck
from postal.models import Claim, Parcel, ParcelTask, SafetyCheck

#: Parcels that one run looks at per limit.
AT_ONCE: Final = 1000
_CLAIMED: Final = {TaskKind.LATE: ClaimKind.LATE, TaskKind.LOST: ClaimKind.LOST}


def look_for_delays(*, at: datetime) -> int:
    """Ask people to look at every parcel whose limit has run out; claim what is late or lost.

    Safe to run any number of times: a parcel of which nothing new was heard is not shown twice. Returns how many tasks.
    """
    return sum(_look(limit, parcel_id, at=at) for limit in law.LIMITS for parcel_id in _candidates(limit, at))


def _candidates(limit: law.Limit, at: datetime) -> list[int]:
    """Return the parcels that may be past a limit: days off only make it later."""
    told = ParcelTask.objects.filter(
        Q(closed_at=None) | Q(opened_at__gte=OuterRef("state_since")), parcel=OuterRef("pk"), kind=limit.task
    )
    rows = Parcel.objects.filter(~Exists(told), state__in=limit.states, holder__in=limit.holders)
    edge = timedelta(days=limit.working_days)
    if limit.counts_from_promise:
        rows = rows.filter(expected_on__lt=local(at - edge).date())
    else:
        rows = rows.filter(state_since__lt=at - edge)
    return list(rows.order_by("state_since", "pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _look(limit: law.Limit, parcel_id: int, *, at: datetime) -> bool:
    parcel = locked(parcel_id)
    begins = parcel.expected_on if limit.counts_from_promise else local(parcel.state_since).date()
    is_so = parcel.state in limit.states and parcel.holder in limit.holders
    if not is_so or begins is None:
        return False
    calendar = working_calendar(parcel.agency)
    if calendar.working_days_between(begins, local(at).date()) <= limit.working_days:
        return False
    open_task(parcel, limit.task, at=at)
    if limit.task in _CLAIMED:
        grounds = kept_words(limit.task.label)
        _claim(parcel, _CLAIMED[limit.task], grounds=grounds, amount_dong=0, actor=None, at=at)
    return True


def _claim(
    parcel: Parcel, kind: ClaimKind, *, grounds: str, amount_dong: int, actor: User | None, at: datetime
) -> Claim:
    claim, _is_new = Claim.objects.get_or_create(
        parcel=parcel,
        kind=kind,
        state=ClaimState.OPEN,
        defaults={"grounds": grounds[:300], "amount_dong": amount_dong, "opened_at": at, "opened_by": actor},
    )
    return claim


@transaction.atomic
def open_claim(*, parcel_id: int, kind: ClaimKind, grounds: str, amount_dong: int, actor: User, at: datetime) -> Claim:
    """Claim something from the carrier; while one claim of a kind is open there is no second.

    :raises RuleViolation: the actor is not of the desk, the carrier never had the parcel, or no grounds are given.
    """
    parcel = locked(parcel_id)
    _check_desk(parcel, actor, at)
    if parcel.state not in law.CLAIMABLE:
        raise refusal(_("Bưu điện chưa nhận bưu gửi này."), law.LIABILITY)
    if not clean_line(grounds):
        raise refusal(_("Nhập nội dung khiếu nại."), law.LIABILITY)
    return _claim(parcel, kind, grounds=clean_line(grounds), amount_dong=amount_dong, actor=actor, at=at)


@transaction.atomic
def answer_claim(
    *, claim_id: int, state: ClaimState, answer: str, amount_dong: int, actor: User, at: datetime
) -> Claim:
    """Keep how the carrier answered a claim, or that it was withdrawn.

    :raises RuleViolation: the actor is not of the desk, it was answered before, or there are no words.
    """
    rows = Claim.objects.select_related("parcel").select_for_update(of=("self",), no_key=True)
    claim = rows.get(pk=claim_id)
    _check_desk(claim.parcel, actor, at)
    if claim.state != ClaimState.OPEN or state == ClaimState.OPEN:
        raise refusal(_("Khiếu nại này đã có trả lời."), law.LIABILITY)
    if not clean_line(answer):
        raise refusal(_("Nhập nội dung trả lời."), law.LIABILITY)
    claim.state, claim.answer, claim.amount_dong = state, clean_line(answer)[:300], amount_dong
    claim.answered_at, claim.answered_by = at, actor
    claim.save(update_fields=["state", "answer", "amount_dong", "answered_at", "answered_by"])
    return claim


@transaction.atomic
def settle_task(*, task_id: int, words: str, actor: User, at: datetime) -> ParcelTask:
    """Close a task with words. Whether the carrier took an order is settled by `settle_order` only.

    :raises RuleViolation: the actor is not of the desk, it is closed, nothing is said, or it asks for more than words.
    """
    task = ParcelTask.objects.select_related("parcel").get(pk=task_id)
    parcel = locked(task.parcel_id)
    _check_desk(parcel, actor, at)
    words = clean_line(words)
    if not words:
        raise refusal(_("Ghi đã xử lý thế nào."))
    if task.kind == TaskKind.UNKNOWN and parcel.state == ParcelState.REQUESTED:
        raise refusal(_("Tra cứu ở bưu điện rồi ghi bưu điện đã nhận yêu cầu hay chưa."))
    if not close_tasks(parcel, [TaskKind(task.kind)], words=words, at=at, actor=actor):
        raise refusal(_("Việc này đã xử lý xong."))
    task.refresh_from_db()
    return task


@transaction.atomic
def settle_order(*, parcel_id: int, is_taken: bool, reference: str, actor: User, at: datetime) -> Parcel:
    """Say, having asked the carrier, whether it took an order whose outcome nobody knew, and under which number.

    :raises RuleViolation: the actor is not of the desk, the order is not in doubt, or the number is missing.
    """
    parcel = locked(parcel_id)
    _check_desk(parcel, actor, at)
    if parcel.state != ParcelState.REQUESTED or not parcel.tasks.filter(kind=TaskKind.UNKNOWN, closed_at=None).exists():
        raise refusal(_("Bưu gửi này không có gì phải xác minh."))
    if not is_taken:
        words = kept_words(_("Cán bộ xác minh: bưu điện chưa nhận yêu cầu"))
        return refuse_order(parcel_id=parcel.pk, reason=words, actor=actor, at=at)
    if not clean_line(reference):
        raise refusal(_("Nhập số hiệu bưu gửi của bưu điện."))
    return record_order(parcel_id=parcel.pk, reference=reference, actor=actor, at=at)


def _check_desk(parcel: Parcel, actor: User, at: datetime) -> None:
    if not permissions.works_at(roles_held(actor, on=local(at).date()), parcel.desk_id):
        raise refusal(_("Việc này do cán bộ của bộ phận Một cửa làm."))


@transaction.atomic
def declare_safety(*, answers: Mapping[WorkerCheck, bool], note: str, actor: User, at: datetime) -> SafetyCheck:
    """Keep what a postal worker declares before the first round of the day; declaring again replaces it (item 5g).

    :raises RuleViolation: the actor is no postal worker, an item is missing, or one is not so and nothing is said.
    """
    today = local(at).date()
    if not permissions.carriers_of(roles_held(actor, on=today)):
        raise refusal(_("Việc này do nhân viên bưu điện làm."))
    if set(answers) != set(WorkerCheck):
        raise refusal(_("Trả lời đủ các mục."))
    note = clean_line(note)
    if not all(answers.values()) and not note:
        raise refusal(_("Ghi rõ mục chưa đạt và cách xử lý."))
    check, _is_new = SafetyCheck.objects.update_or_create(
        worker=actor,
        day=today,
        defaults={
            "answers": {str(key): value for key, value in answers.items()},
            "note": note[:200],
            "recorded_at": at,
        },
    )
    return check
