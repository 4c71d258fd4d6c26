from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from documents import queries
from documents.actions import issue
from documents.enums import DocumentType
from documents.models import RegisterEntry
from documents.permissions import visible_to
from portal.accounts.enums import AccountKind, Role
from portal.accounts.models import Membership, User
from portal.agencies.enums import Level
from portal.agencies.models import Agency

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZONE)
TODAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return Agency.objects.create(
        key="S", code="000.00.17.H46", name="Sở", name_folded="so", level=Level.PROVINCE, path="S/"
    )


@pytest.fixture
def other():
    return Agency.objects.create(
        key="T", code="000.00.18.H46", name="Sở khác", name_folded="so khac", level=Level.PROVINCE, path="T/"
    )


@pytest.fixture
def clerk(agency):
    user = User.objects.create_user(password=None, kind=AccountKind.STAFF, full_name="Lê Thu", email="c@example.vn")
    Membership.objects.create(user=user, agency=agency, role=Role.CLERK, valid_from=date(2020, 1, 1))
    return user


def _issue(agency, signer, *abstracts, at=NOON):
    for abstract in abstracts:
        issue(
            agency=agency,
            document_type=DocumentType.CERTIFICATE,
            notation="KQ-S",
            abstract=abstract,
            signer=signer,
            signer_title="Giám đốc",
            recipients=["Lê An"],
            at=at,
        )


def test_a_clerk_reads_the_register_of_the_own_agency_only(agency, other, clerk):
    _issue(agency, clerk, "Một")
    _issue(other, clerk, "Hai")

    assert [line.document.abstract for line in visible_to(clerk, on=TODAY)] == ["Một"]


def test_a_citizen_reads_no_register(agency, clerk):
    _issue(agency, clerk, "Một")
    citizen = User.objects.create_user(password=None, kind=AccountKind.CITIZEN, full_name="An", email="a@example.vn")

    assert list(visible_to(citizen, on=TODAY)) == []


def test_the_register_is_searched_without_diacritics(agency, clerk):
    _issue(agency, clerk, "Phiếu lý lịch tư pháp", "Giấy phép xây dựng")

    found = queries.outgoing(visible_to(clerk, on=TODAY), text="LY LICH")

    assert [line.document.abstract for line in found] == ["Phiếu lý lịch tư pháp"]


def test_the_register_is_narrowed_by_days(agency, clerk):
    _issue(agency, clerk, "Sớm")
    _issue(agency, clerk, "Muộn", at=datetime(2026, 5, 4, 9, 0, tzinfo=ZONE))

    found = queries.outgoing(visible_to(clerk, on=TODAY), first_day=date(2026, 4, 1), last_day=date(2026, 6, 1))

    assert [line.document.abstract for line in found] == ["Muộn"]


def test_a_whole_series_has_no_gap_and_a_torn_one_is_named(agency, clerk):
    _issue(agency, clerk, "Một", "Hai", "Ba")
    whole = queries.gaps(RegisterEntry.objects.all())
    torn = queries.gaps(RegisterEntry.objects.exclude(number=2))

    assert (whole, [number for _book, number in torn]) == ([], [2])


@pytest.mark.parametrize("size", [1, 7])
def test_the_page_costs_the_same_whatever_its_length(client, agency, clerk, size, django_assert_num_queries):
    _issue(agency, clerk, *[f"Văn bản {number}" for number in range(size)])
    client.force_login(clerk)
    client.get("/can-bo/van-ban/di/")

    with django_assert_num_queries(8):
        page = client.get("/can-bo/van-ban/di/")

    assert page.content.decode().count("01/KQ-S") == 1


def test_days_out_of_order_are_explained(client, clerk):
    client.force_login(clerk)

    page = client.get("/can-bo/van-ban/di/", {"tu": "05/03/2026", "den": "01/03/2026"})

    assert "Ngày kết thúc phải sau ngày bắt đầu" in page.content.decode()
