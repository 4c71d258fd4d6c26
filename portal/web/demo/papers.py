"""A few small real files that stand for the papers of fictitious people."""

from datetime import datetime
from io import BytesIO
from typing import Final

import pikepdf
from PIL import Image, ImageDraw

from portal.kernel.files import store_bytes
from portal.kernel.models import StoredFile

_PAGE: Final = (595, 842)
_PDFS: Final = (("Bản chụp giấy tờ (minh họa).pdf", 1), ("Giấy tờ hai trang (minh họa).pdf", 2))
_PHOTOS: Final = (("Ảnh chụp thẻ (minh họa).jpg", "#e8e2d4"), ("Ảnh chụp giấy (minh họa).jpg", "#dfe7ea"))
RESULT: Final = "Kết quả (minh họa).pdf"


def store_papers(*, at: datetime) -> tuple[list[StoredFile], StoredFile]:
    """Store the files once; return those that people upload, and the one that stands for a result."""
    given = [store_bytes(_pdf(pages), name=name, media_type="application/pdf", by=None, at=at) for name, pages in _PDFS]
    given += [
        store_bytes(_photo(ground), name=name, media_type="image/jpeg", by=None, at=at) for name, ground in _PHOTOS
    ]
    return given, store_bytes(_pdf(1, "KET QUA"), name=RESULT, media_type="application/pdf", by=None, at=at)


def _pdf(pages: int, heading: str = "GIAY TO") -> bytes:
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for number in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=_PAGE)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        words = f"BT /F1 20 Tf 90 700 Td ({heading} - trang {number}) Tj 0 -40 Td /F1 14 Tf (Du lieu minh hoa) Tj ET"
        page.obj.Contents = pdf.make_stream(words.encode())
    out = BytesIO()
    # The same bytes each time: the file is stored once under its hash.
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _photo(ground: str) -> bytes:
    picture = Image.new("RGB", (640, 400), ground)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((16, 16, 623, 383), outline="#55606a", width=3)
    pen.rectangle((40, 60, 200, 260), fill="#b9c2c8")
    for line in range(6):
        pen.rectangle((230, 70 + 34 * line, 590 - 40 * (line % 3), 84 + 34 * line), fill="#8d979e")
    pen.text((40, 330), "Du lieu minh hoa", fill="#55606a")
    out = BytesIO()
    picture.save(out, format="JPEG", quality=70)
    return out.getvalue()
