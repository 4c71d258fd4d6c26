"""One template per page; HTMX asks for a named part of the same template. Lists are keyset-paged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar

from django.core import signing
from django.db.models import F, OrderBy, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from portal.kernel.errors import RuleViolation, SomeoneActedFirst

COUNT_CAP: Final = 1000
Row = TypeVar("Row")


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, even if that is nothing; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def try_act(form: Form, act: Callable[[], Any]) -> int:
    """Do an act; a refusal is written on the form. Returns the status of the page to show, 0 when it is done."""
    try:
        act()
    except SomeoneActedFirst as late:
        form.add_error(None, str(late))
        return 409
    except RuleViolation as refusal:
        form.add_error(None, f"{refusal} ({refusal.source})")
        return 422
    return 0


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """Render the whole page, or only `part` of it when HTMX swaps a fragment."""
    htmx = request.htmx  # type: ignore[attr-defined]  # HtmxMiddleware
    wants_part = part and htmx and not htmx.boosted and not htmx.history_restore_request
    name = f"{template}#{part}" if wants_part else template
    response = render(request, name, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[Row]):
    """One page of a list. Cursors are opaque; an empty one means that there is no such page."""

    rows: Sequence[Row]
    next_cursor: str
    previous_cursor: str


def _freeze(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return value


def _thaw(value: Any) -> Any:
    if isinstance(value, dict):
        if "t" in value:
            return datetime.fromisoformat(value["t"])
        return date.fromisoformat(value["d"])
    return value


def _cursor(row: Any, keys: Sequence[str], *, back: bool) -> str:
    values = [row[key] if isinstance(row, dict) else getattr(row, key) for key in keys]
    return signing.dumps([back, *(_freeze(value) for value in values)], salt=_salt(keys), compress=True)


def _salt(keys: Sequence[str]) -> str:
    """Return what ties a cursor to lists of its own order: a name is no point in time."""
    return f"cursor:{','.join(keys)}"


def _after(names: Sequence[str], descending: Sequence[bool], values: Sequence[Any], *, back: bool) -> Q:
    """Rows past `values` in the order of `names`; null sorts last and is passed only by greater keys."""
    condition = Q()
    equal = Q()
    for name, down, value in zip(names, descending, values, strict=True):
        if value is None:
            # Null stands last: nothing follows it by this key; everything filled precedes it.
            step = Q(**{f"{name}__isnull": False}) if back else Q(pk__in=[])
            same = Q(**{f"{name}__isnull": True})
        else:
            greater = down == back
            step = Q(**{f"{name}__{'gt' if greater else 'lt'}": value})
            if not back:
                step |= Q(**{f"{name}__isnull": True})
            same = Q(**{name: value})
        condition |= equal & step
        equal &= same
    return condition


def keyset_page(
    queryset: QuerySet[Any, Any], *, order: Sequence[str], cursor: str = "", size: int = 25
) -> KeysetPage[Any]:
    """Return one page of `queryset` in the order of the fields `order` (a leading `-` turns one round).

    The last field must be unique; nullable fields sort with null last. A cursor that was altered or is of
    another list gives the first page: a shared link never fails.
    """
    names = [field.lstrip("-") for field in order]
    descending = [field.startswith("-") for field in order]
    back = False
    try:
        back, *frozen = signing.loads(cursor, salt=_salt(names)) if cursor else [False]
        values = [_thaw(value) for value in frozen]
    except (signing.BadSignature, ValueError, KeyError):
        values = []
    if values and len(values) == len(names):
        queryset = queryset.filter(_after(names, descending, values, back=back))
    else:
        back = False
        values = []
    rows = list(queryset.order_by(*_ordering(names, descending, back=back))[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if back:
        rows.reverse()
    has_next = bool(rows) and (more or back)
    has_previous = bool(rows) and (more if back else bool(values))
    return KeysetPage(
        rows=rows,
        next_cursor=_cursor(rows[-1], names, back=False) if has_next else "",
        previous_cursor=_cursor(rows[0], names, back=True) if has_previous else "",
    )


@dataclass(frozen=True, slots=True)
class Place(Generic[Row]):
    """Where one row stands in a list: its number from 1 (1,001 means "past 1.000"), and its neighbours."""

    number: int
    previous: Row | None
    following: Row | None


def place_of(row: Any, queryset: QuerySet[Any, Any], *, order: Sequence[str]) -> Place[Any]:
    """Return where `row` stands, or would stand, in `queryset` in the order of `keyset_page`: three queries."""
    names = [field.lstrip("-") for field in order]
    descending = [field.startswith("-") for field in order]
    values = [getattr(row, name) for name in names]
    before = queryset.filter(_after(names, descending, values, back=True))
    after = queryset.filter(_after(names, descending, values, back=False))
    return Place(
        number=capped_count(before) + 1,
        previous=before.order_by(*_ordering(names, descending, back=True)).first(),
        following=after.order_by(*_ordering(names, descending, back=False)).first(),
    )


def _ordering(names: Sequence[str], descending: Sequence[bool], *, back: bool) -> list[OrderBy]:
    """Nulls last, whichever way a field runs; read backwards they come first."""
    if back:
        return [
            F(name).asc(nulls_first=True) if down else F(name).desc(nulls_first=True)
            for name, down in zip(names, descending, strict=True)
        ]
    return [
        F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)
        for name, down in zip(names, descending, strict=True)
    ]


def capped_count(queryset: QuerySet[Any, Any]) -> int:
    """Return how many rows there are, exact up to 1,000; 1,001 means "more than 1.000"."""
    return queryset.order_by()[: COUNT_CAP + 1].count()
