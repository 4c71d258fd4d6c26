"""What each agency tells of its channels: shown wherever a channel is offered."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.permissions import agencies_administered
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.agencies.models import AgencyQuerySet
from portal.kernel.pages import keyset_page, posted, render_page
from procedures.actions import tell_guidance
from procedures.enums import Channel, CounterAct
from procedures.forms.announcing import TellGuidance
from procedures.models import ChannelGuidance

PAGE_SIZE = 50
ACTS = (CounterAct.INTAKE, CounterAct.RETURN)
administrators = roles_required(Role.PROVINCE_ADMIN, Role.AGENCY_ADMIN)


@administrators
@require_safe
def guidance_agencies(request: SignedInRequest) -> HttpResponse:
    page = keyset_page(
        _administered(request), order=("path", "pk"), cursor=request.GET.get("trang", ""), size=PAGE_SIZE
    )
    rows = [{"title": agency.name, "url": reverse("procedures:guidance_of", args=[agency.key])} for agency in page.rows]
    return render_page(request, "procedures/guidance_agencies.html", {"page": page, "rows": rows}, part="rows")


@administrators
@require_safe
def guidance_of(request: SignedInRequest, key: str) -> HttpResponse:
    agency = get_object_or_404(_administered(request), key=key)
    told = {(row.channel, row.act): row for row in ChannelGuidance.objects.filter(agency=agency).order_by("pk")}
    lines = [
        {
            "act": _act_words(act),
            "channel": channel.label,
            "row": told.get((channel.value, act.value)),
            "url": reverse("procedures:tell_guidance", args=[agency.key, channel.value, act.value]),
        }
        for act in ACTS
        for channel in Channel
    ]
    return render_page(request, "procedures/guidance_of.html", {"agency": agency, "lines": lines})


def _act_words(act: CounterAct) -> str:
    return _("Nhận hồ sơ") if act == CounterAct.INTAKE else _("Trả kết quả")


@administrators
@require_http_methods(["GET", "POST"])
def tell(request: SignedInRequest, key: str, channel: str, act: str) -> HttpResponse:
    agency = get_object_or_404(_administered(request), key=key)
    if channel not in Channel.values or act not in {one.value for one in ACTS}:
        raise Http404
    row = ChannelGuidance.objects.filter(agency=agency, channel=channel, act=act).order_by("pk").first()
    names = ("text_vi", "text_en", "phone", "hours")
    form = TellGuidance(posted(request), initial={name: getattr(row, name) for name in names} if row else {})

    def run(typed: dict[str, Any]) -> None:
        tell_guidance(
            agency_id=agency.pk,
            channel=Channel(channel),
            act=CounterAct(act),
            **typed,
            actor=request.user,
            at=timezone.now(),
        )

    title = _("%(act)s – %(channel)s") % {"act": _act_words(CounterAct(act)), "channel": Channel(channel).label}
    words = Words(agency.name, title, _("Lưu hướng dẫn"), _("Đã lưu hướng dẫn."))
    return answer(request, form, run, words, back=reverse("procedures:guidance_of", args=[agency.key]))


def _administered(request: SignedInRequest) -> AgencyQuerySet:
    return agencies_administered(request.user, on=timezone.localdate())
