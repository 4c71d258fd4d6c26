"""Machine-readable codes as SVG: QR for telephones, Code 128 for laser scanners.

Paths only, without style attributes (the pages' policy forbids them) and on a white ground, so that dark pages do not
break the scanner. The template that includes a code wraps it in `role="img"` and names it.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

import segno
from barcode.codex import Code128
from django.utils.html import format_html
from django.utils.safestring import SafeString

QR_QUIET_MODULES: Final = 4
BAR_QUIET_MODULES: Final = 10
BAR_HEIGHT_MODULES: Final = 60


def _runs(row: Iterable[bool]) -> Iterable[tuple[int, int]]:
    start = 0
    for is_dark, modules in groupby(row):
        length = sum(1 for _ in modules)
        if is_dark:
            yield start, length
        start += length


def _svg(width: int, height: int, path: str) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" shape-rendering="crispEdges" '
        'aria-hidden="true" focusable="false"><path fill="#fff" d="M0 0h{w}v{h}H0z"/>'
        '<path fill="#000" d="{path}"/></svg>',
        w=width,
        h=height,
        path=path,
    )


def qr_svg(text: str) -> SafeString:
    """Return a QR code (error correction M) with its quiet zone.

    :raises ValueError: the text is empty or holds more than a QR code can.
    """
    if not text:
        msg = "nothing to encode"
        raise ValueError(msg)
    code = segno.make_qr(text, error="m", boost_error=False)
    path = "".join(
        f"M{start + QR_QUIET_MODULES} {top + QR_QUIET_MODULES}h{length}v1h-{length}z"
        for top, row in enumerate(code.matrix)
        for start, length in _runs(bool(module) for module in row)
    )
    side = len(code.matrix) + 2 * QR_QUIET_MODULES
    return _svg(side, side, path)


def code128_svg(text: str) -> SafeString:
    """Return a Code 128 with its quiet zones.

    :raises ValueError: the text is empty or is not plain ASCII.
    """
    if not text or not (text.isascii() and text.isprintable()):
        msg = "Code 128 encodes printable ASCII"
        raise ValueError(msg)
    modules = "".join(Code128(text).build())
    path = "".join(
        f"M{start + BAR_QUIET_MODULES} 0h{length}v{BAR_HEIGHT_MODULES}h-{length}z"
        for start, length in _runs(module == "1" for module in modules)
    )
    return _svg(len(modules) + 2 * BAR_QUIET_MODULES, BAR_HEIGHT_MODULES, path)
