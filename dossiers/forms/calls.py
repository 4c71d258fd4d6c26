"""What an officer notes of trying to reach the owner of a result, and what the owner agrees to."""

from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.actions import Consent
from dossiers.enums import ContactOutcome, ContactWay
from dossiers.forms.citizen import SeenField
from dossiers.models import Dossier
from portal.kernel.fields import ChosenField, CleanCharField, DateField3, NameField, PhoneField
from portal.kernel.forms import PortalForm
from portal.kernel.workdays import at

#: Hours at which an officer may plan to call again.
HOURS: Final = tuple(f"{hour}:00" for hour in range(7, 21))
BY_POST: Final = f"outcome={ContactOutcome.AGREED_POST}"
AGAIN: Final = "|".join(
    one for one in ContactOutcome.values if one not in {ContactOutcome.AGREED_POST, ContactOutcome.AGREED_ONLINE}
)


def _only(when: str, widget: forms.Widget | None = None, **attrs: Any) -> forms.Widget:
    """Return a widget that scripts show for some outcomes only; without scripts it is always there."""
    shown = widget or forms.TextInput()
    shown.attrs.update({"data-behaviour": "when", "data-when": when, **attrs})
    return shown


class Receiver(PortalForm):
    """To whom and where the post brings a result."""

    receiver_name = CleanCharField(label=gettext_lazy("Người nhận"), limit=200)
    receiver_phone = PhoneField(label=gettext_lazy("Số điện thoại người nhận"))
    address = CleanCharField(
        label=gettext_lazy("Địa chỉ nhận"), help_text=gettext_lazy("Số nhà, đường, xã, huyện, tỉnh"), limit=300
    )


class ChoosePost(Receiver):
    """The applicant asks in the portal to get the result by post."""

    agreed = forms.BooleanField(
        label=gettext_lazy("Tôi đồng ý với lời trên"),
        error_messages={"required": gettext_lazy("Đánh dấu vào ô “Tôi đồng ý với lời trên” để nhận qua bưu điện")},
    )
    seen = SeenField(required=False)

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        first = {
            "receiver_name": dossier.applicant_name,
            "receiver_phone": dossier.applicant_phone,
            "address": dossier.return_address or dossier.applicant_address,
            "seen": dossier.event_seq,
        }
        super().__init__(*args, initial=first, **kwargs)

    def consent_of(self, name: str) -> Consent:
        """Return what was agreed to by the person called `name`; the form is valid."""
        typed = self.cleaned_data
        return Consent(typed["receiver_name"], typed["receiver_phone"], typed["address"], name)


class LogAttempt(Receiver):
    """How somebody was tried to be reached, and what came of it."""

    way = ChosenField(
        label=gettext_lazy("Liên hệ bằng"), choices=ContactWay.choices, widget=forms.Select(), initial=ContactWay.PHONE
    )
    outcome = ChosenField(label=gettext_lazy("Kết quả liên hệ"), choices=ContactOutcome.choices)
    consented_by = NameField(
        label=gettext_lazy("Người đã đồng ý"),
        help_text=gettext_lazy("Người trả lời cuộc gọi: chính người nộp, hoặc người được người nộp ủy quyền"),
        required=False,
        widget=_only(BY_POST),
    )
    was_read = forms.BooleanField(
        label=gettext_lazy("Đã đọc nguyên văn lời đồng ý và được trả lời là đồng ý"),
        required=False,
        widget=_only(BY_POST, forms.CheckboxInput()),
    )
    next_on = DateField3(label=gettext_lazy("Ngày gọi lại"), bound="future", required=False)
    next_hour = ChosenField(
        label=gettext_lazy("Giờ gọi lại"), choices=[(hour, hour) for hour in HOURS], required=False, initial=HOURS[1]
    )
    note = CleanCharField(label=gettext_lazy("Ghi chú"), limit=300, required=False)
    seen = SeenField(required=False)

    def __init__(self, *args: Any, dossier: Dossier, today: date, **kwargs: Any) -> None:
        first = {
            "receiver_name": dossier.applicant_name,
            "receiver_phone": dossier.applicant_phone,
            "address": dossier.return_address or dossier.applicant_address,
            "consented_by": dossier.applicant_name,
            "seen": dossier.event_seq,
        }
        super().__init__(*args, initial=first, **kwargs)
        for name in ("receiver_name", "receiver_phone", "address", "consented_by"):
            self.fields[name].required = False
            self.fields[name].is_optional = False  # type: ignore[attr-defined]  # asked for by some outcomes
            _only(BY_POST, self.fields[name].widget)
        next_on = self.fields["next_on"]
        if isinstance(next_on, DateField3):
            next_on.today = today
        _only(f"outcome={AGAIN}", next_on.widget)
        self.fields["next_hour"].widget = _only(
            f"outcome={AGAIN}", forms.Select(choices=[("", _("Chọn giờ")), *((hour, hour) for hour in HOURS)])
        )
        self.order_fields(["way", "outcome", "receiver_name", "receiver_phone", "address"])

    def clean(self) -> dict[str, Any]:
        """Ask for what the outcome needs; what it does not need is dropped, as the page hides it."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("outcome") == ContactOutcome.AGREED_POST:
            self._ask_for_consent(typed)
        else:
            for name in ("receiver_name", "receiver_phone", "address", "consented_by"):
                self.errors.pop(name, None)
        if typed.get("outcome") == ContactOutcome.UNREACHABLE and not typed.get("next_on"):
            self._ask("next_on", _("Nhập ngày gọi lại"))
        return typed

    def _ask_for_consent(self, typed: dict[str, Any]) -> None:
        for name in ("receiver_name", "receiver_phone", "address", "consented_by"):
            if not typed.get(name):
                noun = str(self.fields[name].label)
                self._ask(name, _("Nhập %(noun)s") % {"noun": noun[:1].lower() + noun[1:]})
        if not typed.get("was_read"):
            self._ask("was_read", _("Đọc nguyên văn lời đồng ý cho người nghe, rồi đánh dấu vào ô này"))

    def _ask(self, name: str, words: str) -> None:
        if name not in self.errors:
            self.add_error(name, ValidationError(words))

    @property
    def consent(self) -> Consent | None:
        """Return what was agreed to; the form is valid."""
        typed = self.cleaned_data
        if typed["outcome"] != ContactOutcome.AGREED_POST:
            return None
        return Consent(
            receiver_name=typed["receiver_name"],
            receiver_phone=typed["receiver_phone"],
            address=typed["address"],
            consented_by=typed["consented_by"],
        )

    @property
    def next_attempt_at(self) -> datetime | None:
        """Return when to try again, by default in the morning; the form is valid."""
        day = self.cleaned_data.get("next_on")
        if day is None or self.cleaned_data["outcome"] in {ContactOutcome.AGREED_POST, ContactOutcome.AGREED_ONLINE}:
            return None
        hour = self.cleaned_data.get("next_hour") or HOURS[1]
        return at(day, time(int(hour.partition(":")[0])))


class CancelPostalReturn(PortalForm):
    """Why a result does not go by post after all."""

    reason = CleanCharField(label=gettext_lazy("Lý do hủy gửi bưu điện"), limit=200)
    seen = SeenField(required=False)


class ProgressSince(PortalForm):
    """From which day on progress is told."""

    since = DateField3(label=gettext_lazy("Từ ngày"), bound="past")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["since"]
        if isinstance(field, DateField3):
            field.today = today
