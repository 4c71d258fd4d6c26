"""A reader of the text inside a PDF."""

import re
from functools import lru_cache
from io import BytesIO

import pikepdf

_CHARACTERS = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def _unicode_of(font) -> dict[int, str]:
    mapping = font["/ToUnicode"].read_bytes()
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", mapping, re.DOTALL)
        for code, text in _CHARACTERS.findall(block)
    }


def _shown(operands) -> bytes:
    parts = operands[0] if isinstance(operands[0], pikepdf.Array) else operands[-1:]
    return b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))


@lru_cache(maxsize=8)
def text_of(pdf: bytes) -> str:
    """Return every character a PDF shows, without spaces: justified lines have none of their own."""
    shown = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            fonts = {name: _unicode_of(font) for name, font in page.resources["/Font"].items()}
            current: dict[int, str] = {}
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    current = fonts[str(operands[0])]
                elif str(operator) in {"Tj", "TJ"}:
                    raw = _shown(operands)
                    shown += [current.get(int.from_bytes(raw[i : i + 2]), "?") for i in range(0, len(raw), 2)]
    return "".join("".join(shown).split())


def says(pdf: bytes, words: str) -> bool:
    """Return whether a PDF shows these words, whatever the spaces."""
    return "".join(words.split()) in text_of(pdf)
