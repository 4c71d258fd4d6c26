from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The tier of the administration an agency stands on."""

    PROVINCE = "tinh", _("Cấp tỉnh")
    DISTRICT = "huyen", _("Cấp huyện")
    COMMUNE = "xa", _("Cấp xã")


class ContactKind(models.TextChoices):
    """How an agency can be reached."""

    PHONE = "phone", _("Điện thoại")
    EMAIL = "email", _("Thư điện tử")
    ADDRESS = "address", _("Địa chỉ")


class DayKind(models.TextChoices):
    """Why a day differs from its weekday."""

    HOLIDAY = "nghi_le", _("Nghỉ lễ")
    COMPENSATION = "nghi_bu", _("Nghỉ bù")
    SWAPPED = "hoan_doi", _("Nghỉ hoán đổi")
    MADE_UP = "lam_bu", _("Làm bù")
    CLOSED = "dong_cua", _("Đóng cửa")
