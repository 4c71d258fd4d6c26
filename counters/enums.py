from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(models.TextChoices):
    """Why somebody comes to a counter."""

    FILE = "file", _("Nộp hồ sơ")
    PICK_UP = "pick_up", _("Nhận kết quả")
    OTHER = "other", _("Được hướng dẫn, việc khác")


class AppointmentState(models.TextChoices):
    """Where an appointment stands. Held for ten minutes, then booked or gone."""

    HELD = "held", _("Đang giữ chỗ")
    BOOKED = "booked", _("Đã đặt")
    CHECKED_IN = "checked_in", _("Đã đến")
    SERVED = "served", _("Đã tiếp")
    CANCELLED = "cancelled", _("Đã hủy")
    SUSPENDED = "suspended", _("Hủy do tạm ngừng, mời chọn lại")
    NO_SHOW = "no_show", _("Không đến")
    EXPIRED = "expired", _("Hết giờ giữ chỗ")


class AppointmentAct(models.TextChoices):
    """What happened to an appointment."""

    HOLD = "hold", _("Giữ chỗ")
    OFFER = "offer", _("Mời người trong danh sách chờ")
    CONFIRM = "confirm", _("Đặt hẹn")
    MOVE = "move", _("Chuyển sang khung khác")
    CANCEL = "cancel", _("Hủy hẹn")
    EXPIRE = "expire", _("Hết giờ giữ chỗ")
    CHECK_IN = "check_in", _("Đến quầy")
    SERVE = "serve", _("Tiếp xong")
    NO_SHOW = "no_show", _("Không đến")
    LEAVE = "leave", _("Rời khu chờ")
    SUSPEND = "suspend", _("Hủy do tạm ngừng quầy")
    REMIND = "remind", _("Nhắc hẹn")


class TicketState(models.TextChoices):
    """Where the holder of a queue number is."""

    WAITING = "waiting", pgettext_lazy("số thứ tự", "Đang chờ")
    CALLED = "called", _("Đang gọi")
    DONE = "done", _("Đã xong")
    LEFT = "left", _("Không có mặt")


class WaitingState(models.TextChoices):
    """What became of a wish for a day that was full."""

    WAITING = "waiting", pgettext_lazy("danh sách chờ", "Đang chờ")
    OFFERED = "offered", _("Đã mời")
    TAKEN = "taken", _("Đã nhận chỗ")
    GONE = "gone", _("Đã bỏ")


class HalfDay(models.TextChoices):
    MORNING = "morning", _("Buổi sáng")
    AFTERNOON = "afternoon", _("Buổi chiều")


class CheckItem(models.TextChoices):
    """What is checked at a desk every day against infection (items 5d, 6)."""

    DISTANCE = "distance", _("Giữ khoảng cách, có vạch đứng")
    MASKS = "masks", _("Đeo khẩu trang")
    DISINFECTION = "disinfection", _("Có nước sát khuẩn, đã lau quầy")
    SIGN = "sign", _("Đã dán thông báo tạm ngừng")
    HEAD_COUNT = "head_count", _("Không quá số người cho phép")
    VENTILATION = "ventilation", _("Phòng thoáng khí")


class GuidanceWay(models.TextChoices):
    """How guidance was given (NĐ 118/2025/NĐ-CP Điều 16)."""

    HOTLINE = "hotline", _("Đường dây nóng")
    DESK = "desk", _("Tại quầy")
    EMAIL = "email", _("Thư điện tử")
    SOCIAL = "social", _("Mạng xã hội")
