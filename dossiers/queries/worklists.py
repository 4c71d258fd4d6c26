"""The lists that officers work from: which tabs are theirs, how they narrow them, where one dossier stands."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.enums import Stage, Status
from dossiers.models import Dossier, DossierQuerySet
from dossiers.permissions import READS_SUBTREE, WORKS_AT_AGENCY
from dossiers.queries.queues import AGENCY_TABS, DESK_TABS, READER_TABS, Tab
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.accounts.roles import HeldRole
from portal.kernel.text import clean_line, fold

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
#: Columns that say until when something must be done.
_DUE_COLUMNS: Final = frozenset({"answer_due_at", "due_at"})
_CODE_LIKE: Final = re.compile(r"[0-9a-z.\-]*\d[0-9a-z.\-]*", re.IGNORECASE)
#: The digit row of the Vietnamese keyboard layout, as a barcode gun types it.
_DIGIT_ROW: Final = str.maketrans("ĂÂÊÔ\u0300\u0309\u0303\u0301\u0323Đ", "1234567890")


@dataclass(frozen=True, slots=True)
class Side:
    """One hat of a person: the desk, the agency, or reading alone. `scope` is what lies in it."""

    key: str
    label: str | Promise
    tabs: tuple[Tab, ...]
    scope: Q
    works: bool = True
    first: str = ""

    def tab(self, key: str) -> Tab:
        """Return the tab `key`; for one that is not known the one this person starts with."""
        found = {tab.key: tab for tab in self.tabs}
        return found.get(key) or found.get(self.first) or self.tabs[0]


@dataclass(frozen=True, slots=True)
class Filters:
    """How a person narrowed a list."""

    q: str = ""
    field: str = ""
    channel: str = ""
    due: str = ""
    mine: bool = False


def sides_of(held: Iterable[HeldRole]) -> tuple[Side, ...]:
    """Return the lists that a person works from by their roles of today, the desk first."""
    roles = list(held)
    desks = sorted({role.desk_id for role in roles if role.role == Role.ONE_STOP_OFFICER and role.desk_id})
    agencies = sorted({role.agency_id for role in roles if role.role in WORKS_AT_AGENCY})
    led = sorted({role.agency_id for role in roles if role.role == Role.LEADER})
    paths = sorted({role.agency_path for role in roles if role.role in READS_SUBTREE})
    sides = []
    if desks:
        sides.append(Side("quay", _("Hồ sơ của quầy"), DESK_TABS, Q(desk_id__in=desks)))
    if agencies:
        scope = Q(agency_id__in=agencies) | Q(agency__parent_id__in=led) if led else Q(agency_id__in=agencies)
        examines_only = {role.role for role in roles} & WORKS_AT_AGENCY == {Role.SPECIALIST}
        first = "thu-ly" if examines_only else ""
        sides.append(Side("phong", _("Hồ sơ của cơ quan"), AGENCY_TABS, scope, first=first))
    if paths:
        scope = Q()
        for path in paths:
            scope |= Q(agency__path__startswith=path)
        sides.append(Side("xem", _("Hồ sơ trong phạm vi giám sát"), READER_TABS, scope, works=False))
    return tuple(sides)


def worklist(
    visible: DossierQuerySet, side: Side, tab: Tab, filters: Filters, *, user: User, at: datetime
) -> DossierQuerySet:
    """Return one tab as a person narrowed it, out of what that person may see."""
    rows = visible.filter(side.scope, tab.condition(at))
    if filters.field:
        rows = rows.filter(procedure__field__slug=filters.field)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.mine:
        rows = rows.filter(case_officer=user)
    if filters.q:
        rows = rows.filter(_matches(filters.q))
    if filters.due:
        rows = rows.filter(_due(filters.due, tab, at))
    return rows.for_list()


def _matches(q: str) -> Q:
    typed = clean_line(q)
    digits = re.sub(r"[^0-9]", "", typed)
    if not _CODE_LIKE.fullmatch(typed.replace(" ", "")):
        return Q(applicant_folded__contains=fold(typed))
    code = typed.replace(" ", "").upper()
    found = Q(code__contains=code) | Q(reference__contains=code)
    return found | Q(applicant_phone__contains=digits.lstrip("0")) if digits.lstrip("0") else found


def _due(wanted: str, tab: Tab, at: datetime) -> Q:
    column = tab.order[0] if tab.order[0] in _DUE_COLUMNS else "due_at"
    midnight = datetime.combine(at.astimezone(ZONE).date() + timedelta(days=1), time(), tzinfo=ZONE)
    if wanted == "qua-han":
        return Q(**{f"{column}__lt": at})
    last = midnight if wanted == "hom-nay" else midnight + timedelta(days=1)
    return Q(**{f"{column}__gte": at, f"{column}__lt": last})


def scanned_code(typed: str) -> str:
    """Return the code that was scanned or typed: bare or in an address, repaired after a Vietnamese keyboard."""
    text = clean_line(typed).upper().rstrip("/")
    return text.rpartition("/")[2].translate(_DIGIT_ROW).replace(" ", "")


def by_code(visible: DossierQuerySet, code: str) -> DossierQuerySet:
    """Return the dossier of this code or reference, if it is among `visible`."""
    return visible.filter(Q(code=code) | Q(reference=code)).order_by("pk")


def waiting_for_signature(visible: DossierQuerySet, held: Iterable[HeldRole]) -> DossierQuerySet:
    """Return what waits for the signature of a leader, their own agency's and those below it."""
    led = sorted({role.agency_id for role in held if role.role == Role.LEADER})
    return visible.filter(
        Q(agency_id__in=led) | Q(agency__parent_id__in=led), status=Status.PROCESSING, stage=Stage.SIGNING
    ).for_list()


def specialists_of(dossier: Dossier, *, at: datetime) -> list[tuple[User, int]]:
    """Return the specialists of the competent agency, each with the dossiers they hold, the least loaded first."""
    rows = (
        Membership.objects.held_on(at.astimezone(ZONE).date())
        .filter(agency_id=dossier.agency_id, role=Role.SPECIALIST)
        .select_related("user")
        .annotate(load=Count("user__cases", filter=Q(user__cases__status=Status.PROCESSING)))
        .order_by("load", "user__full_name", "pk")
    )
    return list(_once(rows))


def _once(rows: Iterable[Membership]) -> Iterator[tuple[User, int]]:
    seen = set()
    for row in rows:
        if row.user_id not in seen:
            seen.add(row.user_id)
            yield row.user, row.load  # type: ignore[attr-defined]  # annotated above


def of_same_person(visible: DossierQuerySet, dossier: Dossier, *, limit: int = 5) -> list[Dossier]:
    """Return other dossiers of the same person that the viewer may see, latest first."""
    if not dossier.applicant_national_id_print:
        return []
    same = visible.filter(applicant_national_id_print=dossier.applicant_national_id_print).exclude(pk=dossier.pk)
    return list(same.for_list().order_by("-submitted_at", "-pk")[:limit])
