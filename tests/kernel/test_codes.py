import re

import pytest
import segno

from portal.kernel.codes import code128_svg, qr_svg

CODE = "000.00.17.H46-210722-0001"
DRAW = [qr_svg, code128_svg]


def dark_modules(svg: str) -> list[tuple[int, int, int]]:
    path = svg.split('fill="#000" d="')[1]
    return [(int(x), int(y), int(length)) for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", path)]


def test_a_qr_code_draws_the_dark_modules_of_its_matrix_inside_a_quiet_zone_of_four():
    matrix = segno.make_qr(CODE, error="m", boost_error=False).matrix

    drawn = {(x + n - 4, y - 4) for x, y, length in dark_modules(qr_svg(CODE)) for n in range(length)}

    assert drawn == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def test_a_bar_code_begins_with_the_start_pattern_of_digits_and_ends_with_the_stop_pattern():
    bars = [length for _, _, length in dark_modules(code128_svg(CODE))]

    assert bars[:3] == [2, 1, 3]
    assert bars[-4:] == [2, 3, 1, 2]


def test_a_bar_code_keeps_ten_light_modules_on_both_sides():
    svg = code128_svg(CODE)
    width = int(re.search(r'viewBox="0 0 (\d+) ', svg).group(1))

    drawn = dark_modules(svg)

    assert (drawn[0][0], width - drawn[-1][0] - drawn[-1][2]) == (10, 10)


@pytest.mark.parametrize("draw", DRAW)
def test_a_code_stands_on_white_and_bears_no_style(draw):
    svg = draw(CODE)

    assert 'fill="#fff"' in svg
    assert not re.search(r"style=|<style|<script|class=", svg)


@pytest.mark.parametrize("draw", DRAW)
def test_a_code_leaves_its_name_to_the_template(draw):
    assert 'aria-hidden="true"' in draw(CODE)
    assert "<title" not in draw(CODE)


@pytest.mark.parametrize("draw", DRAW)
def test_nothing_cannot_be_encoded(draw):
    with pytest.raises(ValueError, match="encode"):
        draw("")


def test_letters_with_marks_do_not_enter_a_bar_code():
    with pytest.raises(ValueError, match="ASCII"):
        code128_svg("Hồ sơ")
