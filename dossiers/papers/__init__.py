"""Statutory papers as archival PDF (Thông tư 01/2018 and 03/2025/TT-VPCP; Nghị định 30/2020/NĐ-CP).

Every function reads facts that are stored, or takes those that are not stored yet, and returns the bytes of a PDF.
The same facts at the same instant give the same bytes.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils.translation import override

from dossiers.models import Dossier, Supplement
from dossiers.papers import facts, ledgers
from dossiers.papers.heads import signed_of
from dossiers.papers.print import print_receipt, print_sheet
from dossiers.papers.sheets import ResultWords, Signed
from portal.agencies.models import Desk

__all__ = [
    "ResultWords",
    "Signed",
    "apology_pdf",
    "appraisal_refusal_pdf",
    "control_pdf",
    "handover_pdf",
    "receipt_pdf",
    "refusal_pdf",
    "register_pdf",
    "result_pdf",
    "signed_of",
    "stop_pdf",
    "supplement_pdf",
]


def receipt_pdf(dossier: Dossier, *, at: datetime) -> bytes:
    """Return Mẫu số 01 of a received dossier.

    :raises ValueError: the dossier has not been received.
    """
    return print_receipt(facts.receipt(dossier), at=at)


def supplement_pdf(supplement: Supplement, *, at: datetime) -> bytes:
    """Return Mẫu số 02, dated `at`."""
    return print_sheet(facts.supplement(supplement, at=at), at=at)


def refusal_pdf(dossier: Dossier, *, reason: str, officer_name: str, at: datetime) -> bytes:
    """Return Mẫu số 03 as the desk gives it instead of receiving a dossier."""
    return print_sheet(facts.refusal(dossier, reason=reason, officer_name=officer_name, at=at), at=at)


def appraisal_refusal_pdf(dossier: Dossier, *, reason: str, signed: Signed) -> bytes:
    """Return Mẫu số 03 as the agency signs it after appraisal."""
    return print_sheet(facts.appraisal_refusal(dossier, reason=reason, signed=signed), at=signed.issued_at)


def apology_pdf(dossier: Dossier, *, reason: str, old_due_at: datetime, new_due_at: datetime, signed: Signed) -> bytes:
    """Return Mẫu số 04. Its number may still be unstored: it is allocated in the same transaction."""
    sheet = facts.apology(dossier, reason=reason, old_due_at=old_due_at, new_due_at=new_due_at, signed=signed)
    return print_sheet(sheet, at=signed.issued_at)


def stop_pdf(dossier: Dossier, *, reason: str, signed: Signed) -> bytes:
    """Return the notice of a stop (Mẫu số 05 of 2025; without a form number before)."""
    return print_sheet(facts.stop(dossier, reason=reason, signed=signed), at=signed.issued_at)


def control_pdf(dossier: Dossier, *, at: datetime) -> bytes:
    """Return the control sheet with every hand-over until `at` (Mẫu số 05 of 2018, 06 of 2025)."""
    return print_sheet(ledgers.control(dossier, at=at), at=at)


def register_pdf(desk: Desk, *, first_day: date, last_day: date, at: datetime) -> bytes:
    """Return the book of a desk for the days from `first_day` to `last_day` (Mẫu số 06 of 2018, 07 of 2025)."""
    with override(settings.LANGUAGE_CODE):
        return print_sheet(ledgers.register(desk, first_day=first_day, last_day=last_day, at=at), at=at)


def result_pdf(dossier: Dossier, *, words: ResultWords, signed: Signed) -> bytes:
    """Return an official result in the layout of NĐ 30/2020/NĐ-CP."""
    return print_sheet(facts.result(dossier, words=words, signed=signed), at=signed.issued_at)


def handover_pdf(dossier: Dossier) -> bytes:
    """Return the receipt of the result that was handed over.

    :raises ResultReturn.DoesNotExist: nothing was handed over.
    """
    returned = dossier.result_return
    return print_sheet(facts.handover(returned), at=returned.returned_at)
