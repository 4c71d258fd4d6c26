"""The queues of the desk and of the agency: one tab, one condition, one index; all counters in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers import law
from dossiers.enums import Stage, Status
from dossiers.models import DossierQuerySet, Supplement

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Tab:
    """One sub-queue. `order` is its keyset order; `late` restricts to what is past its promise."""

    key: str
    label: str | Promise
    rows: Q
    order: tuple[str, ...] = ("due_at", "pk")
    late: bool = False

    def condition(self, at: datetime) -> Q:
        """Return what a row of this tab is."""
        return self.rows & Q(due_at__lt=at) if self.late else self.rows


_RUNNING: Final = Q(status__in=sorted(law.RUNNING))
DESK_TABS: Final = (
    Tab("cho-tiep-nhan", _("Chờ tiếp nhận"), Q(status=Status.REGISTERED), ("answer_due_at", "pk")),
    Tab("cho-chuyen", _("Chờ chuyển"), Q(status=Status.RECEIVED)),
    Tab("cho-bo-sung", _("Chờ bổ sung"), Q(status=Status.SUPPLEMENT), ("submitted_at", "pk")),
    Tab("nghia-vu", _("Chờ nghĩa vụ tài chính"), Q(status=Status.FINANCIAL_DUTY), ("submitted_at", "pk")),
    Tab("dang-giai-quyet", _("Đang giải quyết"), Q(status=Status.PROCESSING)),
    Tab("qua-han", _("Quá hạn"), _RUNNING, late=True),
    Tab(
        "xin-rut",
        _("Xin rút"),
        Q(withdrawal_requested_at__isnull=False, status__in=sorted(law.OPEN)),
        ("withdrawal_requested_at", "pk"),
    ),
    Tab("cho-tra", _("Chờ trả kết quả"), Q(status=Status.DECIDED), ("decided_at", "pk")),
    Tab("da-xong", _("Đã xong"), Q(status__in=sorted(law.FINAL)), ("-submitted_at", "-pk")),
)
AGENCY_TABS: Final = (
    Tab("cho-phan-cong", _("Chờ phân công"), Q(status=Status.PROCESSING, stage=Stage.ASSIGNING)),
    Tab("thu-ly", _("Đang thụ lý"), Q(status=Status.PROCESSING, stage=Stage.EXAMINING)),
    Tab("xem-xet", _("Chờ xem xét"), Q(status=Status.PROCESSING, stage=Stage.REVIEWING)),
    Tab("cho-ky", _("Chờ ký"), Q(status=Status.PROCESSING, stage=Stage.SIGNING)),
    Tab(
        "cho-nguoi-nop",
        _("Chờ người nộp"),
        Q(status__in=sorted(law.WAITS_FOR_APPLICANT), received_at__isnull=False),
        ("submitted_at", "pk"),
    ),
    Tab("qua-han", _("Quá hạn"), _RUNNING, late=True),
    Tab("da-giai-quyet", _("Đã giải quyết"), Q(status__in=sorted(law.DECIDED)), ("-submitted_at", "-pk")),
)
#: For those who read and change nothing by it.
READER_TABS: Final = (
    Tab("dang-mo", _("Đang giải quyết"), Q(status__in=sorted(law.OPEN))),
    Tab("qua-han", _("Quá hạn"), _RUNNING, late=True),
    Tab("cho-tra", _("Chờ trả kết quả"), Q(status=Status.DECIDED), ("decided_at", "pk")),
    Tab("da-xong", _("Đã xong"), Q(status__in=sorted(law.FINAL)), ("-submitted_at", "-pk")),
)
#: Tabs that grow for ever carry no counter.
UNCOUNTED: Final = frozenset({"da-xong", "da-giai-quyet"})


def desk_queue(visible: DossierQuerySet, desk_ids: Iterable[int], tab: Tab, *, at: datetime) -> DossierQuerySet:
    """Return one tab of the desks a person receives at, out of what that person may see."""
    return visible.filter(tab.condition(at), desk_id__in=list(desk_ids)).for_list()


def agency_queue(visible: DossierQuerySet, agency_ids: Iterable[int], tab: Tab, *, at: datetime) -> DossierQuerySet:
    """Return one tab of the agencies a person works at, out of what that person may see."""
    return visible.filter(tab.condition(at), agency_id__in=list(agency_ids)).for_list()


def desk_counts(visible: DossierQuerySet, desk_ids: Iterable[int], *, at: datetime) -> dict[str, int]:
    """Return how many dossiers each tab of the desk holds, in one query."""
    return tab_counts(visible.filter(desk_id__in=list(desk_ids)), DESK_TABS, at=at)


def agency_counts(visible: DossierQuerySet, agency_ids: Iterable[int], *, at: datetime) -> dict[str, int]:
    """Return how many dossiers each tab of the agency holds, in one query."""
    return tab_counts(visible.filter(agency_id__in=list(agency_ids)), AGENCY_TABS, at=at)


def tab_counts(rows: DossierQuerySet, tabs: tuple[Tab, ...], *, at: datetime) -> dict[str, int]:
    """Return how many of `rows` each tab holds, in one query; tabs that grow for ever are left out."""
    counted = [tab for tab in tabs if tab.key not in UNCOUNTED]
    open_rows = rows.filter(status__in=sorted({*law.OPEN, Status.DECIDED})).order_by()
    values = open_rows.aggregate(**{f"n{i}": Count("pk", filter=tab.condition(at)) for i, tab in enumerate(counted)})
    return {tab.key: values[f"n{i}"] for i, tab in enumerate(counted)}


def unanswered_since(at: datetime, *, limit: int = 500) -> list[int]:
    """Return the dossiers whose applicants let the time for completing them pass (R10), longest first."""
    return list(
        Supplement.objects.filter(
            closed_at__isnull=True, answered_at__isnull=True, answer_until__lt=at.astimezone(ZONE).date()
        )
        .order_by("answer_until", "pk")
        .values_list("dossier_id", flat=True)[:limit]
    )
