from django.db import models
from django.utils.translation import gettext_lazy as _


class EffectState(models.TextChoices):
    """Where an owed effect stands."""

    OWED = "owed", _("Chờ gửi")
    SENDING = "sending", _("Đang gửi")
    DONE = "done", _("Đã gửi")
    FAILED = "failed", _("Không gửi được")


class ScanState(models.TextChoices):
    """What the malware scanner said of a file."""

    CLEAN = "clean", _("Không có mã độc")
    NOT_SCANNED = "not_scanned", _("Chưa quét mã độc")
