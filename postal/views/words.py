"""How states of parcels and records are shown."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from postal.enums import Holder, ManifestState, ParcelState
from postal.models import Custody, Manifest, Parcel

_S: Final = ParcelState
_KINDS: Final = {
    _S.ORDERED: ("info", "clock"),
    _S.AWAITING_PICKUP: ("info", "clock"),
    _S.ACCEPTED: ("info", "van"),
    _S.IN_TRANSIT: ("info", "van"),
    _S.OUT_FOR_DELIVERY: ("info", "van"),
    _S.DELIVERED: ("ok", "check"),
    _S.FAILED_ATTEMPT: ("warn", "warn"),
    _S.RETURNING: ("warn", "warn"),
    _S.RETURNED: ("warn", "check"),
    _S.LOST: ("bad", "warn"),
    _S.REFUSED: ("bad", "warn"),
}
_MANIFEST_KINDS: Final = {
    ManifestState.HANDED_OVER: ("info", "clock"),
    ManifestState.CONFIRMED: ("ok", "check"),
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A short status."""

    words: str
    kind: str
    shape: str


def tag_of(parcel: Parcel) -> Tag:
    """Return the state of a parcel as it is shown."""
    state = ParcelState(parcel.state)
    return Tag(str(state.label), *_KINDS.get(state, ("", "")))


def manifest_tag(manifest: Manifest) -> Tag:
    """Return the state of a record as it is shown."""
    state = ManifestState(manifest.state)
    return Tag(str(state.label), *_MANIFEST_KINDS.get(state, ("", "")))


def holder_words(link: Custody) -> str:
    """Return who has a parcel: the desk or worker by name, the carrier, the citizen."""
    if link.desk is not None:
        return link.desk.name
    if link.person is not None:
        return _("%(name)s, nhân viên bưu điện") % {"name": link.person.full_name}
    return str(Holder(link.holder).label)
