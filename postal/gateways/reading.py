"""Reading what carriers write: texts, instants, and the fields they refuse."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from portal.kernel.doors import Refused
from portal.kernel.logs import log
from postal.gateways.types import TrackingEvent

#: Carriers that name no zone mean Vietnam's.
LOCAL: Final = ZoneInfo("Asia/Ho_Chi_Minh")
TEXT_MAX: Final = 300
#: One call is at most a token, the call, a new token, the call again, and a look at what they hold.
EXCHANGES_IN_A_CALL: Final = 5
FIRST_YEAR, LAST_YEAR = 2000, 2100


def parse(body: bytes) -> dict[str, Any]:
    """Return a message as a JSON object.

    :raises ValueError: it is none, or nested beyond measure.
    """
    try:
        content = json.loads(body)
    except RecursionError:
        content = None
    if not isinstance(content, dict):
        msg = "a message is an object"
        raise ValueError(msg)  # noqa: TRY004 -- promised: whatever is wrong with a message is a ValueError
    return content


def readable(rows: Iterable[Any], read: Callable[[Mapping[str, Any]], TrackingEvent]) -> list[TrackingEvent]:
    """Return the events that can be read; one that cannot must not hold up those behind it."""
    events = []
    for row in rows:
        try:
            events.append(read(row))
        except (AttributeError, ValueError):
            log.warning("tracking_row_unreadable")
    return events


def text(facts: Mapping[str, Any], *names: str, longest: int = TEXT_MAX) -> str:
    """Return the first of the named facts that says something, as text of bounded length."""
    for name in names:
        value = facts.get(name)
        if isinstance(value, str | int) and str(value).strip():
            # Halves of surrogate pairs and zero bytes are letters to JSON, but to no database.
            clean = str(value).replace("\x00", "").encode(errors="ignore").decode()
            return clean.strip()[:longest]
    return ""


def instant(facts: Mapping[str, Any], *names: str) -> datetime:
    """Return an instant that a carrier wrote in ISO 8601.

    :raises ValueError: none of the names holds one of our times.
    """
    moment = datetime.fromisoformat(text(facts, *names))
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        msg = "an instant of another century"
        raise ValueError(msg)
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def refused_field(field: str) -> Refused:
    """Return the refusal of an order for one of its fields, in words for the officer who can repair it."""
    lower = field.lower().replace("_", "").replace(".", "")
    if "address" in lower or "province" in lower or "district" in lower or "commune" in lower:
        whose = _("địa chỉ người gửi") if lower.startswith("sender") else _("địa chỉ người nhận")
    elif "tel" in lower or "phone" in lower:
        whose = _("số điện thoại người gửi") if lower.startswith("sender") else _("số điện thoại người nhận")
    elif "name" in lower:
        whose = _("tên người gửi hoặc người nhận")
    elif "item" in lower:
        whose = _("mã vận đơn")
    elif "cod" in lower:
        whose = _("số tiền thu hộ")
    else:
        return Refused(_("Bưu điện từ chối yêu cầu: thông tin bưu gửi không hợp lệ."))
    return Refused(_("Bưu điện không chấp nhận %(field)s. Kiểm tra lại rồi yêu cầu lại.") % {"field": whose})
