"""What officers read of a dossier: acts as verbs, history as sentences, time left in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dossiers.deadlines import shown_date
from dossiers.enums import Status
from dossiers.models import Dossier, DossierEvent

_t = gettext_lazy
_NOON: Final = time(12, 0)


@dataclass(frozen=True, slots=True)
class ActWords:
    """One act: the verb on its button, and what history says of it."""

    verb: str | Promise
    past: str | Promise


ACT_WORDS: Final = {
    "submit": ActWords(_t("Nộp hồ sơ"), _t("Nộp hồ sơ trực tuyến")),
    "receive_direct": ActWords(_t("Tiếp nhận"), _t("Tiếp nhận hồ sơ giấy")),
    "accept": ActWords(_t("Tiếp nhận"), _t("Tiếp nhận hồ sơ")),
    "refuse_intake": ActWords(_t("Từ chối tiếp nhận"), _t("Từ chối tiếp nhận")),
    "ask_correction": ActWords(_t("Yêu cầu bổ sung"), _t("Yêu cầu bổ sung trước khi tiếp nhận")),
    "resubmit": ActWords(_t("Nộp lại"), _t("Gửi giấy tờ bổ sung")),
    "cancel": ActWords(_t("Rút hồ sơ"), _t("Rút hồ sơ trước khi tiếp nhận")),
    "forward": ActWords(_t("Chuyển cơ quan giải quyết"), _t("Chuyển hồ sơ đến cơ quan giải quyết")),
    "assign": ActWords(_t("Phân công"), _t("Phân công chuyên viên")),
    "take_up": ActWords(_t("Nhận thụ lý"), _t("Nhận thụ lý hồ sơ")),
    "propose": ActWords(_t("Đề xuất"), _t("Trình trưởng phòng đề xuất")),
    "propose_to_signatory": ActWords(_t("Đề xuất"), _t("Trình lãnh đạo đề xuất")),
    "endorse": ActWords(_t("Trình lãnh đạo"), _t("Đồng ý và trình lãnh đạo")),
    "send_back": ActWords(_t("Trả lại chuyên viên"), _t("Trả lại chuyên viên")),
    "ask_supplement": ActWords(_t("Gửi yêu cầu bổ sung"), _t("Yêu cầu bổ sung hồ sơ")),
    "answer_supplement": ActWords(_t("Nhận giấy tờ bổ sung"), _t("Bổ sung giấy tờ")),
    "confirm_supplement": ActWords(_t("Xác nhận đã đủ"), _t("Xác nhận hồ sơ đã bổ sung đủ")),
    "close_unanswered": ActWords(_t("Đóng vì không bổ sung"), _t("Đóng hồ sơ vì hết hạn bổ sung")),
    "fix_financial_duty": ActWords(_t("Báo nghĩa vụ tài chính"), _t("Xác định nghĩa vụ tài chính")),
    "confirm_payment": ActWords(_t("Xác nhận đã nộp tiền"), _t("Xác nhận đã thực hiện nghĩa vụ tài chính")),
    "apologise": ActWords(_t("Xin lỗi và hẹn lại"), _t("Xin lỗi và hẹn lại ngày trả")),
    "request_withdrawal": ActWords(_t("Yêu cầu rút hồ sơ"), _t("Yêu cầu rút hồ sơ")),
    "confirm_withdrawal": ActWords(_t("Cho rút hồ sơ"), _t("Xác nhận rút hồ sơ")),
    "stop": ActWords(_t("Dừng giải quyết"), _t("Dừng giải quyết hồ sơ")),
    "grant": ActWords(_t("Ký duyệt kết quả"), _t("Ký duyệt kết quả")),
    "refuse": ActWords(_t("Ký từ chối giải quyết"), _t("Ký văn bản từ chối giải quyết")),
    "reopen": ActWords(_t("Thu hồi kết quả để sửa"), _t("Thu hồi kết quả để sửa sai sót")),
    "suspend_clock": ActWords(_t("Dừng thời hạn do tạm ngừng"), _t("Không tính thời gian tạm ngừng vào thời hạn")),
    "extend_supplement": ActWords(_t("Thêm ngày bổ sung"), _t("Thêm ngày bổ sung giấy tờ do tạm ngừng quầy")),
    "reappoint_pickup": ActWords(_t("Hẹn lại ngày nhận"), _t("Hẹn lại ngày nhận kết quả do tạm ngừng quầy")),
    "change_return": ActWords(_t("Đổi cách nhận kết quả"), _t("Đổi cách nhận kết quả")),
    "post_papers": ActWords(_t("Nhờ bưu điện lấy giấy tờ"), _t("Nhờ bưu điện lấy giấy tờ tại nhà")),
    "papers_by_post": ActWords(_t("Giấy tờ về qua bưu điện"), _t("Giấy tờ gửi bưu điện đã về bộ phận Một cửa")),
    "post_result": ActWords(_t("Gửi bưu điện"), _t("Lập bưu gửi trả kết quả")),
    "return_result": ActWords(_t("Trả kết quả"), _t("Trả kết quả")),
}
_WARNS: Final = frozenset(
    {"refuse_intake", "ask_correction", "ask_supplement", "close_unanswered", "stop", "refuse", "reopen", "send_back"}
)


def steps_of(events: Iterable[DossierEvent]) -> list[dict[str, Any]]:
    """Return events as the lines of a timeline; fetch `delegation__membership__user` with them."""
    return [
        {
            "title": ACT_WORDS[event.act].past if event.act in ACT_WORDS else event.act,
            "at": event.happened_at,
            "who": _who(event),
            "note": event.reason,
            "kind": "warn" if event.act in _WARNS else "ok",
        }
        for event in events
    ]


def _who(event: DossierEvent) -> str:
    if not event.actor_name:
        return _("Hệ thống")
    who = f"{event.actor_name}, {event.actor_title}" if event.actor_title else event.actor_name
    if event.delegation is not None:
        return _("%(who)s, thay %(holder)s") % {"who": who, "holder": event.delegation.membership.user.full_name}
    return who


def due_of(dossier: Dossier, at: datetime) -> dict[str, str]:
    """Return how much time is left on a dossier: `words` and `kind` for the component `due`."""
    if dossier.status == Status.REGISTERED and dossier.answer_due_at:
        return _left(dossier.answer_due_at, at)
    if dossier.status == Status.DECIDED and dossier.decided_at:
        return {"words": _("Có từ %(day)s") % {"day": _day(dossier.decided_at)}, "kind": ""}
    if dossier.waits_for_applicant and dossier.due_at is None:
        return {"words": _("Tạm dừng"), "kind": "paused"}
    if dossier.is_open and dossier.due_at:
        return _left(dossier.due_at, at)
    return {"words": "", "kind": ""}


def due_sentence(dossier: Dossier, at: datetime) -> dict[str, str]:
    """Return the same for the head of one dossier, with the instant."""
    left = due_of(dossier, at)
    if dossier.status == Status.REGISTERED and dossier.answer_due_at:
        words = _("Trả lời trước %(when)s") % {"when": _moment(dossier.answer_due_at)}
    elif dossier.is_open and dossier.due_at:
        words = _("Hẹn trả %(when)s") % {"when": _moment(dossier.due_at)}
    else:
        return left
    return {"words": f"{words} – {left['words'].lower()}", "kind": left["kind"]}


def _day(instant: datetime) -> str:
    return shown_date(localtime(instant).date())


def _moment(instant: datetime) -> str:
    return _("%(time)s ngày %(day)s") % {"time": localtime(instant).strftime("%H:%M"), "day": _day(instant)}


def _left(due_at: datetime, at: datetime) -> dict[str, str]:
    due, now = localtime(due_at), localtime(at)
    days = (due.date() - now.date()).days
    minutes = int(abs((due - now).total_seconds()) // 60)
    if due < now:
        return {"words": _past(-days, minutes), "kind": "bad"}
    if days == 0:
        return {"words": _to_come(minutes), "kind": "warn"}
    if days == 1:
        return {"words": _("Sáng mai") if due.time() <= _NOON else _("Chiều mai"), "kind": ""}
    return {"words": shown_date(due.date()), "kind": ""}


def _past(days: int, minutes: int) -> str:
    if days:
        return ngettext("Quá %(n)d ngày", "Quá %(n)d ngày", days) % {"n": days}
    if minutes < 60:  # noqa: PLR2004 -- an hour
        return ngettext("Quá %(n)d phút", "Quá %(n)d phút", minutes) % {"n": minutes}
    return ngettext("Quá %(n)d giờ", "Quá %(n)d giờ", minutes // 60) % {"n": minutes // 60}


def _to_come(minutes: int) -> str:
    if minutes < 60:  # noqa: PLR2004 -- an hour
        return ngettext("Còn %(n)d phút", "Còn %(n)d phút", minutes) % {"n": minutes}
    return ngettext("Còn %(n)d giờ", "Còn %(n)d giờ", minutes // 60) % {"n": minutes // 60}
