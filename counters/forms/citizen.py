"""What a citizen types to get an appointment."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counters.enums import Purpose
from counters.queries import desks_for
from portal.agencies.models import Desk
from portal.kernel.fields import ChosenField, CleanCharField, PhoneField
from portal.kernel.forms import PortalForm
from procedures.models import Procedure

HEALTH = gettext_lazy(
    "Tôi không sốt, ho, khó thở; không thuộc diện cách ly. Khi đến tôi thực hiện 5K: Khẩu trang, Khử khuẩn, Khoảng "
    "cách, Không tập trung, Khai báo y tế"
)


class ChooseVisit(PortalForm):
    """What for and where; the slots follow."""

    viec = ChosenField(label=gettext_lazy("Việc cần làm"), choices=Purpose.choices)
    thu_tuc = forms.ChoiceField(
        label=gettext_lazy("Thủ tục"), required=False, help_text=gettext_lazy("Cần chọn khi nộp hồ sơ")
    )
    noi = forms.ChoiceField(label=gettext_lazy("Nơi đến"), required=False)
    ma = CleanCharField(
        label=gettext_lazy("Mã hồ sơ"),
        limit=24,
        required=False,
        help_text=gettext_lazy("Khi đến nhận kết quả. Mã ghi trên giấy tiếp nhận"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = Procedure.objects.published().order_by("short_name", "pk")
        self.procedures = {one.code: one for one in published}
        self.desks = {desk.agency.key: desk for desk in desks_for(None)}
        names = [(code, one.short_name) for code, one in self.procedures.items()]
        self.fields["thu_tuc"].choices = [("", _("Chọn một thủ tục")), *names]  # type: ignore[attr-defined]  # the field declared above
        self.fields["noi"].choices = [("", _("Chọn một nơi")), *_by_level(self.desks)]  # type: ignore[attr-defined]  # the field declared above

    def clean_ma(self) -> str:
        """Return the code in the letters in which codes are written."""
        return str(self.cleaned_data["ma"]).upper()

    def clean(self) -> None:
        """Find the desk; one that is the only one for the procedure need not be chosen."""
        self.procedure = self.procedures.get(self.cleaned_data.get("thu_tuc", ""))
        if self.cleaned_data.get("viec") == Purpose.FILE and self.procedure is None and "thu_tuc" not in self.errors:
            self.add_error("thu_tuc", _("Chọn thủ tục cần nộp"))
        if self.errors:
            return
        receiving = {desk.agency.key: desk for desk in desks_for(self.procedure)} if self.procedure else self.desks
        key = self.cleaned_data["noi"]
        if not key and len(receiving) == 1:
            key = next(iter(receiving))
        if not receiving:
            self.add_error("thu_tuc", _("Chưa nơi nào nhận đặt hẹn cho thủ tục này. Đến trực tiếp trong giờ làm việc"))
        elif not key:
            self.add_error("noi", _("Chọn nơi đến"))
        elif key not in receiving:
            self.add_error("noi", _("%(desk)s không nhận thủ tục này. Chọn nơi khác") % {"desk": self.desks[key].name})
        else:
            self.desk: Desk = receiving[key]


def _by_level(desks: dict[str, Desk]) -> list[tuple[str, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for key, desk in desks.items():
        above = desk.agency.parent.name.removeprefix("UBND ") if desk.agency.parent else _("Cấp tỉnh")
        groups.setdefault(above, []).append((key, desk.name))
    return list(groups.items())


class ConfirmBooking(PortalForm):
    """The last step: how to be reached, and the health declaration."""

    phone = PhoneField(label=gettext_lazy("Số điện thoại"), help_text=gettext_lazy("Để báo khi giờ hẹn phải đổi"))
    has_declared_health = forms.BooleanField(label=HEALTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["has_declared_health"].error_messages["required"] = _(
            "Đánh dấu vào ô khai báo y tế. Người có triệu chứng nên nộp trực tuyến hoặc qua bưu điện"
        )


class CancelBooking(PortalForm):
    """Why, if the person likes to say."""

    reason = CleanCharField(label=gettext_lazy("Lý do hủy"), limit=200, required=False)
