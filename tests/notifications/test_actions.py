from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from notifications import actions, queries
from notifications.enums import Kind
from notifications.models import Message
from portal.accounts.enums import AccountKind
from portal.accounts.models import User
from portal.kernel.models import OwedEffect

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen():
    return User.objects.create_user(
        password=None, kind=AccountKind.CITIZEN, full_name="Lê An", phone="+84900000001", email="an@example.vn"
    )


def _tell(**changes):
    given = {
        "kind": Kind.RECEIVED,
        "recipient_id": None,
        "email": "",
        "reference": "TN-260302-0001",
        "link": "/ho-so/TN-260302-0001/",
        "key": "dossier:1:2",
        "at": NOON,
    }
    return actions.tell(**{**given, **changes})


def test_telling_twice_tells_once_and_writes_once(citizen):
    for _time in range(2):
        _tell(recipient_id=citizen.pk)

    assert (Message.objects.count(), OwedEffect.objects.count()) == (1, 1)


def test_somebody_without_address_is_told_by_the_desk():
    assert _tell() is None
    assert OwedEffect.objects.count() == 0


def test_somebody_without_account_is_written_to():
    assert _tell(email="ba@example.vn").email == "ba@example.vn"


def test_reading_the_messages_makes_none_new(citizen):
    _tell(recipient_id=citizen.pk)
    before = queries.unread_count(citizen)

    actions.mark_read(recipient_id=citizen.pk, at=NOON)

    assert (before, queries.unread_count(citizen)) == (1, 0)
    assert list(queries.inbox(citizen)) == list(Message.objects.all())
