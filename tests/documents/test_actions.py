from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from documents.actions import issue
from documents.enums import DocumentType
from documents.models import RegisterBook, RegisterEntry
from portal.accounts.enums import AccountKind
from portal.accounts.models import User
from portal.agencies.enums import Level
from portal.agencies.models import Agency

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZONE)
pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return Agency.objects.create(
        key="S", code="000.00.17.H46", name="Sở", name_folded="so", level=Level.PROVINCE, path="S/"
    )


@pytest.fixture
def signer():
    return User.objects.create_user(password=None, kind=AccountKind.STAFF, full_name="Trần Bình", email="b@example.vn")


def _issue(agency, signer, at=NOON):
    return issue(
        agency=agency,
        document_type=DocumentType.CERTIFICATE,
        notation="KQ-STP",
        abstract="Phiếu lý lịch tư pháp",
        signer=signer,
        signer_title="Giám đốc",
        recipients=["Lê An"],
        at=at,
    )


def test_numbers_run_from_one_and_are_padded(agency, signer):
    signs = [_issue(agency, signer).number_sign for _document in range(2)]

    assert signs == ["01/KQ-STP", "02/KQ-STP"]


def test_the_first_of_january_begins_at_one_again(agency, signer):
    _issue(agency, signer)
    new_year = datetime(2027, 1, 1, 0, 5, tzinfo=ZONE)

    assert _issue(agency, signer, at=new_year).number_sign == "01/KQ-STP"


def test_the_year_is_that_of_the_office_not_of_utc(agency, signer):
    document = _issue(agency, signer, at=datetime(2027, 1, 1, 6, 0, tzinfo=ZONE))

    assert (document.issued_on.year, document.entry.book.year) == (2027, 2027)


def test_a_failed_issue_gives_its_number_back(agency, signer):
    class Stopped(Exception):
        pass

    with pytest.raises(Stopped), transaction.atomic():
        _issue(agency, signer)
        raise Stopped

    assert _issue(agency, signer).number_sign == "01/KQ-STP"


def test_one_number_is_given_once(agency, signer):
    first, second = _issue(agency, signer), _issue(agency, signer)

    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.filter(pk=second.entry.pk).update(number=first.entry.number)


def test_one_series_serves_paper_and_electronic_documents_alike(agency, signer):
    _issue(agency, signer)
    _issue(agency, signer)

    assert RegisterBook.objects.count() == 1
