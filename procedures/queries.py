"""What can be read from the catalogue."""

from portal.agencies.models import Agency
from portal.kernel.part_fields import Groups

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
