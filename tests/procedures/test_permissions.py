from datetime import date

import pytest

from portal.accounts.enums import Role
from portal.accounts.models import User
from procedures import permissions

pytestmark = pytest.mark.django_db
TODAY = date(2021, 7, 26)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ONE_STOP_OFFICER])
def test_only_the_province_revises_and_only_administrators_and_auditors_read(staff, role):
    user = staff(role)

    assert permissions.may_revise(user, on=TODAY) is (role == Role.PROVINCE_ADMIN)
    assert permissions.may_read_administration(user, on=TODAY) is (
        role in {Role.PROVINCE_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR}
    )


def test_a_citizen_does_neither():
    user = User.objects.create_user(password=None, kind="citizen", full_name="Lê Chi", phone="+84912345678")

    assert not permissions.may_revise(user, on=TODAY)
    assert not permissions.may_read_administration(user, on=TODAY)
