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
    PARCEL_ON_THE_WAY = "parcel_on_the_way", _("Bưu gửi đang trên đường")
    PARCEL_FAILED = "parcel_failed", _("Bưu tá chưa giao được")
    PARCEL_DELIVERED = "parcel_delivered", _("Đã giao kết quả tại nhà")
    PARCEL_RETURNED = "parcel_returned", _("Bưu gửi được chuyển hoàn về bộ phận Một cửa")
    PARCEL_TASK = "parcel_task", _("Bưu gửi cần xử lý")
    URGENT_REQUESTED = "urgent_requested", _("Có đề nghị cấp thiết chờ quyết định")
    DIGEST = "digest", _("Tổng hợp việc trong ngày")


class Group(models.TextChoices):
    """What a person chooses channels for: kinds that belong together."""

    DOSSIER = "dossier", _("Tiến trình hồ sơ")
    DUTY = "duty", _("Việc Ông/Bà cần làm với hồ sơ")
    APPOINTMENT = "appointment", _("Lịch hẹn")
    PARCEL = "parcel", _("Bưu gửi")
    COUNTER = "counter", _("Tạm ngừng và mở lại quầy")
    URGENT = "urgent", _("Đề nghị cấp thiết của Ông/Bà")
    WORK = "work", _("Việc của cán bộ")


class Channel(models.TextChoices):
    """By which way a message reaches a person."""

    PORTAL = "portal", _("Hộp tin trên cổng")
    EMAIL = "email", _("Thư điện tử")
    SMS = "sms", _("Tin nhắn SMS")
    ZALO = "zalo", _("Zalo")
    PUSH = "push", _("Thông báo trên trình duyệt")


class DeliveryState(models.TextChoices):
    """Where one message stands on one channel."""

    OWED = "owed", _("Chờ gửi")
    HELD = "held", _("Chờ hết giờ nghỉ")
    DIGEST = "digest", _("Chờ thư tổng hợp")
    SENT = "sent", _("Đã gửi")
    DELIVERED = "delivered", _("Đã đến nơi")
    FAILED = "failed", _("Không gửi được")
    SUPPRESSED = "suppressed", _("Không gửi vì địa chỉ đang bị ngừng")


class SuppressionReason(models.TextChoices):
    """Why nothing is sent to an address any more."""

    BOUNCE = "bounce", _("Địa chỉ không nhận được")
    COMPLAINT = "complaint", _("Người nhận báo là thư rác")
    UNSUBSCRIBED = "unsubscribed", _("Người nhận thôi nhận tin")


class Language(models.TextChoices):
    """The languages in which messages are written."""

    VIETNAMESE = "vi", _("Tiếng Việt")
    ENGLISH = "en", _("Tiếng Anh")
