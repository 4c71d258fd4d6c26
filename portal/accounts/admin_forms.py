"""What administrators and holders of roles type about roles, agencies and days off."""

import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actions.configuration import Span
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.agencies.enums import ContactKind, DayKind
from portal.agencies.models import Agency
from portal.kernel import fields
from portal.kernel.history import REASON_MAX_LENGTH

WEEKDAYS: Final = (
    gettext_lazy("Thứ Hai"),
    gettext_lazy("Thứ Ba"),
    gettext_lazy("Thứ Tư"),
    gettext_lazy("Thứ Năm"),
    gettext_lazy("Thứ Sáu"),
    gettext_lazy("Thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)
_SPAN: Final = re.compile(r"(\d{1,2})[:hg](\d{2})?\s*[-–—]\s*(\d{1,2})[:hg](\d{2})?")


def reason_field() -> fields.CleanCharField:
    """Return the field in which every change of configuration says why."""
    return fields.CleanCharField(
        label=gettext_lazy("Lý do"),
        limit=REASON_MAX_LENGTH,
        help_text=gettext_lazy("Ghi vào lịch sử, tối đa 100 ký tự; nêu số văn bản nếu có"),
    )


class Reason(forms.Form):
    """Only why."""

    reason = reason_field()


class _Term(forms.Form):
    """A role at an agency from a day on."""

    agency = fields.CleanCharField(
        label=gettext_lazy("Cơ quan"), limit=60, help_text=gettext_lazy("Chọn trong danh sách")
    )
    role = fields.ChosenField(label=gettext_lazy("Vai trò"), choices=Role.choices, widget=forms.Select)
    title = fields.CleanCharField(
        label=gettext_lazy("Chức danh trên văn bản"),
        limit=80,
        required=False,
        help_text=gettext_lazy("Ví dụ: Phó Chủ tịch"),
    )
    valid_from = fields.DateField3(label=gettext_lazy("Ngày bắt đầu"), bound="future")
    reason = reason_field()

    def __init__(self, *args: Any, agencies: Iterable[Agency], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.key: agency for agency in agencies}
        self.fields["agency"] = fields.ChosenField(
            label=_("Cơ quan"),
            choices=[("", _("Chọn một cơ quan")), *((one.key, one.name) for one in self.agencies.values())],
            widget=forms.Select,
        )
        self.fields["role"].choices = [("", _("Chọn một vai trò")), *Role.choices]  # type: ignore[attr-defined]  # the field declared above
        for field in self.fields.values():
            if isinstance(field, fields.DateField3):
                field.today = today
        self.initial.setdefault("valid_from", today)

    def clean_agency(self) -> Agency:
        """Return the agency chosen."""
        return self.agencies[self.cleaned_data["agency"]]

    def clean_role(self) -> Role:
        """Return the role chosen."""
        return Role(self.cleaned_data["role"])


class Appoint(_Term):
    """A role for a person that has an account."""

    valid_until = fields.DateField3(
        label=gettext_lazy("Ngày cuối"),
        required=False,
        bound="future",
        help_text=gettext_lazy("Để trống nếu chưa định"),
    )
    field_order = ("agency", "role", "title", "valid_from", "valid_until", "reason")


class RegisterOfficer(_Term):
    """A new account of staff with its first role."""

    full_name = fields.NameField(label=gettext_lazy("Họ và tên"))
    phone = fields.PhoneField(label=gettext_lazy("Số điện thoại"))
    email = fields.MailField(
        label=gettext_lazy("Thư điện tử công vụ"),
        help_text=gettext_lazy("Đường dẫn đặt mật khẩu được gửi đến đây"),
    )
    field_order = ("full_name", "phone", "email", "agency", "role", "title", "valid_from", "reason")


class EndMembership(forms.Form):
    """The last day of a role."""

    last_day = fields.DateField3(
        label=gettext_lazy("Ngày cuối giữ vai trò"),
        help_text=gettext_lazy("Ghi ngày hôm qua nếu phải chấm dứt ngay"),
    )
    reason = reason_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].today = today  # type: ignore[attr-defined]  # the field declared above
        self.initial.setdefault("last_day", today)


class Delegate(forms.Form):
    """A role lent for some days."""

    membership = fields.ChosenField(label=gettext_lazy("Vai trò ủy quyền"), choices=(), widget=forms.Select)
    deputy = fields.ChosenField(label=gettext_lazy("Người được ủy quyền"), choices=(), widget=forms.Select)
    starts_on = fields.DateField3(label=gettext_lazy("Từ ngày"), bound="future")
    ends_on = fields.DateField3(label=gettext_lazy("Đến hết ngày"), bound="future")
    reason = reason_field()

    def __init__(
        self, *args: Any, memberships: Iterable[Membership], deputies: Iterable[User], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        held = [(str(one.pk), f"{Role(one.role).label} – {one.agency.name}") for one in memberships]
        people = [(one.key, one.full_name) for one in deputies]
        self.people = {one.key: one.pk for one in deputies}
        self.fields["membership"].choices = [("", _("Chọn một vai trò")), *held]  # type: ignore[attr-defined]  # the field declared above
        self.fields["deputy"].choices = [("", _("Chọn một người")), *people]  # type: ignore[attr-defined]  # the field declared above
        for name in ("starts_on", "ends_on"):
            self.fields[name].today = today  # type: ignore[attr-defined]  # the field declared above
        self.initial.setdefault("starts_on", today)

    def clean_membership(self) -> int:
        """Return the primary key of the role."""
        return int(self.cleaned_data["membership"])

    def clean_deputy(self) -> int:
        """Return the primary key of the deputy."""
        return self.people[self.cleaned_data["deputy"]]


class AddContactPoint(forms.Form):
    """One way to reach an agency."""

    kind = fields.ChosenField(label=gettext_lazy("Loại"), choices=ContactKind.choices)
    value = fields.CleanCharField(label=gettext_lazy("Số, thư điện tử hoặc địa chỉ"), limit=200)
    note = fields.CleanCharField(label=gettext_lazy("Ghi chú cho người dân"), limit=200, required=False)
    reason = reason_field()

    def clean(self) -> None:
        """Check the value as what it is said to be."""
        kind, value = self.cleaned_data.get("kind"), self.cleaned_data.get("value")
        checks = {ContactKind.PHONE: _public_phone, ContactKind.EMAIL: fields.MailField().clean}
        if value and kind in checks:
            try:
                checks[ContactKind(kind)](value)
            except ValidationError as wrong:
                self.add_error("value", wrong)


class SetOfficeHours(forms.Form):
    """The hours of each weekday from a date on."""

    valid_from = fields.DateField3(label=gettext_lazy("Áp dụng từ ngày"), bound="future")
    reason = reason_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].today = today  # type: ignore[attr-defined]  # the field declared above
        self.initial.setdefault("valid_from", today + timedelta(days=1))
        for weekday, label in enumerate(WEEKDAYS):
            self.fields[f"d{weekday}"] = fields.CleanCharField(label=label, limit=60, required=False)
        self.fields["d0"].help_text = _("Ví dụ: 07:30–11:30, 13:30–17:00. Để trống là không làm việc")
        self.order_fields(["valid_from", *(f"d{weekday}" for weekday in range(7)), "reason"])

    def clean(self) -> None:
        """Read the hours of each weekday."""
        self.spans: list[Span] = []
        for weekday in range(len(WEEKDAYS)):
            name = f"d{weekday}"
            try:
                self.spans += [Span(weekday, *hours) for hours in read_hours(self.cleaned_data.get(name) or "")]
            except ValueError:
                self.add_error(name, _("Nhập giờ có dạng 07:30–11:30, 13:30–17:00"))


class MarkDay(forms.Form):
    """A day that differs from its weekday."""

    day = fields.DateField3(label=gettext_lazy("Ngày"), bound="future")
    kind = fields.ChosenField(label=gettext_lazy("Loại ngày"), choices=DayKind.choices, widget=forms.Select)
    name = fields.CleanCharField(label=gettext_lazy("Tên ngày"), limit=120)
    source = fields.CleanCharField(label=gettext_lazy("Văn bản quy định"), limit=200)
    reason = reason_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].today = today  # type: ignore[attr-defined]  # the field declared above


def read_hours(text: str) -> list[tuple[time, time]]:
    """Return the spans of a weekday as typed: `07:30–11:30, 13h30-17h`.

    :raises ValueError: it cannot be read.
    """
    spans = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[,;]", text))):
        read = _SPAN.fullmatch(part)
        if read is None:
            raise ValueError(part)
        first_hour, first_minute, last_hour, last_minute = (int(number or 0) for number in read.groups())
        spans.append((time(first_hour, first_minute), time(last_hour, last_minute)))
    return spans


def _public_phone(text: str) -> str:
    """Return a number as it is published: short numbers and hotlines of 1800 and 1900 are phone numbers too."""
    if not re.fullmatch(r"[0-9 ().+\-]{3,20}", text):
        raise ValidationError(_("Nhập số điện thoại bằng chữ số"))
    return text
