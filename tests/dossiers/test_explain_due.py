"""`manage.py explain_due`, asked as from a clean clone: no environment, no settings, no database."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from dossiers.explain_due import BAD_INPUT, USAGE, main, read_calendar

ROOT = Path(__file__).resolve().parents[2]
VECTORS = [
    ("2021-07-22T09:10", "--working-days", 8, "2021-08-03T17:00:00+07:00"),
    ("2021-07-22T09:10", "--working-days", 3, "2021-07-27T17:00:00+07:00"),
    ("2026-08-21", "--working-days", 1, "2026-08-22T17:00:00+07:00"),
    ("2021-07-22T09:10", "--days", 10, "2021-08-02T17:00:00+07:00"),
    ("2021-07-23T16:00", "--working-hours", 8, "2021-07-26T16:00:00+07:00"),
    ("2021-07-24T09:00", "--working-hours", 8, "2021-07-26T17:00:00+07:00"),
    ("2021-07-22T10:00", "--working-hours", 8, "2021-07-23T10:00:00+07:00"),
    ("2021-07-22T03:00Z", "--working-hours", 8, "2021-07-23T10:00:00+07:00"),
]
QUESTION = ["--received", "2021-07-22T09:10", "--working-days", "8"]


def run(*arguments, program="manage.py"):
    return subprocess.run(
        [sys.executable, ROOT / program, "explain_due", *arguments],
        env={},
        capture_output=True,
        check=False,
        encoding="utf-8",
        cwd="/",
    )


def answer(capsys, *arguments):
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refusal(capsys, *arguments):
    assert main(arguments) == BAD_INPUT
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.splitlines()[0]


def test_it_answers_from_a_clean_clone_with_an_empty_environment():
    ran = run(*QUESTION, "--json")

    assert (ran.returncode, ran.stderr) == (0, "")
    said = json.loads(ran.stdout)
    assert said["due"] == "2021-08-03T17:00:00+07:00"
    assert sum(day["counted"] for day in said["days"]) == 8
    assert said["days"][2] == {"date": "2021-07-24", "counted": False, "reason": "Thứ Bảy"}


def test_it_loads_neither_django_nor_models():
    code = "import sys, dossiers.explain_due; print([m for m in sys.modules if m.startswith(('django', 'dossiers.m'))])"

    ran = subprocess.run([sys.executable, "-c", code], env={}, cwd=ROOT, capture_output=True, check=True, text=True)

    assert ran.stdout == "[]\n"


def test_bad_input_ends_with_code_two_and_no_traceback():
    ran = run("--received", "hôm qua", "--days", "3")

    assert ran.returncode == 2
    assert ran.stderr.startswith("--received: không đọc được “hôm qua”.")
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(("received", "option", "number", "due"), VECTORS)
def test_due_instants_are_those_of_the_calendar(capsys, received, option, number, due):
    assert answer(capsys, "--received", received, option, str(number))["due"] == due


def test_pauses_and_a_restart_are_counted_and_explained(capsys):
    said = answer(
        capsys,
        *QUESTION,
        "--restart",
        "2021-07-23T08:00",
        "--pause",
        "2021-07-26/2021-07-27:Bão số 3: ngập lụt",
        "--pause",
        "2021-07-29/2021-07-29:Mất điện",
    )

    reasons = {day["date"]: day["reason"] for day in said["days"]}
    assert said["due"] == "2021-08-09T17:00:00+07:00"
    assert reasons["2021-07-22"] == "Không tính: thời hạn tính lại từ đầu từ ngày 23/7/2021"
    assert reasons["2021-07-27"] == "Bão số 3: ngập lụt"
    assert reasons["2021-07-29"] == "Mất điện"


def test_without_json_people_can_read_it(capsys):
    assert main(["--received", "2021-07-22T09:10", "--working-days", "1"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "Nhận hồ sơ: 09 giờ 10 phút, Thứ Năm ngày 22/7/2021",
        "Thời hạn:   1 ngày làm việc",
        "Hẹn trả:    17 giờ 00 phút, Thứ Sáu ngày 23/7/2021",
        "",
        "   –  22/7/2021   Thứ Năm   Ngày tiếp nhận, chưa tính",
        "   1  23/7/2021   Thứ Sáu   Ngày làm việc thứ 1",
    ]


def test_a_provisional_promise_says_so_beside_the_answer(capsys):
    assert main(["--received", "2026-12-31T09:10", "--days", "3", "--json"]) == 0

    said = capsys.readouterr()
    assert json.loads(said.out)["due"] == "2027-01-04T17:00:00+07:00"
    assert "dự kiến" in said.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Thiếu --received."),
        (["--received", "2021-07-22", "--received", "2021-07-23", "--days", "1"], "Ghi --received đúng một lần."),
        (["--received", "--days", "1"], "--received: không đọc được “”. Viết ngày giờ theo mẫu 2021-07-22T09:10."),
        (["--received", "1999-12-31", "--days", "1"], "--received: năm 1999 nằm ngoài khoảng 2000–2100."),
        (
            ["--received", "0001-01-01T00:00+14:00", "--days", "1"],
            "--received: không đọc được “0001-01-01T00:00+14:00”. Viết ngày giờ theo mẫu 2021-07-22T09:10.",
        ),
        (["--received", "2021-07-22"], "Chọn đúng một trong --working-days N, --days N, --working-hours N."),
        (
            ["--received", "2021-07-22", "--days", "1", "--working-days", "1"],
            "Chọn đúng một trong --working-days N, --days N, --working-hours N.",
        ),
        (["--received", "2021-07-22", "--working-days", "0"], "--working-days: nhập số nguyên từ 1 đến 3650."),
        (["--received", "2021-07-22", "--days", "-5"], "--days: nhập số nguyên từ 1 đến 3650."),
        (["--received", "2021-07-22", "--working-hours", "tám"], "--working-hours: nhập số nguyên từ 1 đến 3650."),
        ([*QUESTION, "--restart", "2021-07-22T09:09"], "--restart: lúc tính lại phải sau lúc nhận hồ sơ."),
        (
            [*QUESTION, "--pause", "2021-07-26"],
            "--pause: không đọc được “2021-07-26”. Viết theo mẫu 2021-07-26/2021-07-28:Lý do tạm dừng.",
        ),
        (
            [*QUESTION, "--pause", "2021-07-26/28-7:Bão"],
            "--pause: không đọc được ngày “28-7”. Viết theo mẫu 2021-07-26.",
        ),
        ([*QUESTION, "--pause", "2021-07-26/2021-07-25:Bão"], "--pause: ngày cuối phải bằng hoặc sau ngày đầu."),
        ([*QUESTION, "--pause", "2021-07-26/2021-07-27: "], "--pause: viết lý do tạm dừng sau dấu hai chấm."),
        ([*QUESTION, "--pause", "2021-07-26/9999-12-31:Bão"], "--pause: năm 9999 nằm ngoài khoảng 2000–2100."),
        ([*QUESTION, "--hôm-nay"], "Không có tham số “--hôm-nay”."),
        ([*QUESTION, "--json=1"], "Không hiểu tham số (argument --json: ignored explicit argument '1')."),
    ],
)
def test_what_cannot_be_read_is_explained(capsys, arguments, message):
    assert refusal(capsys, *arguments) == message


def test_help_says_how_to_ask(capsys):
    assert main(["--help"]) == 0
    assert capsys.readouterr().out == USAGE


def test_the_command_is_listed_and_says_how_to_ask(capsys):
    call_command("explain_due")

    assert "--received" in capsys.readouterr().out


def test_the_calendar_of_the_project_names_its_source_and_its_bounds():
    calendar = read_calendar()
    meta = json.loads((ROOT / "portal/agencies/fixtures/calendar.json").read_text(encoding="utf-8"))["meta"]

    assert "holidays 0.109" in meta["source"]
    assert (calendar.known_from, calendar.known_until) == (date(2021, 1, 1), date(2026, 12, 31))
    assert calendar.reason(date(2024, 5, 4)) == "Làm bù ngày 29/4/2024"
