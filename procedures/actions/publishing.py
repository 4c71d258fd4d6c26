"""A procedure changes by a new revision. One that a dossier uses is never touched again."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from procedures.enums import RevisionState
from procedures.models import ChannelOffer, FeeItem, Procedure, ProcedureRevision, Requirement

OUR_CONVENTION: Final = "quy ước của hệ thống"
PARTS: Final = (ChannelOffer, FeeItem, Requirement)
#: What an administrator may change in a new revision.
CHANGEABLE: Final = frozenset(
    {
        "limit_value",
        "limit_unit",
        "limit_note",
        "fee_vnd",
        "fee_note",
        "supplement_policy",
        "result_name",
        "note",
        "form",
    }
)


def is_used(revision: ProcedureRevision) -> bool:
    """Tell whether anything but its own parts refers to the revision: a draft, a dossier."""
    own = {*PARTS, revision.history.model}
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: revision}).exists()  # noqa: SLF001 -- the documented door past custom managers
        for relation in revision._meta.related_objects  # noqa: SLF001 -- the documented model API
        if relation.related_model not in own
    )


@transaction.atomic
def publish_revision(
    *,
    procedure_id: int,
    seen: int,
    changes: Mapping[str, Any],
    offers: Mapping[str, Mapping[str, Any]] | None = None,
    reason: str,
    actor: User,
    valid_from: date,
) -> ProcedureRevision:
    """Put a new revision into force and retire the one before it.

    `seen`: number of the revision that the person changed. `offers`: new figures by channel.

    :raises SomeoneActedFirst: another revision was published since.
    :raises RuleViolation: no reason was given.
    """
    if not reason.strip():
        raise RuleViolation(_("Nhập lý do thay đổi"), source=OUR_CONVENTION)
    procedure = Procedure.objects.select_for_update(of=("self",), no_key=True).get(pk=procedure_id)
    current = ProcedureRevision.objects.get(procedure=procedure, state=RevisionState.PUBLISHED)
    if current.number != seen:
        raise SomeoneActedFirst(_("Thủ tục đã có phiên bản mới hơn"), seen=seen, now=current.number)
    latest = ProcedureRevision.objects.filter(procedure=procedure).order_by("-number", "pk")[0].number
    fresh = ProcedureRevision.objects.get(pk=current.pk)
    fresh.pk = None
    fresh._state.adding = True  # noqa: SLF001 -- Django's documented way to copy a row
    fresh.number = latest + 1
    fresh.valid_from = valid_from
    fresh.source_note = ""
    for name in CHANGEABLE & changes.keys():
        setattr(fresh, name, changes[name])
    current.state = RevisionState.RETIRED
    _save(current, reason=reason, actor=actor)
    _save(fresh, reason=reason, actor=actor)
    _copy_parts(current, fresh, offers or {})
    return fresh


def _save(revision: ProcedureRevision, *, reason: str, actor: User | None) -> None:
    revision._change_reason = reason[:100]  # type: ignore[attr-defined]  # noqa: SLF001 -- read by the history
    if actor is not None:
        revision._history_user = actor  # type: ignore[attr-defined]  # noqa: SLF001 -- read by the history
    revision.save()


def _copy_parts(source: ProcedureRevision, target: ProcedureRevision, offers: Mapping[str, Mapping[str, Any]]) -> None:
    for model in PARTS:
        for part in model._base_manager.filter(revision=source).order_by("pk"):  # noqa: SLF001 -- any of three models
            part.pk = None
            part._state.adding = True  # noqa: SLF001 -- Django's documented way to copy a row
            setattr(part, "revision", target)  # noqa: B010 -- all three have it
            for name, value in offers.get(getattr(part, "channel", ""), {}).items():
                setattr(part, name, value)
            part.save()
