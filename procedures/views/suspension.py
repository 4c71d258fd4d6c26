"""Orders that close counters, as anybody may read them: list, notice, poster, feed, texts."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_POST, require_safe

from portal.kernel.pages import keyset_page, render_page
from procedures import announcements, queries
from procedures.announcements import Language
from procedures.enums import CounterAct, Phase
from procedures.models import SuspensionOrder
from procedures.papers import PAPERS, poster
from procedures.suspension import phase_of
from procedures.views.revalidation import PUT_AWAY, etag, revalidated

PAGE_SIZE: Final = 20
PHASE_KINDS: Final = {Phase.SCHEDULED: "info", Phase.IN_FORCE: "warn", Phase.ENDED: "", Phase.LIFTED: "ok"}


def language() -> Language:
    """Return the language in which the visitor reads."""
    return "en" if get_language() == "en" else "vi"


def found(reference: str) -> SuspensionOrder:
    """Return one issued order.

    :raises Http404: there is none, or it is a draft.
    """
    order = queries.public_order(reference)
    if order is None:
        raise Http404(_("Không có thông báo mang số này"))
    return order


def phase_tag(order: SuspensionOrder, at: datetime) -> dict[str, str]:
    """Return where an order stands, as a tag."""
    phase = phase_of(order.state, starts_at=order.starts_at, ends_at=order.ends_at, instant=at)
    return {"words": str(phase.label), "kind": PHASE_KINDS.get(phase, "")}


@login_not_required
@require_safe
@condition(etag_func=etag)
def suspensions(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    page = keyset_page(
        queries.public_orders(), order=("-starts_at", "-pk"), cursor=request.GET.get("trang", ""), size=PAGE_SIZE
    )
    rows = [
        {
            "title": order.title,
            "url": reverse("procedures:notice", args=[order.reference]),
            "note": announcements.period(order.starts_at, order.last_day, language()).capitalize(),
            "status": phase_tag(order, now)["words"],
            "kind": phase_tag(order, now)["kind"],
        }
        for order in page.rows
    ]
    context = {"page": page, "rows": rows, "links": [(reverse("web:home"), _("Trang chủ"))]}
    return revalidated(render_page(request, "procedures/suspensions.html", context, part="rows"))


@login_not_required
@require_safe
@condition(etag_func=etag)
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    order = found(reference)
    facts = queries.announced(order)
    written = order.notice_en if language() == "en" else order.notice_vi
    context = {
        "order": order,
        "facts": facts,
        "tag": phase_tag(order, timezone.now()),
        "period": announcements.period(facts.starts_at, facts.last_day, language()),
        "closed": announcements.acts_words(facts.acts, language()).capitalize(),
        "where": announcements.places_words(facts, language()),
        "paragraphs": written,
        "sections": () if written else announcements.without_contacts(facts, language()),
        "contacts": _contacts(order, facts),
        "papers": PAPERS,
        "links": _crumbs(),
    }
    return revalidated(render_page(request, "procedures/notice.html", context))


def _contacts(order: SuspensionOrder, facts: announcements.Announced) -> list[dict[str, Any]]:
    """Return the table of contacts, each with what its agency tells of the ways that stay open."""
    agencies = [row.agency for row in order.contacts.all()]
    told = queries.guides(agencies, CounterAct.INTAKE, language=language()) if agencies else {}
    english = language() == "en"
    return [
        {
            "contact": contact,
            "instructions": (contact.instructions_en if english else "") or contact.instructions_vi,
            "guides": list(told.get(agency.path, {}).values()),
        }
        for agency, contact in zip(agencies, facts.contacts, strict=True)
    ]


def _crumbs() -> list[tuple[str, str]]:
    return [(reverse("web:home"), _("Trang chủ")), (reverse("procedures:suspensions"), _("Thông báo tạm ngừng"))]


@login_not_required
@require_safe
@condition(etag_func=etag)
def poster_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    order = found(reference)
    paper = request.GET.get("kho", PAPERS[0])
    if paper not in PAPERS:
        raise Http404(_("Không có khổ giấy này"))
    facts = queries.announced(order)
    written = order.notice_en if language() == "en" else order.notice_vi
    pdf = poster(facts, written=written, paper=paper, language=language(), at=timezone.now())
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"thong-bao-{order.reference}-{paper}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or ""
    return revalidated(response)


@login_not_required
@require_safe
@condition(etag_func=etag)
def texts(request: HttpRequest, reference: str) -> HttpResponse:
    order = found(reference)
    facts = queries.announced(order)
    sms = order.sms_text or announcements.short_text(facts)
    context = {
        "order": order,
        "texts": [
            {"key": "tin-nhan", "title": _("Tin nhắn"), "text": sms, "note": _text_length(sms)},
            {"key": "mang-xa-hoi", "title": _("Bài cho mạng xã hội"), "text": announcements.social_text(facts)},
            {"key": "phat-thanh", "title": _("Bản đọc phát thanh"), "text": announcements.radio_script(facts)},
            {"key": "bao-chi", "title": _("Thông cáo báo chí"), "text": announcements.press_release(facts)},
        ],
        "links": [*_crumbs(), (reverse("procedures:notice", args=[reference]), reference)],
    }
    return revalidated(render_page(request, "procedures/notice_texts.html", context))


def _text_length(sms: str) -> str:
    return _("Không dấu, %(n)d/%(most)d ký tự") % {"n": len(sms), "most": announcements.SMS_MAX}


@login_not_required
@require_safe
@condition(etag_func=etag)
def feed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Tell readers of feeds of every order that was issued, changed or ended."""
    base = settings.PUBLIC_URL
    made = Atom1Feed(
        title=_("Thông báo tạm ngừng tiếp nhận trực tiếp"),
        link=base + reverse("procedures:suspensions"),
        feed_url=base + reverse("procedures:suspension_feed"),
        description="",
        language=language(),
        author_name=_("UBND tỉnh Quảng Bình"),
    )
    for event in queries.public_events()[:PAGE_SIZE]:
        order = event.order
        made.add_item(
            title=f"{event.get_act_display()}: {order.title}",
            link=queries.notice_url(order.reference),
            description=announcements.period(order.starts_at, order.last_day, language()).capitalize(),
            unique_id=f"{queries.notice_url(order.reference)}#{event.seq}",
            updateddate=event.happened_at,
            pubdate=event.happened_at,
        )
    return revalidated(HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"))


@login_not_required
@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Put the line above every page away until the browser is closed; the notice stays in the foot of the page."""
    back = request.POST.get("ve", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(back if is_ours else "web:home")
    marks = " ".join(told.mark for told in queries.told_now(timezone.now(), language()))
    response.set_cookie(PUT_AWAY, marks, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    return response


@login_not_required
@require_safe
def short_address(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Lead the short address of posters and messages to the notice in force, else to the list."""
    told = queries.told_now(timezone.now(), language())
    return redirect("procedures:notice", told[0].reference) if len(told) == 1 else redirect("procedures:suspensions")
