"""The catalogue that anybody may read."""

from collections.abc import Sequence
from itertools import compress
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
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
from procedures.availability import ChannelState, instead_of_counter, likely_due
from procedures.enums import Channel, CounterAct, LimitUnit, PaperKind, ServiceType
from procedures.models import ChannelOffer, LifeEvent, Procedure, ProcedureRevision, Requirement
from procedures.views.revalidation import etag, revalidated

ORDER: Final = ("rank", "short_name", "pk")
PAGE_SIZE: Final = 20
AUDIENCES: Final = ("ca_nhan", "doanh_nghiep", "to_chuc")
ICONS: Final = {Channel.ONLINE: "web", Channel.POST: "post", Channel.IN_PERSON: "desk"}


@login_not_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Lead the address that people remember to the one list."""
    query = request.GET.urlencode()
    address = reverse("procedures:catalogue")
    return redirect(f"{address}?{query}" if query else address)


@login_not_required
@require_safe
@condition(etag_func=etag)
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
        "rows": _lines(page.rows),
        "count": capped_count(found),
        "understood": queries.understood(q, page.rows),
        "selects": _selects(filters),
        "is_narrowed": filters != queries.Filters(),
        "links": [(reverse("web:home"), _("Trang chủ"))],
    }
    return revalidated(render_page(request, "procedures/catalogue.html", context, part="results"))


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


def _lines(procedures: Sequence[Procedure]) -> list[dict[str, Any]]:
    now = timezone.now()
    orders = queries.bearing_orders(now)
    shares = queries.counter_shares(procedures, act=CounterAct.INTAKE, at=now, orders=orders)
    return [_line(one) | _closed_tag(one, shares.get(one.pk)) for one in procedures]


def _closed_tag(procedure: Procedure, share: queries.CounterShare | None) -> dict[str, str]:
    """Return the badge of a procedure whose counters an order closes; none where it is not filed at a counter."""
    revisions: list[ProcedureRevision] = getattr(procedure, "in_force", [])
    is_offered = any(offer.channel == Channel.IN_PERSON for one in revisions for offer in one.offers.all())
    if share is None or not is_offered or not share.closed:
        return {"warning": ""}
    return {"warning": _("Quầy tạm ngừng") if share.is_all else _("Một số quầy tạm ngừng")}


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
@condition(etag_func=etag)
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
    offers = {offer.channel: offer for offer in revision.offers.all()}
    calendar, hours = working_calendar(agency), seasonal_hours(agency)
    states = queries.channel_states(found, offers, agency=chosen, calendar=calendar, hours=hours, at=now)
    guides = queries.guidance_at(chosen, CounterAct.INTAKE, language=get_language() or "")
    due = likely_due(
        revision.limit_value,
        revision.limit_unit,
        instant=now,
        calendar=calendar,
        hours=hours,
    )
    context = {
        "procedure": found,
        "revision": revision,
        "owner": queries.owner_of(found),
        "tag": _service_tag(revision, set(offers)),
        "limit": LimitUnit(revision.limit_unit).words(revision.limit_value),
        "start_url": _start_url(found) if Channel.ONLINE in offers and settings.CITIZEN_FRONT else "",
        "booking_url": _booking_url(found, chosen) if _is_met_in_person(states) else "",
        "channels": [_channel(state, offers.get(state.channel), guides.get(state.channel)) for state in states],
        "closure": next((state.closed_by for state in states if state.closed_by and not state.opened_by), None),
        "listed": next((state.opened_by for state in states if state.opened_by), None),
        "instead": instead_of_counter(states),
        "papers": [_paper(paper) for paper in revision.requirements.all()],
        "due": due,
        "now": now,
        "agency": chosen,
        "place": chosen.key if chosen else "",
        "places": places,
        "links": [
            (reverse("web:home"), _("Trang chủ")),
            (reverse("procedures:catalogue"), _("Thủ tục hành chính")),
            (f"{reverse('procedures:catalogue')}?linh-vuc={found.field.slug}", found.field.name),
        ],
    }
    return revalidated(render_page(request, "procedures/procedure.html", context))


def _where(found: Procedure, key: str) -> tuple[Agency | None, Any]:
    """Return the agency that receives (the only one, or the one chosen) and the list to choose from."""
    agencies = queries.with_contact_points(queries.agencies_for(found))
    if found.responsible_id is not None:
        return agencies.first(), ()
    return agencies.filter(key=key).first() if key else None, grouped(queries.agencies_for(found))


def _is_met_in_person(states: Sequence[ChannelState]) -> bool:
    """Tell whether somebody can be met at the counter, now or in its next hours."""
    return settings.CITIZEN_FRONT and any(
        state.channel == Channel.IN_PERSON and state.is_offered and (state.closed_by is None or state.opened_by)
        for state in states
    )


def _booking_url(found: Procedure, chosen: Agency | None) -> str:
    """Return where an appointment to file is booked; at the place that was chosen, if one was."""
    query = {"viec": "file", "thu_tuc": found.code}
    if chosen is not None and chosen.served_by is not None:
        query["noi"] = chosen.served_by.agency.key
    try:
        return f"{reverse('counters:book')}?{urlencode(query)}"
    except NoReverseMatch:
        return ""


def _start_url(found: Procedure) -> str:
    try:
        return reverse("dossiers:start", args=[found.code])
    except NoReverseMatch:
        return ""


def _channel(state: ChannelState, offer: ChannelOffer | None, guide: queries.Guide | None) -> dict[str, Any]:
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
        "guide": guide if state.is_offered else None,
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
@condition(etag_func=etag)
def life_event(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(LifeEvent, slug=slug)
    found = queries.search("", queries.Filters(life_event=slug)).order_by(*ORDER)
    page: KeysetPage[Procedure] = keyset_page(found, order=ORDER, cursor=request.GET.get("trang", ""), size=PAGE_SIZE)
    context = {
        "event": event,
        "page": page,
        "rows": _lines(page.rows),
        "links": [
            (reverse("web:home"), _("Trang chủ")),
            (reverse("procedures:catalogue"), _("Thủ tục hành chính")),
        ],
    }
    return revalidated(render_page(request, "procedures/life_event.html", context))
