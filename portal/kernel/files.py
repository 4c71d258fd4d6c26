"""Papers that people give us: judged by their content, cleaned, stored once under their hash."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final, NamedTuple, cast

import clamd
import filetype
import pikepdf
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.kernel.enums import ScanState
from portal.kernel.logs import log
from portal.kernel.models import StoredFile
from portal.kernel.text import clean_line

PDF: Final = "application/pdf"
IMAGES: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
EXTENSION: Final = {PDF: ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
HEIC: Final = frozenset({"image/heic", "image/heif", "image/avif"})
MAX_NAME: Final = 200
#: A camera of 64 megapixels; above it a small file may unpack into all the memory there is.
MAX_PIXELS: Final = 64_000_000
MAX_PAGES: Final = 2_000
SCAN_TIMEOUT_SECONDS: Final = 30
#: aa/bb/<sha256>
_FOLDERS: Final = 2
_MEGABYTE: Final = 1024 * 1024
#: Actions that run a program, a script, or send what is typed elsewhere.
_ACTIVE: Final = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute"}
)
_FORBIDDEN_IN_NAMES: Final = str.maketrans(dict.fromkeys('/\\:*?"<>|\n\t', "-"))


class UploadRefused(Exception):
    """The file cannot be taken; the message says what to do instead."""


class _Checked(NamedTuple):
    data: bytes
    media_type: str
    pages: int


def store_upload(upload: "File[bytes]", *, by: AbstractBaseUser | None, at: datetime) -> StoredFile:
    """Open, check, clean and store one uploaded file; only what could be opened counts as received.

    The type is told from the bytes, never from the name. Images lose their metadata (place, device); a PDF
    loses scripts and launch actions. A signed PDF is stored byte for byte.

    :raises UploadRefused: too big, empty, of another type, locked, broken, infected, or not scanned.
    """
    name = clean_name(upload.name or "")
    limit = settings.UPLOAD_MAX_BYTES
    if (upload.size or 0) > limit:
        raise _too_big(name, upload.size or 0, limit)
    data = upload.read(limit + 1)
    if len(data) > limit:
        raise _too_big(name, len(data), limit)
    if not data:
        raise UploadRefused(_("Tệp “%(name)s” không có nội dung. Chọn tệp khác") % {"name": name})
    media_type = _sniff(data, name)
    scan = _scan(data, name)
    checked = _check_pdf(data, name) if media_type == PDF else _check_image(data, media_type, name)
    return _store(checked, name=_with_extension(name, media_type), scan=scan, by=by, at=at)


def store_bytes(data: bytes, *, name: str, media_type: str, by: AbstractBaseUser | None, at: datetime) -> StoredFile:
    """Store a file that the portal made itself."""
    pages = 1
    if media_type == PDF:
        with pikepdf.open(BytesIO(data)) as pdf:
            pages = len(pdf.pages)
    return _store(_Checked(data, media_type, pages), name=clean_name(name), scan=ScanState.CLEAN, by=by, at=at)


def open_stored(file: StoredFile) -> BinaryIO:
    """Open the bytes of a stored file for reading.

    :raises FileNotFoundError: the row stands but its bytes are gone.
    """
    return cast("BinaryIO", default_storage.open(file.path))


def has_bytes(file: StoredFile) -> bool:
    """Say whether the bytes of a stored file are there, whole."""
    return default_storage.exists(file.path) and default_storage.size(file.path) == file.size_bytes


def sweep_unowned(*, before: datetime) -> int:
    """Delete bytes last written or given before `before` that no row refers to; return how many.

    The bytes of an upload are written before its row is committed: `before` must lie hours back.
    """
    swept = 0
    for path in list(_stored_paths(default_storage, "", depth=0)):
        is_old = default_storage.get_modified_time(path) < before
        if is_old and not StoredFile.objects.filter(path=path).exists():
            default_storage.delete(path)
            swept += 1
    return swept


def _stored_paths(storage: Storage, folder: str, *, depth: int) -> Iterator[str]:
    """Yield the paths of all bytes: two levels of folders, then the files."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    if depth == _FOLDERS:
        yield from (f"{folder}/{name}" for name in files)
        return
    for name in folders:
        yield from _stored_paths(storage, f"{folder}/{name}".lstrip("/"), depth=depth + 1)


def clean_name(name: str) -> str:
    """Return a file name without folders and odd characters, in NFC, of at most 200 characters."""
    bare = PurePosixPath(clean_line(name).replace("\\", "/")).name
    bare = clean_line(bare.translate(_FORBIDDEN_IN_NAMES)).lstrip(".") or "tep"
    if len(bare) <= MAX_NAME:
        return bare
    suffix = PurePosixPath(bare).suffix[:10]
    return bare[: MAX_NAME - len(suffix)].rstrip() + suffix


def _with_extension(name: str, media_type: str) -> str:
    """Return `name` ending as its content says: a JPEG called .png would be refused by some viewers."""
    wanted = EXTENSION[media_type]
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == wanted or (wanted == ".jpg" and suffix == ".jpeg"):
        return name
    stem = name[: -len(suffix)] if suffix in {".jpg", ".jpeg", ".png", ".webp", ".pdf"} else name
    return clean_name(stem[: MAX_NAME - len(wanted)] + wanted)


def _too_big(name: str, size: int, limit: int) -> UploadRefused:
    return UploadRefused(
        _("Tệp “%(name)s” nặng %(size)d MB. Chọn tệp nhỏ hơn %(limit)d MB hoặc chụp ảnh")
        % {"name": name, "size": -(-size // _MEGABYTE), "limit": limit // _MEGABYTE}
    )


def _broken(name: str) -> UploadRefused:
    return UploadRefused(_("Tệp “%(name)s” bị hỏng nên không mở được. Chọn tệp khác hoặc chụp ảnh") % {"name": name})


def _sniff(data: bytes, name: str) -> str:
    kind = filetype.guess(data)
    mime: str = kind.mime if kind else ""
    if mime == PDF or mime in IMAGES:
        return mime
    if mime in HEIC:
        raise UploadRefused(
            _("Tệp “%(name)s” là ảnh HEIC, cổng chưa mở được. Chụp ảnh ở định dạng JPEG hoặc chọn PDF") % {"name": name}
        )
    said = PurePosixPath(name).suffix.lstrip(".").lower()
    if said in {"jpg", "jpeg", "png", "webp", "pdf"}:
        # It bears the name of a type we take, but its bytes say otherwise.
        if kind is None:
            raise _broken(name)
        said = kind.extension
    raise UploadRefused(
        _("Tệp “%(name)s” là %(kind)s. Chọn ảnh hoặc PDF")
        % {"name": name, "kind": said or (kind.extension if kind else _("tệp khác loại"))}
    )


def _scan(data: bytes, name: str) -> ScanState:
    """Ask the scanner, where there is one. A scanner that does not answer lets nothing through."""
    if not settings.CLAMD_ADDRESS:
        return ScanState.NOT_SCANNED
    host, _colon, port = settings.CLAMD_ADDRESS.rpartition(":")
    try:
        scanner = clamd.ClamdNetworkSocket(host, int(port), timeout=SCAN_TIMEOUT_SECONDS)
        verdict, found = scanner.instream(BytesIO(data))["stream"]
    except (clamd.ClamdError, OSError, ValueError, KeyError, TypeError) as failure:
        log.error("scanner_silent", cause=type(failure).__name__)
        raise UploadRefused(
            _("Chưa kiểm tra được mã độc trong tệp “%(name)s”. Gửi lại sau 5 phút") % {"name": name}
        ) from failure
    if verdict == "OK":
        return ScanState.CLEAN
    log.warning("malware_refused", found=found)
    raise UploadRefused(_("Tệp “%(name)s” có mã độc. Chọn tệp khác") % {"name": name})


def _check_image(data: bytes, media_type: str, name: str) -> _Checked:
    kind = IMAGES[media_type]
    try:
        with Image.open(BytesIO(data), formats=[kind]) as probe:
            if probe.width * probe.height > MAX_PIXELS:
                raise UploadRefused(_("Ảnh “%(name)s” quá lớn để mở. Chụp lại với kích thước nhỏ hơn") % {"name": name})
            probe.verify()
        with Image.open(BytesIO(data), formats=[kind]) as image:
            return _Checked(_redraw(image, kind), media_type, 1)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise UploadRefused(
            _("Ảnh “%(name)s” quá lớn để mở. Chụp lại với kích thước nhỏ hơn") % {"name": name}
        ) from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as failure:
        raise _broken(name) from failure


def _redraw(image: Image.Image, kind: str) -> bytes:
    """Return the picture upright and alone: no metadata, nothing hidden behind it."""
    upright = ImageOps.exif_transpose(image)
    upright.info = {key: value for key, value in upright.info.items() if key == "transparency"}
    if kind == "JPEG" and upright.mode not in {"L", "RGB", "CMYK"}:
        upright = upright.convert("RGB")
    out = BytesIO()
    options: dict[str, Any] = {"quality": 90} if kind != "PNG" else {"optimize": False}
    upright.save(out, format=kind, **options)
    return out.getvalue()


def _check_pdf(data: bytes, name: str) -> _Checked:
    if b"%%EOF" not in data:
        # A file cut in transmission: a reader may repair it and silently lose pages.
        raise _broken(name)
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            pages = _count_pages(pdf)
            if not 0 < pages <= MAX_PAGES:
                raise _broken(name)
            is_signed = _is_signed(pdf)
            if not _disarm(pdf):
                return _Checked(data, PDF, pages)
            if is_signed:
                raise UploadRefused(
                    _("Tệp “%(name)s” đã ký số nhưng kèm lệnh tự chạy nên không nhận. Chọn bản ký không kèm lệnh")
                    % {"name": name}
                )
            out = BytesIO()
            pdf.save(out)
            return _Checked(out.getvalue(), PDF, pages)
    except pikepdf.PasswordError as locked:
        raise UploadRefused(_("Tệp có mật khẩu nên không mở được. Bỏ mật khẩu hoặc chụp ảnh thay thế")) from locked
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RuntimeError) as failure:
        raise _broken(name) from failure


def _count_pages(pdf: pikepdf.Pdf) -> int:
    """Open every page and return how many there are."""
    count = 0
    for page in pdf.pages:
        if not len(page.mediabox):
            return 0
        count += 1
    return count


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    return any(
        isinstance(thing, pikepdf.Dictionary) and "/ByteRange" in thing and "/Contents" in thing
        for thing in pdf.objects
    )


def _disarm(pdf: pikepdf.Pdf) -> bool:
    """Take every script and launch action out of `pdf`; say whether there was one."""
    found = False
    for thing in pdf.objects:
        found |= _disarm_object(thing)
    return found


def _disarm_object(thing: Any, depth: int = 0) -> bool:
    """Disarm one object and the direct ones inside it (indirect ones are visited by themselves)."""
    if depth > 50:  # noqa: PLR2004 -- deeper than any honest file; stops a nest made to exhaust us
        return False
    if isinstance(thing, pikepdf.Array):
        # A list, not a generator: every part is visited.
        parts = [_disarm_object(part, depth + 1) for part in thing if not _is_elsewhere(part)]
        return any(parts)
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return False
    found = False
    for key in list(thing.keys()):
        value = thing[key]
        if _is_active(key, value):
            del thing[key]
            found = True
        elif not _is_elsewhere(value):
            found |= _disarm_object(value, depth + 1)
    return found


def _is_active(key: str, value: Any) -> bool:
    if key == "/XFA":
        return True
    if key in {"/AA", "/JavaScript", "/RichMediaContent"}:
        # A font or a picture may bear the same name: what it holds tells them apart.
        return isinstance(value, pikepdf.Dictionary) and "/Type" not in value and "/Subtype" not in value
    if key not in {"/A", "/OpenAction", "/Next", "/PA"}:
        return False
    actions = value if isinstance(value, pikepdf.Array) else [value]
    return any(isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) in _ACTIVE for action in actions)


def _is_elsewhere(value: Any) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


def _store(checked: _Checked, *, name: str, scan: ScanState, by: AbstractBaseUser | None, at: datetime) -> StoredFile:
    digest = hashlib.sha256(checked.data).hexdigest()
    path = f"{digest[:2]}/{digest[2:4]}/{digest}"
    try:
        _write_once(default_storage, path, checked.data)
    except OSError as failure:
        log.error("paper_not_stored", cause=errno.errorcode.get(failure.errno or 0, "OSError"))
        raise UploadRefused(_("Chưa lưu được tệp “%(name)s”. Gửi lại sau 5 phút") % {"name": name}) from failure
    return StoredFile.objects.create(
        sha256=digest,
        path=path,
        name=name,
        media_type=checked.media_type,
        size_bytes=len(checked.data),
        pages=checked.pages,
        scan=scan,
        stored_by_id=by.pk if by else None,
        stored_at=at,
    )


def _write_once(storage: Storage, path: str, data: bytes) -> None:
    """Write `data` under its hash: whole or not at all. The row is committed only after the bytes are."""
    is_whole = storage.exists(path) and storage.size(path) == len(data)
    try:
        target = Path(storage.path(path))
    except NotImplementedError:
        if not is_whole:
            storage.save(path, ContentFile(data))
        return
    if is_whole:
        # Given anew: the sweep of what nobody owns must leave it alone for a day.
        target.touch()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o640)
        Path(temporary).replace(target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
