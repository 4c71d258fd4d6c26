"""What is typed to extend, lift or drop an order, and to bring a place under it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from portal.kernel import fields
from portal.kernel.forms import PortalForm
from procedures.actions.order_terms import ScopeChoice
from procedures.forms.suspension import grouped, reason_field
from procedures.queries import ScopeOption

WHOLE = "ca-dot"


class _Dated(PortalForm):
    """A form whose dates need to know what day it is."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, fields.DateField3):
                field.today = today


class ExtendOrder(_Dated):
    """A later last day, for the order or for one place that joined."""

    target = fields.ChosenField(label=gettext_lazy("Kéo dài cho"))
    last_day = fields.DateField3(label=gettext_lazy("Đến hết ngày"), noun=gettext_lazy("ngày cuối mới"))
    reason = reason_field()

    def __init__(self, *args: Any, targets: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [*targets]  # type: ignore[attr-defined]  # the field declared above
        self.initial.setdefault("target", WHOLE)


class LiftOrder(_Dated):
    """When counters open again, and why earlier than planned."""

    reopen_on = fields.DateField3(
        label=gettext_lazy("Mở lại từ đầu ngày"),
        noun=gettext_lazy("ngày mở lại"),
        required=False,
        help_text=gettext_lazy("Để trống: mở lại ngay bây giờ"),
    )
    reason = reason_field()


class JoinPlace(_Dated):
    """A place that comes under the order, from when to when, on what basis."""

    scope = fields.ChosenField(label=gettext_lazy("Địa bàn, cơ quan hoặc bộ phận"), widget=forms.Select)
    first_day = fields.DateField3(label=gettext_lazy("Từ ngày"))
    last_day = fields.DateField3(label=gettext_lazy("Đến hết ngày"), noun=gettext_lazy("ngày cuối"))
    basis = fields.CleanCharField(
        label=gettext_lazy("Văn bản áp dụng tại nơi này"),
        limit=200,
        help_text=gettext_lazy("Ví dụ: Quyết định áp dụng Chỉ thị 16 tại huyện"),
    )
    reason = reason_field()

    def __init__(self, *args: Any, options: Iterable[ScopeOption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = {option.value: option for option in options}
        self.fields["scope"].choices = [("", "–"), *grouped(self.options.values())]  # type: ignore[attr-defined]  # the field declared above

    def clean_scope(self) -> ScopeChoice:
        """Return what was chosen, as the act takes it."""
        one = self.options[self.cleaned_data["scope"]]
        return ScopeChoice(kind=one.kind, agency_id=one.agency_id, desk_id=one.desk_id)


class DropDraft(PortalForm):
    """Why a draft is put aside."""

    reason = reason_field()
