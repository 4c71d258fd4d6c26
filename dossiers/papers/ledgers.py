"""The control sheet of a dossier and the book of a desk."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from dossiers.clock import limit_of
from dossiers.enums import Capacity, ReturnMethod, Stage, Status
from dossiers.models import Dossier, DossierEvent
from dossiers.papers import sheets
from dossiers.papers.heads import agency_head, desk_head, desk_name, official_name, party, rules_of
from dossiers.papers.words import VIETNAM, local_day, moment_short, moment_words, padded
from dossiers.rulesets import in_force_on
from portal.agencies.models import Desk
from portal.kernel.identity import national_phone
from procedures.enums import LimitUnit

EARLY, IN_TIME, LATE = "Trước hạn", "Đúng hạn", "Quá hạn"
_APPLICANT: Final = "Người nộp hồ sơ"
_FOOTNOTE: Final = (
    "Trường hợp hồ sơ được chuyển qua dịch vụ bưu chính công ích theo Quyết định số 45/2016/QĐ-TTg thì thời gian giao, "
    "nhận hồ sơ và việc ký nhận thể hiện trong hóa đơn của cơ quan Bưu chính; Kết quả giải quyết hồ sơ do bên nhập "
    "thông tin/ghi khi nhận bàn giao hồ sơ. Trường hợp Hệ thống thông tin một cửa điện tử chưa vận hành, người giao và "
    "người nhận phải ký và ghi rõ họ tên. Khi Hệ thống thông tin một cửa điện tử đã vận hành, việc lưu vết được thực "
    "hiện tự động và thể hiện trên mẫu phiếu điện tử."
)
_IN_AGENCY: Final = frozenset({Stage.ASSIGNING, Stage.EXAMINING, Stage.REVIEWING, Stage.SIGNING})
_WITH_APPLICANT: Final = frozenset(
    {"", Status.SUPPLEMENT, Status.FINANCIAL_DUTY, Status.RETURNED, Status.WITHDRAWN, Status.REFUSED_INTAKE}
)


def punctuality(done_at: datetime, due_at: datetime | None, *, by_the_hour: bool) -> str:
    """Return whether something was done before, on or after its time; empty where nothing was promised.

    Promises in days are compared by the day, promises in hours by the instant (law.md §1.3).
    """
    if due_at is None:
        return ""
    if by_the_hour:
        return LATE if done_at > due_at else (IN_TIME if done_at == due_at else EARLY)
    done, due = local_day(done_at), local_day(due_at)
    return LATE if done > due else (IN_TIME if done == due else EARLY)


def _holder(dossier: Dossier, status: str, stage: str) -> str:
    """Return in whose hands a dossier lies."""
    if stage in _IN_AGENCY:
        return f"{official_name(dossier.agency)} ({Stage(stage).label})"
    return _APPLICANT if status in _WITH_APPLICANT else desk_name(dossier.desk)


def _receiver_name(dossier: Dossier, event: DossierEvent, following: DossierEvent | None, *, to_applicant: bool) -> str:
    if to_applicant:
        return dossier.applicant_name
    if event.from_status == "" and event.capacity == Capacity.RECEPTION:
        return event.actor_name
    if "case_officer" in event.payload:
        return str(event.payload["case_officer"])
    if following is None or following.capacity in {Capacity.APPLICANT, Capacity.SYSTEM}:
        return ""
    return following.actor_name


def _hand_overs(dossier: Dossier, events: Sequence[DossierEvent], *, by_the_hour: bool) -> list[sheets.HandOver]:
    rows = []
    for event, following in pairwise([*events, None]):
        if event is None:
            continue
        giver = _holder(dossier, event.from_status, event.from_stage)
        receiver = _holder(dossier, event.to_status, event.to_stage)
        if giver == receiver and event.act != "assign":
            continue
        from_applicant = giver == _APPLICANT
        rows.append(
            sheets.HandOver(
                giver=giver,
                giver_name=(dossier.submitter_name or dossier.applicant_name) if from_applicant else event.actor_name,
                receiver=receiver,
                receiver_name=_receiver_name(dossier, event, following, to_applicant=receiver == _APPLICANT),
                at=moment_words(event.happened_at),
                result=""
                if from_applicant
                else punctuality(event.happened_at, dossier.due_original_at, by_the_hour=by_the_hour),
                note=event.reason,
            )
        )
    return rows


def control(dossier: Dossier, *, at: datetime) -> sheets.ControlSheet:
    """Return the control sheet as the recorded acts give it."""
    head = agency_head(dossier.agency, rules=rules_of(dossier), form="control", at=at)
    events = list(dossier.events.order_by("seq"))
    by_the_hour = limit_of(dossier.revision, dossier.channel).unit == LimitUnit.HOUR
    return sheets.ControlSheet(
        name=f"{head.title} – {dossier.shown_code}",
        head=head,
        code=dossier.shown_code,
        party=party(dossier),
        agency=official_name(dossier.agency),
        partners="",
        received=moment_words(dossier.received_at),
        due=moment_words(dossier.due_at),
        rows=tuple(_hand_overs(dossier, events, by_the_hour=by_the_hour)),
        footnote=_FOOTNOTE,
    )


def _remarks(dossier: Dossier, at: datetime) -> str:
    remarks = []
    if dossier.status in {Status.WITHDRAWN, Status.STOPPED, Status.SUPPLEMENT, Status.FINANCIAL_DUTY}:
        remarks.append(str(Status(dossier.status).label))
    if dossier.apologies_made:
        remarks.append("Đã xin lỗi, hẹn lại")
    ended_at = dossier.decided_at or dossier.closed_at or at
    by_the_hour = limit_of(dossier.revision, dossier.channel).unit == LimitUnit.HOUR
    # The applicant's own time is no delay, and a stopped dossier is no longer promised (law.md §1.3, 10).
    is_counted = dossier.is_running or dossier.decided_at is not None
    if is_counted and punctuality(ended_at, dossier.due_original_at, by_the_hour=by_the_hour) == LATE:
        remarks.append(LATE)
    return "; ".join(remarks)


def _register_row(dossier: Dossier, at: datetime) -> tuple[str, ...]:
    phone = national_phone(dossier.applicant_phone) if dossier.applicant_phone else ""
    returned = getattr(dossier, "result_return", None)
    return (
        dossier.shown_code,
        dossier.procedure.name,
        padded(dossier.revision.dossier_sets),
        dossier.applicant_name,
        "; ".join(part for part in (dossier.applicant_address, phone) if part),
        official_name(dossier.agency),
        moment_short(dossier.received_at),
        moment_short(dossier.due_at),
        moment_short(dossier.returned_at),
        str(ReturnMethod(dossier.return_method).label),
        returned.receiver_name if returned else "",
        _remarks(dossier, at),
    )


def register(desk: Desk, *, first_day: date, last_day: date, at: datetime) -> sheets.RegisterSheet:
    """Return the book of what a desk received from `first_day` to `last_day`, both included."""
    begins = datetime.combine(first_day, time(), VIETNAM)
    ends = datetime.combine(last_day + timedelta(days=1), time(), VIETNAM)
    received = (
        Dossier.objects.filter(desk=desk, received_at__gte=begins, received_at__lt=ends)
        .select_related("procedure", "revision", "agency", "result_return")
        .prefetch_related("revision__offers")
        .order_by("received_at", "pk")
    )
    head = desk_head(desk, rules=in_force_on(last_day), form="register", at=at)
    return sheets.RegisterSheet(
        name=f"{head.title} – {desk.name} – {first_day:%d/%m/%Y}–{last_day:%d/%m/%Y}",
        head=head,
        period=f"Từ ngày {first_day:%d/%m/%Y} đến ngày {last_day:%d/%m/%Y}",
        rows=tuple(_register_row(dossier, at) for dossier in received),
    )
