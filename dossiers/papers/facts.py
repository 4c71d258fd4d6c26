"""Dossiers to sheets: what stands on the papers of one dossier."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Count

from documents.enums import DocumentType
from documents.models import OfficialDocument
from dossiers.clock import limit_of
from dossiers.enums import ReturnMethod
from dossiers.models import Dossier, DossierEvent, DossierPaper, ResultReturn, Supplement
from dossiers.papers import sheets
from dossiers.papers.heads import (
    agency_head,
    contact_phone,
    desk_head,
    desk_name,
    official_name,
    party,
    rules_of,
    signature,
)
from dossiers.papers.words import day_words, fee_words, limit_words, local_day, moment_words, padded, return_words
from procedures.enums import Channel

_INTAKES: Final = ("accept", "receive_direct")
_REQUESTS: Final = ("ask_correction", "ask_supplement")
_DEMO_WORDS: Final = "Dữ liệu minh họa"
_INCOMPLETE: Final = "Hồ sơ chưa đầy đủ, chưa hợp lệ theo quy định"
_NOT_ELIGIBLE: Final = "Qua thẩm định, hồ sơ chưa đủ điều kiện giải quyết"
_NOBODY: Final = sheets.Signature(authority="", title="", name="", recipients=())


def _actor_of(dossier: Dossier, *acts: str) -> DossierEvent | None:
    return dossier.events.filter(act__in=acts).order_by("-seq").first()


def _name(dossier: Dossier, title: str) -> str:
    return f"{title} – {dossier.shown_code}"


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip()) or ("……",)


def _paper_line(paper: DossierPaper, files: int, *, is_online: bool) -> sheets.PaperLine:
    # An online declaration is the form itself: one electronic paper without a file.
    electronic = files or int(is_online and paper.requirement.is_answered_by_form)
    return sheets.PaperLine(
        name=paper.requirement.name,
        originals=padded(paper.originals) if paper.originals else "",
        copies=padded(paper.copies) if paper.copies else "",
        files=padded(electronic) if electronic else "",
    )


def _paper_lines(dossier: Dossier, *, is_online: bool) -> tuple[sheets.PaperLine, ...]:
    papers = (
        dossier.papers.select_related("requirement")
        .annotate(files_count=Count("files"))
        .order_by("requirement__position", "pk")
    )
    lines = [_paper_line(paper, paper.files_count, is_online=is_online) for paper in papers]
    return tuple(line for line in lines if line.originals or line.copies or line.files)


def _limit(dossier: Dossier) -> str:
    limit = limit_of(dossier.revision, dossier.channel)
    return limit_words(limit.value, limit.unit, dossier.revision.limit_note)


def receipt(dossier: Dossier) -> sheets.Receipt:
    """Return the receipt of a received dossier.

    :raises ValueError: the dossier has not been received.
    """
    if dossier.received_at is None or dossier.code is None:
        msg = "only a received dossier has a receipt"
        raise ValueError(msg)
    is_online = dossier.channel == Channel.ONLINE
    head = desk_head(dossier.desk, rules=rules_of(dossier), form="receipt", at=dossier.received_at)
    intake = _actor_of(dossier, *_INTAKES)
    desk = desk_name(dossier.desk)
    return sheets.Receipt(
        name=_name(dossier, head.title),
        head=head,
        code=dossier.code,
        party=party(dossier),
        desk=desk,
        is_online=is_online,
        copy="" if is_online else "Liên: Lưu / Giao người nộp",
        secret=dossier.track_secret,
        track_url=f"{settings.PUBLIC_URL}/h/{dossier.track_token}/",
        track_address=f"{settings.PUBLIC_URL.partition('://')[2]}/tra-cuu/",
        papers=_paper_lines(dossier, is_online=is_online),
        sets=padded(dossier.revision.dossier_sets),
        limit=_limit(dossier),
        received=moment_words(dossier.received_at),
        due=moment_words(dossier.due_at),
        return_at=return_words(dossier.return_method, desk=desk, address=dossier.return_address),
        fee=fee_words(dossier.fee_vnd),
        # The electronic book is one volume a year; the code's own ordinal numbers its lines.
        book=str(local_day(dossier.received_at).year),
        serial="-".join(dossier.code.rsplit("-", 2)[-2:]),
        officer=intake.actor_name if intake else "",
    )


def supplement(asked: Supplement, *, at: datetime) -> sheets.SupplementSheet:
    """Return what is asked of the applicant."""
    dossier = asked.dossier
    head = desk_head(
        dossier.desk, rules=rules_of(dossier), form="supplement", at=at, number=f"{padded(asked.number)}/HDHS"
    )
    request = _actor_of(dossier, *_REQUESTS)
    return sheets.SupplementSheet(
        name=_name(dossier, head.title),
        head=head,
        code=dossier.shown_code,
        party=party(dossier),
        items=tuple(
            sheets.Item(subject=str(item["subject"]), reason=str(item.get("reason", ""))) for item in asked.items
        ),
        # Each item bears its own reason; this one says at which step it was found.
        reason=_INCOMPLETE if asked.is_before_intake else _NOT_ELIGIBLE,
        answer_until=day_words(asked.answer_until),
        desk=desk_name(dossier.desk),
        phone=contact_phone(dossier.desk),
        officer=request.actor_name if request else "",
    )


def refusal(dossier: Dossier, *, reason: str, officer_name: str, at: datetime) -> sheets.RefusalSheet:
    """Return the refusal of a dossier by the desk."""
    head = desk_head(dossier.desk, rules=rules_of(dossier), form="refusal", at=at)
    return sheets.RefusalSheet(
        name=_name(dossier, head.title),
        head=head,
        code=dossier.shown_code,
        party=party(dossier),
        is_online=dossier.channel == Channel.ONLINE,
        is_after_appraisal=False,
        body=desk_name(dossier.desk),
        submitted=moment_words(dossier.submitted_at),
        reason=_paragraphs(reason),
        officer=officer_name,
        signed=_NOBODY,
    )


def appraisal_refusal(dossier: Dossier, *, reason: str, signed: sheets.Signed) -> sheets.RefusalSheet:
    """Return the refusal of a dossier by its agency after appraisal."""
    head = agency_head(
        dossier.agency,
        rules=rules_of(dossier),
        form="refusal",
        title="Phiếu từ chối giải quyết hồ sơ",
        at=signed.issued_at,
        number=signed.number_sign,
    )
    return sheets.RefusalSheet(
        name=_name(dossier, head.title),
        head=head,
        code=dossier.shown_code,
        party=party(dossier),
        is_online=dossier.channel == Channel.ONLINE,
        is_after_appraisal=True,
        body=official_name(dossier.agency),
        submitted=moment_words(dossier.submitted_at),
        reason=_paragraphs(reason),
        officer="",
        signed=signature(signed),
    )


def apology(
    dossier: Dossier, *, reason: str, old_due_at: datetime, new_due_at: datetime, signed: sheets.Signed
) -> sheets.ApologySheet:
    """Return the apology of a late agency."""
    head = agency_head(
        dossier.agency, rules=rules_of(dossier), form="apology", at=signed.issued_at, number=signed.number_sign
    )
    return sheets.ApologySheet(
        name=_name(dossier, head.title),
        head=head,
        code=dossier.shown_code,
        party=party(dossier),
        agency=official_name(dossier.agency),
        received=day_words(local_day(dossier.received_at) if dossier.received_at else None),
        old_due=moment_words(old_due_at),
        new_due=moment_words(new_due_at),
        reason=_paragraphs(reason.rstrip(" .;") + "."),
        signed=signature(signed),
    )


def stop(dossier: Dossier, *, reason: str, signed: sheets.Signed) -> sheets.StopSheet:
    """Return the notice that the examination of a dossier is stopped."""
    head = agency_head(
        dossier.agency, rules=rules_of(dossier), form="stop", at=signed.issued_at, number=signed.number_sign
    )
    return sheets.StopSheet(
        name=_name(dossier, head.title),
        head=head,
        code=dossier.shown_code,
        party=party(dossier),
        agency=official_name(dossier.agency),
        desk=desk_name(dossier.desk),
        phone=contact_phone(dossier.desk),
        received=moment_words(dossier.received_at),
        reason=_paragraphs(reason),
        signed=signature(signed),
    )


def result(dossier: Dossier, *, words: sheets.ResultWords, signed: sheets.Signed) -> sheets.ResultSheet:
    """Return an official result."""
    head = agency_head(
        dossier.agency, rules=rules_of(dossier), title=words.kind, at=signed.issued_at, number=signed.number_sign
    )
    return sheets.ResultSheet(
        name=_name(dossier, head.title),
        head=head,
        code=dossier.shown_code,
        party=party(dossier),
        abstract=words.abstract,
        authority_line=words.authority_line,
        grounds=words.grounds,
        body=words.body,
        signed=signature(signed),
        watermark=_DEMO_WORDS if settings.DEMO else "",
    )


def _valid_document(dossier: Dossier) -> OfficialDocument | None:
    valid = dossier.results.filter(superseded_at__isnull=True).select_related("document__entry").first()
    return valid.document if valid else None


def handover(returned: ResultReturn) -> sheets.HandoverSheet:
    """Return the receipt of a result that was handed over."""
    dossier = returned.dossier
    head = desk_head(dossier.desk, rules=rules_of(dossier), title="Giấy biên nhận trả kết quả", at=returned.returned_at)
    document = _valid_document(dossier)
    return sheets.HandoverSheet(
        name=_name(dossier, head.title),
        head=head,
        code=dossier.shown_code,
        party=party(dossier),
        result_kind=str(DocumentType(document.document_type).label) if document else "",
        result_number=document.number_sign if document else "",
        result_abstract=document.abstract if document else "",
        result_day=day_words(document.issued_on) if document else "",
        method=return_words(returned.method, desk=desk_name(dossier.desk), address=dossier.return_address),
        receiver=returned.receiver_name,
        receiver_national_id=returned.receiver_national_id,
        authorisation=returned.authorisation,
        returned=moment_words(returned.returned_at),
        officer=returned.returned_by.full_name
        if returned.returned_by and returned.method != ReturnMethod.ONLINE
        else "",
    )
