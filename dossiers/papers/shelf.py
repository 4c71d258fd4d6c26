"""Which papers a dossier has, by the word in their address, and each of them printed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import papers
from dossiers.enums import Outcome, Status
from dossiers.models import Dossier, DossierEvent
from dossiers.rulesets import RULE_SET
from portal.kernel.files import open_stored


@dataclass(frozen=True, slots=True)
class Shelved:
    """One paper that can be opened: the word in its address, its title, and whether the applicant gets it."""

    kind: str
    title: str
    for_applicant: bool


def shelf(dossier: Dossier) -> list[Shelved]:
    """Return the papers of a dossier, oldest first."""
    forms = RULE_SET[dossier.rule_set].forms
    acts = set(dossier.events.order_by().values_list("act", flat=True).distinct())
    held = (
        ("phieu-bo-sung", forms["supplement"].title, True, bool(acts & {"ask_correction", "ask_supplement"})),
        ("phieu-tu-choi", forms["refusal"].title, True, dossier.status == Status.REFUSED_INTAKE),
        ("giay-tiep-nhan", forms["receipt"].title, True, dossier.code is not None),
        ("phieu-xin-loi", forms["apology"].title, True, "apologise" in acts),
        ("thong-bao-dung", _("Thông báo dừng giải quyết hồ sơ"), True, "stop" in acts),
        ("ket-qua", dossier.revision.result_name, True, dossier.outcome != Outcome.NONE),
        ("bien-nhan", _("Giấy biên nhận trả kết quả"), True, dossier.status == Status.RETURNED),
        ("phieu-kiem-soat", forms["control"].title, False, dossier.code is not None),
    )
    return [Shelved(kind, title, for_applicant) for kind, title, for_applicant, exists in held if exists]


def printed(dossier: Dossier, kind: str, *, at: datetime) -> bytes:
    """Return one paper of the shelf as PDF. What was issued before prints the same today.

    :raises LookupError: the dossier has no such paper.
    """
    if kind not in _PRINTERS or kind not in {paper.kind for paper in shelf(dossier)}:
        raise LookupError(kind)
    with override(settings.LANGUAGE_CODE):  # the law's papers are Vietnamese, whoever prints them
        return _PRINTERS[kind](dossier, at)


def _latest(dossier: Dossier, act: str) -> DossierEvent:
    return dossier.events.filter(act=act).order_by("-seq")[:1].get()


def _supplement(dossier: Dossier, _at: datetime) -> bytes:
    supplement = dossier.supplements.order_by("-number")[:1].get()
    return papers.supplement_pdf(supplement, at=supplement.asked_at)


def _refusal(dossier: Dossier, _at: datetime) -> bytes:
    event = _latest(dossier, "refuse_intake")
    return papers.refusal_pdf(dossier, reason=event.reason, officer_name=event.actor_name, at=event.happened_at)


def _apology(dossier: Dossier, _at: datetime) -> bytes:
    apology = dossier.apologies.select_related("document__entry").order_by("-number")[:1].get()
    return papers.apology_pdf(
        dossier,
        reason=apology.reason,
        old_due_at=apology.old_due_at,
        new_due_at=apology.new_due_at,
        signed=papers.signed_of(apology.document),
    )


def _stop(dossier: Dossier, _at: datetime) -> bytes:
    event = _latest(dossier, "stop")
    signed = papers.Signed(
        number_sign="", issued_at=event.happened_at, signer_name=event.actor_name, signer_title=event.actor_title
    )
    return papers.stop_pdf(dossier, reason=event.reason, signed=signed)


def _result(dossier: Dossier, _at: datetime) -> bytes:
    result = dossier.results.select_related("document__entry", "document__file").get(superseded_at__isnull=True)
    document = result.document
    if document.file is not None:
        with open_stored(document.file) as stored:
            return stored.read()
    if dossier.outcome == Outcome.REFUSED:
        reason = _latest(dossier, "refuse").reason
        return papers.appraisal_refusal_pdf(dossier, reason=reason, signed=papers.signed_of(document))
    words = papers.ResultWords(
        kind=_("Thông báo"),
        abstract=dossier.revision.result_name,
        body=(
            _("Hồ sơ mã số %(code)s của %(name)s đã được giải quyết.")
            % {"code": dossier.shown_code, "name": dossier.applicant_name},
            _("Kết quả: %(result)s.") % {"result": dossier.revision.result_name},
        ),
    )
    return papers.result_pdf(dossier, words=words, signed=papers.signed_of(document))


def _receipt(dossier: Dossier, at: datetime) -> bytes:
    return papers.receipt_pdf(dossier, at=dossier.received_at or at)


def _control(dossier: Dossier, at: datetime) -> bytes:
    return papers.control_pdf(dossier, at=at)


def _handover(dossier: Dossier, _at: datetime) -> bytes:
    return papers.handover_pdf(dossier)


_PRINTERS: Final[dict[str, Callable[[Dossier, datetime], bytes]]] = {
    "phieu-bo-sung": _supplement,
    "phieu-tu-choi": _refusal,
    "giay-tiep-nhan": _receipt,
    "phieu-xin-loi": _apology,
    "thong-bao-dung": _stop,
    "ket-qua": _result,
    "bien-nhan": _handover,
    "phieu-kiem-soat": _control,
}
