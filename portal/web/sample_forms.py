"""A form with every kind of question, for the style guide only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel.fields import DateField3
from portal.kernel.forms import PortalForm


class SampleForm(PortalForm):
    """One question of each kind."""

    full_name = forms.CharField(label=_("Họ và tên"), help_text=_("Viết như trên căn cước công dân"))
    issued_on = DateField3(label=_("Ngày cấp"))
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 4}))
    place = forms.ChoiceField(label=_("Nơi nhận"), choices=[("", _("Chọn một nơi")), ("dong-hoi", "Đồng Hới")])
    method = forms.ChoiceField(
        label=_("Cách nhận kết quả"),
        widget=forms.RadioSelect,
        choices=[("truc_tuyen", _("Bản điện tử trên cổng")), ("buu_chinh", _("Bưu điện giao tận nơi"))],
    )
    topics = forms.MultipleChoiceField(
        label=_("Nhận tin về"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("ho-so", _("Hồ sơ của tôi")), ("tam-ngung", _("Đợt tạm ngừng"))],
    )
    paper = forms.FileField(label=_("Căn cước – mặt trước"), help_text=_("Ảnh hoặc PDF, nhỏ hơn 10 MB"))
    pledge = forms.BooleanField(label=_("Tôi khai đúng sự thật và chịu trách nhiệm về lời khai"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        method = self.fields["method"]
        method.choice_hints = {"buu_chinh": _("Từ 26.000 đồng, 2 đến 4 ngày")}  # type: ignore[attr-defined]  # read by the field template
