"""What officers and leaders type about duty, waiting rooms, daily checks and guidance; who wants to be reminded."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counters.actions.duty import Found
from counters.enums import CheckItem, GuidanceWay, HalfDay
from counters.forms.desk import procedures_at
from counters.models import WaitingRoom
from portal.accounts.models import User
from portal.agencies.models import Desk
from portal.kernel.fields import ChosenField, CleanCharField, DateField3, MailField, WholeNumberField
from portal.kernel.forms import PortalForm
from portal.kernel.history import REASON_MAX_LENGTH
from procedures.models import Procedure

MOST_WAITING: Final = 200
GOOD, BAD = "dat", "chua-dat"


def _offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class _OfOfficers(PortalForm):
    """A form that names an officer of the desk."""

    officer = ChosenField(label=gettext_lazy("Người trực"), widget=forms.Select())

    def __init__(self, *args: Any, officers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = {one.key: one for one in officers}
        _offer(self, "officer", [("", _("Chọn một người")), *((one.key, one.full_name) for one in officers)])


class PlanShift(_OfOfficers):
    """Who is on duty when, and for what."""

    day = DateField3(label=gettext_lazy("Ngày trực"), bound="future")
    half = ChosenField(label=gettext_lazy("Buổi"), choices=HalfDay.choices)
    responsible_for = CleanCharField(
        label=gettext_lazy("Phụ trách"), help_text=gettext_lazy("Ví dụ: đo thân nhiệt, phát số, quầy 2"), limit=200
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["day"]
        if isinstance(field, DateField3):
            field.today = today
        self.order_fields(["day", "half", "officer", "responsible_for"])


class Substitute(_OfOfficers):
    """Who stands in, and why."""

    reason = CleanCharField(label=gettext_lazy("Lý do thay"), limit=200)


class CancelShift(PortalForm):
    """Nothing is asked: the page says what happens."""


class KeepRoom(PortalForm):
    """A place where people wait, and how many it takes."""

    name = CleanCharField(label=gettext_lazy("Tên phòng chờ"), limit=80)
    cap = WholeNumberField(label=gettext_lazy("Số người ngồi chờ nhiều nhất"), least=1, most=MOST_WAITING)
    is_open = forms.BooleanField(label=gettext_lazy("Đang dùng"), required=False)
    reason = CleanCharField(label=gettext_lazy("Lý do"), limit=REASON_MAX_LENGTH)


class RecordCheck(PortalForm):
    """What was found of every item, a photograph, a note."""

    room = forms.ChoiceField(label=gettext_lazy("Nơi kiểm tra"), required=False)
    photo = forms.FileField(
        label=gettext_lazy("Ảnh chụp"),
        help_text=gettext_lazy("Không chụp mặt người dân"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/*"}),
    )
    note = CleanCharField(label=gettext_lazy("Ghi chú"), limit=300, required=False)

    def __init__(self, *args: Any, rooms: list[WaitingRoom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {str(number): room for number, room in enumerate(rooms, start=1)}
        _offer(self, "room", [("", _("Khu vực quầy")), *((key, room.name) for key, room in self.rooms.items())])
        for item in CheckItem:
            self.fields[f"is_good_{item}"] = ChosenField(
                label=item.label, choices=[(GOOD, _("Đạt")), (BAD, _("Chưa đạt"))], noun=_("Đạt hoặc Chưa đạt")
            )
            remark = CleanCharField(label=_("Điều chưa đạt"), limit=200, required=False)
            remark.widget.attrs.update({"data-behaviour": "when", "data-when": f"is_good_{item}={BAD}"})
            remark.is_optional = False  # type: ignore[attr-defined]  # read when the field is drawn
            self.fields[f"remark_{item}"] = remark
        items = [name for item in CheckItem for name in (f"is_good_{item}", f"remark_{item}")]
        self.order_fields(["room", *items, "photo", "note"])

    def clean(self) -> dict[str, Any]:
        """Ask for words about every item that is not in order."""
        typed: dict[str, Any] = super().clean() or {}
        for item in CheckItem:
            if typed.get(f"is_good_{item}") == BAD and not typed.get(f"remark_{item}"):
                words = _("Ghi điều chưa đạt: %(item)s") % {"item": item.label}
                self.add_error(f"remark_{item}", ValidationError(words))
        return typed

    @property
    def found(self) -> dict[CheckItem, Found]:
        """Return what was found; the form is valid."""
        typed = self.cleaned_data
        return {
            item: Found(typed[f"is_good_{item}"] == GOOD, typed[f"remark_{item}"])
            if typed[f"is_good_{item}"] == BAD
            else Found(is_good=True)
            for item in CheckItem
        }


class SolvePoint(PortalForm):
    """How something was put right."""

    solution = CleanCharField(label=gettext_lazy("Đã khắc phục thế nào"), limit=200)


class NoteGuidance(PortalForm):
    """What was asked and answered: the matter, never the caller."""

    way = ChosenField(label=gettext_lazy("Hướng dẫn qua"), choices=GuidanceWay.choices, widget=forms.Select())
    procedure = forms.ChoiceField(label=gettext_lazy("Thủ tục"), required=False)
    question = CleanCharField(
        label=gettext_lazy("Câu hỏi"),
        help_text=gettext_lazy("Không ghi tên, số điện thoại, số căn cước của người hỏi"),
        limit=300,
    )
    answer = CleanCharField(label=gettext_lazy("Trả lời"), lines=True, limit=2000)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.procedures = procedures_at(desk)
        names = [(code, one.short_name) for code, one in self.procedures.items()]
        _offer(self, "procedure", [("", _("Việc chung")), *names])

    @property
    def procedure_asked(self) -> Procedure | None:
        """Return the procedure it is about; the form is valid."""
        return self.procedures.get(self.cleaned_data["procedure"])


class RemindMe(PortalForm):
    """Where to write when the counter opens again; who signed in needs to say nothing."""

    email = MailField(label=gettext_lazy("Thư điện tử"), limit=254)

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["email"]
