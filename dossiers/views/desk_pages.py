"""What the pages of officers have in common: who may open them, which list they stand in, how a dossier is fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import override

from dossiers.enums import Capacity
from dossiers.models import Dossier, DossierQuerySet
from dossiers.permissions import standing, visible_to
from dossiers.queries import Filters, Side, by_code, sides_of, worklist
from dossiers.queries.queues import Tab
from portal.accounts.enums import Role
from portal.accounts.guards import held_by
from portal.accounts.requests import SignedInRequest
from portal.kernel.text import clean_line
from procedures.enums import Channel

#: Who opens the list of dossiers and a dossier in it.
DOSSIER_ROLES: Final = (
    Role.ONE_STOP_OFFICER, Role.SPECIALIST, Role.HEAD_OF_DIVISION, Role.LEADER, Role.CLERK,
    Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR,
)  # fmt: skip
#: Who does something to a dossier.
ACTING_ROLES: Final = (Role.ONE_STOP_OFFICER, Role.SPECIALIST, Role.HEAD_OF_DIVISION, Role.LEADER)
#: What says in the query where a person stands in their list; carried from page to page.
KEPT: Final = ("noi", "tt", "q", "linh-vuc", "kenh", "han", "cua")
DUE_FILTERS: Final = frozenset({"qua-han", "hom-nay", "hai-ngay"})


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The list a person works from: side, tab, filters, and its address."""

    sides: tuple[Side, ...]
    side: Side
    tab: Tab
    filters: Filters
    query: str
    at: datetime
    rows: DossierQuerySet


def visible(request: SignedInRequest) -> DossierQuerySet:
    """Return the dossiers that the person of this request may open."""
    rows: DossierQuerySet | None = getattr(request, "_visible_dossiers", None)
    if rows is None:
        rows = visible_to(request.user, on=timezone.localdate())
        request._visible_dossiers = rows  # type: ignore[attr-defined]  # noqa: SLF001 -- read once per request
    return rows


def fetch(request: SignedInRequest, reference: str) -> Dossier:
    """Return a dossier with all that its page shows of it.

    :raises Http404: there is none, or it is none of theirs.
    """
    rows = by_code(visible(request), reference).select_related(
        "agency", "desk__agency", "revision", "procedure__field", "case_officer"
    )
    return get_object_or_404(rows)


def standpoint(request: SignedInRequest, at: datetime) -> Standpoint:
    """Return where the person stands; an unknown side, tab or filter is the first, or none.

    :raises Http404: the person works from no list.
    """
    sides = sides_of(held_by(request))
    if not sides:
        raise Http404
    query = request.GET
    side = next((one for one in sides if one.key == query.get("noi")), sides[0])
    tab = side.tab(query.get("tt", ""))
    filters = Filters(
        q=clean_line(query.get("q", ""))[:80],
        field=clean_line(query.get("linh-vuc", ""))[:60],
        channel=query.get("kenh", "") if query.get("kenh") in Channel.values else "",
        due=query.get("han", "") if query.get("han") in DUE_FILTERS else "",
        mine=query.get("cua") == "toi",
    )
    rows = worklist(visible(request), side, tab, filters, user=request.user, at=at)
    return Standpoint(sides, side, tab, filters, kept_query(query), at, rows)


def kept_query(query: QueryDict, more: Mapping[str, str | list[str]] | None = None) -> str:
    """Return the part of a query that says where a person stands, and `more`, ready to follow an address."""
    kept: dict[str, Any] = {name: query.get(name, "") for name in KEPT} | dict(more or {})
    words = urlencode({name: value for name, value in kept.items() if value}, doseq=True)
    return f"?{words}" if words else ""


def title_of(request: SignedInRequest, dossier: Dossier) -> str:
    """Return in which office the person looks at a dossier, as its applicant reads it."""
    held = standing(request.user, dossier, on=timezone.localdate())
    with override(settings.LANGUAGE_CODE):  # the title is kept with the dossier
        for capacity, role in held.items():
            if role is not None:
                place = dossier.desk.name if capacity == Capacity.RECEPTION else dossier.agency.name
                return f"{role.title or role.role.label}, {place}"
        return ", ".join(str(role.role.label) for role in held_by(request))


def next_asked(request: SignedInRequest) -> str:
    """Return the dossier that follows in the list, as the page before this one named it."""
    return clean_line(request.GET.get("ke", ""))[:48]


def as_int(value: Any, fallback: int = -1) -> int:
    """Return a number from a page; whatever else it is, the fallback."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else fallback  # noqa: PLR2004 -- a column's size
