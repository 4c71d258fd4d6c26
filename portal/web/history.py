"""The history of all configuration: who changed what, when, from what to what, and why."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.core import signing
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counters.models import Hall
from portal.accounts.enums import Role
from portal.accounts.models import Delegation, Membership, User
from portal.agencies.models import Agency, CalendarDay, ContactPoint, Desk, OfficeHours
from portal.kernel.text import clean_line
from portal.web.history_words import FIELDS, HIDDEN
from procedures.models import Field, Procedure, ProcedureRevision

_LONGEST_VALUE: Final = 300


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of configuration: its address part, its words, its model, and how it belongs to an agency."""

    slug: str
    words: str | Promise
    model: type[models.Model]
    #: Look-up of the path of the agency it belongs to; empty: it belongs to all and all administrators see it.
    path: str = ""

    @property
    def history(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.history.all()  # type: ignore[attr-defined]  # added by simple_history
        return rows


KINDS: Final = (
    Kind("thu-tuc", gettext_lazy("Thủ tục"), Procedure),
    Kind("phien-ban", gettext_lazy("Phiên bản thủ tục"), ProcedureRevision),
    Kind("lich", gettext_lazy("Ngày trong lịch"), CalendarDay, "agency__path"),
    Kind("gio", gettext_lazy("Giờ làm việc"), OfficeHours, "agency__path"),
    Kind("co-quan", gettext_lazy("Cơ quan"), Agency, "path"),
    Kind("mot-cua", gettext_lazy("Bộ phận một cửa"), Desk, "agency__path"),
    Kind("suc-tiep", gettext_lazy("Sức tiếp của quầy"), Hall, "desk__agency__path"),
    Kind("lien-he", gettext_lazy("Đầu mối liên hệ"), ContactPoint, "agency__path"),
    Kind("vai-tro", gettext_lazy("Vai trò"), Membership, "agency__path"),
    Kind("uy-quyen", gettext_lazy("Ủy quyền"), Delegation, "membership__agency__path"),
)
ACTS: Final = {"+": gettext_lazy("Tạo"), "~": gettext_lazy("Sửa"), "-": gettext_lazy("Xóa")}


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it was and what it became."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one thing."""

    kind: str | Promise
    act: str | Promise
    subject: str
    at: datetime
    who: str
    why: str
    changes: tuple[Change, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Entries, the latest first; `next_cursor` leads to older ones."""

    entries: tuple[Entry, ...]
    next_cursor: str


def history_page(*, paths: Sequence[str] | None, kind: str = "", cursor: str = "", size: int = 30) -> HistoryPage:
    """Return a page of the history of one `kind` (by its slug) or of all.

    `paths`: only what belongs to agencies below these; None: everything. The number of queries depends on the
    kinds on the page, not on how many entries there are.
    """
    after = _read_cursor(cursor)
    kinds = [(place, one) for place, one in enumerate(KINDS) if kind in {"", one.slug}]
    rows: list[tuple[int, Any]] = []
    for place, one in kinds:
        found = _scoped(one, paths).filter(_older(place, after)) if after else _scoped(one, paths)
        found = found.annotate(previous_id=_previous(one)).select_related("history_user")
        rows += [(place, row) for row in found.order_by("-history_date", "-history_id")[: size + 1]]
    rows.sort(key=lambda pair: (pair[1].history_date, -pair[0], pair[1].history_id), reverse=True)
    shown, has_more = rows[:size], len(rows) > size
    last = shown[-1] if has_more else None
    next_cursor = (
        signing.dumps([last[1].history_date.isoformat(), last[0], last[1].history_id], salt="history") if last else ""
    )
    return HistoryPage(tuple(_entries(shown)), next_cursor)


def _scoped(kind: Kind, paths: Sequence[str] | None) -> QuerySet[Any]:
    if paths is None or not kind.path:
        return kind.history
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(**{f"{kind.path}__startswith": path})
    return kind.history.filter(below)


def _older(place: int, after: tuple[datetime, int, int]) -> Q:
    """Rows past the cursor: by instant, then by the place of the kind, then by number."""
    at, last_place, last_id = after
    if place > last_place:
        return Q(history_date__lte=at)
    if place == last_place:
        return Q(history_date__lt=at) | Q(history_date=at, history_id__lt=last_id)
    return Q(history_date__lt=at)


def _previous(kind: Kind) -> Subquery:
    """Return the number of the row before, of the same thing."""
    earlier = kind.history.filter(
        Q(history_date__lt=OuterRef("history_date"))
        | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id")),
        id=OuterRef("id"),
    )
    return Subquery(earlier.order_by("-history_date", "-history_id").values("history_id")[:1])


def _read_cursor(cursor: str) -> tuple[datetime, int, int] | None:
    try:
        at, place, number = signing.loads(cursor, salt="history")
        return datetime.fromisoformat(at), place, number
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _entries(shown: Sequence[tuple[int, Any]]) -> Iterable[Entry]:
    previous: dict[tuple[int, int], Any] = {}
    by_kind: defaultdict[int, list[int]] = defaultdict(list)
    for place, row in shown:
        if row.previous_id:
            by_kind[place].append(row.previous_id)
    for place, numbers in by_kind.items():
        found = KINDS[place].history.filter(history_id__in=numbers).order_by("history_id")
        previous.update({(place, row.history_id): row for row in found})
    pairs = [(KINDS[place], row, previous.get((place, row.previous_id or 0))) for place, row in shown]
    names = _Names.of(pairs)
    for kind, row, before in pairs:
        yield Entry(
            kind=kind.words,
            act=ACTS[row.history_type],
            subject=_subject(kind, row, names),
            at=row.history_date,
            who=row.history_user.full_name if row.history_user else _("Hệ thống"),
            why=row.history_change_reason or "",
            is_new=before is None,
            changes=() if row.history_type == "-" else tuple(_changes(kind, row, before, names)),
        )


def _changes(kind: Kind, row: Any, before: Any, names: "_Names") -> Iterable[Change]:
    for field in _shown_fields(kind):
        new = getattr(row, field.attname)
        old = getattr(before, field.attname) if before is not None else None
        if old == new or (before is None and new in (None, "", [], {})):
            continue
        label = str(FIELDS.get(field.name, field.name))
        yield Change(label, names.written(field, old) if before is not None else "", names.written(field, new))


def _shown_fields(kind: Kind) -> list[Any]:
    return [field for field in kind.model._meta.concrete_fields if field.name not in HIDDEN]  # noqa: SLF001 -- Django's documented API


def _subject(kind: Kind, row: Any, names: "_Names") -> str:
    """Name the thing that changed, as it was called then."""
    match kind.model.__name__:
        case "CalendarDay":
            holder = names.name(Agency, row.agency_id) if row.agency_id else _("Cả nước")
            return f"{row.day:%d/%m/%Y} {row.name} – {holder}"
        case "OfficeHours" | "ContactPoint" | "Hall":
            return names.name(Desk, row.desk_id) if kind.model is Hall else names.name(Agency, row.agency_id)
        case "Membership":
            role = Role(row.role).label
            return f"{names.name(User, row.user_id)} – {role} – {names.name(Agency, row.agency_id)}"
        case "Delegation":
            return f"{names.name(Membership, row.membership_id)} → {names.name(User, row.deputy_id)}"
        case "ProcedureRevision":
            return _("%(procedure)s – phiên bản %(n)s") % {
                "procedure": names.name(Procedure, row.procedure_id),
                "n": row.number,
            }
        case _:
            return str(row.name)


class _Names:
    """Names of the things that the rows of a page point to: one query for each kind of thing."""

    _NAMERS: Final[Mapping[type[models.Model], Callable[[Any], str]]] = {
        User: lambda one: one.full_name,
        Agency: lambda one: one.name,
        Desk: lambda one: one.name,
        Field: lambda one: one.name,
        Procedure: lambda one: one.short_name,
        Membership: lambda one: f"{one.user.full_name} – {Role(one.role).label} – {one.agency.name}",
    }

    def __init__(self, names: Mapping[tuple[type[models.Model], int], str]) -> None:
        self._names = names

    @classmethod
    def of(cls, pairs: Sequence[tuple[Kind, Any, Any]]) -> "_Names":
        """Read the names that these rows need."""
        wanted: defaultdict[Any, set[int]] = defaultdict(set)
        for kind, row, before in pairs:
            for field in kind.model._meta.concrete_fields:  # noqa: SLF001 -- Django's documented API
                if field.many_to_one or field.one_to_one:
                    wanted[field.related_model] |= {
                        getattr(one, field.attname) for one in (row, before) if one is not None
                    } - {None}
        names = {}
        for model, numbers in wanted.items():
            found = model._default_manager.filter(pk__in=numbers).order_by("pk")  # noqa: SLF001 -- Django's documented API
            if model is Membership:
                found = found.select_related("user", "agency")
            names.update({(model, one.pk): cls._NAMERS[model](one) for one in found if numbers})
        return cls(names)

    def name(self, model: type[models.Model], number: int | None) -> str:
        """Return the name of a thing; its number if it is gone."""
        return self._names.get((model, number or 0), f"#{number}")

    def written(self, field: Any, value: Any) -> str:
        """Write a value of a field as people read it."""
        if value in (None, "", [], {}):
            return _("(trống)")
        if field.many_to_one or field.one_to_one:
            return self.name(field.related_model, value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return _plain(value)


def _plain(value: Any) -> str:
    match value:
        case bool():
            return _("Có") if value else _("Không")
        case datetime():
            return timezone.localtime(value).strftime("%H:%M %d/%m/%Y")
        case date():
            return value.strftime("%d/%m/%Y")
        case time():
            return value.strftime("%H:%M")
    text = clean_line(str(value))
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "…"
