import pytest

from portal.kernel.money import dong, in_words


@pytest.mark.parametrize(("amount", "shown"), [(0, "0 đồng"), (8000, "8.000 đồng"), (1226000, "1.226.000 đồng")])
def test_money_is_shown_in_whole_dong(amount, shown):
    assert dong(amount) == shown


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (55, "năm mươi lăm"),
        (105, "một trăm linh năm"),
        (1005, "một nghìn không trăm linh năm"),
        (200_000, "hai trăm nghìn"),
        (2_005_000, "hai triệu không trăm linh năm nghìn"),
        (1_000_000_000, "một tỷ"),
        (1_200_000_000_000, "một nghìn hai trăm tỷ"),
        (3_000_000_005, "ba tỷ không trăm linh năm"),
    ],
)
def test_amounts_in_words_keep_the_silent_hundreds(amount, words):
    assert in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, 10**18])
def test_amounts_out_of_range_are_refused(amount):
    with pytest.raises(ValueError, match="out of range"):
        in_words(amount)
