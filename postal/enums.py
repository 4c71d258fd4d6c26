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


class PostalAct(models.TextChoices):
    """What is done about a parcel by us, by the post or by the carrier's tracking."""

    REQUEST = "request", _("Ghi yêu cầu gửi")
    ACCEPT_ORDER = "accept_order", _("Bưu điện nhận yêu cầu")
    REFUSE_ORDER = "refuse_order", _("Bưu điện từ chối yêu cầu")
    CANCEL = "cancel", _("Hủy yêu cầu gửi")
    COLLECT = "collect", _("Thu gom tại nhà")
    DELIVER = "deliver", _("Phát cho người nhận")
    FAIL = "fail", _("Phát không thành công")
    HAND_OVER = "hand_over", _("Giao cho bưu điện")
    RECEIVE_PAPERS = "receive_papers", _("Nhận giấy tờ tại bộ phận Một cửa")
    RECEIVE_RETURNED = "receive_returned", _("Nhận lại bưu gửi chuyển hoàn")
    DECLARE_LOST = "declare_lost", _("Xác nhận thất lạc")


class EventSource(models.TextChoices):
    """Who told us what happened to a parcel."""

    WEBHOOK = "webhook", _("Bưu điện báo")
    POLL = "poll", _("Tra cứu bưu điện")
    DESK = "desk", _("Bộ phận Một cửa")
    POSTAL = "postal", _("Nhân viên bưu điện")
    SYSTEM = "system", _("Hệ thống")


class Holder(models.TextChoices):
    """Who has a parcel in hand. At each instant exactly one of them."""

    CITIZEN = "citizen", _("Người gửi")
    DESK = "desk", _("Bộ phận Một cửa")
    POSTAL_WORKER = "postal_worker", _("Nhân viên bưu điện")
    CARRIER = "carrier", _("Bưu điện")
    RECEIVER = "receiver", _("Người nhận")


class WaybillState(models.TextChoices):
    """What became of a waybill code. A code that was taken once never serves another parcel."""

    FREE = "free", _("Chưa dùng")
    RESERVED = "reserved", _("Đã giữ chỗ")
    CONFIRMED = "confirmed", _("Đã dùng")
    RELEASED = "released", _("Đã bỏ")


class Direction(models.TextChoices):
    """Which way a hand-over between a desk and the post goes."""

    OUT = "out", _("Giao cho bưu điện")
    IN = "in", _("Nhận từ bưu điện")


class ManifestState(models.TextChoices):
    """Where a hand-over record stands. Parcels change hands only when the taker confirms."""

    OPEN = "open", _("Đang lập")
    HANDED_OVER = "handed_over", _("Bên giao đã ký")
    CONFIRMED = "confirmed", _("Hai bên đã ký")
    CANCELLED = "cancelled", _("Đã hủy")


class TaskKind(models.TextChoices):
    """Why a person has to look at a parcel."""

    REFUSED = "refused", _("Bưu điện từ chối yêu cầu")
    UNKNOWN = "unknown", _("Chưa rõ bưu điện đã nhận yêu cầu hay chưa")
    NO_WAYBILL = "no_waybill", _("Hết mã vận đơn")
    OTHER_REFERENCE = "other_reference", _("Bưu điện báo số hiệu khác")
    CANCEL_REFUSED = "cancel_refused", _("Bưu điện chưa hủy được yêu cầu")
    NOT_HANDED_OVER = "not_handed_over", _("Chưa giao cho bưu điện")
    NOT_COLLECTED = "not_collected", _("Bưu điện chưa đến thu gom")
    FAILED_TWICE = "failed_twice", _("Phát không thành công hai lần")
    LATE = "late", _("Quá hạn phát")
    LOST = "lost", _("Có thể đã thất lạc")
    NOT_RECEIVED = "not_received", _("Bưu điện báo đã phát, quầy chưa nhận")
    NOT_RETURNED = "not_returned", _("Bưu điện báo đã hoàn, quầy chưa nhận lại")
    DIFFERENCE = "difference", _("Chênh lệch khi giao nhận")


class ClaimKind(models.TextChoices):
    """What is claimed from a carrier."""

    LATE = "late", _("Phát chậm")
    LOST = "lost", _("Thất lạc")
    DAMAGED = "damaged", _("Hư hỏng")


class ClaimState(models.TextChoices):
    """Where a claim stands."""

    OPEN = "open", _("Chờ bưu điện trả lời")
    ACCEPTED = "accepted", _("Bưu điện chấp nhận")
    REJECTED = "rejected", _("Bưu điện không chấp nhận")
    WITHDRAWN = "withdrawn", _("Đã rút")


class WorkerCheck(models.TextChoices):
    """What a postal worker declares before the first round of a day (item 5g)."""

    HEALTH = "health", _("Không sốt, không ho, không tiếp xúc người nhiễm bệnh")
    MASK = "mask", _("Có khẩu trang và nước sát khuẩn")
    VEHICLE = "vehicle", _("Đã khử khuẩn xe và túi thư")
    DISTANCE = "distance", _("Giữ khoảng cách, đặt bưu gửi ở nơi trung gian khi giao không tiếp xúc")
    LIST = "list", _("Đã đối chiếu danh sách bưu gửi trong ngày")
