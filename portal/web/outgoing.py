"""What leaves the house, in the words of the page that shows it."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from portal.kernel import stuck
from portal.kernel.models import OwedEffect

LANE_WORDS: Final = {
    "parcels": _("Bưu gửi"),
    "mail": _("Thư điện tử"),
    "sms": _("Tin nhắn"),
    "internal": _("Trong hệ thống"),
    "clock": _("Theo giờ"),
    "bulk": _("Gửi hàng loạt"),
}
KIND_WORDS: Final = {
    "mail": _("Thư điện tử"),
    "password_reset": _("Thư đặt lại mật khẩu"),
    "sms": _("Tin nhắn"),
    "zalo": _("Tin Zalo"),
    "push": _("Thông báo đẩy"),
    "digest": _("Thư tổng hợp trong ngày"),
    "parcel_order": _("Đặt bưu gửi"),
    "parcel_cancel": _("Hủy bưu gửi"),
    "parcel_delivered": _("Ghi nhận đã phát"),
    "parcel_on_the_way": _("Báo bưu gửi đang đến"),
    "parcel_failed": _("Báo phát không thành công"),
    "parcel_returned": _("Ghi nhận chuyển hoàn"),
    "parcel_received_at_desk": _("Ghi nhận giấy tờ về quầy"),
}
#: What the engine notes when no partner said anything; a refusal is a sentence already.
CAUSE_WORDS: Final = {
    "TemporaryFailure": _("Đối tác chưa nhận, đã thử nhiều lần"),
    "OutcomeUnknown": _("Đối tác không trả lời, không biết đã nhận hay chưa"),
    "worker_went_silent": _("Tiến trình gửi dừng giữa chừng, không biết đã nhận hay chưa"),
}


def effect_row(effect: OwedEffect) -> dict[str, Any]:
    """Return one stuck effect for the list: no personal data, only what it is about by number."""
    return {
        "effect": effect,
        "kind": KIND_WORDS.get(effect.kind, effect.kind),
        "lane": LANE_WORDS.get(effect.lane, effect.lane),
        "about": ", ".join(f"{name} {value}" for name, value in sorted(effect.payload.items())),
        "cause": CAUSE_WORDS.get(effect.cause_of_failure, effect.cause_of_failure),
    }


def lane_rows(*, at: datetime) -> list[dict[str, Any]]:
    """Return how each lane stands."""
    return [{"words": LANE_WORDS[one.lane], "figures": one} for one in stuck.figures(at=at)]
