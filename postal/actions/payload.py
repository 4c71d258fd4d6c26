"""What a carrier is told of a parcel: these fields and no others."""

from portal.agencies.enums import ContactKind
from portal.agencies.models import ContactPoint, Desk
from portal.agencies.queries import HELP_PHONE
from postal.enums import Leg
from postal.gateways.types import CarrierOrder, Party
from postal.models import Parcel

#: The province of this deployment.
HOME_PROVINCE = "Quảng Bình"


def carrier_order(parcel: Parcel) -> CarrierOrder:
    """Return the order of a parcel. Kinds of paper are named, never what stands in them; no number of identity."""
    citizen, desk = citizen_party(parcel), desk_party(parcel.desk)
    sender, receiver = (desk, citizen) if parcel.is_to_citizen else (citizen, desk)
    return CarrierOrder(
        order_number=parcel.order_number,
        item_code=parcel.item_code,
        sender=sender,
        receiver=receiver,
        contents=contents_words(parcel.contents),
        weight_grams=parcel.weight_grams,
        cod_dong=parcel.cod_dong,
        receiver_pays=parcel.party_pays == parcel.is_to_citizen,
        check_identity=parcel.check_identity and parcel.is_to_citizen,
        contactless=parcel.contactless,
        collect_at_home=parcel.leg != Leg.RESULT,
        agency_id=parcel.agency_id,
    )


def citizen_party(parcel: Parcel) -> Party:
    """Return the citizen's side."""
    return Party(
        name=parcel.party_name,
        phone=parcel.party_phone,
        email=parcel.party_email,
        address=parcel.party_address,
        commune=parcel.commune_name,
        district=parcel.district,
        province=parcel.province,
    )


def desk_party(desk: Desk) -> Party:
    """Return the desk's side, from the contact points of its agency."""
    points: dict[str, str] = {}
    for point in ContactPoint.objects.filter(agency=desk.agency_id).order_by("-pk"):
        points[point.kind] = point.value
    place = desk.place or desk.agency
    return Party(
        name=desk.name,
        phone=points.get(ContactKind.PHONE, HELP_PHONE),
        email=points.get(ContactKind.EMAIL, ""),
        address=points.get(ContactKind.ADDRESS, desk.name),
        commune=place.place_name or place.name,
        province=HOME_PROVINCE,
    )


def contents_words(contents: list[dict[str, object]]) -> str:
    """Return the kinds of paper in one line: Giấy khai sinh (1 bản chính, 2 bản sao)."""
    return "; ".join(_paper_words(one) for one in contents)


def _paper_words(paper: dict[str, object]) -> str:
    counts = [
        f"{paper[key]} {words}" for key, words in (("originals", "bản chính"), ("copies", "bản sao")) if paper.get(key)
    ]
    return f"{paper['kind']} ({', '.join(counts)})" if counts else str(paper["kind"])
