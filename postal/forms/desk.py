"""What officers of a desk type about parcels, tasks, claims and hand-over records; what administrators set."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.fields import ChosenField, CleanCharField, WholeNumberField, YesNoField
from portal.kernel.forms import PortalForm
from postal.enums import ClaimKind, ClaimState

#: Codes of waybills that one page takes at once.
MOST_CODES: Final = 5000
_CODE: Final = re.compile(r"[A-Z0-9]{4,40}")


class GiveReason(PortalForm):
    """Why."""

    reason = CleanCharField(label=gettext_lazy("Lý do"), limit=300)


class Confirm(PortalForm):
    """Nothing is asked: the page says what happens."""


class SettleTask(PortalForm):
    """How something was settled."""

    words = CleanCharField(label=gettext_lazy("Đã xử lý thế nào"), limit=300)


class SettleOrder(PortalForm):
    """What the carrier said about an order whose outcome nobody knew."""

    is_taken = YesNoField(label=gettext_lazy("Bưu điện đã nhận yêu cầu này?"))
    reference = CleanCharField(
        label=gettext_lazy("Số hiệu bưu gửi của bưu điện"),
        help_text=gettext_lazy("Chỉ nhập khi bưu điện đã nhận"),
        limit=60,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the number of an order that was taken."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("is_taken") and not typed.get("reference"):
            self.add_error("reference", ValidationError(_("Nhập số hiệu bưu gửi của bưu điện.")))
        return typed


class OpenClaim(PortalForm):
    """What is claimed, and why."""

    kind = ChosenField(label=gettext_lazy("Khiếu nại về"), choices=ClaimKind.choices)
    grounds = CleanCharField(label=gettext_lazy("Nội dung khiếu nại"), limit=300)
    amount_dong = WholeNumberField(
        label=gettext_lazy("Số tiền yêu cầu bồi thường (đồng)"), least=0, most=100_000_000, required=False
    )


class AnswerClaim(PortalForm):
    """How the carrier answered."""

    state = ChosenField(
        label=gettext_lazy("Kết quả"), choices=[one for one in ClaimState.choices if one[0] != ClaimState.OPEN]
    )
    answer = CleanCharField(label=gettext_lazy("Nội dung trả lời"), limit=300)
    amount_dong = WholeNumberField(
        label=gettext_lazy("Số tiền bồi thường (đồng)"), least=0, most=100_000_000, required=False
    )


class OpenManifest(PortalForm):
    """Between which desk and which carrier something is handed over."""

    sides = ChosenField(label=gettext_lazy("Bộ phận Một cửa và đơn vị bưu chính"), widget=forms.Select())

    def __init__(self, *args: Any, sides: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sides"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Chọn một nơi")), *sides]


class AddWaybills(PortalForm):
    """Codes that the carrier gave, one a line."""

    codes = CleanCharField(
        label=gettext_lazy("Mã vận đơn"),
        help_text=gettext_lazy("Mỗi dòng một mã, chữ in hoa và số, không dấu cách"),
        lines=True,
        limit=MOST_CODES * 42,
    )

    def clean_codes(self) -> list[str]:
        """Return the codes, each once; say which line is none."""
        codes = list(dict.fromkeys(self.cleaned_data["codes"].upper().split()))
        wrong = next((one for one in codes if not _CODE.fullmatch(one)), None)
        if wrong is not None:
            raise ValidationError(_("“%(code)s” không phải là mã vận đơn.") % {"code": wrong[:40]})
        if len(codes) > MOST_CODES:
            raise ValidationError(_("Mỗi lần nhập không quá %(most)s mã.") % {"most": MOST_CODES})
        return codes


class StaffCarrier(PortalForm):
    """Which agency's staff works for a carrier."""

    agency = ChosenField(label=gettext_lazy("Đơn vị bưu chính"), widget=forms.Select())
    reason = CleanCharField(label=gettext_lazy("Lý do"), limit=100)

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Chọn một đơn vị")), *agencies]
