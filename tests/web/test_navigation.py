from datetime import date

import pytest
from django.test import RequestFactory

from portal.accounts.enums import AccountKind, Role
from portal.accounts.models import Membership, User
from portal.agencies.enums import Level
from portal.agencies.models import Agency
from portal.web import navigation
from portal.web.navigation import Entry

pytestmark = pytest.mark.django_db


def _officer(role: Role) -> User:
    agency = Agency.objects.create(key="stp", code="H46.16", name="Sở Tư pháp", level=Level.PROVINCE, path="stp/")
    officer = User.objects.create(kind=AccountKind.STAFF, full_name="Hoàng Thị Lan", email="lan@example.vn")
    Membership.objects.create(user=officer, agency=agency, role=role, valid_from=date(2020, 1, 1))
    return officer


def _request(user: User, path: str = "/"):
    request = RequestFactory().get(path)
    request.user = user
    return request


def test_an_entry_without_a_page_is_left_out_and_the_current_one_is_marked():
    menu = (Entry("Trang chủ", "web:home"), Entry("Kiểu dáng", "web:styleguide"), Entry("Chưa có", "web:not_there"))

    links = navigation.citizen_menu(RequestFactory().get("/styleguide/ban-lam-viec/"), menu)

    assert [(link.words, link.is_current) for link in links] == [("Trang chủ", False), ("Kiểu dáng", True)]


def test_an_officer_sees_only_what_the_roles_of_today_can_open():
    menu = (
        Entry("Hồ sơ", "web:home", frozenset({Role.SPECIALIST, Role.LEADER})),
        Entry("Chờ ký", "web:styleguide", frozenset({Role.LEADER})),
    )

    links = navigation.officer_menu(_request(_officer(Role.SPECIALIST)), menu)

    assert [link.words for link in links] == ["Hồ sơ"]


def test_a_citizen_has_no_officer_menu():
    citizen = User.objects.create(kind=AccountKind.CITIZEN, full_name="Nhung", phone="+84900000000")

    assert navigation.officer_menu(_request(citizen)) == []


def test_an_officer_is_shown_no_link_to_dossiers_of_his_own():
    menu = (Entry("Hồ sơ của tôi", "web:styleguide", for_applicants=True),)
    citizen = User.objects.create(kind=AccountKind.CITIZEN, full_name="Nhung", phone="+84900000000")

    assert navigation.citizen_menu(_request(_officer(Role.SPECIALIST)), menu) == []
    assert len(navigation.citizen_menu(_request(citizen), menu)) == 1
