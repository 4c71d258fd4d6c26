"""What can be done to an official document. One public function per act; each is one transaction."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from documents.enums import Direction, DocumentType
from documents.models import OfficialDocument, RegisterBook, RegisterEntry
from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.kernel.counters import next_number
from portal.kernel.text import fold

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@transaction.atomic
def issue(
    *,
    agency: Agency,
    document_type: DocumentType,
    notation: str,
    abstract: str,
    signer: User,
    signer_title: str,
    recipients: Sequence[str],
    at: datetime,
    file_id: int | None = None,
    series: str = "",
) -> OfficialDocument:
    """Issue a document: its number is the next of the register, without a gap, in this transaction.

    Numbers run from 01 on 1 January to 31 December, one series for paper and electronic documents
    (NĐ 30/2020/NĐ-CP Điều 15).
    """
    day = at.astimezone(ZONE).date()
    book, _ = RegisterBook.objects.get_or_create(
        agency=agency, year=day.year, direction=Direction.OUTGOING, series=series
    )
    number = next_number(f"register:{book.pk}")
    document = OfficialDocument.objects.create(
        agency=agency,
        document_type=document_type,
        notation=notation,
        abstract=abstract,
        abstract_folded=fold(abstract),
        signer=signer,
        signer_name=signer.full_name,
        signer_title=signer_title,
        issued_on=day,
        issued_at=at,
        recipients=list(recipients),
        file_id=file_id,
    )
    document.entry = RegisterEntry.objects.create(book=book, number=number, document=document, entered_at=at)
    return document
