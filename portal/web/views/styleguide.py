"""Every component with sample data, for those who build pages. Only where the portal is shown, not where it serves."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.constants import ERROR, SUCCESS
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.timezone import get_default_timezone

from portal.kernel.pages import KeysetPage
from portal.web.sample_forms import SampleForm
from procedures.availability import ChannelState
from procedures.enums import Channel, Phase
from procedures.queries import Guide, Told
from procedures.suspension import OPENS_BY_DEFAULT, Closure

NOON: Final = datetime(2021, 7, 26, 12, 0, tzinfo=get_default_timezone())
KEYS: Final = (("/", "Đến ô quét mã"), ("J", "Hồ sơ dưới"), ("K", "Hồ sơ trên"), ("X", "Chọn hoặc bỏ chọn"))
SQUARE: Final = '<svg viewBox="0 0 5 5" aria-hidden="true"><path d="M0 0h5v5h-5zM1 1v3h3v-3z"/></svg>'


def _steps() -> list[dict[str, Any]]:
    return [
        {"title": "Đã nộp", "at": NOON, "kind": "ok", "note": "Nộp trực tuyến"},
        {"title": "Chờ Ông/Bà bổ sung", "at": NOON, "kind": "warn", "who": "Sở Tư pháp", "is_current": True},
        {"title": "Hẹn trả kết quả", "note": "09/8/2021"},
    ]


def _items() -> list[dict[str, str]]:
    return [
        {"title": "Thông tin người nộp", "url": "#", "note": "Đủ 8 câu", "status": "Đã xong", "kind": "plain"},
        {"title": "Giấy tờ", "url": "#", "status": "Cần sửa", "kind": "bad"},
        {"title": "Kiểm tra rồi nộp", "note": "Mở khi các phần trên đã xong", "status": "Chưa mở", "kind": "plain"},
    ]


def _tabs() -> list[dict[str, Any]]:
    return [
        {"words": "Chờ tiếp nhận", "url": "#", "count": 48, "kind": "info", "is_current": True},
        {"words": "Quá hạn", "url": "#", "count": 4, "kind": "bad"},
        {"words": "Đã xong", "url": "#", "count": 1001},
    ]


def _queue() -> list[dict[str, str]]:
    return [
        {"code": "000.16.H46-210726-0042", "name": "Nguyễn Thị Hồng Nhung", "left": "Quá 1 ngày", "kind": "bad"},
        {"code": "000.16.H46-210726-0043", "name": "Trần Quốc Bảo", "left": "Còn 2 giờ", "kind": "warn"},
        {"code": "000.16.H46-210727-0001", "name": "Lê Thị Thu Hà", "left": "Sáng mai", "kind": ""},
    ]


def _closed() -> dict[str, Any]:
    ends_at = NOON + timedelta(days=9, hours=12)
    closure = Closure(0, "TTN-2021-0001", "1318/UBND-KSTT ngày 22/7/2021", OPENS_BY_DEFAULT, NOON, ends_at)
    online = ChannelState(Channel.ONLINE, is_offered=True, is_open=True, reason="24 giờ mỗi ngày")
    told = Told(closure.reference, 1, Phase.IN_FORCE, "Tạm ngừng nhận và trả hồ sơ tại quầy đến hết 04/8/2021.")
    guide = Guide(Channel.ONLINE, "Tải ảnh chụp từng giấy.", "0232 3684 123", "7:00–17:00")
    return {"closure": closure, "instead": (online,), "halts": [{"told": told, "is_away": False}], "guide": guide}


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    context = {
        **_closed(),
        "noon": NOON,
        "form": SampleForm(),
        "refused": SampleForm({"sai-email": "nhung"}, prefix="sai"),
        "page": KeysetPage(rows=[], next_cursor="sau", previous_cursor="truoc"),
        "steps": _steps(),
        "items": _items(),
        "tabs": _tabs(),
        "rows": [
            {"label": "Họ và tên", "value": "Nguyễn Thị Hồng Nhung", "url": "#"},
            {"label": "Ngày sinh", "value": "14/3/1994", "source": "Từ căn cước"},
        ],
        "links": [("/", "Trang chủ"), ("#", "Thủ tục hành chính")],
        "square": mark_safe(SQUARE),  # noqa: S308 -- a constant of this module
        "told": [Message(SUCCESS, "Đã tiếp nhận hồ sơ."), Message(ERROR, "Chưa gửi được.")],
    }
    return render(request, "web/styleguide.html", context)


@login_not_required
def desk_styleguide(request: HttpRequest) -> HttpResponse:
    """Show how a page of the desk is put together: tabs, filters, batch bar, dense table, panes, dialog."""
    if not settings.DEMO:
        raise Http404
    return render(request, "web/styleguide_desk.html", {"tabs": _tabs(), "queue": _queue(), "keys": KEYS})
