from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    OUTGOING = "outgoing", _("Văn bản đi")
    INCOMING = "incoming", _("Văn bản đến")


class DocumentType(models.TextChoices):
    """The types of NĐ 30/2020/NĐ-CP Điều 7 that exist here so far, by their abbreviation of Phụ lục III."""

    LETTER = "", _("Công văn")
    DECISION = "QĐ", _("Quyết định")
    NOTICE = "TB", _("Thông báo")
    CERTIFICATE = "KQ", _("Kết quả giải quyết thủ tục hành chính")
    APOLOGY = "PXL", _("Phiếu xin lỗi và hẹn lại ngày trả kết quả")


class DocumentState(models.TextChoices):
    ISSUED = "issued", _("Đã phát hành")
    REPLACED = "replaced", _("Đã thay thế")
