"""What callers are told, and the wish to be told when a counter opens again."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from counters import permissions
from counters.actions import guidance as actions
from counters.actions.ground import refusal
from counters.enums import GuidanceWay
from counters.forms import duty as forms
from counters.queries import guidance as queries
from counters.views.duty import READERS, desk_of, frame
from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.agencies.enums import ContactKind
from portal.agencies.models import Desk
from portal.kernel import tries
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import keyset_page, posted, render_page
from portal.kernel.text import clean_line
from procedures.models import Procedure
from procedures.queries import bearing_orders

SIZE: Final = 25
#: Wishes that one address may state in an hour: nobody fills a stranger's mailbox.
MOST_WISHES: Final = 20


@roles_required(*READERS)
@require_safe
def hotline(request: SignedInRequest) -> HttpResponse:
    """Show what callers were told, what is asked most, and the numbers they call."""
    desk, at = desk_of(request), timezone.now()
    text = clean_line(request.GET.get("q", ""))[:80]
    rows = queries.guidance_of(desk.agency, text=text)
    page = keyset_page(rows, order=("-given_at", "-pk"), cursor=request.GET.get("trang", ""), size=SIZE)
    points = desk.agency.contact_points.filter(kind=ContactKind.PHONE)
    context = {
        **frame(request, desk, "counters:hotline"),
        "q": text,
        "page": page,
        "rows": page.rows,
        "nothing": _("Chưa có lần hướng dẫn nào khớp.") if text else _("Chưa ghi lần hướng dẫn nào."),
        "most": queries.most_asked(desk.agency, at=at),
        "numbers": list(points.order_by("kind", "value", "pk")),
        "may_note": permissions.keeps_desk(held_by(request), desk),
    }
    return render_page(request, "counters/duty/hotline.html", context, part="rows")


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def note_guidance(request: SignedInRequest) -> HttpResponse:
    """Keep what somebody was told."""
    desk = desk_of(request)
    if not permissions.keeps_desk(held_by(request), desk):
        raise PermissionDenied
    form = forms.NoteGuidance(posted(request), desk=desk)

    def act(typed: dict[str, Any]) -> None:
        actions.note_guidance(
            desk_id=desk.pk,
            way=GuidanceWay(typed["way"]),
            procedure=form.procedure_asked,
            question=typed["question"],
            answer=typed["answer"],
            actor=request.user,
            at=timezone.now(),
        )

    words = Words(desk.name, _("Ghi lần hướng dẫn"), _("Ghi"), _("Đã ghi lần hướng dẫn."))
    back = f"{reverse('counters:hotline')}?{urlencode({'quay': desk.agency.key})}"
    return answer(request, form, act, words, back=back)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def remind_me(request: HttpRequest, code: str) -> HttpResponse:
    """Let somebody who postpones a visit be told when the counter is open again.

    `code`: of the agency that keeps the desk, or the key of one that the desk receives for.
    """
    desks = Desk.objects.select_related("agency", "place").distinct()
    desk = get_object_or_404(desks, Q(agency__code=code) | Q(served_agencies__key=code))
    procedure = Procedure.objects.published().filter(code=request.GET.get("thu-tuc", "")[:40]).first()
    person = request.user if isinstance(request.user, User) else None
    form = forms.RemindMe(posted(request), is_known=person is not None)
    at, is_done, status = timezone.now(), False, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            email = form.cleaned_data.get("email", "")
            try:
                _check_pace(request)
                actions.remind_me(desk_id=desk.pk, procedure=procedure, person=person, email=email, at=at)
            except RuleViolation as problem:
                form.add_error(None, f"{problem} ({problem.source})")
            else:
                is_done, status = True, 200
    context = {
        "desk": desk,
        "procedure": procedure,
        "form": form,
        "is_known": person is not None,
        "is_done": is_done,
        "is_closed": queries.is_closed(desk, procedure, at=at, orders=bearing_orders(at)),
    }
    return render_page(request, "counters/public/remind_me.html", context, status=status)


def _check_pace(request: HttpRequest) -> None:
    address = request.META.get("REMOTE_ADDR", "")
    if not tries.take("remind", address, at=timezone.now(), limit=MOST_WISHES, pause=timedelta(hours=1)):
        raise refusal(_("Đã nhận quá nhiều yêu cầu từ máy này. Thử lại sau một giờ."))
