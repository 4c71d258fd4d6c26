"""What people type about their account."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Sex
from portal.accounts.models import Citizen, User
from portal.agencies.models import Agency
from portal.agencies.queries import communes
from portal.kernel import fields, identity, part_fields


class PasswordField(fields.Nouned, forms.CharField):
    """A password, whichever way the keyboard composes its letters. It is never shown again."""

    def __init__(self, *, autocomplete: str, noun: str | Promise = "", **options: Any) -> None:
        self.noun_given = noun
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"})
        super().__init__(strip=False, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFC", str(value or ""))[:256]


class SignIn(forms.Form):
    """Phone or e-mail, and the password."""

    login = fields.CleanCharField(label=gettext_lazy("Số điện thoại hoặc thư điện tử"), limit=254)
    password = PasswordField(label=gettext_lazy("Mật khẩu"), autocomplete="current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )

    def clean_login(self) -> dict[str, str]:
        """Return `{"phone": E.164}` or `{"email": address}`."""
        text = self.cleaned_data["login"]
        if "@" in text:
            return {"email": text.replace(" ", "").lower()}
        try:
            return {"phone": identity.phone(text)}
        except ValueError:
            raise ValidationError(
                _("Nhập số điện thoại 10 chữ số, bắt đầu bằng 0, hoặc thư điện tử có dạng ten@noi.vn")
            ) from None


def password_problems(password: str, user: User) -> list[str]:
    """Return how to repair a password, in the portal's words."""
    words = {
        "password_too_short": _("Nhập mật khẩu dài ít nhất 10 ký tự"),
        "password_too_common": _("Chọn mật khẩu khác: mật khẩu này nhiều người dùng"),
        "password_too_similar": _("Chọn mật khẩu khác: mật khẩu này giống tên, số điện thoại hoặc thư điện tử"),
    }
    try:
        password_validation.validate_password(password, user)
    except ValidationError as weak:
        return [words.get(str(one.code), _("Chọn mật khẩu khó đoán hơn")) for one in weak.error_list]
    return []


class _NewPassword(forms.Form):
    """Two new passwords that must agree."""

    def problems_with(self, user: User) -> None:
        """Add the errors of the two passwords, as a password of `user`."""
        first = self.cleaned_data.get("password") or ""
        second = self.cleaned_data.get("password_again") or ""
        for problem in password_problems(first, user) if first else ():
            self.add_error("password", problem)
        if first and second and first != second:
            self.add_error("password_again", _("Nhập lại đúng mật khẩu ở ô trên"))


class SignUp(_NewPassword):
    """A citizen's registration."""

    full_name = fields.NameField(
        label=gettext_lazy("Họ và tên"), help_text=gettext_lazy("Viết như trên căn cước công dân")
    )
    phone = fields.PhoneField(
        label=gettext_lazy("Số điện thoại"), help_text=gettext_lazy("Dùng để đăng nhập và để cán bộ liên hệ")
    )
    email = fields.MailField(
        label=gettext_lazy("Thư điện tử"),
        required=False,
        help_text=gettext_lazy("Để nhận thông báo và tự đặt lại mật khẩu khi quên"),
    )
    password = PasswordField(
        label=gettext_lazy("Mật khẩu"),
        autocomplete="new-password",
        help_text=gettext_lazy("Ít nhất 10 ký tự; một câu dài dễ nhớ là tốt nhất"),
    )
    password_again = PasswordField(
        label=gettext_lazy("Nhập lại mật khẩu"), autocomplete="new-password", noun=gettext_lazy("lại mật khẩu")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"

    def clean(self) -> None:
        typed = self.cleaned_data
        self.problems_with(
            User(full_name=typed.get("full_name") or "", phone=typed.get("phone"), email=typed.get("email"))
        )


class ChangePassword(_NewPassword):
    """The old password and a new one."""

    old_password = PasswordField(label=gettext_lazy("Mật khẩu hiện tại"), autocomplete="current-password")
    password = PasswordField(
        label=gettext_lazy("Mật khẩu mới"), autocomplete="new-password", help_text=gettext_lazy("Ít nhất 10 ký tự")
    )
    password_again = PasswordField(
        label=gettext_lazy("Nhập lại mật khẩu mới"), autocomplete="new-password", noun=gettext_lazy("lại mật khẩu mới")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> None:
        self.problems_with(self.user)


class SetPassword(_NewPassword):
    """A new password by a link."""

    password = PasswordField(
        label=gettext_lazy("Mật khẩu mới"), autocomplete="new-password", help_text=gettext_lazy("Ít nhất 10 ký tự")
    )
    password_again = PasswordField(
        label=gettext_lazy("Nhập lại mật khẩu mới"), autocomplete="new-password", noun=gettext_lazy("lại mật khẩu mới")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> None:
        self.problems_with(self.user)


class AskPasswordReset(forms.Form):
    """The address to which the link goes."""

    email = fields.MailField(label=gettext_lazy("Thư điện tử"))


class ChangeProfile(forms.Form):
    """What every account tells of a person. A new phone or e-mail asks for the password: they open the account."""

    full_name = fields.NameField(label=gettext_lazy("Họ và tên"))
    phone = fields.PhoneField(label=gettext_lazy("Số điện thoại"), help_text=gettext_lazy("Dùng để đăng nhập"))
    email = fields.MailField(label=gettext_lazy("Thư điện tử"), required=False)
    password = PasswordField(
        label=gettext_lazy("Mật khẩu hiện tại"),
        required=False,
        autocomplete="current-password",
        help_text=gettext_lazy("Chỉ cần khi đổi số điện thoại hoặc thư điện tử"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        facts = {"full_name": user.full_name, "phone": user.phone or "", "email": user.email or ""}
        kwargs["initial"] = {**facts, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"

    def clean_email(self) -> str:
        """Return the address in lower case, as accounts keep it."""
        return str(self.cleaned_data["email"]).lower()

    @property
    def changes_sign_in(self) -> bool:
        typed = self.cleaned_data
        return (typed.get("phone") or None, typed.get("email") or None) != (self.user.phone, self.user.email)


class ChangeCitizenProfile(ChangeProfile):
    """What a citizen tells once so that forms need not ask again."""

    national_id = fields.NationalIdField(
        label=gettext_lazy("Số căn cước công dân"),
        required=False,
        accepts_old=True,
        help_text=gettext_lazy("12 chữ số, ở mặt trước thẻ. Số này được mã hóa khi lưu"),
    )
    national_id_issued_on = fields.DateField3(label=gettext_lazy("Ngày cấp căn cước"), required=False, bound="past")
    birth_on = fields.DateField3(label=gettext_lazy("Ngày sinh"), required=False, bound="past")
    sex = fields.ChosenField(label=gettext_lazy("Giới tính"), required=False, choices=Sex.choices)
    address = part_fields.AddressField(label=gettext_lazy("Nơi thường trú"), required=False, communes=communes)

    field_order = (
        "full_name", "national_id", "national_id_issued_on", "birth_on", "sex", "address", "phone", "email", "password",
    )  # fmt: skip

    def __init__(self, *args: Any, citizen: Citizen, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "national_id": citizen.national_id,
            "national_id_issued_on": citizen.national_id_issued_on,
            "birth_on": citizen.birth_on,
            "sex": citizen.sex,
            "address": _address_of(citizen),
        }
        super().__init__(*args, **kwargs)
        for name in ("national_id_issued_on", "birth_on"):
            self.fields[name].today = today  # type: ignore[attr-defined]  # a DateField3
        self.fields["birth_on"].widget.attrs["autocomplete"] = "bday"

    def clean(self) -> None:
        typed = self.cleaned_data
        number, birth_on = typed.get("national_id") or "", typed.get("birth_on")
        wrong = identity.national_id_contradictions(
            number, sex=typed.get("sex") or "", birth_year=birth_on.year if birth_on else None
        )
        if "birth_year" in wrong:
            self.add_error("birth_on", _("Xem lại năm sinh và số căn cước công dân: hai số không khớp nhau"))
        if "sex" in wrong:
            self.add_error("sex", _("Xem lại giới tính và số căn cước công dân: hai mục không khớp nhau"))

    def address_parts(self) -> tuple[str, int | None]:
        """Return the line of the address and the commune's primary key."""
        address = self.cleaned_data.get("address") or {}
        commune = Agency.objects.filter(key=address.get("commune", "")).values_list("pk", flat=True).first()
        return address.get("line", ""), commune


def _address_of(citizen: Citizen) -> dict[str, str]:
    if not citizen.address_line:
        return {}
    commune = citizen.commune.key if citizen.commune else part_fields.OUTSIDE
    return {"commune": commune, "line": citizen.address_line}
