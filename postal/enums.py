from django.db import models
from django.utils.translation import gettext_lazy as _


class ParcelState(models.TextChoices):
    """Where a parcel is, in one vocabulary for all carriers (`law.md` §4.5); their own codes are kept beside it."""

    REQUESTED = "requested", _("Đã ghi yêu cầu")
    ORDERED = "ordered", _("Bưu điện đã nhận yêu cầu")
    AWAITING_PICKUP = "awaiting_pickup", _("Chờ thu gom")
    ACCEPTED = "accepted", _("Bưu điện đã nhận bưu gửi")
    IN_TRANSIT = "in_transit", _("Đang vận chuyển")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Đang phát")
    FAILED_ATTEMPT = "failed_attempt", _("Phát không thành công")
    DELIVERED = "delivered", _("Phát thành công")
    RETURNING = "returning", _("Đang chuyển hoàn")
    RETURNED = "returned", _("Đã hoàn về nơi gửi")
    CANCELLED = "cancelled", _("Đã hủy")
    LOST = "lost", _("Thất lạc hoặc hư hỏng")
    REFUSED = "refused", _("Bưu điện từ chối yêu cầu")


class Leg(models.TextChoices):
    """Which way a parcel goes, by the letter in its order number."""

    RESULT = "R", _("Trả kết quả")
    PAPERS = "N", _("Nhận gửi hồ sơ")
    SUPPLEMENT = "B", _("Gửi giấy tờ bổ sung")
