from datetime import UTC, date, datetime

import pytest
from django import forms
from django.test import RequestFactory

from portal.web.templatetags import ui

NOON = datetime(2021, 7, 26, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 8, 4), "04/8/2021"),
        (date(2021, 1, 14), "14/01/2021"),
        (date(2021, 2, 9), "09/02/2021"),
        (date(2021, 12, 31), "31/12/2021"),
        (datetime(2021, 7, 26, 18, 30, tzinfo=UTC), "27/7/2021"),
        (None, ""),
    ],
)
def test_a_date_is_written_as_offices_do(day, words: str):
    assert ui.ngay(day) == words


def test_an_instant_is_written_in_vietnamese_time():
    assert ui.gio(NOON) == "12:00 ngày 26/7/2021"
    assert ui.may(NOON) == "2021-07-26T12:00+07:00"


def test_numbers_money_and_sizes_are_written_as_vietnamese_do():
    assert ui.so(1284) == "1.284"
    assert ui.tien(226000) == "226.000 đồng"
    assert ui.dung_luong(412_000) == "412 kB"
    assert ui.dung_luong(1_800_000) == "1,8 MB"
    assert [ui.so(None), ui.tien(None), ui.dung_luong(None), ui.gio(None), ui.may(None)] == [""] * 5


def test_names_and_numbers_are_masked():
    assert ui.che("Nguyễn Thị Hồng Nhung") == "N*** T*** H*** Nhung"
    assert ui.che("044194002318") == "044•••••2318"
    assert ui.che("") == ""


def test_a_part_of_the_query_is_changed_or_dropped():
    request = RequestFactory().get("/thu-tuc/", {"q": "sổ đỏ", "trang": "abc"})

    assert ui.url_with(request, trang="") == "/thu-tuc/?q=s%E1%BB%95+%C4%91%E1%BB%8F"
    assert ui.url_with(request, q=None, trang="x") == "/thu-tuc/?trang=x"
    assert ui.url_with(request, q=None, trang=None) == "/thu-tuc/"


def test_a_title_tells_of_errors_only_when_a_form_was_refused():
    class Question(forms.Form):
        name = forms.CharField()

    assert ui.title_error_prefix(Question()) == ""
    assert ui.title_error_prefix(Question({"name": "Nhung"})) == ""
    assert ui.title_error_prefix(Question({})) == "Lỗi: "
