from datetime import UTC, date, datetime

import pytest

from dossiers.papers.words import day_words, fee_words, limit_words, moment_short, moment_words, return_words


def test_an_instant_is_written_in_vietnamese_time_with_padded_day_and_month():
    assert moment_words(datetime(2026, 2, 5, 10, 0, tzinfo=UTC)) == "17 giờ 00 phút, ngày 05 tháng 02 năm 2026"


def test_an_instant_late_in_universal_time_is_on_the_next_vietnamese_day():
    assert moment_words(datetime(2026, 9, 30, 18, 5, tzinfo=UTC)) == "01 giờ 05 phút, ngày 01 tháng 10 năm 2026"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 7, 22), "ngày 22 tháng 7 năm 2021"),
        (date(2021, 1, 9), "ngày 09 tháng 01 năm 2021"),
        (date(2021, 3, 10), "ngày 10 tháng 3 năm 2021"),
        (None, "ngày …… tháng …… năm ……"),
    ],
)
def test_only_days_below_ten_and_the_first_two_months_are_padded(day, words):
    assert day_words(day) == words


def test_no_instant_leaves_an_empty_cell():
    assert moment_short(None) == ""


@pytest.mark.parametrize(
    ("value", "unit", "note", "words"),
    [
        (5, "working_day", "", "05 ngày làm việc"),
        (15, "day", "", "15 ngày"),
        (4, "hour", "", "04 giờ làm việc"),
        (None, "same_day", "", "trong ngày làm việc"),
        (None, "seasonal", "Theo đợt tuyển sinh", "Theo đợt tuyển sinh"),
        (None, "seasonal", "", "theo đợt"),
    ],
)
def test_a_limit_is_written_as_the_law_states_it(value, unit, note, words):
    assert limit_words(value, unit, note) == words


def test_a_fee_is_written_in_digits_and_words():
    assert fee_words(8000) == "8.000 đồng (bằng chữ: tám nghìn đồng)"


def test_no_fee_says_so():
    assert fee_words(0) == "Không thu"


def test_a_result_sent_by_post_names_the_address():
    words = return_words("buu_chinh", desk="Bộ phận Một cửa", address="Thôn 3, Tuyên Hóa")

    assert words == "Qua dịch vụ bưu chính công ích, địa chỉ nhận: Thôn 3, Tuyên Hóa"
