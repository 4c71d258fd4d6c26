"""A password changed by its holder, or set anew by a link."""

from typing import Final

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts import actions, forms
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest
from portal.kernel import tries
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import posted, render_page

#: Stands in the address instead of the token, which would otherwise be seen over the shoulder or in histories.
TAKEN: Final = "moi"
_SESSION_TOKEN: Final = "password_reset_token"  # noqa: S105 -- the name of a place in the session
_PASSWORD_TRIES: Final = "own_password"  # noqa: S105 -- the name of a window of tries


def confirms_password(user: User, password: str) -> str:
    """Return nothing if it is the password of `user`, else what to do. Tries are counted."""
    if not tries.take(_PASSWORD_TRIES, user.key, at=timezone.now()):
        return _("Đã thử sai quá nhiều lần. Đợi 15 phút rồi thử lại")
    if not user.check_password(password):
        return _("Mật khẩu hiện tại chưa đúng. Nhập lại")
    tries.forget(_PASSWORD_TRIES, user.key)
    return ""


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: SignedInRequest) -> HttpResponse:
    form = forms.ChangePassword(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        if wrong := confirms_password(request.user, form.cleaned_data["old_password"]):
            form.add_error("old_password", wrong)
        else:
            try:
                user = actions.change_password(user_id=request.user.pk, password=form.cleaned_data["password"])
            except RuleViolation as refusal:
                form.add_error("password", str(refusal))
            else:
                update_session_auth_hash(request, user)
                messages.success(request, _("Đã đổi mật khẩu. Mọi phiên đăng nhập khác đã kết thúc."))
                return redirect("accounts:profile")
    status = 422 if request.method == "POST" else 200
    return render_page(request, "accounts/change_password.html", {"form": form}, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask_password_reset(request: HttpRequest) -> HttpResponse:
    form = forms.AskPasswordReset(posted(request))
    is_asked = False
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            email = form.cleaned_data["email"].lower()
            if ratelimit.consume(request, action="reset_password", key=email):
                actions.ask_password_reset(email=email, at=timezone.now())
                is_asked, status = True, 200
            else:
                form.add_error(None, _("Đã yêu cầu nhiều lần. Đợi 15 phút rồi thử lại"))
                status = 429
    context = {"form": form, "is_asked": is_asked}
    return render_page(request, "accounts/ask_password_reset.html", context, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def reset_password(request: HttpRequest, key: str, token: str) -> HttpResponse:
    user = User.objects.filter(key=key, is_active=True).first()
    if user is not None and token != TAKEN and default_token_generator.check_token(user, token):
        request.session[_SESSION_TOKEN] = token
        return redirect("accounts:reset_password", key=key, token=TAKEN)
    held = request.session.get(_SESSION_TOKEN, "")
    if user is None or token != TAKEN or not default_token_generator.check_token(user, held):
        return render_page(request, "accounts/reset_link_dead.html", {}, status=410)
    form = forms.SetPassword(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_password(user_id=user.pk, password=form.cleaned_data["password"])
        except RuleViolation as refusal:
            form.add_error("password", str(refusal))
        else:
            del request.session[_SESSION_TOKEN]
            messages.success(request, _("Đã đặt mật khẩu mới. Đăng nhập bằng mật khẩu này."))
            return redirect("accounts:officer_sign_in" if user.is_officer else "accounts:sign_in")
    status = 422 if request.method == "POST" else 200
    return render_page(request, "accounts/reset_password.html", {"form": form}, status=status)
