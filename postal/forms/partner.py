"""What postal workers type: what they counted, to whom they gave, why they could not, what they declare."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.fields import CleanCharField, WholeNumberField, YesNoField
from portal.kernel.forms import PortalForm
from postal.actions import Paper
from postal.enums import WorkerCheck
from postal.models import Parcel


class CountPapers(PortalForm):
    """How many originals and copies of each kind of paper there are."""

    def __init__(self, *args: Any, parcel: Parcel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [str(one["kind"]) for one in parcel.contents]
        for number, paper in enumerate(parcel.contents):
            for key, words in (("originals", _("%(kind)s: bản chính")), ("copies", _("%(kind)s: bản sao"))):
                self.fields[f"{key}_{number}"] = WholeNumberField(
                    label=words % {"kind": paper["kind"]}, least=0, most=999, initial=paper.get(key, 0)
                )
        self.fields["difference"] = CleanCharField(
            label=_("Chênh lệch so với danh sách"),
            help_text=_("Chỉ ghi khi số đếm được khác danh sách"),
            limit=200,
            required=False,
        )

    @property
    def counted(self) -> tuple[Paper, ...]:
        """Return what was counted; the form is valid."""
        typed = self.cleaned_data
        return tuple(
            Paper(kind=kind, originals=typed[f"originals_{number}"], copies=typed[f"copies_{number}"])
            for number, kind in enumerate(self.kinds)
        )


class NameReceiver(PortalForm):
    """Into whose hand a parcel was given."""

    receiver_name = CleanCharField(
        label=gettext_lazy("Họ tên người nhận"),
        help_text=gettext_lazy("Người có tên trên bưu gửi hoặc người được ủy quyền"),
        limit=200,
    )


class DeclareSafety(PortalForm):
    """The points a worker declares before the first round of the day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in WorkerCheck:
            self.fields[str(item)] = YesNoField(label=item.label)
        self.fields["note"] = CleanCharField(label=_("Mục chưa đạt và cách xử lý"), limit=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for words where a point is not so."""
        typed: dict[str, Any] = super().clean() or {}
        if any(typed.get(str(item)) is False for item in WorkerCheck) and not typed.get("note"):
            self.add_error("note", ValidationError(_("Ghi rõ mục chưa đạt và cách xử lý.")))
        return typed

    @property
    def answers(self) -> dict[WorkerCheck, bool]:
        """Return the answers; the form is valid."""
        return {item: self.cleaned_data[str(item)] for item in WorkerCheck}
