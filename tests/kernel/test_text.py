import unicodedata

import pytest

from portal.kernel import text


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Hồng"), "Nguyễn Thị Hồng"),
        ("  Lê\u200b  Văn\u00a0 Tám ", "Lê Văn Tám"),
        ("dòng một\r\ndòng hai", "dòng một\ndòng hai"),
        ("\u202egnourt", "gnourt"),
    ],
)
def test_text_is_stored_composed_and_visible(given, stored):
    assert text.clean(given) == stored


def test_a_line_has_no_breaks():
    assert text.clean_line("một\n hai") == "một hai"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoà", "HOA"), ("Thuỷ", "thủy"), ("Đặng Đức", "dang duc"), (unicodedata.normalize("NFD", "ế"), "e")],
)
def test_words_that_sound_alike_fold_alike(one, other):
    assert text.fold(one) == text.fold(other)


def test_folding_drops_punctuation_and_joins_words_by_one_space():
    assert text.fold("Giấy phép (xây dựng), nhà-ở") == "giay phep xay dung nha o"


def test_a_slug_is_folded_words_joined_by_hyphens():
    assert text.slug("Cấp Phiếu lý lịch tư pháp") == "cap-phieu-ly-lich-tu-phap"


@pytest.mark.parametrize(
    ("name", "shown"), [("Nguyễn Thị Hồng Nhung", "N*** T*** H*** Nhung"), ("Tám", "T***"), ("", "***")]
)
def test_a_masked_name_shows_the_last_word(name, shown):
    assert text.mask_name(name) == shown


@pytest.mark.parametrize(("number", "shown"), [("044194002318", "044•••••2318"), ("12345", "•••••")])
def test_a_masked_number_shows_its_ends(number, shown):
    assert text.mask_number(number) == shown
