from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The occasions on which a person is told something."""

    SUBMITTED = "submitted", _("Đã nộp hồ sơ")
    RECEIVED = "received", _("Hồ sơ được tiếp nhận")
    INTAKE_REFUSED = "intake_refused", _("Hồ sơ không được tiếp nhận")
    SUPPLEMENT_ASKED = "supplement_asked", _("Yêu cầu bổ sung hồ sơ")
    SUPPLEMENT_CONFIRMED = "supplement_confirmed", _("Đã nhận đủ giấy tờ bổ sung")
    FINANCIAL_DUTY = "financial_duty", _("Thực hiện nghĩa vụ tài chính")
    APOLOGY = "apology", _("Xin lỗi và hẹn lại ngày trả kết quả")
    RESULT_READY = "result_ready", _("Đã có kết quả")
    RETURNED = "returned", _("Đã trả kết quả")
    STOPPED = "stopped", _("Dừng giải quyết hồ sơ")
    WITHDRAWN = "withdrawn", _("Đã rút hồ sơ")
