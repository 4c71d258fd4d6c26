"""The words of the screens in other languages. The Vietnamese words are the keys; no gettext tools are needed."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = ("portal", "procedures", "counters", "dossiers", "documents", "postal", "meetings", "notifications")
BOOK: Final = ROOT / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_t": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
#: What the head of the book need not say: it would change with each update and make two branches collide.
_UNSAID: Final = (b'"POT-', b'"PO-', b'"Last-', b'"Language-Team', b'"Report-', b'"Project-', b'"Generated-')
_TITLE: Final = "# The screens in English. The Vietnamese words are the keys: see portal/web/translations.py."


def collect() -> Catalog:
    """Return all words that our code and templates ask to translate, without translations."""
    book = Catalog(locale="en", project="mot-cua", fuzzy=False)
    for file in _sources():
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".html":
            text = "\n".join(line.strip() for line in templatize(text).splitlines())
        origin = [(file.relative_to(ROOT).as_posix(), 0)]
        for _line, words, _comments, context in extract("python", BytesIO(text.encode()), keywords=KEYWORDS):
            book.add(words, locations=origin, context=context)
    return book


def _sources() -> Iterator[Path]:
    for room in ROOMS:
        files = [*(ROOT / room).rglob("*.py"), *(ROOT / room).rglob("templates/**/*.html")]
        yield from sorted(file for file in files if "migrations" not in file.parts)


def read(place: Path = BOOK) -> Catalog:
    """Return the book of translations as it is kept."""
    if not place.exists():
        return Catalog(locale="en", project="mot-cua", fuzzy=False)
    with place.open("rb") as source:
        return read_po(source, locale="en")


def update(place: Path = BOOK) -> Catalog:
    """Bring the book up to date with the code: new words come in, words not used any more go out."""
    book = read(place)
    book.update(collect(), no_fuzzy_matching=True)
    book.obsolete.clear()
    write(book, place)
    return book


def write(book: Catalog, place: Path = BOOK) -> None:
    """Write the book so that it changes only where words do."""
    book.header_comment = _TITLE
    text = BytesIO()
    write_po(text, book, width=0, sort_output=True, include_lineno=False)
    place.parent.mkdir(parents=True, exist_ok=True)
    lines = text.getvalue().splitlines(keepends=True)
    place.write_bytes(b"".join(line for line in lines if not line.startswith(_UNSAID)))


def compile_book(place: Path = BOOK) -> int:
    """Write the compiled book that Django reads; return how many words it translates."""
    book = read(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    # A process that reads the book meanwhile must never see half of it.
    fresh = place.with_suffix(f".mo.{os.getpid()}")
    with fresh.open("wb") as target:
        write_mo(target, book)
    fresh.replace(place.with_suffix(".mo"))
    return sum(1 for message in book if message.id and _is_translated(message))


def missing(place: Path = BOOK) -> list[str]:
    """Return the words that have no translation yet, or are not in the book."""
    translated = {(message.id, message.context) for message in read(place) if _is_translated(message)}
    return sorted(
        str(message.id) for message in collect() if message.id and (message.id, message.context) not in translated
    )


def _is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms) and not message.fuzzy
