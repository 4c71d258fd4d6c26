"""Lay down the catalogue of procedures from the project's own files. Safe to run again.

A revision that a file made bears the print of that file. The same file changes nothing; a changed file changes the
revision in place while no dossier uses it, and makes a new one afterwards; what an administrator published since
stays in force.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import transaction

from portal.agencies.models import Agency
from portal.kernel.text import fold, slug
from procedures.actions.publishing import PARTS, is_used
from procedures.enums import Channel, RevisionState, ServiceType
from procedures.form_spec import FormSpec
from procedures.models import (
    ChannelOffer,
    FeeItem,
    Field,
    LifeEvent,
    Procedure,
    ProcedureRevision,
    Requirement,
)

Row = Mapping[str, Any]
REASON: Final = "Nạp danh mục"
MADE_BY_FILE: Final = "Tệp danh mục "


@dataclass(slots=True)
class Changes:
    """What one run did to the revisions."""

    made: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Files:
    """The contents of the project's own files."""

    procedures: Sequence[Row]
    presentation: Row
    forms: Mapping[str, Row]
    as_of: date


@transaction.atomic
def load_catalogue(files: Files) -> Changes:
    """Lay down fields, life events, procedures and their revisions."""
    fields = _fields(files.procedures)
    events = _life_events(files.presentation["life_events"])
    agencies = Agency.objects.in_bulk(field_name="key")
    changes = Changes()
    stored = Procedure.objects.in_bulk(field_name="key")
    for row in files.procedures:
        shown = files.presentation["procedures"][row["key"]]
        procedure = _procedure(row, shown, stored.get(row["key"]), fields=fields, agencies=agencies)
        wanted = {events[slug_].pk for slug_ in shown["life_events"]}
        if wanted != set(procedure.life_events.values_list("pk", flat=True)):
            procedure.life_events.set(wanted)
        _revision(row, shown, procedure, files, changes)
    return changes


def _fields(rows: Sequence[Row]) -> dict[str, Field]:
    names = sorted({row["field"] for row in rows})
    for name in names:
        Field.objects.get_or_create(name=name, defaults={"slug": slug(name)})
    return {found.name: found for found in Field.objects.filter(name__in=names)}


def _life_events(rows: Sequence[Row]) -> dict[str, LifeEvent]:
    for position, row in enumerate(rows, start=1):
        LifeEvent.objects.update_or_create(
            slug=row["slug"],
            defaults={"name": row["name"], "summary": row["summary"], "icon": row["icon"], "position": position},
        )
    return {event.slug: event for event in LifeEvent.objects.all()}


def _columns(row: Row, shown: Row, fields: Mapping[str, Field], agencies: Mapping[str, Agency]) -> dict[str, Any]:
    responsible = row["responsible"]
    agency = agencies[responsible["key"]] if responsible["scope"] == "agency" else None
    service = str(ServiceType(row["service_type_2022"]).label)
    words = [shown["short_name"], row["name"], shown.get("keywords", ""), row["field"], row["result"], service]
    return {
        "code": row["code"] or row["key"],
        "code_is_official": row["code_status"] == "verified",
        "local_code": row["local_code"] or "",
        "name": row["name"],
        "short_name": shown["short_name"],
        "name_folded": fold(row["name"]),
        "search_text": " ".join(fold(word) for word in [*words, row["code"] or ""]),
        "field": fields[row["field"]],
        "level": row["agency_level"],
        "responsible": agency,
        "responsible_template": "" if agency else responsible["template"],
        "is_popular": shown.get("is_popular", False),
        "is_sorrowful": shown.get("is_sorrowful", False),
        "urgent_candidate": row["urgent_candidate"],
        "urgent_reason": row["urgent_reason"] or "",
        "in_person_reason": row["in_person_reason"] or "",
    }


def _procedure(
    row: Row,
    shown: Row,
    stored: Procedure | None,
    *,
    fields: Mapping[str, Field],
    agencies: Mapping[str, Agency],
) -> Procedure:
    columns = _columns(row, shown, fields, agencies)
    procedure = stored or Procedure(key=row["key"])
    foreign = {"field", "responsible"}
    same = stored is not None and all(
        getattr(stored, f"{name}_id") == (value.pk if value else None)
        if name in foreign
        else getattr(stored, name) == value
        for name, value in columns.items()
    )
    if not same:
        for name, value in columns.items():
            setattr(procedure, name, value)
        procedure._change_reason = REASON  # type: ignore[attr-defined]  # noqa: SLF001 -- read by the history
        procedure.save()
    return procedure


def form_of(row: Row, shown: Row, forms: Mapping[str, Row]) -> dict[str, Any]:
    """Return the online form of a procedure: its own or the general declaration; none if it cannot be filed online.

    :raises pydantic.ValidationError: the specification is unsound.
    """
    if not row["online"]:
        return {}
    text = json.dumps(forms.get(row["key"]) or forms["generic"], ensure_ascii=False)
    text = text.replace("{thu_tuc}", json.dumps(shown["short_name"], ensure_ascii=False)[1:-1])
    return FormSpec.model_validate_json(text).model_dump(mode="json", exclude_defaults=True) | {"version": 1}


def _revision(row: Row, shown: Row, procedure: Procedure, files: Files, changes: Changes) -> None:
    form = form_of(row, shown, files.forms)
    content = json.dumps([row, shown.get("purpose", ""), form], ensure_ascii=False, sort_keys=True)
    print_ = hashlib.sha256(content.encode()).hexdigest()[:12]
    source = f"{MADE_BY_FILE}{files.as_of:%Y-%m-%d}, {print_}. {row['code_source'] or ''}"[:300]
    revisions = list(ProcedureRevision.objects.filter(procedure=procedure).order_by("-number", "pk"))
    from_files = [revision for revision in revisions if revision.source_note.startswith(MADE_BY_FILE)]
    if from_files and print_ in from_files[0].source_note:
        return
    current = next((revision for revision in revisions if revision.state == RevisionState.PUBLISHED), None)
    if current is not None and current not in from_files:
        changes.kept.append(procedure.key)
        return
    columns = _revision_columns(row, shown, form) | {"valid_from": files.as_of, "source_note": source}
    if current is None or is_used(current):
        if current is not None:
            current.state = RevisionState.RETIRED
            current.save()
        number = revisions[0].number + 1 if revisions else 1
        current = ProcedureRevision(procedure=procedure, number=number, state=RevisionState.PUBLISHED)
        (changes.revised if revisions else changes.made).append(procedure.key)
    else:
        changes.revised.append(procedure.key)
        for model in PARTS:
            model._base_manager.filter(revision=current).delete()  # noqa: SLF001 -- any of three models
    for name, value in columns.items():
        setattr(current, name, value)
    current._change_reason = REASON  # type: ignore[attr-defined]  # noqa: SLF001 -- read by the history
    current.save()
    _parts(row, current)


def _revision_columns(row: Row, shown: Row, form: Row) -> dict[str, Any]:
    limit = row["processing"]
    return {
        "service_level": row["service_level"],
        "service_type": row["service_type_2022"],
        "applicant_types": row["applicant_types"],
        "limit_value": limit["value"],
        "limit_unit": limit["unit"],
        "limit_note": limit["note"] or "",
        "pauses_for_financial_duty": limit["financial_obligation_pause"],
        "workflow": row["workflow"],
        "fee_vnd": row["fee_vnd"],
        "fee_note": row["fee_note"] or "",
        "dossier_sets": row["dossier_sets"] or 1,
        "result_name": row["result"],
        "result_code": row["result_code"] or "",
        "legal_basis": row["legal_basis"],
        "form": form,
        "note": shown.get("purpose", ""),
    }


def _fee(row: Row, channel: str) -> int | None:
    by_channel: Row = row["fee_by_channel"] or {}
    if channel in by_channel:
        return int(by_channel[channel])
    if channel == Channel.ONLINE and row["fee_items"]:
        return sum(int(item["online_amount"]) for item in row["fee_items"])
    return None if row["fee_vnd"] is None else int(row["fee_vnd"])


def _parts(row: Row, revision: ProcedureRevision) -> None:
    limit = row["processing"]
    ChannelOffer.objects.bulk_create(
        ChannelOffer(
            revision=revision,
            channel=channel,
            limit_value=limit["value"],
            limit_unit=limit["unit"],
            fee_vnd=_fee(row, channel),
        )
        for channel in row["channels"]
    )
    FeeItem.objects.bulk_create(
        FeeItem(
            revision=revision,
            position=position,
            name=item["name"],
            amount_vnd=item["amount"],
            note="Nộp trực tuyến: miễn" if item["online_amount"] == 0 else "",
        )
        for position, item in enumerate(row["fee_items"] or (), start=1)
    )
    Requirement.objects.bulk_create(
        Requirement(
            revision=revision,
            position=position,
            name=paper["name"],
            kind=paper["kind"],
            originals=paper["originals"] or 0,
            copies=paper["copies"] or 0,
            is_required=paper["required"],
            condition=paper["condition"] or "",
            form_name=paper["form"] or "",
            accepts_upload=paper["online_upload"],
        )
        for position, paper in enumerate(row["documents"], start=1)
    )
