"""When is it due, and why? Answers on the command line, without Django, a database or any setting."""

import argparse
import io
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final, NoReturn, TextIO

from dossiers.deadlines import DAY, HOUR, WORKING_DAY, Limit, Pause, Promise, promise, shown_date, shown_weekday
from portal.kernel.workdays import DEFAULT_HOURS, ONE_DAY, VIETNAM, CalendarRow, WorkingCalendar, at, local

CALENDAR_FILE: Final = Path(__file__).resolve().parent.parent / "portal" / "agencies" / "fixtures" / "calendar.json"
BAD_INPUT: Final = 2
_UNITS: Final = {"working_days": WORKING_DAY, "days": DAY, "working_hours": HOUR}
_UNIT_NAMES: Final = {WORKING_DAY: "ngày làm việc", DAY: "ngày", HOUR: "giờ làm việc"}
_YEARS: Final = range(2000, 2101)
_NUMBER: Final = re.compile(r"[0-9]{1,4}")
_PAUSE: Final = re.compile(r"([^/:]+)/([^/:]+):(.*)", re.DOTALL)
_MAX_NUMBER: Final = 3650
USAGE: Final = """\
Tính ngày hẹn trả và giải thích từng ngày.

  manage.py explain_due --received 2021-07-22T09:10 --working-days 8
                        [--pause 2021-07-26/2021-07-28:LÝ DO] [--restart 2021-08-02T08:00] [--json]

  --received GIỜ        lúc nhận hồ sơ, viết theo ISO 8601; không ghi múi giờ là giờ Việt Nam
  --working-days N      thời hạn tính bằng ngày làm việc   ⎫
  --days N              thời hạn tính bằng ngày            ⎬ chọn đúng một
  --working-hours N     thời hạn tính bằng giờ làm việc    ⎭
  --pause TỪ/ĐẾN:LÝ DO  tạm dừng từ ngày … đến hết ngày … (ghi được nhiều lần)
  --restart GIỜ         lúc nhận đủ hồ sơ bổ sung: thời hạn tính lại từ đầu
  --json                in {"due": …, "days": [{"date", "counted", "reason"}]}
"""


class _BadInput(Exception):
    """What was typed cannot be read; the message says how to write it."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _BadInput(f"Không hiểu tham số ({message}).")


@dataclass(frozen=True, slots=True)
class _Question:
    received_at: datetime
    limit: Limit
    pauses: tuple[Pause, ...]
    restarted_at: datetime | None
    as_json: bool


def read_calendar(path: Path = CALENDAR_FILE) -> WorkingCalendar:
    """Read the calendar file of the project."""
    content = json.loads(path.read_text(encoding="utf-8"))
    rows = {
        date.fromisoformat(row["date"]): CalendarRow(row["working"], row["name"], row.get("provisional", False))
        for row in content["days"]
    }
    return WorkingCalendar(
        rows,
        known_until=date.fromisoformat(content["meta"]["known_until"]),
        known_from=date.fromisoformat(content["meta"]["known_from"]),
    )


def _instant(option: str, text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text.strip())
        instant = read.replace(tzinfo=VIETNAM) if read.tzinfo is None else local(read)
    except (ValueError, OverflowError):
        raise _BadInput(f"{option}: không đọc được “{text}”. Viết ngày giờ theo mẫu 2021-07-22T09:10.") from None
    return at(_in_reach(option, instant.date()), instant.time())


def _day(option: str, text: str) -> date:
    try:
        return _in_reach(option, date.fromisoformat(text.strip()))
    except ValueError:
        raise _BadInput(f"{option}: không đọc được ngày “{text}”. Viết theo mẫu 2021-07-26.") from None


def _in_reach(option: str, day: date) -> date:
    if day.year not in _YEARS:
        raise _BadInput(f"{option}: năm {day.year} nằm ngoài khoảng {_YEARS[0]}–{_YEARS[-1]}.")
    return day


def _pause(text: str) -> Pause:
    read = _PAUSE.fullmatch(text)
    if read is None:
        raise _BadInput(f"--pause: không đọc được “{text}”. Viết theo mẫu 2021-07-26/2021-07-28:Lý do tạm dừng.")
    first, last, reason = _day("--pause", read[1]), _day("--pause", read[2]), " ".join(read[3].split())
    if last < first:
        raise _BadInput("--pause: ngày cuối phải bằng hoặc sau ngày đầu.")
    if not reason:
        raise _BadInput("--pause: viết lý do tạm dừng sau dấu hai chấm.")
    return Pause(at(first, time.min), at(last + ONE_DAY, time.min), reason)


def _limit(given: Sequence[tuple[str, str]]) -> Limit:
    if len(given) != 1:
        raise _BadInput("Chọn đúng một trong --working-days N, --days N, --working-hours N.")
    ((name, text),) = given
    if not _NUMBER.fullmatch(text.strip()) or not 1 <= int(text) <= _MAX_NUMBER:
        raise _BadInput(f"--{name.replace('_', '-')}: nhập số nguyên từ 1 đến {_MAX_NUMBER}.")
    return Limit(int(text), _UNITS[name])


def _once(option: str, values: Sequence[str]) -> str:
    if len(values) != 1:
        raise _BadInput(f"Ghi {option} đúng một lần." if values else f"Thiếu {option}.")
    return values[0]


def _read(argv: Sequence[str]) -> _Question:
    parser = _Parser(add_help=False, allow_abbrev=False)
    for name in ("received", "working-days", "days", "working-hours", "pause", "restart"):
        parser.add_argument(f"--{name}", action="append", nargs="?", const="", default=[])
    parser.add_argument("--json", action="store_true")
    options, unknown = parser.parse_known_args(argv)
    if unknown:
        raise _BadInput(f"Không có tham số “{unknown[0]}”.")
    received_at = _instant("--received", _once("--received", options.received))
    restarted_at = _instant("--restart", _once("--restart", options.restart)) if options.restart else None
    if restarted_at is not None and restarted_at < received_at:
        raise _BadInput("--restart: lúc tính lại phải sau lúc nhận hồ sơ.")
    return _Question(
        received_at=received_at,
        limit=_limit([(name, text) for name in _UNITS for text in getattr(options, name)]),
        pauses=tuple(_pause(text) for text in options.pause),
        restarted_at=restarted_at,
        as_json=options.json,
    )


def _as_json(answer: Promise) -> str:
    days = [{"date": day.day.isoformat(), "counted": day.counted, "reason": day.reason} for day in answer.days]
    due = answer.due_at.isoformat() if answer.due_at else None
    return json.dumps({"due": due, "days": days}, ensure_ascii=False, indent=1)


def _shown_instant(instant: datetime) -> str:
    day = instant.date()
    return f"{instant:%H giờ %M phút}, {shown_weekday(day)} ngày {shown_date(day)}"


def _as_text(question: _Question, answer: Promise) -> str:
    due = _shown_instant(answer.due_at) if answer.due_at else "chưa tính được"
    lines = [
        f"Nhận hồ sơ: {_shown_instant(question.received_at)}",
        f"Thời hạn:   {question.limit.value} {_UNIT_NAMES[question.limit.unit]}",
        f"Hẹn trả:    {due}",
        "",
    ]
    for day in answer.days:
        number = str(day.number) if day.counted else "–"
        lines.append(f"{number:>4}  {shown_date(day.day):<10}  {shown_weekday(day.day):<8}  {day.reason}")
    return "\n".join(lines)


def _speak_utf8(stream: TextIO) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8")


def main(argv: Sequence[str]) -> int:
    """Answer one question; return the exit code (2: what was typed cannot be read)."""
    _speak_utf8(sys.stdout)
    _speak_utf8(sys.stderr)
    if {"-h", "--help"} & set(argv):
        sys.stdout.write(USAGE)
        return 0
    try:
        question = _read(argv)
    except _BadInput as refusal:
        sys.stderr.write(f"{refusal}\nXem cách dùng: manage.py explain_due --help\n")
        return BAD_INPUT
    answer = promise(
        started_at=question.received_at,
        limit=question.limit,
        calendar=read_calendar(),
        hours=DEFAULT_HOURS,
        pauses=question.pauses,
        restarted_at=question.restarted_at,
    )
    sys.stdout.write((_as_json(answer) if question.as_json else _as_text(question, answer)) + "\n")
    if answer.is_provisional:
        sys.stderr.write("Lưu ý: có ngày chưa có lịch nghỉ chính thức, ngày hẹn là dự kiến.\n")
    return 0
