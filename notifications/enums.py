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
    PICKUP_MOVED = "pickup_moved", _("Hẹn lại ngày nhận kết quả do tạm ngừng quầy")
    SUPPLEMENT_EXTENDED = "supplement_extended", _("Thêm ngày bổ sung giấy tờ do tạm ngừng quầy")
    DUE_MOVED = "due_moved", _("Đổi ngày hẹn trả do tạm ngừng quầy")
    APPOINTMENT_BOOKED = "appointment_booked", _("Đã đặt lịch hẹn")
    APPOINTMENT_MOVED = "appointment_moved", _("Lịch hẹn được chuyển sang giờ khác")
    APPOINTMENT_CANCELLED = "appointment_cancelled", _("Lịch hẹn bị hủy do tạm ngừng, mời chọn lại")
    APPOINTMENT_REMINDER = "appointment_reminder", _("Nhắc lịch hẹn")
    PLACE_OFFERED = "place_offered", _("Có chỗ trống trong ngày Ông/Bà chờ")
    EXEMPTION_GRANTED = "exemption_granted", _("Đồng ý tiếp trực tiếp")
    EXEMPTION_REFUSED = "exemption_refused", _("Không đồng ý tiếp trực tiếp")
    EXEMPTION_LATE = "exemption_late", _("Đề nghị cấp thiết đã quá giờ quyết định")
    SAFETY_OPEN = "safety_open", _("Điểm chưa đạt về phòng dịch cần xử lý")
    REOPENED = "reopened", _("Quầy đã mở lại")
    PRESS = "press", _("Thông cáo báo chí về tạm ngừng quầy")
