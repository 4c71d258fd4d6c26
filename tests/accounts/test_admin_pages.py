import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import Delegation, Membership
from portal.agencies.models import CalendarDay, ContactPoint, OfficeHours
from tests.support import accounts

pytestmark = pytest.mark.django_db
PAGES = [
    "/quan-tri/nguoi-dung/",
    "/quan-tri/co-quan/",
    "/quan-tri/co-quan/BAC/",
    "/quan-tri/lich-nghi/",
    "/quan-tri/lich-nghi/?lich=BAC&nam=2021",
    "/quan-tri/lich-su/",
]
CHANGING = [
    "/quan-tri/nguoi-dung/moi/",
    "/quan-tri/co-quan/BAC/lien-he/",
    "/quan-tri/co-quan/BAC/gio-lam-viec/",
    "/quan-tri/lich-nghi/them/?lich=BAC",
]


@pytest.fixture
def house():
    province = accounts.with_desk(accounts.agency())
    north = accounts.with_desk(accounts.agency("BAC", parent=province))
    south = accounts.agency("NAM", parent=province)
    return {
        "province": province,
        "north": north,
        "south": south,
        "province_admin": accounts.staff(Role.PROVINCE_ADMIN, province),
        "agency_admin": accounts.staff(Role.AGENCY_ADMIN, north),
        "auditor": accounts.staff(Role.AUDITOR, province),
        "specialist": accounts.staff(Role.SPECIALIST, north, full_name="Đỗ Thị Hòa"),
        "citizen": accounts.citizen(),
    }


def statuses(client, user, pages):
    client.force_login(user)
    return {client.get(page).status_code for page in pages}


@pytest.mark.parametrize(
    ("who", "reads", "changes"),
    [
        ("province_admin", 200, 200),
        ("agency_admin", 200, 200),
        ("auditor", 200, 403),
        ("specialist", 403, 403),
        ("citizen", 403, 403),
    ],
)
def test_who_opens_the_pages_of_administration(client, house, who, reads, changes):
    assert statuses(client, house[who], PAGES) == {reads}
    assert statuses(client, house[who], CHANGING) == {changes}


def test_403_says_for_whom_the_page_is(client, house):
    client.force_login(house["specialist"])

    response = client.get("/quan-tri/nguoi-dung/")

    assert "cán bộ được giao" in response.content.decode()


def test_an_agency_sees_nothing_of_its_neighbours(client, house):
    neighbour = accounts.staff(Role.CLERK, house["south"])
    client.force_login(house["agency_admin"])

    assert client.get(f"/quan-tri/nguoi-dung/{neighbour.key}/").status_code == 404
    assert client.get("/quan-tri/co-quan/NAM/").status_code == 404
    assert client.get("/quan-tri/lich-nghi/?lich=NAM").status_code == 404
    listed = client.get("/quan-tri/nguoi-dung/").context["page"].rows
    assert {one.pk for one in listed} == {house["agency_admin"].pk, house["specialist"].pk}


@pytest.mark.parametrize("text", ["đỗ thị hoà", "do thi hoa", "HOA"])
def test_people_are_found_with_or_without_marks(client, house, text):
    client.force_login(house["province_admin"])

    found = client.get("/quan-tri/nguoi-dung/", {"q": text}).context["page"].rows

    assert [one.full_name for one in found] == ["Đỗ Thị Hòa"]


def test_the_rows_alone_are_the_region_of_the_whole_page(client, house):
    client.force_login(house["province_admin"])

    whole = client.get("/quan-tri/nguoi-dung/").content.decode()
    part = client.get("/quan-tri/nguoi-dung/", headers={"HX-Request": "true"}).content.decode()

    assert part.strip() in whole
    assert "<html" not in part


def test_a_role_is_given_and_ended_from_the_page_of_a_person(client, house):
    person = house["specialist"]
    today = timezone.localdate()
    day = {"valid_from": str(today.day), "valid_from-m": str(today.month), "valid_from-y": str(today.year)}
    client.force_login(house["agency_admin"])

    client.post(
        f"/quan-tri/nguoi-dung/{person.key}/giao-vai-tro/",
        {"agency": "BAC", "role": "clerk", "title": "", "reason": "QĐ 5", **day},
    )

    term = Membership.objects.get(role=Role.CLERK)
    page = client.get(f"/quan-tri/nguoi-dung/{person.key}/").content.decode()
    assert reverse("accounts:end_membership", args=[person.key, term.pk]) in page
    ends = {"last_day": str(today.day), "last_day-m": str(today.month), "last_day-y": str(today.year)}
    client.post(f"/quan-tri/nguoi-dung/{person.key}/vai-tro/{term.pk}/", {"reason": "QĐ 6", **ends})
    term.refresh_from_db()
    assert term.valid_until == today


def test_a_refusal_is_shown_with_its_source_and_loses_nothing(client, house):
    person = house["agency_admin"]
    client.force_login(person)

    response = client.post(f"/quan-tri/nguoi-dung/{person.key}/khoa/", {"reason": "Thử tự khóa"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "(quy ước của hệ thống)" in page
    assert "Thử tự khóa" in page


def test_a_leader_lends_and_takes_back_the_own_role(client, house):
    leader = accounts.staff(Role.LEADER, house["north"])
    today = timezone.localdate()
    days = {
        f"{name}{part}": str(value)
        for name in ("starts_on", "ends_on")
        for part, value in (("", today.day), ("-m", today.month), ("-y", today.year))
    }
    client.force_login(leader)

    client.post(
        "/can-bo/uy-quyen/",
        {"membership": leader.memberships.get().pk, "deputy": house["specialist"].key, "reason": "Đi họp", **days},
    )
    lent = Delegation.objects.get()
    client.post(f"/can-bo/uy-quyen/{lent.pk}/thu-hoi/", {"reason": "Họp xong"})

    lent.refresh_from_db()
    assert lent.deputy == house["specialist"]
    assert lent.revoked_at is not None


def test_a_lent_role_of_others_is_not_found(client, house):
    leader = accounts.staff(Role.LEADER, house["south"])
    today = timezone.localdate()
    lent = accounts.lent(
        leader.memberships.get(), accounts.staff(Role.CLERK, house["south"]), starts_on=today, ends_on=today
    )
    client.force_login(house["agency_admin"])

    assert client.get(f"/can-bo/uy-quyen/{lent.pk}/thu-hoi/").status_code == 404


def test_contact_points_hours_and_days_are_changed_in_the_pages(client, house):
    today = timezone.localdate()
    year = today.year + 1
    client.force_login(house["agency_admin"])

    client.post(
        "/quan-tri/co-quan/BAC/lien-he/", {"kind": "phone", "value": "0232 000 1111", "note": "", "reason": "Số mới"}
    )
    client.post(
        "/quan-tri/co-quan/BAC/gio-lam-viec/",
        {"valid_from": "2", "valid_from-m": "1", "valid_from-y": year, "d0": "7h30-11h30, 13:30–17:00", "reason": "Hè"},
    )
    client.post(
        "/quan-tri/lich-nghi/them/?lich=BAC",
        {"day": "5", "day-m": "1", "day-y": year, "kind": "dong_cua", "name": "Bão", "source": "CĐ 1", "reason": "Bão"},
    )

    assert ContactPoint.objects.get().value == "0232 000 1111"
    assert [f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in OfficeHours.objects.order_by("opens")] == [
        "07:30–11:30",
        "13:30–17:00",
    ]
    assert CalendarDay.objects.get().name == "Bão"
    assert client.get("/quan-tri/co-quan/BAC/").status_code == 200
    assert "Bão" in client.get(f"/quan-tri/lich-nghi/?lich=BAC&nam={year}").content.decode()


@pytest.mark.parametrize("hours", ["sáng", "7:30", "25:00-26:00", "11:30-07:30"])
def test_hours_that_cannot_be_read_are_explained(client, house, hours):
    client.force_login(house["agency_admin"])
    typed = {"valid_from": "2", "valid_from-m": "1", "valid_from-y": timezone.localdate().year + 1, "reason": "Hè"}

    response = client.post("/quan-tri/co-quan/BAC/gio-lam-viec/", {**typed, "d0": hours})

    assert response.status_code == 422
    assert OfficeHours.objects.count() == 0


@pytest.mark.parametrize("page", ["/quan-tri/nguoi-dung/", "/quan-tri/co-quan/", "/quan-tri/lich-su/"])
def test_a_list_takes_as_many_queries_long_as_short(client, house, page):
    client.force_login(house["province_admin"])
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as short:
        client.get(page)
    for number in range(7):
        accounts.staff(Role.CLERK, accounts.agency(f"X{number}", parent=house["north"]))

    with CaptureQueriesContext(connection) as long:
        client.get(page)

    assert len(long) == len(short)
    assert len(short) <= 26
