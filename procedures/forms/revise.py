"""The form by which an administrator makes a new revision of a procedure."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError as SpecificationError

from portal.kernel.fields import ChosenField, CleanCharField, DateField3, MoneyField, Nouned, WholeNumberField
from procedures.enums import Channel, LimitUnit, SupplementPolicy
from procedures.form_spec import FormSpec
from procedures.models import ProcedureRevision

SPEC_MAX_LENGTH: Final = 60_000
PROBLEMS_SHOWN: Final = 5
COLUMNS: Final = (
    "limit_unit",
    "limit_value",
    "limit_note",
    "fee_vnd",
    "fee_note",
    "supplement_policy",
    "result_name",
    "note",
    "form",
)
#: What pydantic finds, in words; what is not here is said in its own.
WORDS: Final = {
    "missing": gettext_lazy("thiếu mục này"),
    "extra_forbidden": gettext_lazy("không có mục nào tên như vậy"),
    "enum": gettext_lazy("không có loại này"),
    "string_pattern_mismatch": gettext_lazy("chỉ gồm chữ thường không dấu, chữ số và gạch dưới, bắt đầu bằng chữ"),
    "string_too_short": gettext_lazy("chưa có chữ nào"),
    "string_too_long": gettext_lazy("dài quá"),
    "bool_type": gettext_lazy("phải là true hoặc false"),
    "int_type": gettext_lazy("phải là số"),
    "int_parsing": gettext_lazy("phải là số"),
    "string_type": gettext_lazy("phải là chữ trong ngoặc kép"),
    "tuple_type": gettext_lazy("phải là danh sách trong ngoặc vuông"),
    "model_type": gettext_lazy("phải là một đối tượng trong ngoặc nhọn"),
}


def spec_problems(refusal: SpecificationError) -> list[str]:
    """Return what is wrong with a specification, each with its place, in words."""
    problems = []
    for error in refusal.errors()[:PROBLEMS_SHOWN]:
        place = " › ".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"])
        said = str(WORDS.get(error["type"], error["msg"].removeprefix("Value error, ")))
        problems.append(f"{place}: {said}" if place else said)
    return problems


class SpecificationField(Nouned):
    """The specification of an online form as JSON text; the answer is the dictionary to be stored."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}), **options)

    def to_python(self, value: Any) -> dict[str, Any]:
        text = str(value or "").strip()
        if not text:
            return {}
        if len(text) > SPEC_MAX_LENGTH:
            raise ValidationError(_("Tờ khai dài quá 60.000 ký tự. Bớt trường hoặc lời dẫn"), code="max_length")
        try:
            spec = FormSpec.model_validate(json.loads(text))
        except json.JSONDecodeError as refusal:
            place = {"line": refusal.lineno, "column": refusal.colno}
            raise ValidationError(
                _("Dòng %(line)d, cột %(column)d: thiếu hoặc thừa dấu phẩy, ngoặc kép hay ngoặc") % place, code="json"
            ) from None
        except RecursionError:
            raise ValidationError(_("Tờ khai lồng nhau quá nhiều lớp"), code="json") from None
        except SpecificationError as refusal:
            raise ValidationError([ValidationError(words, code="spec") for words in spec_problems(refusal)]) from None
        return spec.model_dump(mode="json", exclude_defaults=True) | {"version": spec.version}

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value, ensure_ascii=False, indent=1) if isinstance(value, Mapping) and value else value or ""


class ReviseProcedure(forms.Form):
    """The figures and the online form of a procedure, to be put into force as a new revision with a reason."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    limit_unit = ChosenField(label=gettext_lazy("Đơn vị thời hạn"), choices=LimitUnit.choices, widget=forms.Select)
    limit_value = WholeNumberField(
        label=gettext_lazy("Thời hạn"),
        most=1000,
        required=False,
        help_text=gettext_lazy("Để trống khi trả trong ngày hoặc theo đợt"),
    )
    limit_note = CleanCharField(label=gettext_lazy("Ghi chú thời hạn"), limit=500, required=False)
    fee_vnd = MoneyField(
        label=gettext_lazy("Phí, lệ phí"),
        required=False,
        help_text=gettext_lazy("Đồng. 0 là không thu; để trống là theo quy định của tỉnh"),
    )
    fee_note = CleanCharField(label=gettext_lazy("Ghi chú phí"), limit=500, required=False)
    supplement_policy = ChosenField(
        label=gettext_lazy("Thời hạn sau khi bổ sung hồ sơ"), choices=SupplementPolicy.choices
    )
    result_name = CleanCharField(label=gettext_lazy("Kết quả"), limit=300)
    note = CleanCharField(label=gettext_lazy("Thủ tục dùng để làm gì"), limit=600, lines=True, required=False)
    form = SpecificationField(
        label=gettext_lazy("Tờ khai trực tuyến"),
        required=False,
        help_text=gettext_lazy("JSON: các phần, trường, điều kiện, điền sẵn. Không phải mẫu đơn chính thức"),
    )
    valid_from = DateField3(label=gettext_lazy("Áp dụng từ ngày"))
    reason = CleanCharField(
        label=gettext_lazy("Lý do thay đổi"),
        limit=100,
        help_text=gettext_lazy("Số, ngày văn bản hoặc việc dẫn đến thay đổi. Ghi vào lịch sử"),
    )

    def __init__(self, *args: Any, revision: ProcedureRevision, **options: Any) -> None:
        super().__init__(*args, **options)
        self.channels = {offer.channel: offer for offer in revision.offers.all()}
        for channel in self.channels:
            name = Channel(channel).label
            label = gettext_lazy("Phí, lệ phí khi nộp: %(channel)s") % {"channel": name}
            self.fields[f"fee_{channel}"] = MoneyField(label=label, required=False)
            label = gettext_lazy("Thời hạn khi nộp: %(channel)s") % {"channel": name}
            self.fields[f"limit_{channel}"] = WholeNumberField(label=label, most=1000, required=False)
        self.order_fields([name for name in self.fields if name not in {"form", "valid_from", "reason"}])

    def clean(self) -> dict[str, Any]:
        """Check that figures fit their unit, and that what is filed online has a form."""
        unit = self.cleaned_data.get("limit_unit")
        if unit and unit not in {LimitUnit.SAME_DAY, LimitUnit.SEASONAL} and not self.cleaned_data.get("limit_value"):
            self.add_error("limit_value", _("Nhập thời hạn bằng %(unit)s") % {"unit": LimitUnit(unit).label})
        if Channel.ONLINE in self.channels and "form" in self.cleaned_data and not self.cleaned_data["form"]:
            self.add_error("form", _("Nhập tờ khai: thủ tục này nhận hồ sơ trực tuyến"))
        return self.cleaned_data

    def changes(self) -> dict[str, Any]:
        """Return the new values of the revision's own columns."""
        return {name: self.cleaned_data[name] for name in COLUMNS}

    def offers(self) -> dict[str, dict[str, Any]]:
        """Return the new figures by channel."""
        unit = self.cleaned_data["limit_unit"]
        return {
            channel: {
                "fee_vnd": self.cleaned_data[f"fee_{channel}"],
                "limit_value": self.cleaned_data[f"limit_{channel}"] or self.cleaned_data["limit_value"],
                "limit_unit": unit,
            }
            for channel in self.channels
        }


def initial_of(revision: ProcedureRevision, **more: Any) -> dict[str, Any]:
    """Return what the form shows of a revision before anything is changed."""
    shown: dict[str, Any] = {name: getattr(revision, name) for name in COLUMNS}
    for offer in revision.offers.all():
        shown[f"fee_{offer.channel}"] = offer.fee_vnd
        shown[f"limit_{offer.channel}"] = offer.limit_value
    return {**shown, "seen": revision.number, **more}
