"""The hand-over record (phiếu giao nhận) with a barcode per parcel and the signatures of both sides."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import override

from portal.accounts.models import User
from portal.kernel.codes import code128_svg
from portal.kernel.money import dong
from portal.kernel.typesetting import typeset
from portal.kernel.workdays import local
from postal.enums import Direction, Leg
from postal.models import Manifest, ManifestLine, Parcel

_TEMPLATES: Final = Path(__file__).parent / "templates"
_SUBJECTS: Final = {Leg.RESULT: "Kết quả", Leg.PAPERS: "Hồ sơ", Leg.SUPPLEMENT: "Bổ sung"}


def manifest_pdf(manifest: Manifest, lines: Iterable[ManifestLine], *, carrier: str, at: datetime) -> bytes:
    """Return the record as it stands: what is not signed yet has a line to sign on."""
    shown = list(lines)
    with override(settings.LANGUAGE_CODE):  # papers are Vietnamese, whoever prints them
        desk, post = manifest.desk.name, carrier
        giver, taker = (desk, post) if manifest.direction == Direction.OUT else (post, desk)
        data = {
            "name": f"Phiếu giao nhận số {manifest.number}/{manifest.year} – {desk}",
            "number": f"{manifest.number}/{manifest.year}",
            "code": manifest.code,
            "bars": code128_svg(manifest.code),
            "direction": str(Direction(manifest.direction).label),
            "opened": _moment(manifest.opened_at),
            "giver": _side(giver, manifest.handed_by, manifest.handed_over_at),
            "taker": _side(taker, manifest.confirmed_by, manifest.confirmed_at),
            "seal": manifest.seal_note,
            "rows": [_row(number, line) for number, line in enumerate(shown, start=1)],
            "total": len(shown),
            "cod": dong(sum(line.parcel.cod_dong for line in shown)),
            "pieces": _pieces(line.parcel for line in shown),
        }
    return typeset(_TEMPLATES / "manifest.typ", data, at=at)


def _side(where: str, who: User | None, when: datetime | None) -> dict[str, str]:
    signed = f"Đã ký điện tử lúc {_moment(when)}" if when else ""
    return {"where": where, "who": who.full_name if who else "", "signed": signed}


def _row(number: int, line: ManifestLine) -> dict[str, object]:
    parcel = line.parcel
    return {
        "number": number,
        "dossier": parcel.dossier_code,
        "kind": _SUBJECTS[Leg(parcel.leg)],
        "waybill": parcel.item_code or parcel.carrier_reference,
        "bars": code128_svg(parcel.order_number),
        "order": parcel.order_number,
        "owner": parcel.party_name,
        "matter": parcel.matter,
        "contents": "\n".join(_paper(one) for one in parcel.contents),
        "cod": dong(parcel.cod_dong) if parcel.cod_dong else "–",
        "note": _note(line),
    }


def _paper(paper: dict[str, object]) -> str:
    return f"{paper['kind']}: {paper.get('originals', 0)} bản chính, {paper.get('copies', 0)} bản sao"


def _note(line: ManifestLine) -> str:
    if line.difference:
        return line.difference if line.scanned_in_at else f"Không nhận: {line.difference}"
    return "Đã nhận" if line.scanned_in_at else ""


def _pieces(parcels: Iterable[Parcel]) -> str:
    papers = [paper for parcel in parcels for paper in parcel.contents]
    originals, copies = (sum(int(one.get(key, 0)) for one in papers) for key in ("originals", "copies"))
    return f"{originals} bản chính, {copies} bản sao"


def _moment(when: datetime) -> str:
    return f"{local(when):%H:%M} ngày {local(when):%d/%m/%Y}"
