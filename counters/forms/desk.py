"""What officers type: people without an appointment, which counter, which slots, how the hall works."""

from datetime import date, time
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counters.enums import Purpose
from portal.agencies.models import Agency, Desk
from portal.kernel.fields import (
    ChosenField,
    CleanCharField,
    DateField3,
    MailField,
    NameField,
    PhoneField,
    WholeNumberField,
)
from portal.kernel.forms import PortalForm
from portal.kernel.history import REASON_MAX_LENGTH
from procedures.enums import ExemptionState
from procedures.models import Exemption, Procedure

MOST_COUNTERS: Final = 99


def procedures_at(desk: Desk) -> dict[str, Procedure]:
    """Return the published procedures that a desk receives, by code: two queries."""
    served = list(Agency.objects.filter(served_by=desk).order_by("pk"))
    templates = {one.template for one in served if one.template}
    published = Procedure.objects.published()
    rows = published.filter(responsible__in=served) | published.filter(responsible_template__in=templates)
    return {one.code: one for one in rows.distinct().order_by("short_name", "pk")}


class Matter(PortalForm):
    """What somebody at the desk, or on the telephone, comes for."""

    matter = ChosenField(label=gettext_lazy("Việc"), choices=Purpose.choices)
    thu_tuc = forms.ChoiceField(label=gettext_lazy("Thủ tục"), required=False)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.procedures = procedures_at(desk)
        names = [(code, one.short_name) for code, one in self.procedures.items()]
        self.fields["thu_tuc"].choices = [("", _("Chọn một thủ tục")), *names]  # type: ignore[attr-defined]  # the field declared above

    def clean(self) -> None:
        """Ask for the procedure where a dossier is to be filed."""
        self.procedure = self.procedures.get(self.cleaned_data.get("thu_tuc", ""))
        if self.cleaned_data.get("matter") == Purpose.FILE and self.procedure is None and "thu_tuc" not in self.errors:
            self.add_error("thu_tuc", _("Chọn thủ tục cần nộp"))


class WalkIn(Matter):
    """A number for somebody without an appointment."""

    quyet_dinh = CleanCharField(
        label=gettext_lazy("Mã quyết định cấp thiết"),
        limit=24,
        required=False,
        help_text=gettext_lazy("Khi quầy tạm ngừng: CT-…"),
    )

    def clean_quyet_dinh(self) -> Exemption | None:
        """Return the decision that the code names."""
        code = str(self.cleaned_data["quyet_dinh"]).upper()
        if not code:
            return None
        granted = Exemption.objects.filter(reference=code, state=ExemptionState.GRANTED).select_related("agency")
        decision = granted.order_by("pk").first()
        if decision is None:
            raise forms.ValidationError(_("Không có quyết định nào mang mã này còn hiệu lực. Kiểm tra lại mã"))
        return decision


class CallNext(PortalForm):
    """At which counter somebody is received."""

    so = WholeNumberField(label=gettext_lazy("Quầy số"), least=1, most=MOST_COUNTERS)


class BookFor(PortalForm):
    """Who comes, as told on the telephone."""

    name = NameField(label=gettext_lazy("Họ và tên người đến"))
    phone = PhoneField(label=gettext_lazy("Số điện thoại"))
    email = MailField(label=gettext_lazy("Thư điện tử"), required=False)
    has_declared_health = forms.BooleanField(
        label=gettext_lazy("Đã hỏi và người đến khai không có triệu chứng (5K)"), required=False
    )


class _Days(PortalForm):
    first_day = DateField3(label=gettext_lazy("Từ ngày"))
    last_day = DateField3(label=gettext_lazy("Đến hết ngày"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_day", "last_day"):
            self.fields[name].today = today  # type: ignore[attr-defined]  # the fields declared above


class PublishSlots(_Days):
    """A period in which slots are published."""

    counters = WholeNumberField(label=gettext_lazy("Số quầy tiếp"), least=0, most=MOST_COUNTERS)
    from_time = forms.TimeField(
        label=gettext_lazy("Từ giờ"),
        required=False,
        help_text=gettext_lazy("Để trống là cả giờ làm việc"),
        widget=forms.TextInput(attrs={"placeholder": "7:00", "autocomplete": "off"}),
    )
    to_time = forms.TimeField(
        label=gettext_lazy("Đến giờ"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "11:30", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("from_time", "to_time"):
            self.fields[name].error_messages["invalid"] = _("Nhập giờ có dạng 7:30")

    def facts(self) -> dict[str, date | time | int | None]:
        """Return what the act takes."""
        return dict(self.cleaned_data)


class WithdrawSlots(_Days):
    """A period in which slots are taken back."""


class SetHall(PortalForm):
    """How many people the hall takes, and in which rhythm."""

    counters_open = WholeNumberField(
        label=gettext_lazy("Số quầy mở"), most=MOST_COUNTERS, help_text=gettext_lazy("Quầy có vách ngăn riêng")
    )
    contact_group_max = WholeNumberField(
        label=gettext_lazy("Số người tại một quầy"),
        most=MOST_COUNTERS,
        help_text=gettext_lazy("Kể cả cán bộ; không quá 2 (Công văn 1318/UBND-KSTT, mục 6)"),
    )
    waiting_cap = WholeNumberField(
        label=gettext_lazy("Số người trong khu chờ"),
        most=500,
        help_text=gettext_lazy("Người có hẹn và người chưa hẹn tính chung"),
    )
    slot_minutes = WholeNumberField(label=gettext_lazy("Một khung giờ dài (phút)"), most=240)
    buffer_minutes = WholeNumberField(label=gettext_lazy("Nghỉ để khử khuẩn giữa hai khung (phút)"), most=120)
    bookings_per_person_day = WholeNumberField(label=gettext_lazy("Số hẹn mỗi người một ngày"), least=1, most=9)
    lead_minutes = WholeNumberField(label=gettext_lazy("Đặt trước ít nhất (phút)"), most=10_080)
    horizon_days = WholeNumberField(label=gettext_lazy("Đặt trước nhiều nhất (ngày)"), least=1, most=90)
    no_show_minutes = WholeNumberField(label=gettext_lazy("Đến muộn quá (phút) thì mất chỗ"), most=120)
    duty_cap = WholeNumberField(label=gettext_lazy("Số cán bộ trực cùng lúc"), least=1, most=MOST_COUNTERS)
    note_vi = CleanCharField(
        label=gettext_lazy("Ghi chú cho người dân"),
        limit=300,
        required=False,
        help_text=gettext_lazy("Để trống thì hiện câu mẫu về số người"),
    )
    note_en = CleanCharField(label=gettext_lazy("Ghi chú bằng tiếng Anh"), limit=300, required=False)
    reason = CleanCharField(label=gettext_lazy("Lý do thay đổi"), limit=REASON_MAX_LENGTH)
