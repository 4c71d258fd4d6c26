"""What is typed about the press and about the guidance of agencies."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel.fields import ChosenField, CleanCharField, MailField
from portal.kernel.forms import PortalForm
from portal.kernel.history import REASON_MAX_LENGTH


def _reason() -> CleanCharField:
    return CleanCharField(label=_("Lý do"), help_text=_("Ghi vào lịch sử cấu hình"), limit=REASON_MAX_LENGTH)


class KeepPressContact(PortalForm):
    """A newspaper or a station, and where announcements go."""

    outlet = CleanCharField(label=_("Cơ quan báo chí"), limit=120)
    email = MailField(label=_("Thư điện tử nhận thông cáo"))
    is_active = forms.BooleanField(label=_("Gửi thông cáo cho nơi này"), required=False, initial=True)
    reason = _reason()


class NoteCarried(PortalForm):
    """Who carried the announcement, when and where."""

    outlet = ChosenField(label=_("Cơ quan báo chí"))
    carried_at = forms.DateTimeField(
        label=_("Lúc đưa tin"),
        help_text=_("Ngày và giờ, ví dụ 22/7/2021 18:30"),
        input_formats=["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M"],
        error_messages={"invalid": _("Nhập lúc đưa tin theo dạng ngày/tháng/năm giờ:phút")},
    )
    where = CleanCharField(label=_("Địa chỉ bài viết hoặc chương trình"), limit=300)

    def __init__(self, *args: Any, outlets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outlet"]
        if isinstance(field, ChosenField):
            field.choices = [(outlet, outlet) for outlet in outlets]


class TellGuidance(PortalForm):
    """How to file at one agency, or to get results, on one channel."""

    text_vi = CleanCharField(label=_("Hướng dẫn"), limit=2000, widget=forms.Textarea(attrs={"rows": 5}))
    text_en = CleanCharField(
        label=_("Hướng dẫn bằng tiếng Anh"), limit=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    phone = CleanCharField(label=_("Số điện thoại hỏi"), limit=20, required=False)
    hours = CleanCharField(label=_("Giờ làm việc"), limit=120, required=False)
    reason = _reason()
