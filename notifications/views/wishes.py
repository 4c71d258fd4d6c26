"""How a person wishes to be told: channels, language, browsers, and addresses that are held back."""

from typing import Any

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from notifications import actions, queries
from notifications.channels.push import public_key
from notifications.enums import Channel, Group, Language
from notifications.forms import Appeal, Wishes
from notifications.models import PushSubscription
from notifications.permissions import suppressions_of
from notifications.views.inbox import layout_of
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import posted, render_page


@require_http_methods(["GET", "POST"])
def wishes(request: SignedInRequest) -> HttpResponse:
    person = request.user
    groups = [one for one in Group if (one == Group.WORK) == person.is_officer]
    channels = [one for one in Channel if one in queries.house().channels]
    form = Wishes(
        posted(request), groups=groups, channels=channels, digests=person.is_officer, initial=_said(request, groups)
    )
    if request.method == "POST" and form.is_valid():
        actions.keep_wishes(
            person=person,
            language=Language(form.cleaned_data["language"]),
            wants_digest=form.cleaned_data.get("wants_digest", True),
            wishes=form.wishes(),
            at=timezone.now(),
        )
        notes.success(request, _("Đã lưu cách nhận thông báo."))
        return redirect("notifications:wishes")
    context = {
        "form": form,
        "held": list(suppressions_of(person).order_by("-since", "-pk")),
        "push_key": public_key(),
        "browsers": PushSubscription.objects.filter(person=person, ended_at__isnull=True).count(),
        "layout": layout_of(request),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "notifications/wishes.html", context, status=status)


@require_POST
def browser(request: SignedInRequest) -> HttpResponse:
    """Push to this browser from now on, or (`thoi`) to none any more."""
    if "thoi" in request.POST:
        actions.listen_no_more(person=request.user, at=timezone.now())
        notes.success(request, _("Đã thôi báo trên trình duyệt."))
        return redirect("notifications:wishes")
    sent = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        actions.listen(person=request.user, **sent, at=timezone.now())
    except RuleViolation as refusal:
        notes.error(request, str(refusal))
    else:
        notes.success(request, _("Trình duyệt này sẽ báo khi có tin mới."))
    return redirect("notifications:wishes")


@require_http_methods(["GET", "POST"])
def appeal_page(request: SignedInRequest, number: int) -> HttpResponse:
    held = get_object_or_404(suppressions_of(request.user), pk=number)
    form = Appeal(posted(request))

    def act(typed: dict[str, Any]) -> None:
        actions.appeal(suppression_id=held.pk, person=request.user, **typed, at=timezone.now())

    words = Words(held.masked, _("Đề nghị gửi lại"), _("Gửi đề nghị"), _("Đã gửi đề nghị. Quản trị sẽ xem xét."))
    return answer(request, form, act, words, back=reverse("notifications:wishes"))


def _said(request: SignedInRequest, groups: list[Group]) -> dict[str, Any]:
    """Return what the person said, and where they said nothing what is done now."""
    reader = getattr(request.user, "reader", None)
    said = queries.wishes_of(request.user)
    return {
        "language": reader.language if reader else Language.VIETNAMESE,
        "wants_digest": reader.wants_digest if reader else True,
        **{group.value: [one.value for one in queries.channels_chosen(said.get(group, {}))] for group in groups},
    }
