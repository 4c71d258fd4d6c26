from datetime import date

import pytest

from portal.accounts.enums import Role
from portal.accounts.roles import roles_held
from tests.support import accounts
from tests.support.accounts import MONDAY

pytestmark = pytest.mark.django_db
STARTS, ENDS = date(2021, 7, 26), date(2021, 7, 30)


@pytest.fixture
def lent():
    province = accounts.agency()
    chair = accounts.staff(Role.LEADER, province)
    deputy = accounts.staff(Role.HEAD_OF_DIVISION, province)
    return accounts.lent(chair.memberships.get(), deputy, starts_on=STARTS, ends_on=ENDS)


@pytest.mark.parametrize(
    ("day", "roles"),
    [
        (date(2021, 7, 25), [Role.HEAD_OF_DIVISION]),
        (STARTS, [Role.HEAD_OF_DIVISION, Role.LEADER]),
        (ENDS, [Role.HEAD_OF_DIVISION, Role.LEADER]),
        (date(2021, 7, 31), [Role.HEAD_OF_DIVISION]),
    ],
)
def test_a_lent_role_holds_from_the_first_to_the_last_day(lent, day, roles):
    held = roles_held(lent.deputy, on=day)

    assert [one.role for one in held] == roles
    assert [one.delegation_id for one in held if one.role == Role.LEADER] == [lent.pk] * (len(roles) - 1)


def test_an_ended_role_holds_through_its_last_day():
    clerk = accounts.staff()
    accounts.member(clerk, Role.CLERK, accounts.agency(), valid_until=MONDAY)

    assert [len(roles_held(clerk, on=day)) for day in (MONDAY, date(2021, 7, 27))] == [1, 0]


def test_citizens_and_closed_accounts_hold_no_role():
    province = accounts.agency()

    assert roles_held(accounts.citizen(), on=MONDAY) == ()
    assert roles_held(accounts.staff(Role.LEADER, province, is_active=False), on=MONDAY) == ()


def test_a_deputy_who_left_the_agency_holds_nothing_lent_there(lent):
    lent.deputy.memberships.update(valid_until=STARTS)
    other = accounts.agency("SO_TU_PHAP")
    accounts.member(lent.deputy, Role.CLERK, other)

    assert [one.role for one in roles_held(lent.deputy, on=ENDS)] == [Role.CLERK]


def test_what_is_lent_ends_with_the_role_and_the_account_of_its_owner(lent):
    lent.membership.user.is_active = False
    lent.membership.user.save(update_fields=["is_active"])

    assert [one.role for one in roles_held(lent.deputy, on=STARTS)] == [Role.HEAD_OF_DIVISION]
