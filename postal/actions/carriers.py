"""Who works for the carriers of the province."""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.kernel.history import save_with_reason
from portal.kernel.text import clean_line
from postal.models import CarrierOffice


@transaction.atomic
def staff_carrier(*, carrier: str, agency_id: int, reason: str, actor: User | None, at: datetime) -> CarrierOffice:
    """Say whose staff works for a carrier: from now on they see its parcels, and nobody else of the post does."""
    office = CarrierOffice.objects.select_for_update(no_key=True).filter(carrier=carrier).first()
    office = office or CarrierOffice(carrier=carrier)
    office.agency_id = agency_id
    save_with_reason(office, by=actor, at=at, reason=clean_line(reason)[:100])
    return office
