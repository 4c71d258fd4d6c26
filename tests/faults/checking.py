"""What the database says against what really happened at the carrier."""

from typing import Any

from django.db.models import Count, F, Max, OuterRef, Subquery

from portal.kernel.enums import EffectState
from portal.kernel.models import OwedEffect
from postal.models import Custody, Parcel

ORDER = "parcel_order"


def settled() -> int:
    """Return how many orders are not owed any more, whatever became of them."""
    waiting = (EffectState.OWED, EffectState.SENDING)
    return OwedEffect.objects.filter(kind=ORDER).exclude(state__in=waiting).count()


def states() -> dict[str, int]:
    """Return the orders by what became of them."""
    rows = OwedEffect.objects.filter(kind=ORDER).order_by().values_list("state").annotate(n=Count("pk"))
    return {str(state): number for state, number in rows}


def holder_violations() -> int:
    """Return how many parcels do not have exactly one holder: a gap, a fork, or two words about who it is."""
    latest = Custody.objects.filter(parcel=OuterRef("pk")).order_by("-seq").values("holder")[:1]
    chains = Parcel.objects.annotate(links=Count("custody"), top=Max("custody__seq"), last=Subquery(latest))
    sound = chains.filter(links=F("custody_seq"), top=F("custody_seq"), last=F("holder"))
    return Parcel.objects.count() - sound.count()


def compare(made: dict[str, int]) -> dict[str, Any]:
    """Compare our parcels with those the carrier made, by order number: how many it made under each.

    Handed off: made once, and recorded here under the reference it bears there. Lost: not made, or made and not
    recorded. Duplicated: made more than once. Unknown: made under a number that is none of ours.
    """
    ours = dict(Parcel.objects.values_list("order_number", "carrier_reference"))
    recorded = set(
        Parcel.objects.exclude(carrier_reference="").filter(state="ordered").values_list("order_number", flat=True)
    )
    return {
        "parcels": len(ours),
        "handed_off": sum(made.get(number, 0) == 1 and number in recorded for number in ours),
        "lost": sum(made.get(number, 0) == 0 or number not in recorded for number in ours),
        "duplicated": sum(count - 1 for count in made.values()),
        "unknown": sum(number not in ours for number in made),
        "holder_violations": holder_violations(),
    }
