"""The short texts: the line above every page, the message for telephones."""

import unicodedata
from datetime import date, datetime
from typing import Final

from procedures.announcements.facts import Announced, Language, begins, day_words, english_day, places_words
from procedures.enums import CounterAct
from procedures.suspension import ZONE

SMS_MAX: Final = 160
_GSM: Final = frozenset("@$_!\"#%&'()*+,-./0123456789:;<=>? ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\n")
_EXTRA: Final = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "…": "..."})


def banner(facts: Announced, language: Language = "vi", *, is_ahead: bool = False, with_places: bool = True) -> str:
    """Write the line above every page; `is_ahead` while the order is issued but not yet in force."""
    where = places_words(facts, language) if with_places else ""
    return banner_of_dates(facts.acts, facts.starts_at, facts.last_day, language, is_ahead=is_ahead, where=where)


def banner_of_dates(
    acts: frozenset[CounterAct],
    starts_at: datetime,
    last_day: date,
    language: Language = "vi",
    *,
    is_ahead: bool,
    where: str = "",
) -> str:
    """Write the line above every page from the order's own row; without `where` the reader is led to the notice."""
    told = f": {where}" if where else ""
    if language == "en":
        since = f"From {begins(starts_at, 'en')}, counters" if is_ahead else "Counters"
        return f"{since} are closed through {english_day(last_day)}{told}. You can still file online or by post."
    since = f"từ {begins(starts_at, 'vi')} " if is_ahead else ""
    return (
        f"Tạm ngừng {_short_acts(acts)} {since}đến hết {day_words(last_day)}{told}. "
        "Ông/Bà vẫn nộp trực tuyến hoặc qua bưu điện."
    )


def _short_acts(acts: frozenset[CounterAct]) -> str:
    done = {CounterAct.INTAKE: "nhận", CounterAct.RETURN: "trả"}
    words = [word for act, word in done.items() if act in acts]
    return f"{' và '.join(words)} hồ sơ tại quầy" if words else "lịch hẹn tại quầy"


def short_text(facts: Announced) -> str:
    """Write a message for telephones: at most 160 characters of the plain GSM alphabet, without diacritics."""
    local = facts.starts_at.astimezone(ZONE).date()
    where = places_words(facts)
    what = f"Tam ngung {_short_acts(facts.acts)}"
    when = f"tu {local.day:02d}/{local.month} den het {day_words(facts.last_day)}"
    ways = "Nop truc tuyen hoac buu dien."
    for parts in (
        (f"{where}:", what, f"{when}.", ways, facts.notice_url),
        (what, f"{when}.", ways, facts.notice_url),
        (what, f"{when}.", facts.notice_url),
        (what, f"{when}.", ways),
    ):
        text = gsm(" ".join(part for part in parts if part))
        if len(text) <= SMS_MAX:
            return text
    return gsm(f"{what} {when}.")[:SMS_MAX]


def gsm(text: str) -> str:
    """Return a text in the plain GSM alphabet: no diacritics, nothing that costs two places or a longer coding."""
    plain = unicodedata.normalize("NFD", text.translate(_EXTRA).replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if letter in _GSM)
