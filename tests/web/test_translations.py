from pathlib import Path

from babel.messages.pofile import read_po

from portal.web import translations


def test_words_are_collected_from_code_and_from_templates():
    words = {message.id for message in translations.collect()}

    assert "Chọn %(noun)s" in words
    assert "Ông/Bà cần làm thủ tục gì?" in words
    assert ("Có %(n)s chỗ cần sửa", "Có %(n)s chỗ cần sửa") in words


def test_an_update_keeps_translations_and_drops_what_is_not_used(tmp_path: Path):
    place = tmp_path / "django.po"
    book = translations.update(place)
    book["Trang chủ"].string = "Home"
    book.add("Không ai dùng", "Nobody")
    with place.open("wb") as target:
        translations.write_po(target, book)

    translations.update(place)

    with place.open("rb") as source:
        kept = read_po(source)
    assert kept["Trang chủ"].string == "Home"
    assert "Không ai dùng" not in kept
    assert "Trang chủ" not in translations.missing(place)
    assert "Tra cứu" in translations.missing(place)
    assert translations.compile_book(place) == 1
