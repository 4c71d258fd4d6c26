import re

import pytest

from portal.web import styles

TEXT_PAIRS = [
    ("ink", "bg"), ("ink", "card"), ("ink", "sunk"), ("ink", "pick"), ("ink", "gold-soft"), ("ink", "mute-bg"),
    ("soft", "bg"), ("soft", "card"), ("soft", "sunk"), ("soft", "pick"),
    ("link", "bg"), ("link", "card"), ("link", "sunk"), ("link", "pick"), ("link", "gold-soft"), ("link-hover", "pick"),
    ("on-brand", "brand"), ("on-brand", "brand-deep"), ("gold", "brand"), ("gold", "brand-deep"),
    ("on-brand", "act"), ("on-brand", "act-hover"), ("accent", "card"), ("accent", "bg"),
    ("ok", "ok-bg"), ("warn", "warn-bg"), ("bad", "bad-bg"), ("info", "info-bg"),
    ("ok", "card"), ("warn", "card"), ("bad", "card"), ("bad", "bg"), ("card", "ok"), ("card", "warn"),
    ("ink", "ok-bg"), ("ink", "warn-bg"), ("ink", "bad-bg"), ("ink", "info-bg"), ("soft", "warn-bg"),
    ("link", "warn-bg"),
]  # fmt: skip
EDGE_PAIRS = [("edge", "bg"), ("edge", "card"), ("edge", "sunk"), ("focus", "bg"), ("focus", "card"), ("bad", "card")]
TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});")


def _themes() -> dict[str, dict[str, str]]:
    source = (styles.SOURCE / "tokens.css").read_text(encoding="utf-8")
    light, by_device, by_choice = re.split(r"@media \(prefers-color-scheme: dark\)|:root\[data-theme=dark\]", source)
    shared = dict(TOKEN.findall(light))
    return {
        "light": shared,
        "dark by device": {**shared, **dict(TOKEN.findall(by_device))},
        "dark by choice": {**shared, **dict(TOKEN.findall(by_choice))},
    }


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_the_served_stylesheet_is_what_the_sources_build():
    assert styles.TARGET.read_text(encoding="utf-8") == styles.build()


def test_the_stylesheet_keeps_its_budget():
    assert len(styles.build().encode()) <= 32_000


def test_the_stylesheet_holds_no_important_and_no_foreign_address():
    text = styles.build()

    assert "!important" not in text
    assert "http" not in text
    assert "@import" not in text


def test_every_style_file_is_part_of_a_layer():
    files = {file.relative_to(styles.SOURCE).parts[0].removesuffix(".css") for file in styles.SOURCE.rglob("*.css")}

    assert files == {*styles.LAYERS, "fallback"}


def test_dark_is_the_same_by_device_and_by_choice():
    themes = _themes()

    assert themes["dark by device"] == themes["dark by choice"]


@pytest.mark.parametrize("theme", ["light", "dark by device"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(theme: str, text: str, ground: str):
    tokens = _themes()[theme]

    assert _contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark by device"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_controls_stand_out_from_their_ground(theme: str, edge: str, ground: str):
    tokens = _themes()[theme]

    assert _contrast(tokens[edge], tokens[ground]) >= 3
