"""What is known of whom the post visits, and what of a dossier is with the post."""

from dataclasses import dataclass
from typing import Any, Final

from dossiers.enums import PostalState, ReturnMethod, Status
from dossiers.models import Dossier, DossierQuerySet
from portal.agencies.queries import communes
from portal.kernel.text import fold
from postal.enums import Leg
from postal.models import Parcel
from postal.queries import tracking

#: Parcels of one dossier that a page tells of.
WAYS_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody the post visits, as far as known."""

    name: str
    phone: str
    address: str
    commune_key: str


def addressee_of(dossier: Dossier) -> Addressee:
    """Return to whom the result goes: as agreed last, else as the applicant wrote."""
    open_states = [PostalState.REQUESTED, PostalState.DISPATCHED]
    asked = dossier.postal_returns.filter(state__in=open_states).order_by("-pk").first()
    name = asked.receiver_name if asked else dossier.applicant_name
    phone = asked.receiver_phone if asked else dossier.applicant_phone
    address = asked.address if asked else dossier.return_address or dossier.applicant_address
    return Addressee(name, phone, address, commune_in(address))


def commune_in(address: str) -> str:
    """Return the key of the commune that an address names, or nothing when it names none or several."""
    words = _words(address)
    named = {key: name for _district, options in communes() for key, name in options if _words(name) in words}
    longest = max((len(name) for name in named.values()), default=0)
    found = [key for key, name in named.items() if len(name) == longest]
    return found[0] if len(found) == 1 else ""


def _words(text: str) -> str:
    """Return folded words between spaces, so that a name is found as whole words only."""
    return f" {' '.join(fold(text).replace(',', ' ').split())} "


def has_parcel(dossier: Dossier) -> bool:
    """Tell whether a parcel with the result is under way."""
    return Parcel.objects.open().filter(dossier_code=dossier.shown_code, leg=Leg.RESULT).exists()


def ways_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the parcels of a dossier with their way, newest first, as anybody may read it: no names."""
    codes = {dossier.shown_code, dossier.reference}
    parcels = Parcel.objects.filter(dossier_code__in=codes).for_list().order_by("-pk")
    return [{"parcel": parcel, "steps": tracking(parcel)} for parcel in parcels[:WAYS_SHOWN]]


def under_way(dossier: Dossier) -> bool:
    """Tell whether papers are on their way from the applicant's home."""
    to_desk = Parcel.objects.open().exclude(leg=Leg.RESULT)
    return to_desk.filter(dossier_code__in=[dossier.reference, dossier.shown_code]).exists()


def to_post(visible: DossierQuerySet) -> DossierQuerySet:
    """Return the decided dossiers whose result goes by post and has no parcel yet, for a list."""
    waiting = visible.filter(status=Status.DECIDED, return_method=ReturnMethod.POST)
    under_way = Parcel.objects.open().filter(leg=Leg.RESULT).values("dossier_code")
    return waiting.exclude(code__in=under_way)
