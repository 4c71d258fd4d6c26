from django.db import models
from django.utils.translation import gettext_lazy as _


class EffectState(models.TextChoices):
    """Where an owed effect stands."""

    OWED = "owed", _("Chờ gửi")
    SENDING = "sending", _("Đang gửi")
    DONE = "done", _("Đã gửi")
    FAILED = "failed", _("Không gửi được")
    HUMAN = "human", _("Cần người xác minh")
    CANCELLED = "dropped", _("Không cần gửi nữa")
    GIVEN_UP = "given_up", _("Đã thôi gửi")


class InboundState(models.TextChoices):
    """Where a partner's message stands."""

    STORED = "stored", _("Đã lưu, chờ xử lý")
    PARKED = "parked", _("Đến sớm, chờ hồ sơ tương ứng")
    APPLIED = "applied", _("Đã ghi nhận")
    IGNORED = "ignored", _("Không có gì mới")
    REFUSED = "refused", _("Không hợp lệ")
    FAILED = "failed", _("Không xử lý được")


class ScanState(models.TextChoices):
    """What the malware scanner said of a file."""

    CLEAN = "clean", _("Không có mã độc")
    NOT_SCANNED = "not_scanned", _("Chưa quét mã độc")
