from datetime import date

import pytest
from django.db import transaction

from portal.accounts.models import Membership, User
from portal.agencies.models import Agency
from tests.support import catalogue


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Lay the catalogue down once for a module; each test's own transaction lies within and is taken back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        counts = catalogue.load()
    yield counts
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def counts(loaded, db):
    return loaded


@pytest.fixture
def staff(counts):
    """Make a member of staff who holds one role at the province since 2020."""

    def make(role):
        user = User.objects.create_user(
            password=None, kind="staff", full_name="Trần Bình", email=f"{role}@quangbinh.example"
        )
        root = Agency.objects.get(key="UBND_TINH")
        Membership.objects.create(user=user, agency=root, role=role, valid_from=date(2020, 1, 1))
        return user

    return make
