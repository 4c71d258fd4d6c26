"""What the portal holds of the person signed in."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts import actions, forms, queries
from portal.accounts.enums import Sex
from portal.accounts.landing import landing
from portal.accounts.models import Citizen
from portal.accounts.requests import SignedInRequest
from portal.accounts.roles import roles_held
from portal.accounts.views.password import confirms_password
from portal.kernel import identity, tries
from portal.kernel.pages import posted, render_page
from portal.kernel.text import mask_number


@require_GET
def profile(request: SignedInRequest) -> HttpResponse:
    held = roles_held(request.user, on=timezone.localdate())
    context = {
        "rows": _rows(request),
        "roles": held,
        "has_desk": landing(request.user, held) != reverse("accounts:profile"),
        "shows_number": "hien" in request.GET,
        "has_number": request.user.is_citizen and bool(_citizen(request).national_id),
        "layout": "layouts/desk.html" if request.user.is_officer else "layouts/base.html",
    }
    return render_page(request, "accounts/profile.html", context)


@require_GET
def own_facts(request: SignedInRequest) -> JsonResponse:
    """Give a person everything the account holds of him."""
    response = JsonResponse(queries.own_facts(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_profile(request: SignedInRequest) -> HttpResponse:
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        if wrong := _unconfirmed(request, form):
            form.add_error(*wrong)
        else:
            try:
                actions.change_profile(user_id=request.user.pk, profile=_profile(form))
            except actions.AlreadyRegistered as taken:
                form.add_error(taken.field, str(taken))
            else:
                messages.success(request, _("Đã lưu tài khoản."))
                return redirect("accounts:profile")
    context = {"form": form, "layout": "layouts/desk.html" if request.user.is_officer else "layouts/base.html"}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "accounts/change_profile.html", context, status=status)


def _form(request: SignedInRequest) -> forms.ChangeProfile:
    if not request.user.is_citizen:
        return forms.ChangeProfile(posted(request), user=request.user)
    return forms.ChangeCitizenProfile(
        posted(request), user=request.user, citizen=_citizen(request), today=timezone.localdate()
    )


def _profile(form: forms.ChangeProfile) -> actions.Profile:
    typed = form.cleaned_data
    if not isinstance(form, forms.ChangeCitizenProfile):
        return actions.Profile(full_name=typed["full_name"], phone=typed["phone"], email=typed["email"])
    line, commune_id = form.address_parts()
    return actions.Profile(
        full_name=typed["full_name"],
        phone=typed["phone"],
        email=typed["email"],
        national_id=typed["national_id"],
        national_id_issued_on=typed["national_id_issued_on"],
        birth_on=typed["birth_on"],
        sex=typed["sex"],
        address_line=line,
        commune_id=commune_id,
    )


def _unconfirmed(request: SignedInRequest, form: forms.ChangeProfile) -> tuple[str, str] | None:
    """Return the field and the words of what is still to be shown before the change is made."""
    if form.changes_sign_in:
        password = form.cleaned_data["password"]
        wrong = confirms_password(request.user, password) if password else _("Nhập mật khẩu hiện tại")
        if wrong:
            return "password", wrong
    # Nobody learns by trying which personal numbers other accounts hold.
    if "national_id" in form.changed_data and not tries.take("national_id", request.user.key, at=timezone.now()):
        return "national_id", _("Đã đổi số căn cước nhiều lần. Đợi 15 phút rồi thử lại")
    return None


def _citizen(request: SignedInRequest) -> Citizen:
    rows = Citizen.objects.select_related("commune").filter(user=request.user)
    return rows.order_by("pk").first() or Citizen()


def _rows(request: SignedInRequest) -> list[dict[str, str]]:
    user = request.user
    rows = [(_("Họ và tên"), user.full_name)]
    if user.is_citizen:
        rows += _citizen_rows(_citizen(request), shows_number="hien" in request.GET)
    rows += [
        (_("Số điện thoại"), identity.national_phone(user.phone) if user.phone else ""),
        (_("Thư điện tử"), user.email or ""),
    ]
    change = reverse("accounts:change_profile")
    return [{"label": label, "value": value or _("Chưa điền"), "url": change} for label, value in rows]


def _citizen_rows(citizen: Citizen, *, shows_number: bool) -> list[tuple[str, str]]:
    number = citizen.national_id if shows_number else mask_number(citizen.national_id)
    commune = citizen.commune.name if citizen.commune else ""
    return [
        (_("Số căn cước công dân"), number),
        (_("Ngày cấp căn cước"), _written(citizen.national_id_issued_on)),
        (_("Ngày sinh"), _written(citizen.birth_on)),
        (_("Giới tính"), str(Sex(citizen.sex).label) if citizen.sex else ""),
        (_("Nơi thường trú"), ", ".join(filter(None, [citizen.address_line, commune]))),
    ]


def _written(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
