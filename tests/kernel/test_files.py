"""Uploads are judged by their bytes; what to do instead is said in words."""

import socket
import threading
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.test import override_settings
from PIL import Image

from portal.kernel import files
from portal.kernel.enums import ScanState
from portal.kernel.files import (
    UploadRefused,
    clean_name,
    has_bytes,
    open_stored,
    store_bytes,
    store_upload,
    sweep_unowned,
)
from portal.kernel.models import StoredFile
from tests.support.files import image_bytes, pdf_bytes, upload

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 7, 22, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def papers(tmp_path: Path) -> Iterator[Path]:
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=storages, CLAMD_ADDRESS=""):
        yield tmp_path


def give(name: str, data: bytes) -> StoredFile:
    return store_upload(upload(name, data), by=None, at=NOON)


def read(file: StoredFile) -> bytes:
    with open_stored(file) as opened:
        return opened.read()


def test_a_pdf_is_stored_byte_for_byte_under_its_hash() -> None:
    data = pdf_bytes(pages=3)

    file = give("Giấy chứng sinh.pdf", data)

    assert (read(file), file.pages, file.media_type, file.size_bytes) == (data, 3, "application/pdf", len(data))
    assert file.path == f"{file.sha256[:2]}/{file.sha256[2:4]}/{file.sha256}"
    assert has_bytes(file)


def test_the_same_bytes_given_twice_are_stored_once(papers: Path) -> None:
    first = give("a.pdf", data := pdf_bytes())
    again = give("b.pdf", data)

    assert first.path == again.path
    assert len([path for path in papers.rglob("*") if path.is_file()]) == 1


def test_a_file_whose_bytes_are_gone_is_known() -> None:
    file = give("a.pdf", pdf_bytes())

    default_storage.delete(file.path)

    assert not has_bytes(file)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_an_image_is_turned_upright_and_loses_its_metadata(kind: str) -> None:
    file = give("anh", image_bytes(kind, turned=True))

    with Image.open(BytesIO(read(file))) as image:
        assert (image.size, image.format, dict(image.getexif())) == ((20, 40), kind, {})
    assert file.name == "anh" + {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}[kind]


def test_what_hides_behind_an_image_is_gone() -> None:
    file = give("anh.png", image_bytes("PNG") + b"PK\x03\x04 hidden archive")

    assert b"hidden archive" not in read(file)


def test_scripts_and_launch_actions_are_taken_out_of_a_pdf() -> None:
    file = give("to-khai.pdf", pdf_bytes(script=True))

    with pikepdf.open(BytesIO(read(file))) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/JavaScript" not in pdf.Root.Names
        assert "/AA" not in pdf.pages[0].obj
        assert "/A" not in pdf.pages[0].obj.Annots[0]
        assert len(pdf.pages) == 1


def test_a_font_that_is_called_like_an_action_stays() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(AA=font, A=font))
    pdf.save(out := BytesIO())

    assert read(give("a.pdf", out.getvalue())) == out.getvalue()


def test_a_signed_pdf_is_never_rewritten() -> None:
    data = pdf_bytes(signed=True)

    assert read(give("ky.pdf", data)) == data


def heic() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 300


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("don.docx", b"PK\x03\x04" + b"\0" * 400, "Tệp “don.docx” là docx. Chọn ảnh hoặc PDF"),
        ("trang.html", b"<html><script>1</script></html>", "Tệp “trang.html” là html. Chọn ảnh hoặc PDF"),
        ("anh.svg", b"<svg xmlns='x'/>", "Tệp “anh.svg” là svg. Chọn ảnh hoặc PDF"),
        ("anh.jpg", b"MZ" + b"\0" * 400, "Tệp “anh.jpg” là exe. Chọn ảnh hoặc PDF"),
        (
            "IMG_1.HEIC",
            heic(),
            "Tệp “IMG_1.HEIC” là ảnh HEIC, cổng chưa mở được. Chụp ảnh ở định dạng JPEG hoặc chọn PDF",
        ),
        ("trong.pdf", b"", "Tệp “trong.pdf” không có nội dung. Chọn tệp khác"),
        ("a.pdf", b"khong phai pdf", "Tệp “a.pdf” bị hỏng nên không mở được. Chọn tệp khác hoặc chụp ảnh"),
        ("a.pdf", pdf_bytes()[:200], "Tệp “a.pdf” bị hỏng nên không mở được. Chọn tệp khác hoặc chụp ảnh"),
        ("a.pdf", b"%PDF-1.7\nrac\n%%EOF\n", "Tệp “a.pdf” bị hỏng nên không mở được. Chọn tệp khác hoặc chụp ảnh"),
        ("a.pdf", pdf_bytes(pages=0), "Tệp “a.pdf” bị hỏng nên không mở được. Chọn tệp khác hoặc chụp ảnh"),
        (
            "a.pdf",
            pdf_bytes(password="bi-mat"),
            "Tệp có mật khẩu nên không mở được. Bỏ mật khẩu hoặc chụp ảnh thay thế",
        ),
        (
            "a.pdf",
            pdf_bytes(script=True, signed=True),
            "Tệp “a.pdf” đã ký số nhưng kèm lệnh tự chạy nên không nhận. Chọn bản ký không kèm lệnh",
        ),
        (
            "a.jpg",
            image_bytes(size=(400, 400))[:500],
            "Tệp “a.jpg” bị hỏng nên không mở được. Chọn tệp khác hoặc chụp ảnh",
        ),
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(name: str, data: bytes, message: str) -> None:
    with pytest.raises(UploadRefused) as refusal:
        give(name, data)

    assert str(refusal.value) == message
    assert not StoredFile.objects.exists()


def test_a_file_over_the_limit_is_refused_with_both_sizes() -> None:
    with (
        override_settings(UPLOAD_MAX_BYTES=1024 * 1024),
        pytest.raises(UploadRefused, match=r"“to.pdf” nặng 2 MB. Chọn tệp nhỏ hơn 1 MB hoặc chụp ảnh"),
    ):
        give("to.pdf", b"%PDF" + b"\0" * (1024 * 1024))


def test_an_image_that_would_unpack_into_all_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_PIXELS", 100)

    with pytest.raises(UploadRefused, match="quá lớn để mở"):
        give("bom.png", image_bytes("PNG"))


def test_every_cut_of_a_good_pdf_is_either_whole_or_refused() -> None:
    data = pdf_bytes(pages=2)
    for length in range(1, len(data), 37):
        with pytest.raises(UploadRefused):
            give("a.pdf", data[:length])


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        (unicodedata.normalize("NFD", "Giấy khai sinh.pdf"), "Giấy khai sinh.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\An\\anh.jpg", "anh.jpg"),
        ("a\u202egpj.exe\x00", "agpj.exe"),
        ("a\r\nb: c.pdf", "a b- c.pdf"),
        ("", "tep"),
        ("...", "tep"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_file_name_is_cleaned(given: str, cleaned: str) -> None:
    assert clean_name(given) == cleaned


def test_a_paper_of_our_own_is_stored_with_its_pages() -> None:
    file = store_bytes(pdf_bytes(pages=2), name="giay-tiep-nhan.pdf", media_type="application/pdf", by=None, at=NOON)

    assert (file.pages, file.scan, has_bytes(file)) == (2, ScanState.CLEAN, True)


def scanner(answer: bytes) -> str:
    """Start a scanner on the loopback that gives one answer; return its address."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with server, server.accept()[0] as client:
            client.recv(10)
            while size := int.from_bytes(client.recv(4, socket.MSG_WAITALL), "big"):
                client.recv(size, socket.MSG_WAITALL)
            client.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return f"127.0.0.1:{server.getsockname()[1]}"


def test_a_scanned_file_is_marked_clean() -> None:
    with override_settings(CLAMD_ADDRESS=scanner(b"stream: OK\n")):
        assert give("a.pdf", pdf_bytes()).scan == ScanState.CLEAN


def test_malware_is_refused() -> None:
    with (
        override_settings(CLAMD_ADDRESS=scanner(b"stream: Eicar-Test FOUND\n")),
        pytest.raises(UploadRefused, match=r"Tệp “a.pdf” có mã độc. Chọn tệp khác"),
    ):
        give("a.pdf", pdf_bytes())


def test_a_silent_scanner_lets_nothing_through() -> None:
    with (
        override_settings(CLAMD_ADDRESS="127.0.0.1:9"),
        pytest.raises(UploadRefused, match=r"Chưa kiểm tra được mã độc trong tệp “a.pdf”. Gửi lại sau 5 phút"),
    ):
        give("a.pdf", pdf_bytes())


def test_a_full_disk_leaves_no_half_file(papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)

    with pytest.raises(UploadRefused, match=r"Chưa lưu được tệp “a.pdf”"):
        give("a.pdf", pdf_bytes())
    assert [path for path in papers.rglob("*") if path.is_file()] == []


def test_bytes_that_nobody_owns_are_swept_after_a_while(papers: Path) -> None:
    owned, unowned = give("a.pdf", pdf_bytes()), give("b.pdf", pdf_bytes(pages=2))
    paths = (papers / owned.path, papers / unowned.path)
    written_at = datetime.fromtimestamp(paths[1].stat().st_mtime, tz=UTC)
    unowned.delete()

    early = sweep_unowned(before=written_at - timedelta(minutes=1))
    late = sweep_unowned(before=written_at + timedelta(minutes=1))

    assert (early, late) == (0, 1)
    assert [path.exists() for path in paths] == [True, False]
