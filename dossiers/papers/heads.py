"""Heads and parties of papers: who issues, under which form of the rule set, for whom."""

from datetime import date, datetime
from typing import Final

from documents.models import OfficialDocument
from dossiers.enums import ApplicantType
from dossiers.models import Dossier
from dossiers.papers import sheets
from dossiers.papers.words import day_words, local_day
from dossiers.rulesets import RULE_SET, RuleSet
from portal.agencies.models import Agency, Desk
from portal.kernel.identity import national_phone

_ISSUER_OF_FORMS: Final = "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ"
_DESK: Final = "Bộ phận Tiếp nhận và Trả kết quả"
_COMMITTEE: Final = "Ủy ban nhân dân"
#: Of papers that a rule set does not number.
_UNNUMBERED: Final = {"stop": "Thông báo dừng giải quyết hồ sơ"}


def official_name(agency: Agency) -> str:
    """Return an agency's name as papers write it: in full, without the district that tells namesakes apart."""
    name = agency.name.split(",")[0]
    return f"{_COMMITTEE} {name.removeprefix('UBND ')}" if name.startswith("UBND ") else name


def desk_name(desk: Desk) -> str:
    """Return a desk's name in the words of the forms."""
    own = official_name(desk.agency)
    return own if desk.name == desk.agency.name else f"{_DESK} {own}"


def contact_phone(desk: Desk) -> str:
    """Return the telephone number people call about a dossier; empty where none is known."""
    points = desk.agency.contact_points.filter(kind="phone").order_by("pk").values_list("value", flat=True)
    return points.first() or ""


def rules_of(dossier: Dossier) -> RuleSet:
    """Return the law under which a dossier was filed."""
    return RULE_SET[dossier.rule_set]


def _above(agency: Agency) -> str:
    if official_name(agency).startswith(_COMMITTEE) or agency.parent is None:
        return ""
    return official_name(agency.parent)


def dated(agency: Agency, day: date) -> str:
    """Return place and date: `Đồng Hới, ngày 05 tháng 02 năm 2026`."""
    words = day_words(day)
    return f"{agency.place_name}, {words}" if agency.place_name else words.capitalize()


def _head(
    agency: Agency, upper: str, issuer: str, *, rules: RuleSet, form: str, title: str, day: date, number: str
) -> sheets.Head:
    found = rules.forms.get(form)
    return sheets.Head(
        upper=upper,
        # Papers write "ỦY BAN NHÂN DÂN" on a line of its own.
        issuer=issuer.replace(f"{_COMMITTEE} ", f"{_COMMITTEE}\n"),
        form=f"Mẫu số {found.number}" if found else "",
        source=f"Ban hành kèm theo {rules.forms_source} của {_ISSUER_OF_FORMS}" if found else "",
        title=title or (found.title if found else _UNNUMBERED[form]),
        dated=dated(agency, day),
        number=f"Số: {number}" if number else "",
    )


def desk_head(
    desk: Desk, *, rules: RuleSet, form: str = "", title: str = "", at: datetime, number: str = ""
) -> sheets.Head:
    """Return the head of what a desk issues; `title` replaces that of the form."""
    agency = desk.agency
    is_centre = desk.name == agency.name
    return _head(
        agency,
        _above(agency) if is_centre else official_name(agency),
        official_name(agency) if is_centre else _DESK,
        rules=rules,
        form=form,
        title=title,
        day=local_day(at),
        number=number,
    )


def agency_head(
    agency: Agency, *, rules: RuleSet, form: str = "", title: str = "", at: datetime, number: str = ""
) -> sheets.Head:
    """Return the head of what an agency issues; `title` replaces that of the form."""
    return _head(
        agency,
        _above(agency),
        official_name(agency),
        rules=rules,
        form=form,
        title=title,
        day=local_day(at),
        number=number,
    )


def party(dossier: Dossier) -> sheets.Party:
    """Return for whom a dossier is and what it asks."""
    is_person = dossier.applicant_type == ApplicantType.PERSON
    submitter = dossier.submitter_name if dossier.submitter_name != dossier.applicant_name else ""
    return sheets.Party(
        name=dossier.applicant_name,
        submitter=submitter,
        national_id=dossier.applicant_national_id,
        tax_code="" if is_person else dossier.applicant_tax_code,
        address=dossier.applicant_address,
        phone=national_phone(dossier.applicant_phone) if dossier.applicant_phone else "",
        email=dossier.applicant_email,
        content=dossier.procedure.name,
    )


def signed_of(document: OfficialDocument) -> sheets.Signed:
    """Return number, instant and signer of a document that is stored with its register entry."""
    return sheets.Signed(
        number_sign=document.number_sign,
        issued_at=document.issued_at,
        signer_name=document.signer_name,
        signer_title=document.signer_title,
        recipients=(*map(str, document.recipients), "Lưu: VT"),
    )


def signature(signed: sheets.Signed) -> sheets.Signature:
    """Return the lower part of a signed document."""
    return sheets.Signature(
        authority=signed.authority,
        title=signed.signer_title,
        name=signed.signer_name,
        recipients=signed.recipients or ("Như trên", "Lưu: VT"),
    )
