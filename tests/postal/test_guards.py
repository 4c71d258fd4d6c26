"""What the database itself refuses about events and custody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.kernel.chains import Chain
from postal.apps import CHAIN, CUSTODY, EVENTS
from postal.enums import Holder
from postal.models import Custody
from tests.support import parcels
from tests.support.parcels import CARRIER, NINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel():
    return parcels.ordered(parcels.post())


def link(parcel, seq, *, since=NINE):
    return Custody.objects.create(
        parcel=parcel, seq=seq, holder=Holder.CARRIER, carrier=CARRIER, since=since, recorded_at=NINE
    )


@pytest.mark.parametrize("rows", ["events", "custody"])
@pytest.mark.parametrize("change", [lambda rows: rows.update(recorded_at=NINE), lambda rows: rows.delete()])
def test_what_happened_is_appended_and_never_changed(parcel, rows, change):
    with pytest.raises(IntegrityError, match="appended, never changed"), transaction.atomic():
        change(getattr(parcel, rows).all())


@pytest.mark.parametrize("seq", [0, 1, 3, 99])
def test_the_database_refuses_a_gap_in_the_chain(parcel, seq):
    with pytest.raises(IntegrityError), transaction.atomic():
        link(parcel, seq)


def test_the_database_refuses_a_link_before_the_latest_one(parcel):
    with pytest.raises(IntegrityError, match="must follow the latest link"), transaction.atomic():
        link(parcel, 2, since=NINE - timedelta(seconds=1))

    link(parcel, 2)


def test_a_link_names_its_holder(parcel):
    with pytest.raises(IntegrityError, match="custody_names_the_holder"), transaction.atomic():
        Custody.objects.create(parcel=parcel, seq=2, holder=Holder.POSTAL_WORKER, since=NINE, recorded_at=NINE)


@pytest.mark.parametrize("guard", [EVENTS, CUSTODY, CHAIN, Chain("not_there", "n", "a", "b", "c")])
def test_guards_can_be_put_again(guard):
    guard.put()
    guard.put()
