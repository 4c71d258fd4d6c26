"""Parcels by post: what was ordered, who has it, what happened to it, what a person has to look at."""

from postal.models.care import Claim, ParcelTask, SafetyCheck, TrackingCursor
from postal.models.custody import Custody, Manifest, ManifestLine
from postal.models.parcel import CarrierOffice, Parcel, ParcelEvent, ParcelQuerySet, Waybill

__all__ = [
    "CarrierOffice",
    "Claim",
    "Custody",
    "Manifest",
    "ManifestLine",
    "Parcel",
    "ParcelEvent",
    "ParcelQuerySet",
    "ParcelTask",
    "SafetyCheck",
    "TrackingCursor",
    "Waybill",
]
