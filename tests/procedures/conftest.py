from datetime import date

import pytest

from portal.accounts.models import Membership, User
from portal.agencies.models import Agency
from tests.support import catalogue


@pytest.fixture
def counts(db):
    return catalogue.load()


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
