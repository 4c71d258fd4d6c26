"""What applicants and visitors send: where, how, which files, and what they look up."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.enums import ReturnMethod
from portal.kernel.fields import ChosenField, CleanCharField, FilesField
from portal.kernel.forms import PortalForm
from portal.kernel.part_fields import Groups
from procedures.models import Requirement

RADIO_MAX: Final = 7
DIGITS_MAX: Final = 9
RETURN_HINTS: Final = {
    ReturnMethod.ONLINE.value: gettext_lazy("Tải về tại cổng, có chữ ký số. Không mất phí."),
    ReturnMethod.IN_PERSON.value: gettext_lazy(
        "Tại bộ phận Một cửa nơi tiếp nhận, trong giờ làm việc. Mang theo căn cước."
    ),
    ReturnMethod.POST.value: gettext_lazy("Bưu tá giao đến địa chỉ Ông/Bà ghi. Cước trả cho bưu điện."),
}


class ChooseAgency(PortalForm):
    """Which of the competent agencies is to decide."""

    agency = ChosenField(label=gettext_lazy("Cơ quan giải quyết"))

    def __init__(self, *args: Any, groups: Groups, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        if not isinstance(field, ChosenField):
            raise TypeError
        flat = [option for _district, options in groups for option in options]
        if len(flat) > RADIO_MAX:
            field.widget = forms.Select()
            field.choices = [("", _("Chọn một nơi")), *((district, list(options)) for district, options in groups)]
        else:
            field.choices = flat


class ChooseReturn(PortalForm):
    """How the result is to come."""

    method = ChosenField(
        label=gettext_lazy("Cách nhận kết quả"),
        choices=ReturnMethod.choices,
    )
    address = CleanCharField(
        label=gettext_lazy("Địa chỉ nhận kết quả"),
        help_text=gettext_lazy("Chỉ cần khi bưu điện giao: số nhà, đường, xã, huyện, tỉnh"),
        required=False,
        limit=300,
    )

    def __init__(self, *args: Any, closed_until: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints: dict[str, Any] = dict(RETURN_HINTS)
        if closed_until is not None:
            hints[ReturnMethod.IN_PERSON.value] = _(
                "Quầy tạm ngừng đến hết %(day)s: kết quả có trước ngày đó chỉ nhận được sau khi quầy mở lại"
            ) % {"day": f"{closed_until.day:02d}/{closed_until.month}/{closed_until.year}"}
        self.fields["method"].choice_hints = hints  # type: ignore[attr-defined]  # read by the field template

    def clean(self) -> dict[str, Any]:
        """Ask for the address where the post needs one."""
        posted = self.cleaned_data.get("method") == ReturnMethod.POST
        if posted and not self.cleaned_data.get("address") and "address" not in self.errors:
            self.add_error("address", _("Nhập địa chỉ nhận kết quả"))
        return self.cleaned_data


class GivePapers(PortalForm):
    """The files for each paper asked for; an answer to a supplement adds words."""

    def __init__(self, *args: Any, papers: Sequence[tuple[Requirement, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for requirement, label in papers:
            self.fields[field_of(requirement)] = FilesField(label=label, required=False)

    def refuse(self, requirement: Requirement, words: str) -> None:
        """Say at the paper why a file was not taken."""
        self.add_error(field_of(requirement), words)


class AnswerSupplement(GivePapers):
    """What was missing: files for the papers asked for, and words. One of them is enough; the act says so."""

    text = CleanCharField(label=gettext_lazy("Nội dung trả lời"), lines=True, limit=2000, required=False)

    def __init__(self, *args: Any, papers: Sequence[tuple[Requirement, str]], **kwargs: Any) -> None:
        super().__init__(*args, papers=papers, **kwargs)
        names = [field_of(requirement) for requirement, _label in papers]
        for name in names:
            # Not called optional on the page: it was asked for.
            self.fields[name].required = True
        self.order_fields([*names, "text"])


def field_of(requirement: Requirement) -> str:
    """Return the name of the input for one paper."""
    return f"giay_{requirement.pk}"


def whole_number(text: object) -> int:
    """Return a number sent by a page of ours; -1 for anything else, which equals no row and no version."""
    word = str(text or "")
    return int(word) if word.isascii() and word.isdigit() and len(word) <= DIGITS_MAX else -1


class SeenField(forms.Field):
    """What the person saw before acting; an odd value is only stale."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> int:
        return whole_number(value)


class Pledge(PortalForm):
    """The applicant stands by what was declared."""

    pledge = forms.BooleanField(
        label=gettext_lazy("Tôi khai đúng sự thật và chịu trách nhiệm về lời khai"),
        error_messages={"required": gettext_lazy("Đánh dấu vào ô cam kết để nộp hồ sơ")},
    )
    seen = SeenField(required=False)


class Withdraw(PortalForm):
    """The applicant confirms that the dossier is to stop."""

    sure = forms.BooleanField(
        label=gettext_lazy("Tôi muốn rút hồ sơ này"),
        error_messages={"required": gettext_lazy("Đánh dấu vào ô “Tôi muốn rút hồ sơ này” để rút")},
    )
    seen = SeenField(required=False)


class Track(PortalForm):
    """A code and the second fact that stands beside it on the slip."""

    code = CleanCharField(
        label=gettext_lazy("Mã hồ sơ"),
        help_text=gettext_lazy("Ghi trên giấy tiếp nhận hoặc giấy xác nhận nộp"),
        limit=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    secret = CleanCharField(
        label=gettext_lazy("Mã tra cứu"),
        help_text=gettext_lazy("8 chữ và số, in cạnh mã hồ sơ"),
        limit=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "w12 code"}
        ),
    )

    def clean_code(self) -> str:
        """Return the code in capitals, without spaces."""
        return "".join(str(self.cleaned_data["code"]).split()).upper()

    def clean_secret(self) -> str:
        """Return the secret in capitals, without spaces and dashes."""
        return "".join(letter for letter in str(self.cleaned_data["secret"]).upper() if letter.isalnum())
