"""What is typed about messages: wishes, words, appeals."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.enums import Channel, Group, Kind, Language
from notifications.wording.rendering import WITH_SUBJECT, faults_of
from portal.kernel.fields import ChosenField, ChosenManyField, CleanCharField
from portal.kernel.forms import PortalForm


class Wishes(PortalForm):
    """Language, channels for each group of kinds, one mail a day."""

    language = ChosenField(label=_("Ngôn ngữ của thông báo"), choices=Language.choices)

    def __init__(
        self, *args: Any, groups: Sequence[Group], channels: Sequence[Channel], digests: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups, self.channels = groups, channels
        choices: list[tuple[str, Any]] = [(one.value, one.label) for one in channels]
        for group in groups:
            self.fields[group.value] = ChosenManyField(label=group.label, choices=choices, required=False)
        if digests:
            self.fields["wants_digest"] = forms.BooleanField(
                label=_("Gộp việc không khẩn vào một thư mỗi ngày"), required=False
            )

    def wishes(self) -> dict[tuple[Group, Channel], bool]:
        """Return what was said, for each group and channel."""
        return {
            (group, channel): channel.value in self.cleaned_data[group.value]
            for group in self.groups
            for channel in self.channels
        }


class WordTemplate(PortalForm):
    """The words of one kind on one channel in one language."""

    subject = CleanCharField(label=_("Dòng tiêu đề"), limit=150, required=False)
    body = CleanCharField(label=_("Nội dung"), limit=2000, widget=forms.Textarea(attrs={"rows": 6}))
    is_unaccented = forms.BooleanField(
        label=_("Gửi không dấu"), help_text=_("160 ký tự mỗi phần thay vì 70"), required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: Kind, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.channel = kind, channel
        if channel not in WITH_SUBJECT:
            del self.fields["subject"]
        if channel != Channel.SMS:
            del self.fields["is_unaccented"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        typed.setdefault("subject", "")
        typed.setdefault("is_unaccented", False)
        if typed.get("body"):
            faults = faults_of(self.kind, self.channel, subject=typed["subject"], body=typed["body"])
            for field, fault in faults.items():
                self.add_error(field if field in self.fields else "body", fault)
        return typed


class Appeal(PortalForm):
    """Why an address should be written to again."""

    text = CleanCharField(
        label=_("Vì sao nên gửi lại"),
        help_text=_("Ví dụ: hộp thư đã mở lại, địa chỉ đã sửa"),
        limit=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Lift(PortalForm):
    """Why an address is written to again."""

    reason = CleanCharField(label=_("Lý do gỡ"), limit=200)
