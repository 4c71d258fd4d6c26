"""What stands on each paper, in words ready to be printed. Pure data."""

from dataclasses import dataclass
from datetime import datetime

# A sheet's field is a field of its template: `templates/<name>.typ`.


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Number, instant and signer of a document that need not be stored yet."""

    number_sign: str
    issued_at: datetime
    signer_name: str
    signer_title: str
    #: In whose name: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`; empty for a head who signs as such.
    authority: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultWords:
    """What a result says: its kind (`Quyết định`), abstract, legal grounds and paragraphs."""

    kind: str
    abstract: str
    body: tuple[str, ...]
    grounds: tuple[str, ...] = ()
    #: The line above the grounds of a decision: `CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …`.
    authority_line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The upper part of a paper: issuer at the left, place and date at the right, form and title."""

    upper: str
    issuer: str
    form: str
    source: str
    title: str
    dated: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """For whom a dossier is, and what is asked."""

    name: str
    submitter: str
    national_id: str
    tax_code: str
    address: str
    phone: str
    email: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs, in whose name, and who gets the document."""

    authority: str
    title: str
    name: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A paper about one dossier."""

    name: str
    head: Head
    code: str
    party: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One paper that was received."""

    name: str
    originals: str
    copies: str
    files: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Sheet):
    """Mẫu số 01."""

    desk: str
    is_online: bool
    #: `Liên: …` on one of two paper copies.
    copy: str
    secret: str
    track_url: str
    track_address: str
    papers: tuple[PaperLine, ...]
    sets: str
    limit: str
    received: str
    due: str
    return_at: str
    fee: str
    book: str
    serial: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is missing."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementSheet(Sheet):
    """Mẫu số 02."""

    items: tuple[Item, ...]
    reason: str
    answer_until: str
    desk: str
    phone: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalSheet(Sheet):
    """Mẫu số 03, from the desk (`officer`) or from the agency after appraisal (`signed`)."""

    is_online: bool
    is_after_appraisal: bool
    #: Who refuses: the desk or the agency.
    body: str
    submitted: str
    reason: tuple[str, ...]
    officer: str
    signed: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologySheet(Sheet):
    """Mẫu số 04."""

    agency: str
    received: str
    old_due: str
    new_due: str
    reason: tuple[str, ...]
    signed: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSheet(Sheet):
    """Mẫu số 05 of the set of 2025; without a number before."""

    agency: str
    desk: str
    phone: str
    received: str
    reason: tuple[str, ...]
    signed: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """One passing of a dossier from hand to hand."""

    giver: str
    giver_name: str
    receiver: str
    receiver_name: str
    at: str
    result: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSheet(Sheet):
    """Mẫu số 05 of 2018, 06 of 2025."""

    agency: str
    partners: str
    received: str
    due: str
    rows: tuple[HandOver, ...]
    footnote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSheet:
    """Mẫu số 06 of 2018, 07 of 2025: rows without their ordinal, twelve cells each."""

    name: str
    head: Head
    period: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSheet(Sheet):
    """An official result."""

    abstract: str
    authority_line: str
    grounds: tuple[str, ...]
    body: tuple[str, ...]
    signed: Signature
    watermark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSheet(Sheet):
    """The receipt of a result that was handed over."""

    result_kind: str
    result_number: str
    result_abstract: str
    result_day: str
    method: str
    receiver: str
    receiver_national_id: str
    authorisation: str
    returned: str
    officer: str
