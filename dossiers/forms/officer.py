"""What officers write when they act on a dossier. One form per act; the law is checked by the act itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.actions import Missing
from dossiers.enums import Proposal, ReturnMethod, Verdict
from dossiers.forms.door import AtDoor
from dossiers.models import Dossier
from dossiers.queries.at_counter import Door
from portal.accounts.models import User
from portal.kernel.fields import ChosenField, CleanCharField, DateField3, MoneyField, NameField, NationalIdField
from portal.kernel.forms import PortalForm
from procedures.enums import Channel
from procedures.form_spec import FormSpec, asked

#: Why a paper is not accepted, in the words that the applicant reads.
REASONS: Final = (
    gettext_lazy("Ảnh mờ, không đọc được chữ"),
    gettext_lazy("Thiếu trang hoặc thiếu mặt"),
    gettext_lazy("Giấy tờ hết hạn"),
    gettext_lazy("Không đúng loại giấy tờ"),
    gettext_lazy("Thông tin không khớp với tờ khai"),
    gettext_lazy("Thiếu chữ ký hoặc dấu"),
)
ASKED_MAX: Final = 60


class HintedField(ChosenField):
    """A choice with a line below each of its answers."""

    choice_hints: Mapping[str, str] = {}


class ActForm(PortalForm):
    """What an act needs beside the click. Most need nothing."""

    #: Questions of the form, and papers, that were marked as wanting.
    marked: Sequence[str] = ()
    lacking: Sequence[str] = ()

    def __init__(self, *args: Any, dossier: Dossier, at: datetime, **kwargs: Any) -> None:
        self.dossier = dossier
        self.at = at
        super().__init__(*args, **kwargs)


class GiveReason(ActForm):
    """The reason, as the applicant or the colleague reads it."""

    reason = CleanCharField(label=gettext_lazy("Lý do"), lines=True, limit=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.dossier.proposal == Proposal.REFUSE:
            self.fields["reason"].initial = self.dossier.proposal_text


class ConfirmWithdrawal(ActForm):
    """How the applicant asked to withdraw; needed when they did not do so in the portal."""

    reason = CleanCharField(
        label=gettext_lazy("Đơn xin rút"),
        help_text=gettext_lazy("Khi người nộp xin rút bằng giấy: ghi ngày đơn, nội dung."),
        lines=True,
        limit=2000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = self.dossier.withdrawal_requested_at is None


class Assign(ActForm):
    """Who examines the dossier."""

    def __init__(self, *args: Any, specialists: list[tuple[User, int]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        loads = specialists or []
        field = HintedField(
            label=gettext_lazy("Chuyên viên"), choices=[(user.key, user.full_name) for user, _load in loads]
        )
        field.choice_hints = {user.key: _("Đang thụ lý %(n)d hồ sơ") % {"n": load} for user, load in loads}
        self.fields["officer"] = field


class Propose(ActForm):
    """What the case officer proposes, and why."""

    proposal = ChosenField(
        label=gettext_lazy("Đề xuất"), choices=[choice for choice in Proposal.choices if choice[0] != Proposal.NONE]
    )
    text = CleanCharField(
        label=gettext_lazy("Nội dung thẩm định"),
        help_text=gettext_lazy("Khi đề xuất từ chối hoặc yêu cầu bổ sung, ghi rõ lý do."),
        lines=True,
        limit=4000,
        required=False,
    )
    result_file = forms.FileField(
        label=gettext_lazy("Dự thảo kết quả"),
        help_text=gettext_lazy("PDF hoặc ảnh. Để trống thì cổng soạn kết quả theo mẫu."),
        required=False,
        allow_empty_file=True,
        max_length=255,
    )


class FixDuty(ActForm):
    """How much is to be paid, and what for."""

    amount_vnd = MoneyField(label=gettext_lazy("Số tiền phải nộp"), noun=gettext_lazy("số tiền"), least=1)
    reason = CleanCharField(label=gettext_lazy("Nội dung và căn cứ thu"), lines=True, limit=2000)


class Apologise(ActForm):
    """Why it is late, and the new day."""

    reason = CleanCharField(label=gettext_lazy("Lý do chậm"), lines=True, limit=2000)
    new_due_on = DateField3(label=gettext_lazy("Ngày hẹn mới"))

    def __init__(self, *args: Any, suggestion: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_due_on"].initial = suggestion


class ReturnResult(ActForm, AtDoor):
    """Who took the result, and how."""

    method = ChosenField(label=gettext_lazy("Cách trả"), choices=ReturnMethod.choices)
    receiver_name = NameField(label=gettext_lazy("Họ và tên người nhận"))
    receiver_national_id = NationalIdField(
        label=gettext_lazy("Số căn cước của người nhận"),
        help_text=gettext_lazy("Cần khi trả tại quầy."),
        accepts_old=True,
        required=False,
    )
    authorisation = CleanCharField(
        label=gettext_lazy("Giấy ủy quyền"),
        help_text=gettext_lazy("Cần khi người nhận không phải là người nộp: số, ngày, nơi chứng thực."),
        limit=200,
        required=False,
    )

    def __init__(self, *args: Any, door: Door | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_door(door)
        self.fields["method"].initial = self.dossier.return_method
        self.fields["receiver_name"].initial = self.dossier.applicant_name

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        at_desk = typed.get("method") == ReturnMethod.IN_PERSON
        if at_desk and not typed.get("receiver_national_id") and "receiver_national_id" not in self.errors:
            self.add_error("receiver_national_id", ValidationError(_("Nhập số căn cước của người nhận")))
        return typed


class TakeAnswer(ActForm, AtDoor):
    """What an applicant brings or sends to the desk in answer to a request: one file for each paper, and words."""

    channel = ChosenField(
        label=gettext_lazy("Giấy tờ đến bằng cách nào"),
        choices=[
            (Channel.IN_PERSON.value, gettext_lazy("Mang đến quầy")),
            (Channel.POST.value, gettext_lazy("Gửi qua bưu điện")),
        ],
    )
    text = CleanCharField(
        label=gettext_lazy("Nội dung bổ sung"),
        help_text=gettext_lazy("Ghi giấy tờ nhận trực tiếp, ví dụ: 01 bản chính giấy chứng sinh."),
        lines=True,
        limit=2000,
        required=False,
    )

    def __init__(self, *args: Any, door: Door | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_door(door)
        is_shut = door is not None and door.closure is not None and not door.exemptions
        self.fields["channel"].initial = Channel.POST if is_shut else Channel.IN_PERSON
        supplement = self.dossier.supplements.filter(closed_at__isnull=True).order_by("-number").first()
        self.wanted: dict[str, int] = {}
        for number, item in enumerate(supplement.items if supplement else [], start=1):
            if item.get("requirement"):
                name = f"file_{number}"
                self.wanted[name] = item["requirement"]
                self.fields[name] = forms.FileField(label=item["subject"], required=False, allow_empty_file=True)


@dataclass(frozen=True, slots=True)
class _Row:
    """One thing that may be asked for."""

    name: str
    subject: str
    reason: str = ""
    requirement_id: int | None = None


class AskForMissing(ActForm):
    """All that is missing, once: one reason per paper and per answer of the form, composed from the check."""

    other = CleanCharField(label=gettext_lazy("Nội dung khác"), limit=200, required=False)
    other_reason = CleanCharField(label=gettext_lazy("Lý do của nội dung khác"), lines=True, limit=300, required=False)

    def __init__(
        self, *args: Any, marked: list[str] | None = None, lacking: list[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.marked = (marked or [])[:ASKED_MAX]
        self.lacking = (lacking or [])[:ASKED_MAX]
        self.rows = list(self._rows())
        for row in self.rows:
            self.fields[row.name] = CleanCharField(
                label=row.subject, initial=row.reason, noun=_("lý do"), lines=True, limit=300
            )
        self.order_fields([*(row.name for row in self.rows), "other", "other_reason"])
        self.fields["other_reason"].initial = self.dossier.proposal_text

    def _rows(self) -> Iterator[_Row]:
        papers = list(self.dossier.papers.select_related("requirement").order_by("requirement__position", "pk"))
        for paper in papers:
            if paper.verdict == Verdict.WRONG:
                yield _Row(
                    f"giay_{paper.requirement.position}",
                    paper.requirement.name,
                    paper.verdict_note,
                    paper.requirement_id,
                )
        given = {paper.requirement_id for paper in papers}
        for one in self.dossier.revision.requirements.order_by("position", "pk"):
            if one.pk not in given and str(one.position) in self.lacking:
                yield _Row(f"giay_{one.position}", one.name, _("Chưa có trong hồ sơ"), one.pk)
        spec = FormSpec.model_validate(self.dossier.revision.form)
        for section in spec.sections:
            for _item, field, name in asked(section):
                if name in self.marked:
                    yield _Row(f"truong_{name}", f"{section.title}: {field.label}")

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("other") and not typed.get("other_reason"):
            self.add_error("other_reason", ValidationError(_("Nhập lý do của nội dung khác")))
        if typed.get("other_reason") and not typed.get("other"):
            self.add_error("other", ValidationError(_("Nhập nội dung cần bổ sung")))
        if not self.errors and not self.rows and not typed.get("other"):
            raise ValidationError(_("Đánh dấu giấy tờ hoặc mục tờ khai cần bổ sung, hoặc nhập nội dung khác"))
        return typed

    @property
    def items(self) -> list[Missing]:
        """Return what is asked for; the form is valid."""
        typed = self.cleaned_data
        items = [Missing(row.subject, typed[row.name], row.requirement_id) for row in self.rows]
        if typed.get("other"):
            items.append(Missing(typed["other"], typed["other_reason"]))
        return items
