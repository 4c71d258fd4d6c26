"""The box of messages of the person signed in."""

from typing import Any

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notifications import actions, queries
from notifications.channels.composing import line_of
from notifications.enums import Group
from notifications.permissions import messages_visible_to
from notifications.routing import GROUP_OF
from portal.accounts.requests import SignedInRequest
from portal.kernel.pages import keyset_page, render_page

PAGE_SIZE = 25
UNREAD = "chua-doc"


@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: SignedInRequest) -> HttpResponse:
    """Show messages, newest first; sending the form notes that all were seen."""
    if request.method == "POST":
        actions.mark_read(recipient_id=request.user.pk, at=timezone.now())
        notes.success(request, _("Đã đánh dấu tất cả là đã đọc."))
        return redirect("notifications:inbox")
    wanted = request.GET.get("loc", "")
    page = keyset_page(
        _filtered(request, wanted), order=("-owed_at", "-pk"), cursor=request.GET.get("trang", ""), size=PAGE_SIZE
    )
    context = {
        "page": page,
        "rows": [{"message": one, "line": line_of(one)} for one in page.rows],
        "filters": _filters(wanted),
        "unread": queries.unread_count(request.user),
        "layout": layout_of(request),
    }
    return render_page(request, "notifications/inbox.html", context, part="rows")


@require_safe
def open_message(request: SignedInRequest, number: int) -> HttpResponse:
    """Lead to the matter of a message; it counts as read from then on."""
    message = get_object_or_404(messages_visible_to(request.user), pk=number)
    actions.mark_read(recipient_id=request.user.pk, message_id=message.pk, at=timezone.now())
    return redirect(message.link)


def layout_of(request: SignedInRequest) -> str:
    """Return the frame in which this person works."""
    return "layouts/desk.html" if request.user.is_officer else "layouts/base.html"


def _filtered(request: SignedInRequest, wanted: str) -> Any:
    shown = messages_visible_to(request.user)
    if wanted == UNREAD:
        return shown.filter(read_at__isnull=True)
    if wanted in Group.values:
        return shown.filter(kind__in=[kind for kind, group in GROUP_OF.items() if group == wanted])
    return shown


def _filters(wanted: str) -> list[dict[str, Any]]:
    choices = [("", _("Tất cả")), (UNREAD, _("Chưa đọc")), *Group.choices]
    return [{"words": words, "url": f"?loc={value}", "is_current": value == wanted} for value, words in choices]
