"""Carriers of the province: whose staff works for them, and their pools of waybill codes."""

from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.agencies.models import Agency
from portal.kernel.pages import posted, render_page
from postal import actions, gateways
from postal.enums import WaybillState
from postal.forms import desk as forms
from postal.models import CarrierOffice
from postal.queries import parcels as queries

#: Agencies that stand under no other, as many as one choice shows: the post is one of them.
CHOICES: Final = 200


@roles_required(Role.PROVINCE_ADMIN, Role.AUDITOR)
@require_safe
def carriers(request: SignedInRequest) -> HttpResponse:
    """Show each carrier: its staff's agency, and how many codes are left."""
    offices = {one.carrier: one.agency for one in CarrierOffice.objects.select_related("agency").order_by("carrier")}
    rows = []
    for code in settings.CARRIERS:
        pool = queries.pool_of(code)
        used = sum(count for state, count in pool.items() if state != WaybillState.FREE)
        rows.append(
            {
                "code": code,
                "name": gateways.carrier(code).name,
                "agency": offices.get(code),
                "has_pool": bool(pool),
                "free": pool.get(WaybillState.FREE, 0),
                "used": used,
            }
        )
    may_change = any(one.role == Role.PROVINCE_ADMIN for one in held_by(request))
    return render_page(request, "postal/admin/carriers.html", {"rows": rows, "may_change": may_change})


def _known(code: str) -> str:
    if code not in settings.CARRIERS:
        raise Http404
    return gateways.carrier(code).name


@roles_required(Role.PROVINCE_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def staff_carrier(request: SignedInRequest, carrier: str) -> HttpResponse:
    """Say whose staff works for a carrier."""
    name = _known(carrier)
    agencies = {one.key: one for one in Agency.objects.filter(parent=None).order_by("name", "pk")[:CHOICES]}
    form = forms.StaffCarrier(posted(request), agencies=[(key, one.name) for key, one in agencies.items()])

    def act(typed: dict[str, Any]) -> None:
        actions.staff_carrier(
            carrier=carrier,
            agency_id=agencies[typed["agency"]].pk,
            reason=typed["reason"],
            actor=request.user,
            at=timezone.now(),
        )

    words = Words(name, _("Đơn vị bưu chính phục vụ"), _("Lưu"), _("Đã lưu đơn vị bưu chính."))
    return answer(request, form, act, words, back=reverse("postal:carriers"))


@roles_required(Role.PROVINCE_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def add_waybills(request: SignedInRequest, carrier: str) -> HttpResponse:
    """Put codes into the pool of a carrier."""
    name = _known(carrier)

    def act(typed: dict[str, Any]) -> None:
        actions.add_waybills(carrier=carrier, codes=typed["codes"], at=timezone.now())

    words = Words(name, _("Thêm mã vận đơn"), _("Thêm mã"), _("Đã thêm mã vận đơn."))
    return answer(request, forms.AddWaybills(posted(request)), act, words, back=reverse("postal:carriers"))
