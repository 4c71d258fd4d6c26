"""What people write about urgent cases, and what heads and agencies write about them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.fields import ChosenField, CleanCharField, DateField3, FilesField, MailField, NameField, PhoneField
from portal.kernel.forms import PortalForm
from portal.kernel.part_fields import Groups
from portal.kernel.workdays import at
from procedures.enums import CounterAct, ExemptionState, Ground
from procedures.models import Procedure

RADIO_MAX: Final = 7
#: Half hours of the day in which somebody may wish to come.
HALF_HOURS: Final = tuple(time(7 + n // 2, 30 * (n % 2)) for n in range(20))
ACTS: Final = (
    (CounterAct.INTAKE.value, gettext_lazy("Nộp hồ sơ")),
    (CounterAct.RETURN.value, gettext_lazy("Nhận kết quả")),
)
VERDICTS: Final = (
    (ExemptionState.GRANTED.value, gettext_lazy("Đồng ý tiếp trực tiếp")),
    (ExemptionState.REFUSED.value, gettext_lazy("Không đồng ý")),
)


class AskExemption(PortalForm):
    """What cannot wait, where, why, when; with files that show it."""

    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=600)
    agency = ChosenField(label=gettext_lazy("Cơ quan giải quyết"))
    act = ChosenField(label=gettext_lazy("Việc cần làm tại quầy"), noun=gettext_lazy("việc cần làm"), choices=ACTS)
    dossier_reference = CleanCharField(
        label=gettext_lazy("Mã tiếp nhận của hồ sơ đã nộp"),
        help_text=gettext_lazy("Chỉ cần khi nhận kết quả. Dạng TN-210726-0001, ghi trên giấy tiếp nhận."),
        limit=24,
        required=False,
    )
    ground = ChosenField(
        label=gettext_lazy("Chậm thì ảnh hưởng đến điều gì?"), noun=gettext_lazy("điều bị ảnh hưởng"),
        choices=Ground.choices,
    )  # fmt: skip
    reason = CleanCharField(
        label=gettext_lazy("Vì sao không thể chờ hoặc làm trực tuyến, qua bưu điện?"), noun=gettext_lazy("lý do"),
        lines=True, limit=2000,
    )  # fmt: skip
    wished_on = DateField3(label=gettext_lazy("Ngày muốn đến"), required=False)
    wished_time = ChosenField(
        label=gettext_lazy("Giờ muốn đến"), widget=forms.Select(), required=False,
        choices=[("", gettext_lazy("Giờ nào cũng được")), *((f"{one:%H:%M}", f"{one:%H:%M}") for one in HALF_HOURS)],
    )  # fmt: skip
    evidence_files = FilesField(
        label=gettext_lazy("Giấy tờ chứng minh"),
        help_text=gettext_lazy("Ảnh hoặc PDF: giấy nhập viện, vé, hợp đồng, thông báo… Gửi tối đa 10 tệp."),
        required=False,
    )

    def __init__(self, *args: Any, agencies: Groups, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        flat = [option for _above, options in agencies for option in options]
        field = self.fields["agency"]
        if not isinstance(field, ChosenField):
            raise TypeError
        field.choices = flat
        if len(flat) == 1:
            field.widget, field.initial = forms.HiddenInput(), flat[0][0]
        elif len(flat) > RADIO_MAX:
            field.widget = forms.Select()
            field.choices = [("", _("Chọn một nơi")), *((above, list(options)) for above, options in agencies)]
        wished = self.fields["wished_on"]
        if isinstance(wished, DateField3):
            wished.bound, wished.today = "future", today

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("wished_time") and not typed.get("wished_on") and "wished_on" not in self.errors:
            self.add_error("wished_on", ValidationError(_("Nhập ngày muốn đến")))
        return typed

    @property
    def wished_at(self) -> datetime | None:
        """Return when the person would like to come; the form is valid. At any hour: late, so that today counts."""
        day = self.cleaned_data.get("wished_on")
        if day is None:
            return None
        hour = self.cleaned_data.get("wished_time")
        return at(day, time.fromisoformat(hour) if hour else time(16, 30))


class AskExemptionFor(AskExemption):
    """The same, typed by an officer for somebody at the telephone or at the door."""

    applicant_name = NameField(label=gettext_lazy("Họ và tên người đề nghị"))
    phone = PhoneField(label=gettext_lazy("Số điện thoại"))
    email = MailField(label=gettext_lazy("Thư điện tử"), required=False)

    field_order = ("kept", "applicant_name", "phone", "email")


class DecideExemption(PortalForm):
    """What the head decides, why, from when until when, on what conditions."""

    verdict = ChosenField(label=gettext_lazy("Quyết định"), choices=VERDICTS)
    reason = CleanCharField(
        label=gettext_lazy("Lý do"), help_text=gettext_lazy("Người đề nghị đọc được lý do này."), lines=True, limit=1000
    )
    valid_from = DateField3(label=gettext_lazy("Tiếp từ ngày"), required=False)
    valid_until = DateField3(label=gettext_lazy("Đến hết ngày"), required=False)
    conditions = CleanCharField(
        label=gettext_lazy("Điều kiện"),
        help_text=gettext_lazy("Ví dụ: một người vào, đeo khẩu trang, đến đúng giờ hẹn."),
        limit=300,
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("valid_from", "valid_until"):
            field = self.fields[name]
            if isinstance(field, DateField3):
                field.bound, field.today = "future", today

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        first, last = typed.get("valid_from"), typed.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", ValidationError(_("Ngày cuối phải từ ngày đầu trở đi")))
        return typed

    @property
    def period(self) -> dict[str, datetime | None]:
        """Return the first and the last instant that were chosen; the form is valid. Whole days."""
        first, last = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_until")
        return {
            "valid_from": at(first, time.min) if first else None,
            "valid_until": at(last + timedelta(days=1), time.min) if last else None,
        }


class AddEntry(PortalForm):
    """One procedure or one kind of case that cannot wait."""

    procedure = ChosenField(
        label=gettext_lazy("Thủ tục"),
        help_text=gettext_lazy("Để trống nếu ghi một trường hợp không gắn với thủ tục nào."),
        widget=forms.Select(),
        required=False,
    )
    case_text = CleanCharField(
        label=gettext_lazy("Trường hợp"),
        help_text=gettext_lazy("Ví dụ: xe chở hàng thiết yếu qua chốt."),
        limit=300,
        required=False,
    )
    ground = ChosenField(label=gettext_lazy("Tiêu chí"), choices=Ground.choices)
    reason = CleanCharField(label=gettext_lazy("Lý do"), lines=True, limit=500)

    def __init__(self, *args: Any, procedures: Sequence[Procedure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.procedures = {one.key: one for one in procedures}
        proposed = [(one.key, one.short_name) for one in procedures if one.urgent_candidate]
        others = [(one.key, one.short_name) for one in procedures if not one.urgent_candidate]
        groups = ((_("Gợi ý đưa vào danh mục"), proposed), (_("Thủ tục khác"), others))
        field = self.fields["procedure"]
        if isinstance(field, ChosenField):
            field.choices = [("", _("Không gắn với thủ tục")), *((name, rows) for name, rows in groups if rows)]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if not self.errors and not typed.get("procedure") and not typed.get("case_text"):
            self.add_error("procedure", ValidationError(_("Chọn thủ tục hoặc ghi một trường hợp")))
        return typed


class ChooseListAgency(PortalForm):
    """Whose list is to be written."""

    agency = ChosenField(label=gettext_lazy("Cơ quan lập danh mục"), widget=forms.Select())

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        if isinstance(field, ChosenField):
            field.choices = list(agencies)
