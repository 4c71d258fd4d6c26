import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from typing import Final

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from portal.web import translations

PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w[^>]*>")
MARKS: Final = frozenset({"_", "_t", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"})
VIETNAMESE: Final = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


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


def test_every_word_of_the_screens_has_an_english_one():
    assert translations.missing() == []


def test_the_book_holds_nothing_that_the_screens_do_not_say():
    said = {(message.id, message.context) for message in translations.collect()}

    assert [message.id for message in _entries() if (message.id, message.context) not in said] == []


def test_each_translation_has_the_placeholders_and_tags_of_its_key():
    broken = [
        (key, words)
        for message in _entries()
        for key, words in zip(_forms(message.id), _forms(message.string), strict=True)
        if sorted(PLACEHOLDER.findall(key)) != sorted(PLACEHOLDER.findall(words))
    ]

    assert broken == []


def test_english_words_hold_no_vietnamese_letters_and_do_not_shout():
    written = {words for message in _entries() for words in _forms(message.string)}

    assert {words for words in written if VIETNAMESE.search(words.replace("Quảng Bình", ""))} == set()
    assert {words for words in written if "!" in words} == set()


def test_no_marked_word_escapes_the_collection():
    collected = {form for message in translations.collect() for form in _forms(message.id)}

    assert [words for words in _marked() if words not in collected] == []


def test_the_compiled_book_counts_as_english_does(tmp_path: Path):
    place = tmp_path / "django.po"
    place.write_bytes(translations.BOOK.read_bytes())
    translations.compile_book(place)

    with place.with_suffix(".mo").open("rb") as compiled:
        english = GNUTranslations(compiled)

    days = "%(n)d ngày làm việc"
    assert english.ngettext(days, days, 1) == "%(n)d working day"
    assert english.ngettext(days, days, 15) == "%(n)d working days"
    assert english.pgettext("thời hạn", "ngày") == "days"
    assert english.gettext("ngày") == "day"


def _entries() -> Iterator[Message]:
    return (message for message in translations.read() if message.id)


def _forms(words: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _marked() -> Iterator[str]:
    """Give the words that our code marks, also those that the collection cannot see (inside an f-string)."""
    for file in translations.ROOT.glob("*/**/*.py"):
        if file.relative_to(translations.ROOT).parts[0] not in translations.ROOMS:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                words = node.args[0]
                if isinstance(words, ast.Constant):
                    yield words.value
