"""What is typed about an order: the draft in the editor, and each act after its issue."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.agencies.models import Agency
from portal.kernel import fields
from portal.kernel.forms import PortalForm
from portal.kernel.text import fold
from procedures.actions.order_terms import (
    TEXTS,
    Basis,
    ContactChoice,
    Effects,
    OrderCorrection,
    OrderDraft,
    ScopeChoice,
)
from procedures.enums import AppointmentEffect, ClockEffect, CounterAct, Counting, Relation
from procedures.models import Field, Procedure, SuspensionOrder
from procedures.queries import ScopeOption
from procedures.suspension import DEFAULT_DAYS, MAX_DAYS, last_day_of

_LONG: Final = 4000
_NO_CHOICE: Final = ("", "–")


def reason_field() -> fields.CleanCharField:
    """Return the field in which every change of an issued order says why."""
    return fields.CleanCharField(
        label=gettext_lazy("Lý do"), limit=500, lines=True, help_text=gettext_lazy("Ghi vào nhật ký của đợt")
    )


class OrderWords(PortalForm):
    """What an order says: title, basis, what the public is told."""

    title = fields.CleanCharField(label=gettext_lazy("Tên đợt"), limit=200)
    basis_number = fields.CleanCharField(
        label=gettext_lazy("Số, ký hiệu văn bản căn cứ"), limit=60, required=False,
        help_text=gettext_lazy("Ví dụ: 1318/UBND-KSTT. Phải có trước khi ban hành"),
    )  # fmt: skip
    basis_date = fields.DateField3(label=gettext_lazy("Ngày văn bản"), required=False)
    basis_signer = fields.CleanCharField(
        label=gettext_lazy("Người ký"), limit=120, required=False,
        help_text=gettext_lazy("Chức vụ và họ tên, như ghi trên văn bản"),
    )  # fmt: skip
    basis_abstract = fields.CleanCharField(label=gettext_lazy("Trích yếu"), limit=300, required=False)
    basis_url = forms.URLField(label=gettext_lazy("Đường dẫn tới văn bản"), required=False, assume_scheme="https")
    decision_hours = fields.WholeNumberField(
        label=gettext_lazy("Số giờ làm việc để quyết định trường hợp cấp thiết"), least=1, most=80, initial=4
    )
    banner_vi = fields.CleanCharField(
        label=gettext_lazy("Thông báo đầu trang"), limit=300, lines=True, required=False,
        help_text=gettext_lazy("Để trống thì dùng lời soạn sẵn"),
    )  # fmt: skip
    banner_en = fields.CleanCharField(
        label=gettext_lazy("Thông báo đầu trang, tiếng Anh"), limit=300, lines=True, required=False
    )
    notice_vi = fields.CleanCharField(
        label=gettext_lazy("Thông báo niêm yết"), limit=_LONG, lines=True, required=False,
        help_text=gettext_lazy("Để trống thì dùng lời soạn sẵn theo thời gian, phạm vi và căn cứ"),
    )  # fmt: skip
    notice_en = fields.CleanCharField(
        label=gettext_lazy("Thông báo niêm yết, tiếng Anh"), limit=_LONG, lines=True, required=False
    )
    instructions_vi = fields.CleanCharField(
        label=gettext_lazy("Hướng dẫn nộp và nhận trong thời gian này"), limit=_LONG, lines=True, required=False
    )
    instructions_en = fields.CleanCharField(
        label=gettext_lazy("Hướng dẫn, tiếng Anh"), limit=_LONG, lines=True, required=False
    )
    sms_text = fields.CleanCharField(
        label=gettext_lazy("Tin nhắn"), limit=160, required=False,
        help_text=gettext_lazy("Không dấu, không quá 160 ký tự"),
    )  # fmt: skip

    def clean_sms_text(self) -> str:
        """Return the short text, which bears no diacritics."""
        text: str = self.cleaned_data["sms_text"]
        if not text.isascii():
            raise ValidationError(_("Viết tin nhắn không dấu"))
        return text

    def typed(self) -> dict[str, Any]:
        """Return what was typed so far, checked or not: to show the page again without saying what is missing."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }

    def basis(self) -> Basis:
        """Return what ordered the closing."""
        typed = self.cleaned_data
        return Basis(
            number=typed["basis_number"],
            signed_on=typed["basis_date"],
            signer=typed["basis_signer"],
            abstract=typed["basis_abstract"],
            url=typed["basis_url"],
        )

    def texts(self) -> dict[str, str]:
        """Return what the public is told, by column."""
        return {name: self.cleaned_data[name] for name in TEXTS}


class OrderEditor(OrderWords):
    """A draft: all of the above, and what is closed where and when."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    first_day = fields.DateField3(label=gettext_lazy("Từ ngày"))
    days = fields.WholeNumberField(
        label=gettext_lazy("Số ngày"), least=1, most=9999, required=False, initial=DEFAULT_DAYS
    )
    counting = fields.ChosenField(
        label=gettext_lazy("Cách đếm"), choices=Counting.choices, widget=forms.Select, initial=Counting.WITH_FIRST
    )
    last_day = fields.DateField3(
        label=gettext_lazy("Hoặc đến hết ngày"), noun=gettext_lazy("ngày cuối"), required=False,
        help_text=gettext_lazy("Nếu điền ngày này thì số ngày được tính theo nó"),
    )  # fmt: skip
    scopes = fields.ChosenManyField(label=gettext_lazy("Nơi áp dụng"), required=False)
    more_scope = fields.ChosenField(label=gettext_lazy("Nơi khác"), required=False, widget=forms.Select)
    closes = fields.ChosenManyField(
        label=gettext_lazy("Việc tạm ngừng tại quầy"), choices=CounterAct.choices, initial=CounterAct.values
    )
    fields_chosen = fields.ChosenManyField(label=gettext_lazy("Lĩnh vực"), required=False)
    procedures_chosen = fields.ChosenManyField(label=gettext_lazy("Thủ tục"), required=False)
    clock_effect = fields.ChosenField(
        label=gettext_lazy("Thời hạn giải quyết"), choices=ClockEffect.choices, initial=ClockEffect.NONE
    )
    moves_pickups = forms.BooleanField(
        label=gettext_lazy("Hẹn lại ngày nhận kết quả rơi vào thời gian này"), required=False, initial=True
    )
    gives_back_supplement_days = forms.BooleanField(
        label=gettext_lazy("Thêm ngày bổ sung giấy tờ cho người không đến quầy được"), required=False, initial=True
    )
    supplement_extra_days = fields.WholeNumberField(
        label=gettext_lazy("Số ngày làm việc thêm"), least=1, most=90, required=False,
        help_text=gettext_lazy("Để trống: thêm bằng số ngày đã mất"),
    )  # fmt: skip
    appointment_effect = fields.ChosenField(
        label=gettext_lazy("Lịch hẹn trong thời gian này"), choices=AppointmentEffect.choices,
        initial=AppointmentEffect.MOVE,
    )  # fmt: skip
    relation = fields.ChosenField(
        label=gettext_lazy("Quan hệ với đợt khác"), choices=Relation.choices, required=False, widget=forms.Select
    )
    related_to = fields.ChosenField(label=gettext_lazy("Đợt liên quan"), required=False, widget=forms.Select)

    def __init__(
        self, *args: Any, options: Iterable[ScopeOption], issued: Iterable[SuspensionOrder], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.options = {option.value: option for option in options}
        self.issued = {order.reference: order for order in issued}
        for name in ("basis_date", "first_day", "last_day"):
            self.fields[name].today = today  # type: ignore[attr-defined]  # date fields, declared above
        self._choose("scopes", [(one.value, one.label) for one in self.options.values()])
        self._choose("more_scope", [_NO_CHOICE, *grouped(self.options.values())])
        self._choose("related_to", [_NO_CHOICE, *((one.reference, str(one.title)) for one in self.issued.values())])
        self.procedure_ids = dict(Procedure.objects.order_by("short_name", "pk").values_list("code", "pk"))
        names = Procedure.objects.order_by("short_name", "pk").values_list("code", "short_name")
        self._choose("procedures_chosen", [*names])
        known = Field.objects.order_by("name", "pk")
        self.field_ids = dict(known.values_list("slug", "pk"))
        self._choose("fields_chosen", [*known.values_list("slug", "name")])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # choice fields, declared above

    def clean(self) -> dict[str, Any]:
        """Put the last day and the places together."""
        typed = self.cleaned_data
        if "scopes" in typed and typed.get("more_scope"):
            typed["scopes"] = [*dict.fromkeys([*typed["scopes"], typed["more_scope"]])]
        if "scopes" in typed and not typed["scopes"]:
            self.add_error("scopes", _("Chọn ít nhất một nơi áp dụng"))
        if {"first_day", "days", "last_day", "counting"} <= typed.keys() and not typed["last_day"]:
            self._count_days(typed)
        return typed

    def _count_days(self, typed: dict[str, Any]) -> None:
        if not typed["days"]:
            self.add_error("days", _("Nhập số ngày, hoặc ngày cuối"))
        elif typed["days"] > MAX_DAYS:
            self.add_error("days", _("Một đợt không quá %(most)d ngày") % {"most": MAX_DAYS})
        else:
            typed["last_day"] = last_day_of(typed["first_day"], typed["days"], Counting(typed["counting"]))

    def scope_choices(self) -> tuple[ScopeChoice, ...]:
        """Return the counters chosen."""
        chosen = [self.options[value] for value in self.cleaned_data["scopes"]]
        return tuple(ScopeChoice(kind=one.kind, agency_id=one.agency_id, desk_id=one.desk_id) for one in chosen)

    def draft(self, contacts: tuple[ContactChoice, ...]) -> OrderDraft:
        """Return all that was typed, as acts take it."""
        typed = self.cleaned_data
        related = self.issued.get(typed["related_to"])
        return OrderDraft(
            title=typed["title"],
            first_day=typed["first_day"],
            last_day=typed["last_day"],
            counting=Counting(typed["counting"]),
            scopes=self.scope_choices(),
            closes=frozenset(map(CounterAct, typed["closes"])),
            procedure_ids=frozenset(self.procedure_ids[code] for code in typed["procedures_chosen"]),
            field_ids=frozenset(self.field_ids[slug] for slug in typed["fields_chosen"]),
            basis=self.basis(),
            effects=Effects(
                clock_effect=ClockEffect(typed["clock_effect"]),
                moves_pickups=typed["moves_pickups"],
                gives_back_supplement_days=typed["gives_back_supplement_days"],
                supplement_extra_days=typed["supplement_extra_days"],
                appointment_effect=AppointmentEffect(typed["appointment_effect"]),
                decision_hours=typed["decision_hours"],
            ),
            relation=Relation(typed["relation"]),
            related_to_id=related.pk if related else None,
            texts=self.texts(),
            contacts=contacts,
        )


class CorrectOrder(OrderWords):
    """What may be put right after issue, and why."""

    reason = reason_field()

    def correction(self, contacts: tuple[ContactChoice, ...]) -> OrderCorrection:
        """Return what was typed, as the act takes it."""
        typed = self.cleaned_data
        return OrderCorrection(
            title=typed["title"],
            basis=self.basis(),
            texts=self.texts(),
            contacts=contacts,
            decision_hours=typed["decision_hours"],
        )


class OrderContactForm(PortalForm):
    """Whom to call at one agency; without a name of an agency the line does not count."""

    agency = fields.CleanCharField(label=gettext_lazy("Cơ quan"), limit=160, required=False)
    name = fields.CleanCharField(label=gettext_lazy("Người hoặc bộ phận liên hệ"), limit=120, required=False)
    phone = fields.CleanCharField(label=gettext_lazy("Điện thoại"), limit=20, required=False)
    email = fields.MailField(label=gettext_lazy("Thư điện tử"), required=False)
    hours = fields.CleanCharField(label=gettext_lazy("Giờ trực"), limit=120, required=False)
    instructions_vi = fields.CleanCharField(label=gettext_lazy("Hướng dẫn riêng"), limit=1000, required=False)

    def __init__(self, *args: Any, agencies: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = agencies
        self.fields["agency"].widget.attrs["list"] = "co-quan"

    def clean(self) -> dict[str, Any]:
        """Find the agency, and see that it can be reached."""
        typed = self.cleaned_data
        if typed.get("agency"):
            if fold(typed["agency"]) not in self.agencies:
                self.add_error("agency", _("Không có cơ quan tên như vậy. Chọn trong danh sách gợi ý"))
            if not typed.get("phone") and not typed.get("email") and not self.errors:
                self.add_error("phone", _("Nhập số điện thoại hoặc thư điện tử"))
        return typed

    def choice(self) -> ContactChoice | None:
        """Return the contact, if the line names an agency."""
        typed = self.cleaned_data
        if not typed.get("agency"):
            return None
        rest = {name: typed[name] for name in ("name", "phone", "email", "hours", "instructions_vi")}
        return ContactChoice(agency_id=self.agencies[fold(typed["agency"])], **rest)


ContactLines = formset_factory(OrderContactForm, extra=0, max_num=300, validate_max=True)


def agencies_by_name() -> dict[str, int]:
    """Return agencies by their folded names."""
    return {fold(name): pk for name, pk in Agency.objects.order_by("pk").values_list("name", "pk")}


def grouped(options: Iterable[ScopeOption]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return options under their headings, as a list of choices takes them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for option in options:
        groups.setdefault(option.group, []).append((option.value, option.label))
    return [*groups.items()]
