"""Sheets to PDF: one template per kind of sheet."""

from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import pikepdf

from dossiers.papers import sheets
from portal.kernel.codes import code128_svg, qr_svg
from portal.kernel.typesetting import typeset

_TEMPLATES: Final = Path(__file__).parent / "templates"
_TEMPLATE_OF: Final = {
    sheets.SupplementSheet: "supplement",
    sheets.RefusalSheet: "refusal",
    sheets.ApologySheet: "apology",
    sheets.StopSheet: "stop",
    sheets.ControlSheet: "control",
    sheets.RegisterSheet: "register",
    sheets.ResultSheet: "result",
    sheets.HandoverSheet: "handover",
}


def print_sheet(sheet: sheets.Sheet | sheets.RegisterSheet, *, at: datetime) -> bytes:
    """Return the PDF of any sheet but a receipt."""
    return typeset(_TEMPLATES / f"{_TEMPLATE_OF[type(sheet)]}.typ", asdict(sheet), at=at)


def print_receipt(sheet: sheets.Receipt, *, at: datetime) -> bytes:
    """Return the PDF of a receipt: A5 on one page, A4 when it does not fit."""
    data = asdict(sheet) | {"qr": qr_svg(sheet.track_url), "bars": code128_svg(sheet.code)}
    template = _TEMPLATES / "receipt.typ"
    small = typeset(template, {**data, "paper": "a5"}, at=at)
    if pages_of(small) == 1:
        return small
    return typeset(template, {**data, "paper": "a4"}, at=at)


def pages_of(pdf: bytes) -> int:
    """Return the number of pages."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)
