"""What can be read from the catalogue."""

from portal.agencies.models import Agency
from portal.kernel.part_fields import Groups
from procedures.enums import Channel, RevisionState
from procedures.models import Field, LifeEvent, Procedure, ProcedureRevision, Requirement

COMMUNE_TEMPLATE = "UBND_XA"


def communes() -> Groups:
    """Return the communes of the province by district, for a list of choices: one query."""
    groups: dict[str, list[tuple[str, str]]] = {}
    all_communes = Agency.objects.with_template(COMMUNE_TEMPLATE).select_related("parent")
    rows = all_communes.order_by("parent__path", "name", "pk")
    for agency in rows:
        district = agency.parent.name.removeprefix("UBND ") if agency.parent else ""
        groups.setdefault(district, []).append((agency.key, agency.name.removeprefix("UBND ")))
    return tuple((district, tuple(options)) for district, options in groups.items())


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
