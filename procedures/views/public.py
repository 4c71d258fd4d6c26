"""The catalogue that anybody may read."""

import secrets
from itertools import compress
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from portal.agencies.enums import Level
from portal.agencies.models import Agency
from portal.agencies.queries import grouped, seasonal_hours, working_calendar
from portal.kernel.pages import KeysetPage, capped_count, keyset_page, render_page
from portal.kernel.text import clean_line
from portal.kernel.text import slug as slug_of
from procedures import queries
from procedures.availability import ChannelState, availability, likely_due
from procedures.enums import Channel, LimitUnit, PaperKind, ServiceType
from procedures.models import ChannelOffer, LifeEvent, Procedure, ProcedureRevision, Requirement

ORDER: Final = ("rank", "short_name", "pk")
PAGE_SIZE: Final = 20
AUDIENCES: Final = ("ca_nhan", "doanh_nghiep", "to_chuc")
#: Templates and code may differ between two releases: nothing kept by a browser outlives this process unasked.
BOOT: Final = secrets.token_hex(4)
ICONS: Final = {Channel.ONLINE: "web", Channel.POST: "post", Channel.IN_PERSON: "desk"}


def _etag(request: HttpRequest, **_parts: str) -> str | None:
    """Name the state of a public page for a visitor without a session; others always get a fresh one."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return None
    minute = int(timezone.now().timestamp() // 60)
    cookies = [request.COOKIES.get(name, "") for name in ("giaodien", settings.CSRF_COOKIE_NAME)]
    facts = (BOOT, minute, get_language(), bool(request.headers.get("HX-Request")), *cookies, *queries.stamp())
    return f'"{hash(facts) & 0xFFFFFFFFFFFFFFFF:016x}"'


def _revalidated(response: HttpResponse) -> HttpResponse:
    """Let a browser keep a public page, and ask each time whether it still holds."""
    patch_cache_control(response, private=True, no_cache=True)
    return response


@login_not_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Lead the address that people remember to the one list."""
    query = request.GET.urlencode()
    address = reverse("procedures:catalogue")
    return redirect(f"{address}?{query}" if query else address)


@login_not_required
@require_safe
@condition(etag_func=_etag)
def catalogue(request: HttpRequest) -> HttpResponse:
    q = clean_line(request.GET.get("q", ""))[:100]
    filters = queries.Filters(
        field=request.GET.get("linh-vuc", ""),
        agency=request.GET.get("co-quan", ""),
        level=request.GET.get("cap", ""),
        life_event=request.GET.get("su-kien", ""),
        channel=request.GET.get("kenh", ""),
        audience=request.GET.get("doi", ""),
    )
    found = queries.search(q, filters)
    page = keyset_page(found, order=ORDER, cursor=request.GET.get("trang", ""), size=PAGE_SIZE)
    context = {
        "q": q,
        "page": page,
        "rows": [_line(procedure) for procedure in page.rows],
        "count": capped_count(found),
        "understood": queries.understood(q, page.rows),
        "selects": _selects(filters),
        "is_narrowed": filters != queries.Filters(),
        "links": [(reverse("web:home"), _("Trang chủ"))],
    }
    return _revalidated(render_page(request, "procedures/catalogue.html", context, part="results"))


def _selects(filters: queries.Filters) -> list[dict[str, Any]]:
    service = [(Channel.ONLINE.value, _("Nộp được trực tuyến")), (Channel.POST.value, _("Gửi được qua bưu điện"))]
    people = list(zip(AUDIENCES, (_("Cá nhân"), _("Doanh nghiệp"), _("Tổ chức khác")), strict=True))
    return [
        {"name": "doi", "label": _("Dành cho"), "options": people, "chosen": filters.audience},
        {
            "name": "linh-vuc",
            "label": _("Lĩnh vực"),
            "options": [(field.slug, field.name) for field in queries.fields()],
            "chosen": filters.field,
        },
        {"name": "co-quan", "label": _("Cơ quan giải quyết"), "options": queries.owners(), "chosen": filters.agency},
        {"name": "cap", "label": _("Cấp"), "options": Level.choices, "chosen": filters.level},
        {"name": "kenh", "label": _("Cách nộp"), "options": service, "chosen": filters.channel},
    ]


def _line(procedure: Procedure) -> dict[str, Any]:
    revisions: list[ProcedureRevision] = getattr(procedure, "in_force", [])
    line = {
        "title": procedure.short_name,
        "url": reverse("procedures:procedure", args=[procedure.code, slug_of(procedure.short_name)]),
        "note": queries.owner_of(procedure),
        "status": "",
        "kind": "",
    }
    if revisions:
        revision = revisions[0]
        limit = LimitUnit(revision.limit_unit).words(revision.limit_value)
        line["note"] = f"{line['note']} · {limit}"
        line |= _service_tag(revision, {offer.channel for offer in revision.offers.all()})
    return line


def _service_tag(revision: ProcedureRevision, channels: set[str]) -> dict[str, str]:
    if Channel.ONLINE not in channels:
        return {"status": _("Nộp tại quầy"), "kind": "info"}
    if revision.service_type == ServiceType.FULL:
        return {"status": _("Trực tuyến toàn trình"), "kind": "ok"}
    return {"status": _("Nộp được trực tuyến"), "kind": "ok"}


@login_not_required
@require_safe
@condition(etag_func=_etag)
def procedure(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    try:
        found = queries.procedure_by_code(code)
        revision = queries.current_revision(found)
    except (Procedure.DoesNotExist, ProcedureRevision.DoesNotExist):
        raise Http404(_("Không có thủ tục mang mã này")) from None
    right = slug_of(found.short_name)
    if slug != right:
        query = request.GET.urlencode()
        address = reverse("procedures:procedure", args=[code, right])
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    chosen, places = _where(found, request.GET.get("noi", ""))
    now = timezone.now()
    agency = chosen or queries.reference_agency(found)
    calendar, hours = working_calendar(agency), seasonal_hours(agency)
    offers = {offer.channel: offer for offer in revision.offers.all()}
    states = availability(offers, instant=now, calendar=calendar, hours=hours, in_person_reason=found.in_person_reason)
    due = likely_due(revision.limit_value, revision.limit_unit, instant=now, calendar=calendar, hours=hours)
    context = {
        "procedure": found,
        "revision": revision,
        "owner": queries.owner_of(found),
        "tag": _service_tag(revision, set(offers)),
        "limit": LimitUnit(revision.limit_unit).words(revision.limit_value),
        "start_url": _start_url(found) if Channel.ONLINE in offers and settings.CITIZEN_FRONT else "",
        "channels": [_channel(state, offers.get(state.channel)) for state in states],
        "papers": [_paper(paper) for paper in revision.requirements.all()],
        "due": due,
        "now": now,
        "agency": chosen,
        "places": places,
        "links": [
            (reverse("web:home"), _("Trang chủ")),
            (reverse("procedures:catalogue"), _("Thủ tục hành chính")),
            (f"{reverse('procedures:catalogue')}?linh-vuc={found.field.slug}", found.field.name),
        ],
    }
    return _revalidated(render_page(request, "procedures/procedure.html", context))


def _where(found: Procedure, key: str) -> tuple[Agency | None, Any]:
    """Return the agency that receives (the only one, or the one chosen) and the list to choose from."""
    agencies = queries.with_contact_points(queries.agencies_for(found))
    if found.responsible_id is not None:
        return agencies.first(), ()
    return agencies.filter(key=key).first() if key else None, grouped(queries.agencies_for(found))


def _start_url(found: Procedure) -> str:
    try:
        return reverse("dossiers:start", args=[found.code])
    except NoReverseMatch:
        return ""


def _channel(state: ChannelState, offer: ChannelOffer | None) -> dict[str, Any]:
    kind, shape, words = ("ok", "check", _("Được")) if state.is_open else ("warn", "pause", _("Chưa mở"))
    if not state.is_offered:
        kind, shape, words = "", "cross", _("Không")
    return {
        "state": state,
        "icon": ICONS[state.channel],
        "kind": kind,
        "shape": shape,
        "words": words,
        "limit": LimitUnit(offer.limit_unit).words(offer.limit_value) if offer else "",
        "fee": offer.fee_vnd if offer else None,
        "has_offer": offer is not None,
    }


def _paper(paper: Requirement) -> dict[str, str]:
    if paper.is_answered_by_form:
        note = _("Điền ngay trên cổng, không phải in")
    elif paper.kind == PaperKind.TO_SHOW:
        note = _("Xuất trình để đối chiếu; nộp trực tuyến thì tải ảnh chụp hoặc bản quét")
    else:
        counted = [
            ngettext("%(n)d bản chính", "%(n)d bản chính", paper.originals) % {"n": paper.originals},
            ngettext("%(n)d bản sao", "%(n)d bản sao", paper.copies) % {"n": paper.copies},
        ]
        note = ", ".join(compress(counted, (paper.originals, paper.copies))) or _("1 bản")
    if paper.condition:
        note = _("%(note)s. Khi nào cần: %(condition)s") % {"note": note, "condition": paper.condition}
    required = paper.is_always_required
    return {
        "title": paper.name,
        "note": note,
        "status": _("Bắt buộc") if required else _("Tùy trường hợp"),
        "kind": "info" if required else "",
    }


@login_not_required
@require_safe
@condition(etag_func=_etag)
def life_event(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(LifeEvent, slug=slug)
    found = queries.search("", queries.Filters(life_event=slug)).order_by(*ORDER)
    page: KeysetPage[Procedure] = keyset_page(found, order=ORDER, cursor=request.GET.get("trang", ""), size=PAGE_SIZE)
    context = {
        "event": event,
        "page": page,
        "rows": [_line(procedure) for procedure in page.rows],
        "links": [
            (reverse("web:home"), _("Trang chủ")),
            (reverse("procedures:catalogue"), _("Thủ tục hành chính")),
        ],
    }
    return _revalidated(render_page(request, "procedures/life_event.html", context))
