"""Dates, hours, limits and counts in the words of statutory papers. Always Vietnamese, whatever the page's language."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from dossiers.enums import ReturnMethod
from portal.kernel.money import dong, in_words
from procedures.enums import LimitUnit

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_DOTS: Final = "……"
_PADDED_BELOW: Final = 10
_MONTHS_PADDED: Final = 2
_RETURN: Final = {
    ReturnMethod.ONLINE: "Trực tuyến (bản điện tử)",
    ReturnMethod.IN_PERSON: "Trực tiếp tại {desk}",
    ReturnMethod.POST: "Qua dịch vụ bưu chính công ích",
}


def local_day(at: datetime) -> date:
    """Return the Vietnamese calendar day of an instant."""
    return at.astimezone(VIETNAM).date()


def day_words(day: date | None) -> str:
    """Return `ngày 05 tháng 02 năm 2026`: days below 10 and months 1 and 2 are padded (NĐ 30/2020, Phụ lục I)."""
    if day is None:
        return f"ngày {_DOTS} tháng {_DOTS} năm {_DOTS}"
    month = f"{day.month:02d}" if day.month <= _MONTHS_PADDED else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def moment_words(at: datetime | None) -> str:
    """Return `17 giờ 00 phút, ngày 05 tháng 02 năm 2026`; dots to write on where there is no instant."""
    if at is None:
        return f"{_DOTS} giờ {_DOTS} phút, {day_words(None)}"
    local = at.astimezone(VIETNAM)
    return f"{local:%H} giờ {local:%M} phút, {day_words(local.date())}"


def moment_short(at: datetime | None) -> str:
    """Return `17:00 05/02/2026` for the cells of a register; empty where there is no instant."""
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if at else ""


def limit_words(value: int | None, unit: str, note: str = "") -> str:
    """Return a time limit as the law states it: `05 ngày làm việc`."""
    if unit == LimitUnit.SAME_DAY:
        return "trong ngày làm việc"
    if unit == LimitUnit.SEASONAL or value is None:
        return note or "theo đợt"
    nouns = {LimitUnit.HOUR: "giờ làm việc", LimitUnit.DAY: "ngày", LimitUnit.WORKING_DAY: "ngày làm việc"}
    return f"{padded(value)} {nouns[LimitUnit(unit)]}"


def padded(number: int) -> str:
    """Return a number of which one digit gets a zero in front."""
    return f"{number:02d}" if number < _PADDED_BELOW else str(number)


def fee_words(amount: int) -> str:
    """Return an amount in digits and words; `Không thu` for nothing."""
    if amount == 0:
        return "Không thu"
    return f"{dong(amount)} (bằng chữ: {in_words(amount)} đồng)"


def return_words(method: str, *, desk: str, address: str = "") -> str:
    """Return where and how the applicant gets the result."""
    words = _RETURN[ReturnMethod(method)].format(desk=desk)
    return f"{words}, địa chỉ nhận: {address}" if address and method == ReturnMethod.POST else words
