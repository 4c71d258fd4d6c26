"""Files as people send them: good ones, and each kind of bad one. All are made here."""

from collections.abc import Iterable
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def pdf_bytes(*, pages: int = 1, script: bool = False, signed: bool = False, password: str = "") -> bytes:
    pdf = pikepdf.new()
    for _page in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    if script:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        pdf.Root.OpenAction = action
        pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", action])))
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=action)
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
    if signed:
        seal = pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3], Contents=b"\0" * 8)
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Ky", V=pdf.make_indirect(seal))
        pdf.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=pikepdf.Array([pdf.make_indirect(field)]))
    out = BytesIO()
    locked = pikepdf.Encryption(owner=password, user=password) if password else False
    pdf.save(out, encryption=locked)
    return out.getvalue()


def image_bytes(kind: str = "JPEG", *, size: tuple[int, int] = (40, 20), turned: bool = False) -> bytes:
    picture = Image.new("RGB", size, "white")
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
        exif[0x010F] = "Maker of the phone"
    out = BytesIO()
    picture.save(out, format=kind, exif=exif)
    return out.getvalue()


def upload(name: str, data: bytes, media_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, media_type)


def body(response: Iterable[bytes]) -> bytes:
    """Read a streamed answer to its end. Closing it unread would close the database connection of the test."""
    return b"".join(response)
