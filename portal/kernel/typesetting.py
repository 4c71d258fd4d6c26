"""Typst templates and data to archival PDF: tagged (PDF/A-2a, PDF/UA-1), and the same bytes for the same input.

Data reaches a template as JSON and is never pasted into its source.
"""

import json
import re
import warnings
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

import typst

from portal.kernel.text import clean

#: The official typeface, its free metric twin, and the one that is always inside the typesetter.
FACES: Final = ("Times New Roman", "Liberation Serif", "Libertinus Serif")
_STANDARDS: "Final[list[typst.PDFStandard]]" = ["a-2a", "ua-1"]
# What the last face draws. PDF/A forbids missing glyphs: anything else would fail the whole paper.
_UNDRAWABLE: Final = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u0484\u0487-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u2040\u2044-\u2052\u2054-\u205e"
    "\u20a0-\u20bf\u2116\u2190-\u2193\u2200-\u22ff\u25a0-\u25ff]"
)
_SUBSTITUTE: Final = "□"


class TypesettingWarning(UserWarning):
    """The typesetter doubted something, for example a face: an error in the suite."""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts()


@lru_cache(maxsize=1)
def _faces() -> tuple[str, ...]:
    installed = set(_fonts().families())
    return tuple(face for face in FACES if face in installed)


class _Press:
    """A compiler for one template, kept for the life of the process; one thread at a time, since it holds state."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._lock = Lock()
        self._compiler = typst.Compiler(template, root=template.parent, font_paths=_fonts())

    def print(self, inputs: dict[str, str], *, at: datetime) -> bytes:
        """Return the PDF of the template filled with `inputs`, dated `at` by its own offset."""
        # A PDF knows no parts of a second.
        at = at.replace(microsecond=0)
        fixed = at.astimezone(timezone(offset)) if (offset := at.utcoffset()) is not None else at
        with self._lock:
            pdf, doubts = self._compiler.compile_with_warnings(
                format="pdf", sys_inputs=inputs, pdf_standards=_STANDARDS, timestamp=fixed
            )
        for doubt in doubts:
            warnings.warn(f"{self._template.name}: {doubt.message}", TypesettingWarning, stacklevel=4)
        if not isinstance(pdf, bytes):
            msg = f"{self._template.name} gave no PDF"
            raise TypeError(msg)
        return pdf


@lru_cache(maxsize=64)
def _press(template: Path) -> _Press:
    return _Press(template)


def _drawable(value: object) -> object:
    """Return the data with every text in NFC, free of what cannot be seen or drawn."""
    if isinstance(value, str):
        return _UNDRAWABLE.sub(_SUBSTITUTE, clean(value))
    if isinstance(value, Mapping):
        return {key: _drawable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(item) for item in value]
    return value


def typeset(template: Path, data: Mapping[str, object], *, at: datetime) -> bytes:
    """Return the PDF of `template`, which reads `json(bytes(sys.inputs.data))` and the list of faces in `faces`.

    `at` is written into the file as its time of making and must be aware.

    :raises typst.TypstError: the template is wrong, or the data lack what it reads.
    """
    inputs = {
        "data": json.dumps(_drawable(data), ensure_ascii=False),
        "faces": json.dumps(_faces()),
    }
    return _press(template).print(inputs, at=at)
