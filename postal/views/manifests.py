"""Hand-over records: one page for both sides, each with its own scan and signature."""

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.agencies.models import Desk
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import keyset_page, posted, render_page
from postal import actions, gateways, permissions
from postal.enums import Direction
from postal.forms import desk as forms
from postal.models import Manifest
from postal.papers.manifest import manifest_pdf
from postal.queries import parcels as queries
from postal.views.words import manifest_tag

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE: Final = 25
#: What still can go on a record, as many as a page shows.
READY_SHOWN: Final = 50
SIDES: Final = (Role.ONE_STOP_OFFICER, Role.POSTAL_PARTNER)
READERS: Final = (*SIDES, Role.LEADER, Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR)
_DIFFERENCE: Final = "chenh-lech-"
_KEY_DIGITS: Final = 18


@roles_required(*READERS)
@require_safe
def manifests(request: SignedInRequest) -> HttpResponse:
    """List the records of a desk, a carrier or a subtree, the latest first."""
    held = held_by(request)
    rows = queries.manifests_for_list(permissions.manifests_in(held))
    page = keyset_page(rows, order=["-opened_at", "-pk"], cursor=request.GET.get("trang", ""), size=SIZE)
    context = {
        "rows": [{"manifest": one, "tag": manifest_tag(one)} for one in page.rows],
        "page": page,
        "may_open": any(one.role in SIDES for one in held),
        "is_worker": not permissions.desks_in(held).exists(),
    }
    return render_page(request, "postal/desk/manifests.html", context, part="rows")


@roles_required(*SIDES)
@require_http_methods(["GET", "HEAD", "POST"])
def open_manifest(request: SignedInRequest) -> HttpResponse:
    """Begin a record: the desk of what it gives, a postal worker of what is brought to a desk."""
    held = held_by(request)
    own = [one.desk_id for one in held if one.role == Role.ONE_STOP_OFFICER and one.desk_id]
    carriers = list(settings.CARRIERS) if own else permissions.carriers_of(held)
    direction = Direction.OUT if own else Direction.IN
    rows = Desk.objects.filter(pk__in=own) if own else Desk.objects.filter(parcels__carrier__in=carriers).distinct()
    sides = {
        f"{desk.agency.key}:{carrier}": (desk, carrier)
        for desk in rows.select_related("agency").order_by("name", "pk")
        for carrier in carriers
    }
    choices = [(key, f"{desk.name} – {_carrier_name(carrier)}") for key, (desk, carrier) in sides.items()]
    form = forms.OpenManifest(posted(request), sides=choices)
    opened: list[Manifest] = []

    def act(typed: dict[str, Any]) -> None:
        desk, carrier = sides[typed["sides"]]
        opened.append(
            actions.open_manifest(
                desk_id=desk.pk, direction=direction, carrier=carrier, actor=request.user, at=timezone.now()
            )
        )

    words = Words(str(direction.label), _("Lập phiếu giao nhận"), _("Lập phiếu"), _("Đã lập phiếu. Quét từng bưu gửi."))
    response = answer(request, form, act, words, back=reverse("postal:manifests"))
    return redirect("postal:manifest", opened[0].code) if opened else response


def _found(request: SignedInRequest, code: str) -> Manifest:
    rows = permissions.manifests_in(held_by(request)).select_related("desk__agency", "handed_by", "confirmed_by")
    return get_object_or_404(rows, code=code)


@roles_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def manifest(request: SignedInRequest, code: str) -> HttpResponse:
    """Show a record to both sides; scan, sign, confirm."""
    shown = _found(request, code)
    held = held_by(request)
    is_desk, is_post = permissions.works_at(held, shown.desk_id), permissions.works_for(held, shown.carrier)
    gives, takes = (is_desk, is_post) if shown.direction == Direction.OUT else (is_post, is_desk)
    refused = None
    if request.method == "POST":
        if not (gives or takes):
            raise PermissionDenied
        try:
            _act(request, shown)
        except RuleViolation as refusal:
            refused = refusal
        else:
            return redirect("postal:manifest", code)
        shown.refresh_from_db()
    lines = queries.lines_of(shown)
    ready = queries.for_desk(permissions.visible_in(held), shown) if shown.is_open and gives else None
    context = {
        "manifest": shown,
        "tag": manifest_tag(shown),
        "carrier": _carrier_name(shown.carrier),
        "lines": [_line(one, request.POST.get(f"{_DIFFERENCE}{one.pk}", one.difference)) for one in lines],
        "scanned": sum(one.scanned_in_at is not None for one in lines),
        "ready": list(ready.order_by("pk")[:READY_SHOWN]) if ready is not None else [],
        "may_add": gives and shown.is_open,
        "may_take_back": gives and shown.is_handed_over,
        "may_scan_in": takes and shown.is_handed_over,
        "refused": refused,
    }
    return render_page(request, "postal/desk/manifest.html", context, status=422 if refused else 200)


def _carrier_name(code: str) -> str:
    return gateways.carrier(code).name if code in settings.CARRIERS else code


def _line(line: Any, difference: str) -> dict[str, Any]:
    return {"line": line, "parcel": line.parcel, "name": f"{_DIFFERENCE}{line.pk}", "difference": difference}


def _act(request: SignedInRequest, shown: Manifest) -> None:
    """Do what the pressed button says.

    :raises RuleViolation: it cannot be done.
    """
    typed, at, who = request.POST, timezone.now(), request.user
    differences = {
        _key(name.removeprefix(_DIFFERENCE)): words for name, words in typed.items() if name.startswith(_DIFFERENCE)
    }
    code = typed.get("ma", "")
    known: dict[str, tuple[Callable[..., Any], dict[str, Any], str]] = {
        "them": (actions.add_parcel, {"code": code}, _("Đã thêm bưu gửi vào phiếu.")),
        "bo": (actions.take_off, {"line_id": _key(typed.get("dong", ""))}, _("Đã bỏ khỏi phiếu.")),
        "ky-giao": (actions.hand_over, {"seal_note": typed.get("niem-phong", "")}, _("Đã ký giao. Chờ bên nhận quét.")),
        "rut": (actions.take_back, {}, _("Đã rút chữ ký. Phiếu sửa được.")),
        "huy": (actions.cancel_manifest, {}, _("Đã hủy phiếu.")),
        "quet": (actions.scan_in, {"code": code}, _("Đã quét nhận bưu gửi.")),
        "xac-nhan": (actions.confirm, {"differences": differences}, _("Đã ký nhận. Hai bên đã giao nhận xong.")),
    }
    act, facts, done = known.get(typed.get("viec", ""), known["quet" if shown.is_handed_over else "them"])
    act(manifest_id=shown.pk, actor=who, at=at, **facts)
    messages.success(request, done)


def _key(number: str) -> int:
    """Return a key as the page wrote it; no row's key where somebody wrote another thing."""
    return int(number) if number.isdecimal() and len(number) <= _KEY_DIGITS else 0


@roles_required(*READERS)
@require_safe
def manifest_print(request: SignedInRequest, code: str) -> HttpResponse:
    """Print a record, with what both sides signed."""
    shown = _found(request, code)
    data = manifest_pdf(shown, queries.lines_of(shown), carrier=_carrier_name(shown.carrier), at=timezone.now())
    headers = {"Content-Disposition": f'inline; filename="{shown.code}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
