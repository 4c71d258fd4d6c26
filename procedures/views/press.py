"""The press: where announcements go, sending them, and the log of who carried them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import keyset_page, posted, render_page
from procedures import announcements, queries
from procedures.actions import announce, keep_press_contact, note_carried
from procedures.forms.announcing import KeepPressContact, NoteCarried
from procedures.models import PressCarriage, PressContact
from procedures.views.suspension import found

PAGE_SIZE = 50
of_the_province = roles_required(Role.PROVINCE_ADMIN)


@of_the_province
@require_safe
def press(request: SignedInRequest) -> HttpResponse:
    page = keyset_page(
        PressContact.objects.all(), order=("outlet", "pk"), cursor=request.GET.get("trang", ""), size=PAGE_SIZE
    )
    orders = queries.public_orders().order_by("-starts_at", "-pk")[:PAGE_SIZE]
    return render_page(request, "procedures/press.html", {"page": page, "orders": list(orders)}, part="rows")


@of_the_province
@require_http_methods(["GET", "POST"])
def add_press_contact(request: SignedInRequest) -> HttpResponse:
    form = KeepPressContact(posted(request))

    def act(typed: dict[str, Any]) -> None:
        keep_press_contact(contact_id=None, **typed, actor=request.user, at=timezone.now())

    words = Words(_("Báo chí"), _("Thêm cơ quan báo chí"), _("Thêm"), _("Đã thêm cơ quan báo chí."))
    return answer(request, form, act, words, back=reverse("procedures:press"))


@of_the_province
@require_http_methods(["GET", "POST"])
def change_press_contact(request: SignedInRequest, number: int) -> HttpResponse:
    contact = get_object_or_404(PressContact, pk=number)
    initial = {"outlet": contact.outlet, "email": contact.email, "is_active": contact.is_active}
    form = KeepPressContact(posted(request), initial=initial)

    def act(typed: dict[str, Any]) -> None:
        keep_press_contact(contact_id=contact.pk, **typed, actor=request.user, at=timezone.now())

    words = Words(contact.outlet, _("Sửa cơ quan báo chí"), _("Lưu"), _("Đã lưu cơ quan báo chí."))
    return answer(request, form, act, words, back=reverse("procedures:press"))


@of_the_province
@require_http_methods(["GET", "POST"])
def press_order(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show the release and who has it; sending goes to those who have not got this version."""
    order = found(reference)
    status, problem = 200, ""
    if request.method == "POST":
        try:
            sent = announce(order_id=order.pk, actor=request.user, at=timezone.now())
        except RuleViolation as refusal:
            status, problem = 422, str(refusal)
        else:
            counted = ngettext("Đã gửi thông cáo cho %(n)d nơi.", "Đã gửi thông cáo cho %(n)d nơi.", sent)
            messages.success(request, counted % {"n": sent})
            return redirect("procedures:press_order", reference)
    carriages = (
        PressCarriage.objects.filter(order=order).select_related("contact").order_by("-version", "contact__outlet")
    )
    context = {
        "order": order,
        "release": announcements.press_release(queries.announced(order)),
        "carriages": list(carriages[:200]),
        "problem": problem,
    }
    return render_page(request, "procedures/press_order.html", context, status=status)


@of_the_province
@require_http_methods(["GET", "POST"])
def press_carried(request: SignedInRequest, reference: str) -> HttpResponse:
    order = found(reference)
    outlets = dict(PressContact.objects.order_by("outlet").values_list("outlet", "pk"))
    form = NoteCarried(posted(request), outlets=list(outlets))

    def act(typed: dict[str, Any]) -> None:
        contact_id = outlets[typed.pop("outlet")]
        note_carried(order_id=order.pk, contact_id=contact_id, **typed, actor=request.user, at=timezone.now())

    words = Words(order.reference, _("Ghi nơi đã đưa tin"), _("Ghi"), _("Đã ghi nơi đưa tin."))
    return answer(request, form, act, words, back=reverse("procedures:press_order", args=[reference]))
