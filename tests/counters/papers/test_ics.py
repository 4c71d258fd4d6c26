import pytest

from counters.papers.ics import ics_of
from tests.support import halls
from tests.support.halls import NOON

pytestmark = pytest.mark.django_db


def test_long_vietnamese_lines_are_folded_between_letters_and_marks_are_escaped():
    at = halls.lobby()
    at.desk.name = "Bộ phận Một cửa; " * 8 + ", phường"
    at.desk.save()
    appointment = halls.booked(at, halls.slot(at))

    text = ics_of(appointment, url="https://cong.vn/lich-hen/x/", title="Hẹn, ở đây", at=NOON)

    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    whole = text.replace("\r\n ", "")
    assert r"SUMMARY:Hẹn\, ở đây" in whole
    assert r"Một cửa\; Bộ phận" in whole
    assert text.endswith("END:VCALENDAR\r\n")
