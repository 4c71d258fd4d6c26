"""What an officer types for a person at the counter: one dense page, by keyboard."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.enums import ReturnMethod
from dossiers.forms.door import AtDoor
from dossiers.queries.at_counter import Door
from portal.agencies.models import Agency
from portal.kernel.fields import (
    ChosenField,
    CleanCharField,
    DateField3,
    NameField,
    NationalIdField,
    PhoneField,
    WholeNumberField,
)
from portal.kernel.forms import PortalForm
from procedures.enums import Channel
from procedures.models import ProcedureRevision, Requirement

#: Sheets of one paper that one person brings.
MOST_SHEETS: Final = 99
#: At the desk only these are taken; a dossier on the network is typed by its applicant.
DESK_CHANNELS: Final = (Channel.IN_PERSON, Channel.POST)
REGISTER_DAYS_MAX: Final = 366


class WalkIn(AtDoor):
    """Who asks, what was brought, how the result goes back."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=200)
    applicant_name = NameField(label=gettext_lazy("Họ và tên người nộp"))
    phone = PhoneField(label=gettext_lazy("Số điện thoại"), required=False)
    national_id = NationalIdField(label=gettext_lazy("Số căn cước"), accepts_old=True, required=False)
    address = CleanCharField(label=gettext_lazy("Địa chỉ"), limit=300, required=False)
    submitter_name = NameField(label=gettext_lazy("Người nộp thay"), required=False)
    agency = ChosenField(label=gettext_lazy("Cơ quan giải quyết"), widget=forms.Select())
    channel = ChosenField(label=gettext_lazy("Kênh nộp"))
    return_method = ChosenField(label=gettext_lazy("Cách nhận kết quả"), choices=ReturnMethod.choices)
    return_address = CleanCharField(label=gettext_lazy("Địa chỉ nhận qua bưu điện"), limit=300, required=False)

    def __init__(
        self,
        *args: Any,
        revision: ProcedureRevision,
        agencies: list[Agency],
        channel: str = "",
        door: Door | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.open_door(door)
        self.agencies = {agency.key: agency for agency in agencies}
        offered = {offer.channel for offer in revision.offers.all()}
        channels = [one for one in DESK_CHANNELS if one in offered]
        self._choices("agency", [(agency.key, agency.name) for agency in agencies])
        self._choices("channel", [(one.value, str(one.label)) for one in channels])
        self.fields["channel"].initial = channel if channel in channels else next(iter(channels), "")
        self.fields["agency"].initial = next(iter(self.agencies), "")
        self.fields["return_method"].initial = ReturnMethod.IN_PERSON
        self.fields["applicant_name"].widget.attrs["autofocus"] = True
        self.papers = list(revision.requirements.all())
        for paper in self.papers:
            self._count_field(paper, "originals", gettext_lazy("bản chính"), paper.originals)
            self._count_field(paper, "copies", gettext_lazy("bản sao"), paper.copies)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, ChosenField):
            field.choices = choices
        if len(choices) == 1:
            field.widget = forms.HiddenInput()

    def _count_field(self, paper: Requirement, kind: str, words: Any, wanted: int) -> None:
        self.fields[f"{kind}_{paper.position}"] = WholeNumberField(
            label=f"{paper.name}: {words}",
            noun=words,
            most=MOST_SHEETS,
            required=False,
            initial=wanted if paper.is_always_required else 0,
            widget=forms.TextInput(attrs={"size": 3, "autocomplete": "off"}),
        )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        by_post = typed.get("return_method") == ReturnMethod.POST
        if by_post and not typed.get("return_address") and not typed.get("address"):
            self.add_error("return_address", ValidationError(_("Nhập địa chỉ nhận qua bưu điện")))
        return typed

    @property
    def received(self) -> dict[int, tuple[int, int]]:
        """Return, by requirement, the originals and copies received; the form is valid."""
        counted = {
            paper.pk: (
                self.cleaned_data.get(f"originals_{paper.position}") or 0,
                self.cleaned_data.get(f"copies_{paper.position}") or 0,
            )
            for paper in self.papers
        }
        return {pk: sheets for pk, sheets in counted.items() if any(sheets)}

    @property
    def paper_rows(self) -> list[dict[str, Any]]:
        """Return the lines of the table of papers."""
        return [
            {
                "paper": paper,
                "originals": self[f"originals_{paper.position}"],
                "copies": self[f"copies_{paper.position}"],
            }
            for paper in self.papers
        ]


class RegisterDays(PortalForm):
    """Of which desk, from which day to which day."""

    desk = ChosenField(label=gettext_lazy("Bộ phận Một cửa"), widget=forms.Select())
    first_day = DateField3(label=gettext_lazy("Từ ngày"))
    last_day = DateField3(label=gettext_lazy("Đến ngày"))

    def __init__(self, *args: Any, desks: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = {str(desk.agency.key): desk for desk in desks}
        field = self.fields["desk"]
        if isinstance(field, ChosenField):
            field.choices = [(key, desk.name) for key, desk in self.desks.items()]
        if len(self.desks) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(self.desks))

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        first, last = typed.get("first_day"), typed.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", ValidationError(_("Ngày cuối phải từ ngày đầu trở đi")))
        elif first and last and (last - first).days > REGISTER_DAYS_MAX:
            self.add_error("last_day", ValidationError(_("Chọn không quá một năm cho mỗi lần in")))
        return typed
