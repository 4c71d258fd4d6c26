"""Who changed what of a procedure, when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.enums import LimitUnit, RevisionState, SupplementPolicy
from procedures.models import Procedure, ProcedureRevision

WATCHED: Final[dict[str, str | Promise]] = {
    "limit_value": gettext_lazy("Thời hạn"),
    "limit_unit": gettext_lazy("Đơn vị thời hạn"),
    "limit_note": gettext_lazy("Ghi chú thời hạn"),
    "fee_vnd": gettext_lazy("Phí, lệ phí"),
    "fee_note": gettext_lazy("Ghi chú phí"),
    "supplement_policy": gettext_lazy("Thời hạn sau khi bổ sung"),
    "result_name": gettext_lazy("Kết quả"),
    "note": gettext_lazy("Thủ tục dùng để làm gì"),
    "form": gettext_lazy("Tờ khai trực tuyến"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a revision changed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RevisionEntry:
    """One revision in the history of a procedure."""

    number: int
    state: str
    is_in_force: bool
    made_at: datetime | None
    made_by: str
    reason: str
    changes: tuple[Change, ...]


def revision_history(procedure: Procedure) -> list[RevisionEntry]:
    """Return all revisions, newest first, each with who made it, why and what it changed: two queries."""
    revisions = list(ProcedureRevision.objects.filter(procedure=procedure).order_by("number", "pk"))
    records = ProcedureRevision.history.filter(procedure=procedure, history_type="+").select_related("history_user")
    made = {record.id: record for record in records.order_by("history_id")}
    entries = []
    before: ProcedureRevision | None = None
    for revision in revisions:
        record = made.get(revision.pk)
        who = record.history_user.full_name if record and record.history_user else _("Nạp từ tệp")
        entries.append(
            RevisionEntry(
                number=revision.number,
                state=str(RevisionState(revision.state).label),
                is_in_force=revision.state == RevisionState.PUBLISHED,
                made_at=record.history_date if record else None,
                made_by=who,
                reason=(record.history_change_reason or "") if record else "",
                changes=_changes(before, revision) if before else (),
            )
        )
        before = revision
    return entries[::-1]


def _changes(before: ProcedureRevision, after: ProcedureRevision) -> tuple[Change, ...]:
    changed = [name for name in WATCHED if getattr(before, name) != getattr(after, name)]
    return tuple(
        Change(str(WATCHED[name]), _shown(name, getattr(before, name)), _shown(name, getattr(after, name)))
        for name in changed
    )


def _shown(name: str, value: Any) -> str:
    if name == "form":
        sections = value.get("sections", ())
        fields = sum(len(section["fields"]) for section in sections)
        return _("%(sections)d phần, %(fields)d trường") % {"sections": len(sections), "fields": fields}
    if name == "limit_unit":
        return str(LimitUnit(value).label)
    if name == "supplement_policy":
        return str(SupplementPolicy(value).label)
    return _("(trống)") if value in {None, ""} else str(value)
