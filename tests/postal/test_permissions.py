"""Who sees which parcels, records, tasks and declarations."""

import pytest

from portal.accounts.enums import Role
from portal.accounts.roles import roles_held
from postal import permissions
from postal.enums import TaskKind
from postal.models import ParcelTask
from tests.support import accounts, filing, parcels
from tests.support.parcels import CARRIER, NINE

pytestmark = pytest.mark.django_db
TODAY = NINE.date()
OF_AGENCY = {Role.ONE_STOP_OFFICER, Role.SPECIALIST, Role.HEAD_OF_DIVISION, Role.LEADER, Role.AGENCY_ADMIN}
READERS = OF_AGENCY | {Role.PROVINCE_ADMIN, Role.AUDITOR}
OF_RECORDS = {Role.ONE_STOP_OFFICER, Role.LEADER, Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR}


@pytest.fixture
def at():
    return parcels.post()


@pytest.mark.parametrize("role", Role)
def test_each_role_sees_the_parcels_of_its_own_house(at, role):
    parcel = parcels.ordered(at)
    manifest = parcels.on_manifest(at)
    task = ParcelTask.objects.create(parcel=parcel, kind=TaskKind.LATE, opened_at=NINE)
    held = roles_held(accounts.staff(role, at.agency), on=TODAY)

    assert list(permissions.visible_in(held)) == ([parcel] if role in READERS else [])
    assert list(permissions.tasks_in(held)) == ([task] if role in READERS else [])
    assert list(permissions.manifests_in(held)) == ([manifest] if role in OF_RECORDS else [])
    assert list(permissions.desks_in(held)) == ([at.desk] if role in OF_RECORDS else [])


@pytest.mark.parametrize("role", Role)
def test_no_role_sees_the_parcels_of_another_house(at, role):
    parcels.ordered(at)
    parcels.on_manifest(at)
    held = roles_held(accounts.staff(role, accounts.with_desk(accounts.agency("UBND_KHAC"))), on=TODAY)

    assert not permissions.visible_in(held).exists()
    assert not permissions.manifests_in(held).exists()


def test_a_postal_worker_sees_the_parcels_of_the_own_carrier(at):
    parcel = parcels.ordered(at)
    parcels.ordered(at, carrier="khac")

    assert list(permissions.visible_to(at.worker, on=TODAY)) == [parcel]
    assert permissions.works_for(roles_held(at.worker, on=TODAY), CARRIER)
    assert not permissions.works_for(roles_held(at.worker, on=TODAY), "khac")


def test_citizens_see_parcels_through_their_dossiers_only(at):
    parcels.ordered(at)

    assert not permissions.visible_to(filing.citizen(), on=TODAY).exists()
