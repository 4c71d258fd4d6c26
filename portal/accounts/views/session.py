"""Signing in and out, and a citizen's registration."""

from typing import Final

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts import actions, forms
from portal.accounts.enums import AccountKind
from portal.accounts.landing import landing, safe_next
from portal.accounts.models import User
from portal.accounts.roles import roles_held
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import posted, render_page

OFFICERS: Final = ("/can-bo/", "/quan-tri/")
TOO_MANY: Final = 429


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if safe_next(request).startswith(OFFICERS) and request.method == "GET":
        return redirect(f"{reverse('accounts:officer_sign_in')}?{urlencode({'next': safe_next(request)})}")
    return _sign_in(request, AccountKind.CITIZEN, "accounts/sign_in.html")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def officer_sign_in(request: HttpRequest) -> HttpResponse:
    return _sign_in(request, AccountKind.STAFF, "accounts/officer_sign_in.html")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return _go_on(request, request.user)
    form = forms.SignUp(posted(request))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and not ratelimit.consume(request, action="signup"):
        form.add_error(None, _("Có quá nhiều tài khoản vừa mở từ mạng này. Đợi một giờ rồi thử lại"))
        status = TOO_MANY
    elif request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            user = actions.register_citizen(
                full_name=typed["full_name"],
                phone=typed["phone"],
                email=typed["email"],
                password=typed["password"],
                at=timezone.now(),
            )
        except actions.AlreadyRegistered as taken:
            form.add_error(taken.field, str(taken))
        except RuleViolation as refusal:
            form.add_error("password", str(refusal))
        else:
            get_adapter(request).login(request, user)
            messages.success(request, _("Đã mở tài khoản. Ông/Bà nộp hồ sơ được ngay."))
            return _go_on(request, user)
    return render_page(request, "accounts/sign_up.html", {"form": form, "next": safe_next(request)}, status=status)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    was_officer = request.user.is_authenticated and request.user.is_officer
    logout(request)
    messages.success(request, _("Đã đăng xuất."))
    return redirect("accounts:officer_sign_in" if was_officer else "web:home")


def _sign_in(request: HttpRequest, kind: AccountKind, template: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]  # HtmxMiddleware
        return _leave_the_part(request)
    if request.user.is_authenticated and request.method == "GET":
        return _go_on(request, request.user)
    form = forms.SignIn(posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                user = _authenticate(request, form, kind)
            except ValidationError:
                status = TOO_MANY
                form.add_error(None, _("Đã thử sai quá nhiều lần. Đợi 15 phút rồi thử lại, hoặc đặt lại mật khẩu"))
            else:
                if user is not None:
                    get_adapter(request).login(request, user)
                    return _go_on(request, user)
                form.add_error(None, _("Số điện thoại, thư điện tử hoặc mật khẩu chưa đúng. Xem lại rồi nhập lần nữa"))
    return render_page(request, template, {"form": form, "next": safe_next(request)}, status=status)


def _authenticate(request: HttpRequest, form: forms.SignIn, kind: AccountKind) -> User | None:
    """Return the account, or nothing for whatever reason.

    :raises ValidationError: too many tries.
    """
    if not ratelimit.consume(request, action="login"):
        raise ValidationError("", code="too_many_login_attempts")
    user: User | None = get_adapter(request).authenticate(
        request, **form.cleaned_data["login"], password=form.cleaned_data["password"], kind=kind
    )
    return user


def _go_on(request: HttpRequest, user: User) -> HttpResponse:
    return redirect(safe_next(request) or landing(user, roles_held(user, on=timezone.localdate())))


def _leave_the_part(request: HttpRequest) -> HttpResponse:
    """Take the whole page to sign-in: the session ended while the page swapped a part of itself."""
    page = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]  # HtmxMiddleware
    return HttpResponseClientRedirect(f"{request.path}?{urlencode({'next': page})}")
