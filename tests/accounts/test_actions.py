from datetime import date, time, timedelta

import pytest

from portal.accounts import actions
from portal.accounts.actions.configuration import Span
from portal.accounts.enums import Role
from portal.accounts.models import Delegation, Membership
from portal.accounts.roles import roles_held
from portal.agencies.enums import ContactKind, DayKind
from portal.agencies.models import CalendarDay, ContactPoint, OfficeHours
from portal.agencies.queries import working_calendar
from portal.kernel.errors import RuleViolation
from portal.kernel.models import OwedEffect
from tests.support import accounts
from tests.support.accounts import MONDAY, NOON

pytestmark = pytest.mark.django_db
FRIDAY = date(2021, 7, 30)
WHY = "Quyết định 12/QĐ-UBND"


class House:
    """A province with two districts, and who administers what."""

    def __init__(self):
        self.province = accounts.with_desk(accounts.agency())
        self.north = accounts.with_desk(accounts.agency("BAC", parent=self.province))
        self.ward = accounts.agency("BAC.XA", parent=self.north)
        self.south = accounts.agency("NAM", parent=self.province)
        self.province_admin = accounts.staff(Role.PROVINCE_ADMIN, self.province)
        self.north_admin = accounts.staff(Role.AGENCY_ADMIN, self.north)
        self.auditor = accounts.staff(Role.AUDITOR, self.province)
        self.clerk = accounts.staff(Role.CLERK, self.north)


@pytest.fixture
def house():
    return House()


def appoint(house, *, actor=None, user=None, agency=None, role=Role.SPECIALIST, **changes):
    return actions.appoint(
        **{
            "user_id": (user or house.clerk).pk,
            "agency_id": (agency or house.ward).pk,
            "role": role,
            "valid_from": MONDAY,
            "reason": WHY,
            "actor": actor or house.north_admin,
            "at": NOON,
            **changes,
        }
    )


def delegate(house, membership, deputy, **changes):
    return actions.delegate(
        **{
            "membership_id": membership.pk,
            "deputy_id": deputy.pk,
            "starts_on": MONDAY,
            "ends_on": FRIDAY,
            "reason": "Đi công tác",
            "actor": membership.user,
            "at": NOON,
            **changes,
        }
    )


def test_a_role_is_given_with_who_when_and_why(house):
    membership = appoint(house)

    written = membership.history.get()
    assert (written.history_user, written.history_date, written.history_change_reason) == (house.north_admin, NOON, WHY)


def test_a_one_stop_officer_sits_at_the_desk_that_serves_the_agency(house):
    membership = appoint(house, agency=house.north, role=Role.ONE_STOP_OFFICER)

    assert membership.desk == house.north.served_by


@pytest.mark.parametrize(
    "changes",
    [
        {"agency": "south"},
        {"agency": "province"},
        {"actor": "clerk"},
        {"actor": "auditor"},
        {"user": "north_admin"},
        {"role": Role.PROVINCE_ADMIN},
        {"role": Role.AUDITOR},
        {"role": Role.ONE_STOP_OFFICER},
        {"valid_from": MONDAY - timedelta(days=1)},
        {"valid_until": MONDAY - timedelta(days=1)},
        {"reason": "  "},
        {"reason": "x" * 101},
    ],
)
def test_a_role_is_refused_outside_the_rules(house, changes):
    people_and_places = {"agency", "actor", "user"}
    named = {key: getattr(house, value) if key in people_and_places else value for key, value in changes.items()}

    with pytest.raises(RuleViolation) as refused:
        appoint(house, **named)

    assert refused.value.source == "quy ước của hệ thống"
    assert Membership.objects.filter(valid_from=MONDAY).count() == 0


def test_the_province_gives_any_role_anywhere(house):
    membership = appoint(house, actor=house.province_admin, agency=house.south, role=Role.AUDITOR)

    assert membership.agency == house.south


def test_the_same_role_is_not_given_twice(house):
    appoint(house)

    with pytest.raises(RuleViolation, match="đang giữ đúng vai trò"):
        appoint(house, valid_from=FRIDAY)


def test_a_role_ended_yesterday_holds_no_more_and_what_it_lent_ends_with_it(house):
    leader = accounts.staff(Role.LEADER, house.north)
    term = leader.memberships.get()
    lent = delegate(house, term, house.clerk)

    actions.end_membership(
        membership_id=term.pk, last_day=date(2021, 7, 25), reason=WHY, actor=house.north_admin, at=NOON
    )

    lent.refresh_from_db()
    assert roles_held(leader, on=MONDAY) == ()
    assert [one.role for one in roles_held(house.clerk, on=MONDAY)] == [Role.CLERK]
    assert lent.revoked_at == NOON
    assert term.history.latest("history_id").history_change_reason == WHY


def test_a_role_that_ends_midway_shortens_what_it_lent(house):
    term = accounts.staff(Role.LEADER, house.north).memberships.get()
    lent = delegate(house, term, house.clerk)

    actions.end_membership(
        membership_id=term.pk, last_day=date(2021, 7, 28), reason=WHY, actor=house.north_admin, at=NOON
    )

    lent.refresh_from_db()
    assert (lent.ends_on, lent.revoked_at) == (date(2021, 7, 28), None)


@pytest.mark.parametrize("last_day", [date(2021, 7, 24), date(2019, 12, 31)])
def test_a_role_is_not_ended_before_what_was_done_in_it(house, last_day):
    term = house.clerk.memberships.get()

    with pytest.raises(RuleViolation):
        actions.end_membership(membership_id=term.pk, last_day=last_day, reason=WHY, actor=house.north_admin, at=NOON)


def test_nobody_ends_the_own_role(house):
    term = house.north_admin.memberships.get()

    with pytest.raises(RuleViolation, match="của chính mình"):
        actions.end_membership(membership_id=term.pk, last_day=FRIDAY, reason=WHY, actor=house.north_admin, at=NOON)


def test_any_holder_lends_the_own_role_for_some_days(house):
    specialist = accounts.staff(Role.SPECIALIST, house.north)

    delegate(house, specialist.memberships.get(), house.clerk)

    assert [one.role for one in roles_held(house.clerk, on=FRIDAY)] == [Role.CLERK, Role.SPECIALIST]


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": MONDAY - timedelta(days=1)},
        {"ends_on": MONDAY - timedelta(days=1), "starts_on": MONDAY},
        {"ends_on": MONDAY + timedelta(days=180)},
        {"reason": ""},
    ],
)
def test_days_of_a_delegation_must_fit(house, changes):
    term = accounts.staff(Role.LEADER, house.north).memberships.get()

    with pytest.raises(RuleViolation):
        delegate(house, term, house.clerk, **changes)

    assert Delegation.objects.count() == 0


def test_a_role_is_lent_to_a_colleague_once_at_a_time_and_by_nobody_else(house):
    term = accounts.staff(Role.LEADER, house.north).memberships.get()
    stranger = accounts.staff(Role.CLERK, house.south)

    with pytest.raises(RuleViolation, match="Chọn một cán bộ"):
        delegate(house, term, stranger)
    with pytest.raises(RuleViolation, match="Chọn một người khác"):
        delegate(house, term, term.user)
    with pytest.raises(RuleViolation, match="của chính mình"):
        delegate(house, term, house.north_admin, actor=house.north_admin)
    with pytest.raises(RuleViolation, match="do quản trị"):
        delegate(house, term, house.clerk, actor=house.clerk)
    delegate(house, term, house.clerk)
    with pytest.raises(RuleViolation, match="đã được ủy quyền"):
        delegate(house, term, house.clerk, starts_on=FRIDAY, ends_on=FRIDAY)


def test_a_lent_role_is_not_lent_on(house):
    term = accounts.staff(Role.LEADER, house.north).memberships.get()
    delegate(house, term, house.clerk)
    third = accounts.staff(Role.SPECIALIST, house.north)

    with pytest.raises(RuleViolation):
        delegate(house, term, third, starts_on=FRIDAY, actor=house.clerk)


def test_a_lent_role_is_taken_back_at_once_and_once(house):
    term = accounts.staff(Role.LEADER, house.north).memberships.get()
    lent = delegate(house, term, house.clerk)

    actions.revoke_delegation(delegation_id=lent.pk, reason="Về sớm", actor=term.user, at=NOON)

    assert [one.role for one in roles_held(house.clerk, on=MONDAY)] == [Role.CLERK]
    assert lent.history.latest("history_id").history_change_reason == "Về sớm"
    with pytest.raises(RuleViolation, match="đã hết hiệu lực"):
        actions.revoke_delegation(delegation_id=lent.pk, reason="Lại", actor=term.user, at=NOON)


def test_a_closed_account_lends_nothing_more_and_its_history_says_why(house):
    leader = accounts.staff(Role.LEADER, house.north)
    delegate(house, leader.memberships.get(), house.clerk)

    actions.deactivate(user_id=leader.pk, reason="Chuyển công tác", actor=house.north_admin, at=NOON)

    leader.refresh_from_db()
    assert not leader.is_active
    assert [one.role for one in roles_held(house.clerk, on=MONDAY)] == [Role.CLERK]
    written = leader.memberships.get().history.latest("history_id")
    assert written.history_change_reason == "Khóa tài khoản: Chuyển công tác"


@pytest.mark.parametrize("person", ["province_admin", "auditor", "north_admin"])
def test_an_agency_closes_only_accounts_below_it_and_never_its_own(house, person):
    with pytest.raises(RuleViolation):
        actions.deactivate(user_id=getattr(house, person).pk, reason=WHY, actor=house.north_admin, at=NOON)


def test_an_officer_is_registered_with_a_role_and_gets_a_link(house):
    user = actions.register_officer(
        full_name="Hoàng Thị Lan",
        phone="+84912345678",
        email="Lan@Vi-Du.vn",
        agency_id=house.ward.pk,
        role=Role.SPECIALIST,
        title="",
        valid_from=MONDAY,
        reason=WHY,
        actor=house.north_admin,
        at=NOON,
    )

    assert (user.email, user.has_usable_password(), user.is_officer) == ("lan@vi-du.vn", False, True)
    assert [one.role for one in roles_held(user, on=MONDAY)] == [Role.SPECIALIST]
    assert OwedEffect.objects.get().payload == {"user_id": user.pk}


def test_a_day_off_of_an_agency_is_marked_counted_and_taken_back(house):
    by = {"actor": house.north_admin, "at": NOON}
    row = actions.mark_day(
        agency_id=house.north.pk, day=FRIDAY, kind=DayKind.CLOSED, name="Bão số 5", source="CĐ 07", reason=WHY, **by
    )
    was_working = working_calendar(house.north).is_working(FRIDAY)

    actions.unmark_day(day_id=row.pk, reason="Bão tan", **by)

    assert not was_working
    assert working_calendar(house.north).is_working(FRIDAY)
    assert CalendarDay.history.latest("history_id").history_change_reason == "Bão tan"


@pytest.mark.parametrize(("holder", "day"), [(None, FRIDAY), ("south", FRIDAY), ("north", date(2021, 7, 25))])
def test_an_agency_marks_no_day_of_others_and_none_that_is_past(house, holder, day):
    agency = getattr(house, holder) if holder else None

    with pytest.raises(RuleViolation):
        actions.mark_day(
            agency_id=agency.pk if agency else None,
            day=day,
            kind=DayKind.CLOSED,
            name="Nghỉ",
            source="CV 1",
            reason=WHY,
            actor=house.north_admin,
            at=NOON,
        )


def test_hours_set_for_one_date_are_set_again_as_a_whole(house):
    by = {"agency_id": house.north.pk, "valid_from": FRIDAY, "reason": WHY, "actor": house.north_admin, "at": NOON}
    actions.set_office_hours(spans=[Span(0, time(7), time(11)), Span(0, time(13), time(17))], **by)
    actions.set_office_hours(spans=[Span(0, time(8), time(12))], **by)

    assert list(OfficeHours.objects.values_list("weekday", "opens", "closes")) == [(0, time(8), time(12))]
    with pytest.raises(RuleViolation, match="chồng nhau"):
        actions.set_office_hours(spans=[Span(0, time(7), time(11)), Span(0, time(10), time(17))], **by)


def test_a_contact_point_is_added_once_and_removed_with_its_history(house):
    by = {"reason": WHY, "actor": house.north_admin, "at": NOON}
    new = {"agency_id": house.north.pk, "kind": ContactKind.PHONE, "value": "0232 000 1111", "note": ""}
    point = actions.add_contact_point(**new, **by)
    with pytest.raises(RuleViolation):
        actions.add_contact_point(**new, **by)

    actions.remove_contact_point(point_id=point.pk, **by)

    assert [row.history_type for row in ContactPoint.history.order_by("history_id")] == ["+", "-"]
