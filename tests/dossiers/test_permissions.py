"""Who sees which dossier, and in which capacity they may act."""

from datetime import timedelta

import pytest

from dossiers.enums import Capacity
from dossiers.models import Dossier
from dossiers.permissions import agencies_of, capacities_of, desks_of, standing, visible_to
from portal.accounts.enums import Role
from portal.agencies.models import Agency
from tests.support import accounts
from tests.support.dossier_stories import NINE, story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("papers_dir")]
TODAY = NINE.date()
C = Capacity


@pytest.fixture
def told():
    return story("examining")


def may(told, person, *, on=TODAY):
    return capacities_of(person, Dossier.objects.select_related("agency").get(pk=told.dossier.pk), on=on)


def sees(told, person, *, on=TODAY):
    return visible_to(person, on=on).filter(pk=told.dossier.pk).exists()


@pytest.mark.parametrize(
    ("who", "capacities"),
    [
        ("applicant", {C.APPLICANT}),
        ("officer", {C.RECEPTION}),
        ("specialist", {C.SPECIALIST, C.CASE_OFFICER}),
        ("head", {C.HEAD}),
        ("leader", {C.SIGNATORY}),
        ("outsider", set()),
    ],
)
def test_each_person_acts_in_the_capacity_of_their_role(told, who, capacities):
    person = getattr(told.office, who)

    assert may(told, person) == capacities
    assert sees(told, person) == bool(capacities)


def test_only_the_specialist_who_has_it_is_the_case_officer(told):
    colleague = accounts.staff(Role.SPECIALIST, told.office.agency)

    assert may(told, colleague) == {C.SPECIALIST}
    assert sees(told, colleague)


def test_the_leader_above_signs_for_a_division(told):
    district = Agency.objects.get(key="UBND_DH")
    above = accounts.staff(Role.LEADER, district)
    province = accounts.staff(Role.LEADER, Agency.objects.get(key="UBND_TINH"))

    assert (may(told, above), sees(told, above)) == ({C.SIGNATORY}, True)
    assert (may(told, province), sees(told, province)) == (set(), False)


@pytest.mark.parametrize(
    ("role", "place", "is_seen"),
    [
        (Role.AUDITOR, "UBND_TINH", True),
        (Role.PROVINCE_ADMIN, "UBND_TINH", True),
        (Role.AGENCY_ADMIN, "UBND_DH", True),
        (Role.AGENCY_ADMIN, "XA2", False),
        (Role.CLERK, "XA1", True),
        (Role.CLERK, "UBND_DH", False),
        (Role.POSTAL_PARTNER, "UBND_TINH", False),
        (Role.MEETING_SECRETARY, "XA1", False),
    ],
)
def test_who_reads_without_acting_reads_no_further_than_their_place(told, role, place, is_seen):
    reader = accounts.staff(role, Agency.objects.get(key=place))

    assert sees(told, reader) == is_seen
    assert may(told, reader) == set()


def test_a_role_counts_only_while_it_is_held(told):
    later = TODAY + timedelta(days=30)
    membership = told.office.leader.memberships.get()
    membership.valid_until = TODAY
    membership.save(update_fields=["valid_until"])

    assert may(told, told.office.leader) == {C.SIGNATORY}
    assert (may(told, told.office.leader, on=later), sees(told, told.office.leader, on=later)) == (set(), False)


def test_a_lent_role_gives_its_capacity_and_says_that_it_is_lent(told):
    lent = accounts.lent(told.office.leader.memberships.get(), told.office.head, starts_on=TODAY, ends_on=TODAY)

    held = standing(told.office.head, told.dossier, on=TODAY)

    assert set(held) == {C.HEAD, C.SIGNATORY}
    assert (held[C.HEAD].delegation_id, held[C.SIGNATORY].delegation_id) == (None, lent.pk)
    assert may(told, told.office.head, on=TODAY + timedelta(days=1)) == {C.HEAD}


def test_a_lent_case_stays_with_the_case_officer(told):
    colleague = accounts.staff(Role.SPECIALIST, told.office.agency)
    accounts.lent(told.office.specialist.memberships.get(), colleague, starts_on=TODAY, ends_on=TODAY)

    assert may(told, colleague) == {C.SPECIALIST, C.CASE_OFFICER}


def test_another_citizen_sees_nothing(told):
    assert not sees(told, accounts.citizen())


def test_somebody_whose_account_was_closed_holds_nothing(told):
    told.office.officer.is_active = False

    assert (may(told, told.office.officer), sees(told, told.office.officer)) == (set(), False)


def test_desks_and_agencies_are_those_of_the_roles_held(told):
    at = told.office

    assert [desk.agency for desk in desks_of(at.officer, on=TODAY)] == [at.agency]
    assert desks_of(at.head, on=TODAY) == []
    assert agencies_of(at.head, on=TODAY) == [at.agency]
    assert agencies_of(at.officer, on=TODAY) == []
    assert agencies_of(at.leader, on=TODAY, roles=frozenset({Role.CLERK})) == []
