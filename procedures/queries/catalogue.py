"""The catalogue as it stands: one procedure, its revision in force, who is competent, what there is."""

from typing import Final

from django.db.models import Prefetch, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from portal.agencies.models import Agency, CalendarDay, ContactPoint, OfficeHours
from procedures.enums import Channel, RevisionState
from procedures.models import (
    ChannelGuidance,
    Exemption,
    FeeItem,
    Field,
    LifeEvent,
    OrderContact,
    OrderEvent,
    Procedure,
    ProcedureRevision,
    Requirement,
    SuspensionOrder,
)

#: The roles that an agency plays in every commune or district, as people name them.
ROLE_NAMES: Final = {
    "UBND_XA": _("UBND xã, phường, thị trấn"),
    "PHONG_TU_PHAP": _("Phòng Tư pháp cấp huyện"),
    "PHONG_TCKH": _("Phòng Tài chính – Kế hoạch cấp huyện"),
    "PHONG_KTHT": _("Phòng Kinh tế và Hạ tầng cấp huyện"),
    "PHONG_TNMT": _("Phòng Tài nguyên và Môi trường cấp huyện"),
    "CONG_AN_HUYEN": _("Công an cấp huyện"),
    "CN_VPDKDD": _("Chi nhánh Văn phòng Đăng ký đất đai"),
}


def owner_of(procedure: Procedure) -> str:
    """Return who is competent for a procedure: the agency, or the role in every commune or district."""
    if procedure.responsible is not None:
        return procedure.responsible.name
    return str(ROLE_NAMES.get(procedure.responsible_template, procedure.responsible_template))


def procedure_by_code(code: str) -> Procedure:
    """Return a published procedure.

    :raises Procedure.DoesNotExist: there is none of this code.
    """
    return Procedure.objects.published().select_related("field", "responsible").get(code=code)


def current_revision(procedure: Procedure) -> ProcedureRevision:
    """Return the revision in force with all its parts in order: four queries.

    :raises ProcedureRevision.DoesNotExist: nothing is in force.
    """
    return (
        ProcedureRevision.objects.select_related("procedure")
        .prefetch_related(
            "offers",
            Prefetch("fee_items", queryset=FeeItem.objects.order_by("position", "pk")),
            Prefetch("requirements", queryset=Requirement.objects.order_by("position", "pk")),
        )
        .get(procedure=procedure, state=RevisionState.PUBLISHED)
    )


def agencies_for(procedure: Procedure) -> QuerySet[Agency]:
    """Return the agencies that are competent for a procedure, in the order in which they are offered.

    One agency, or the agency of that role in every commune or district: the applicant chooses where the matter lies.
    """
    agencies = Agency.objects.select_related("parent", "served_by__agency", "served_by__place")
    if procedure.responsible_id is not None:
        return agencies.filter(pk=procedure.responsible_id).order_by("pk")
    return agencies.filter(template=procedure.responsible_template, served_by__isnull=False).order_by("path", "pk")


def with_contact_points(agencies: QuerySet[Agency]) -> QuerySet[Agency]:
    """Fetch how to reach each agency: one more query."""
    points = ContactPoint.objects.order_by("kind", "pk")
    return agencies.prefetch_related(Prefetch("contact_points", queryset=points, to_attr="ways_to_reach"))


def reference_agency(procedure: Procedure) -> Agency:
    """Return the agency whose days and hours stand for all, as long as the applicant has not chosen one."""
    if procedure.responsible is not None:
        return procedure.responsible
    return Agency.objects.filter(parent=None, children__isnull=False).order_by("path", "pk")[0]


def counts() -> dict[str, int]:
    """Return how much there is of each thing in the catalogue."""
    published = ProcedureRevision.objects.filter(state=RevisionState.PUBLISHED)
    return {
        "fields": Field.objects.count(),
        "life_events": LifeEvent.objects.count(),
        "procedures": Procedure.objects.count(),
        "revisions": ProcedureRevision.objects.count(),
        "requirements": Requirement.objects.filter(revision__state=RevisionState.PUBLISHED).count(),
        "online": published.filter(offers__channel=Channel.ONLINE).count(),
        "forms": published.exclude(form={}).count(),
    }


def fields() -> QuerySet[Field]:
    """Return the fields that have a published procedure."""
    return Field.objects.filter(procedures__is_published=True).distinct().order_by("name", "pk")


def owners() -> list[tuple[str, str]]:
    """Return who is competent for something, as key and words: one query."""
    rows = (
        Procedure.objects.published()
        .order_by("responsible__path", "responsible_template")
        .values_list("responsible__key", "responsible__name", "responsible_template")
        .distinct()
    )
    return [(key or template, name or str(ROLE_NAMES.get(template, template))) for key, name, template in rows]


def stamp() -> tuple[int | None, ...]:
    """Return what changes whenever a public page of the catalogue may: one query."""
    logs = (
        Procedure,
        ProcedureRevision,
        ContactPoint,
        CalendarDay,
        OfficeHours,
        Agency,
        ChannelGuidance,
        SuspensionOrder,
    )
    marks = [Subquery(model.history.order_by("-history_id").values("history_id")[:1]) for model in logs]
    marks += [
        Subquery(rows.order_by("-pk").values("pk")[:1])
        for rows in (OrderEvent.objects, OrderContact.objects, Exemption.objects)
    ]
    found = Agency.objects.order_by("pk").values_list(*marks)[:1]
    return next(iter(found), ())
