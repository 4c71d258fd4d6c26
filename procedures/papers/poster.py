"""The notice as a poster for the desk's door: A4 or A3, with a code that opens the page."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from portal.kernel.codes import qr_svg
from portal.kernel.typesetting import typeset
from procedures.announcements import Announced, Language, period, title, without_contacts

PAPERS: Final = ("a4", "a3")
_TEMPLATE: Final = Path(__file__).parent / "templates" / "poster.typ"
_WORDS: Final[dict[str, dict[str, str]]] = {
    "vi": {
        "province": "Ủy ban nhân dân tỉnh Quảng Bình",
        "scan": "Quét mã để đọc thông báo mới nhất",
        "hotline": "Tổng đài hướng dẫn",
        "agency": "Cơ quan",
        "fields": "Lĩnh vực",
        "person": "Người liên hệ",
        "phone": "Điện thoại",
        "email": "Thư điện tử",
        "contacts": "Đầu mối liên hệ",
        "alt": "Mã QR mở trang thông báo",
    },
    "en": {
        "province": "Quảng Bình People's Committee",
        "scan": "Scan to read the latest notice",
        "hotline": "Help line",
        "agency": "Agency",
        "fields": "Field",
        "person": "Contact",
        "phone": "Telephone",
        "email": "E-mail",
        "contacts": "Contacts",
        "alt": "QR code that opens the notice",
    },
}


def poster(facts: Announced, *, written: str, paper: str, language: Language, at: datetime) -> bytes:
    """Return the PDF of the poster on `paper` (a4, a3). `written`: the notice in an administrator's own words."""
    told = [{"heading": one.heading, "lines": list(one.lines)} for one in without_contacts(facts, language)]
    data = {
        "name": f"{facts.reference} – {title(facts, language)}",
        "title": title(facts, language),
        "period": period(facts.starts_at, facts.last_day, language),
        "sections": _paragraphs(written) if written else told,
        "contacts": [[one.agency, one.fields, one.name, one.phone, one.email] for one in facts.contacts],
        "words": _WORDS[language],
        "hotline": facts.hotline,
        "url": facts.notice_url,
        "qr": qr_svg(facts.notice_url),
        "paper": paper,
        "language": language,
        "mark": f"{facts.reference} · {facts.version}",
    }
    return typeset(_TEMPLATE, data, at=at)


def _paragraphs(written: str) -> Sequence[dict[str, object]]:
    return [{"heading": "", "lines": part.splitlines()} for part in written.split("\n\n") if part.strip()]
