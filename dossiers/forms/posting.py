"""Where something goes by post and on which terms: written by the desk for a result, by the applicant for papers."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from dossiers.actions.by_post import USUAL_GRAMS, Posting
from dossiers.forms.citizen import SeenField
from dossiers.forms.officer import ActForm
from dossiers.models import Dossier
from dossiers.queries.by_post import Addressee, addressee_of
from portal.agencies.models import Agency
from portal.agencies.queries import communes
from portal.kernel.fields import CleanCharField, MoneyField, PhoneField
from portal.kernel.forms import PortalForm
from postal.actions import Contact, Paper
from postal.actions.payload import HOME_PROVINCE

GRAMS_MAX = 20_000


class _Commune(forms.ChoiceField):
    """One of the communes of the province, by district; empty for an address in another province."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_commune_choices, required=False, **kwargs)


def _commune_choices() -> list[tuple[str, Any]]:
    return [("", _("Tỉnh khác (ghi ở dưới)")), *communes()]


class Address(PortalForm):
    """Who is visited by the post, and where."""

    name = CleanCharField(label=gettext_lazy("Họ và tên"), limit=200)
    phone = PhoneField(label=gettext_lazy("Số điện thoại"))
    address = CleanCharField(
        label=gettext_lazy("Số nhà, đường hoặc thôn, xóm"),
        help_text=gettext_lazy("Ví dụ: 12 Lê Lợi, hoặc: Thôn Trung Bình, gần trường mầm non."),
        limit=300,
    )
    commune = _Commune(label=gettext_lazy("Xã, phường"))
    elsewhere = CleanCharField(
        label=gettext_lazy("Xã, phường ở tỉnh khác"),
        help_text=gettext_lazy("Chỉ ghi khi không có trong danh sách trên."),
        limit=160,
        required=False,
    )
    province = CleanCharField(
        label=gettext_lazy("Tỉnh, thành phố"),
        help_text=gettext_lazy("Chỉ ghi khi khác tỉnh này."),
        limit=80,
        required=False,
    )

    def start(self, who: Addressee) -> None:
        """Begin with what is known of the person."""
        known = {"name": who.name, "phone": who.phone, "address": who.address, "commune": who.commune_key}
        for field, value in known.items():
            self.fields[field].initial = value

    def clean(self) -> dict[str, Any]:
        """Ask for the commune once, and for the province of one that is not ours."""
        typed: dict[str, Any] = super().clean() or {}
        if not typed.get("commune") and "commune" not in self.errors:
            if not typed.get("elsewhere"):
                self.add_error("commune", _("Chọn xã, phường"))
            elif not typed.get("province"):
                self.add_error("province", _("Nhập tỉnh, thành phố"))
        return typed

    @property
    def party(self) -> Contact:
        """Return who was written down; the form is valid."""
        typed = self.cleaned_data
        commune = Agency.objects.filter(key=typed["commune"]).first() if typed["commune"] else None
        return Contact(
            name=typed["name"],
            phone=typed["phone"],
            address=typed["address"],
            commune_id=commune.pk if commune else None,
            commune_name="" if commune else typed["elsewhere"],
            province=HOME_PROVINCE if commune else typed["province"],
        )


class PostResult(ActForm, Address):
    """How a result goes to its owner."""

    weight_grams = forms.IntegerField(
        label=gettext_lazy("Cân nặng (gam)"), min_value=1, max_value=GRAMS_MAX, initial=USUAL_GRAMS
    )
    cod_dong = MoneyField(
        label=gettext_lazy("Phí, lệ phí thu hộ"),
        help_text=gettext_lazy("Để trống nếu đã nộp hoặc không phải nộp."),
        required=False,
    )
    agency_pays = forms.BooleanField(label=gettext_lazy("Cơ quan trả cước"), required=False)
    hand_to_anybody = forms.BooleanField(
        label=gettext_lazy("Giao cho người cùng nhà, không cần đối chiếu giấy tờ"), required=False
    )
    contactless = forms.BooleanField(label=gettext_lazy("Giao không tiếp xúc"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start(addressee_of(self.dossier))

    @property
    def posting(self) -> Posting:
        """Return the terms; the form is valid."""
        typed = self.cleaned_data
        with override(settings.LANGUAGE_CODE):  # it stands on the parcel and on the record, whoever typed
            kind = _("Kết quả giải quyết thủ tục hành chính")
        return Posting(
            party=self.party,
            papers=(Paper(kind=kind, originals=1),),
            weight_grams=typed["weight_grams"],
            cod_dong=typed["cod_dong"] or 0,
            party_pays=not typed["agency_pays"],
            check_identity=not typed["hand_to_anybody"],
            contactless=typed["contactless"],
        )


class PostPapers(Address):
    """Which papers the post fetches at home."""

    papers = CleanCharField(
        label=gettext_lazy("Giấy tờ giao cho bưu tá"),
        help_text=gettext_lazy("Mỗi dòng một loại, ví dụ: 01 bản chính giấy chứng sinh."),
        lines=True,
        limit=1000,
    )
    contactless = forms.BooleanField(
        label=gettext_lazy("Giao không tiếp xúc"),
        help_text=gettext_lazy("Bưu tá gọi trước, nhận túi giấy tờ đặt ở cửa."),
        required=False,
    )
    seen = SeenField(required=False)

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": dossier.event_seq}, **kwargs)
        self.start(addressee_of(dossier))
        self.order_fields(["papers"])

    @property
    def posting(self) -> Posting:
        """Return the terms; the form is valid."""
        lines = [line.strip() for line in self.cleaned_data["papers"].splitlines() if line.strip()]
        return Posting(
            party=self.party,
            papers=tuple(Paper(kind=line[:200], originals=1) for line in lines[:20]),
            contactless=self.cleaned_data["contactless"],
        )
