"""The words that the portal comes with. A kind may have several: the first whose variables are all told is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.enums import Kind


@dataclass(frozen=True, slots=True)
class Words:
    """A line that names matter and occasion, and one or two sentences: what happened, what is to be done."""

    subject: str | Promise
    text: str | Promise


_ABOUT_DOSSIER: Final = _("Hồ sơ {reference}: {occasion}")
_ABOUT_OTHER: Final = _("{occasion} ({reference})")
#: One fact and one link.
SHORT: Final = _("{subject}. Xem: {link}")


def _dossier(text: str | Promise) -> Words:
    return Words(_ABOUT_DOSSIER, text)


def _other(text: str | Promise) -> Words:
    return Words(_ABOUT_OTHER, text)


_DOSSIERS: Final[Mapping[str, str | Promise]] = {
    Kind.SUBMITTED: _("Hồ sơ {reference} đã được nộp. Bộ phận Một cửa sẽ trả lời trong 8 giờ làm việc."),
    Kind.RECEIVED: _("Hồ sơ {reference} được tiếp nhận. Giấy tiếp nhận và ngày hẹn trả ở trang của hồ sơ."),
    Kind.INTAKE_REFUSED: _("Hồ sơ {reference} không được tiếp nhận. Lý do và cách làm tiếp ở trang của hồ sơ."),
    Kind.SUPPLEMENT_ASKED: _(
        "Hồ sơ {reference} cần bổ sung giấy tờ. Danh sách giấy tờ và ngày hết hạn ở trang của hồ sơ."
    ),
    Kind.SUPPLEMENT_CONFIRMED: _("Hồ sơ {reference} đã đủ giấy tờ bổ sung và được giải quyết tiếp."),
    Kind.FINANCIAL_DUTY: _("Hồ sơ {reference} có khoản phải nộp. Số tiền và cách nộp ở trang của hồ sơ."),
    Kind.APOLOGY: _(
        "Hồ sơ {reference} chưa xong đúng hẹn. Cơ quan giải quyết xin lỗi và hẹn lại; "
        "ngày mới và lý do ở trang của hồ sơ."
    ),
    Kind.RESULT_READY: _("Hồ sơ {reference} đã có kết quả. Cách nhận ở trang của hồ sơ."),
    Kind.RETURNED: _("Kết quả của hồ sơ {reference} đã được trả."),
    Kind.STOPPED: _("Hồ sơ {reference} dừng giải quyết. Lý do ở trang của hồ sơ."),
    Kind.WITHDRAWN: _("Hồ sơ {reference} đã được rút theo đề nghị của Ông/Bà."),
    Kind.SUPPLEMENT_EXTENDED: _("Hồ sơ {reference} có thêm ngày bổ sung giấy tờ vì quầy tạm ngừng."),
    Kind.DUE_MOVED: _("Ngày hẹn trả của hồ sơ {reference} được dời vì quầy tạm ngừng. Ngày mới ở trang của hồ sơ."),
    Kind.PARCEL_ON_THE_WAY: _("Bưu gửi của hồ sơ {reference} đang trên đường đến Ông/Bà."),
    Kind.PARCEL_FAILED: _(
        "Bưu tá chưa giao được bưu gửi của hồ sơ {reference}. Lần giao tới và cách đổi nơi nhận ở trang của hồ sơ."
    ),
    Kind.PARCEL_DELIVERED: _("Bưu gửi của hồ sơ {reference} đã giao xong."),
    Kind.PARCEL_RETURNED: _(
        "Bưu gửi của hồ sơ {reference} không giao được và được chuyển về bộ phận Một cửa. "
        "Mời Ông/Bà chọn lại cách nhận ở trang của hồ sơ."
    ),
    Kind.PARCEL_TASK: _("Bưu gửi của hồ sơ {reference} cần cán bộ xử lý."),
}
_OTHERS: Final[Mapping[str, tuple[Words, ...]]] = {
    Kind.PICKUP_MOVED: (
        Words(
            _("Hồ sơ {reference}: nhận kết quả từ ngày {day}"),
            _("Hồ sơ {reference}: quầy tạm ngừng nên ngày nhận kết quả được hẹn lại, từ ngày {day}."),
        ),
        _dossier(_("Hồ sơ {reference}: quầy tạm ngừng nên ngày nhận kết quả được hẹn lại.")),
    ),
    Kind.APPOINTMENT_BOOKED: (
        _other(_("Ông/Bà có lịch hẹn lúc {time} ngày {day} tại {office}.")),
        _other(_("Lịch hẹn {reference} đã đặt xong.")),
    ),
    Kind.APPOINTMENT_MOVED: (
        _other(_("Lịch hẹn {reference} được chuyển sang {time} ngày {day} tại {office}.")),
        _other(_("Lịch hẹn {reference} có giờ mới.")),
    ),
    Kind.APPOINTMENT_CANCELLED: (
        _other(_("Lịch hẹn {reference} lúc {time} ngày {day} tại {office} bị hủy vì quầy tạm ngừng. Mời chọn lại.")),
        _other(_("Lịch hẹn {reference} bị hủy vì quầy tạm ngừng. Mời chọn lại.")),
    ),
    Kind.APPOINTMENT_REMINDER: (
        _other(_("Nhắc Ông/Bà: lịch hẹn lúc {time} ngày {day} tại {office}.")),
        _other(_("Nhắc Ông/Bà về lịch hẹn {reference}.")),
    ),
    Kind.PLACE_OFFERED: (
        _other(_("Có chỗ trống lúc {time} ngày {day} tại {office}. Mời xác nhận sớm: chỗ chỉ được giữ một lúc.")),
        _other(_("Có chỗ trống trong ngày Ông/Bà chờ. Mời xác nhận sớm: chỗ chỉ được giữ một lúc.")),
    ),
    Kind.EXEMPTION_GRANTED: (_other(_("Đề nghị {reference} được đồng ý. Thời gian và nơi tiếp ở trang của đề nghị.")),),
    Kind.EXEMPTION_REFUSED: (_other(_("Đề nghị {reference} không được đồng ý. Lý do ở trang của đề nghị.")),),
    Kind.EXEMPTION_LATE: (_other(_("Đề nghị {reference} đã quá giờ phải quyết định. Mời quyết định ngay.")),),
    Kind.URGENT_REQUESTED: (_other(_("Đề nghị {reference} chờ Ông/Bà quyết định.")),),
    Kind.SAFETY_OPEN: (
        Words(
            _("{office}: còn điểm chưa đạt về phòng dịch ngày {day}"),
            _("Kiểm tra ngày {day} tại {office} còn điểm chưa đạt về phòng dịch mà hết ngày chưa khắc phục."),
        ),
        _other(_("Còn điểm chưa đạt về phòng dịch mà hết ngày chưa khắc phục.")),
    ),
    Kind.REOPENED: (
        Words(
            _("{office} đã mở lại quầy"),
            _("Quầy của {office} đã mở lại. Ông/Bà có thể đến trực tiếp hoặc đặt lịch hẹn."),
        ),
        _other(_("Quầy đã mở lại. Ông/Bà có thể đến trực tiếp.")),
    ),
    Kind.PRESS: (
        _other(_("Kính gửi tòa soạn thông cáo về việc tạm ngừng quầy. Văn bản đọc và chép tại trang dưới đây.")),
    ),
    Kind.DIGEST: (
        Words(_("Có {count} việc mới cho Ông/Bà"), _("Các việc mới từ lần tổng hợp trước:")),
        Words(_("{occasion}"), _("Các việc mới từ lần tổng hợp trước:")),
    ),
}  # fmt: skip


def defaults_of(kind: str) -> tuple[Words, ...]:
    """Return the words of a kind that the portal comes with, the most telling first; the last need nothing special."""
    return _OTHERS[kind] if kind in _OTHERS else (_dossier(_DOSSIERS[kind]),)
