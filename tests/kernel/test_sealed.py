import pytest
from django.db import connection

from portal.accounts.enums import AccountKind
from portal.accounts.models import Citizen, User
from portal.kernel.sealed import fingerprint

NUMBER = "044194002318"


@pytest.fixture
def citizen():
    user = User.objects.create_user(password=None, kind=AccountKind.CITIZEN, full_name="Lê An", phone="+84900000001")
    return Citizen.objects.create(user=user, national_id=NUMBER, national_id_print=fingerprint(NUMBER))


def _stored(citizen):
    with connection.cursor() as cursor:
        cursor.execute("SELECT national_id FROM accounts_citizen WHERE id = %s", [citizen.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_personal_number_lies_sealed_in_the_database(citizen):
    assert NUMBER not in _stored(citizen)
    assert Citizen.objects.get(pk=citizen.pk).national_id == NUMBER


@pytest.mark.django_db
def test_a_personal_number_is_found_by_its_fingerprint(citizen):
    assert Citizen.objects.get(national_id_print=fingerprint(NUMBER)) == citizen


@pytest.mark.django_db
def test_a_sealed_column_cannot_be_compared():
    with pytest.raises(TypeError, match="fingerprint"):
        Citizen.objects.filter(national_id=NUMBER)


@pytest.mark.django_db
def test_a_new_key_in_front_still_opens_and_finds_what_was_stored(citizen, settings):
    settings.SEALING_KEYS = ("a-new-key", *settings.SEALING_KEYS)

    found = Citizen.objects.get(national_id_print=fingerprint(NUMBER))

    assert found.national_id == NUMBER


def test_nothing_has_no_fingerprint():
    assert fingerprint("") == ""
