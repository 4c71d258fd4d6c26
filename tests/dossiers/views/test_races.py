"""Two officers press the same button at the same instant: one acts, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import signing
from django.db import connection
from django.test import Client

from dossiers.enums import Status
from dossiers.models import Dossier
from dossiers.views.counter import SALT
from portal.accounts.enums import Role
from tests.support import accounts, desk
from tests.support.desk import NINE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _postgres():
    if connection.vendor != "postgresql":
        pytest.skip("locks of rows need PostgreSQL")


def together(*calls):
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_two_officers_accept_at_once_and_one_event_is_written():
    at = desk.commune()
    made = desk.dossier(at, answer_due_at=NINE + timedelta(days=900))
    colleagues = [at.officer, accounts.staff(Role.ONE_STOP_OFFICER, at.agency)]
    clients = [signed_in(user) for user in colleagues]

    answers = together(
        *(lambda c=c: c.post(f"/can-bo/ho-so/{made.reference}/tiep-nhan/", {"seen": 1}).status_code for c in clients)
    )

    made.refresh_from_db()
    assert sorted(answers) == [302, 409]
    assert (made.status, made.events.filter(act="accept").count()) == (Status.RECEIVED, 1)


def test_a_double_click_at_the_counter_makes_one_dossier():
    at = desk.commune()
    data = {
        "token": signing.dumps("a" * 32, salt=SALT),
        "applicant_name": "Trần Văn Bình",
        "agency": at.agency.key,
        "channel": "truc_tiep",
        "return_method": "truc_tiep",
    }
    clients = [signed_in(at.officer), signed_in(at.officer)]

    answers = together(
        *(lambda c=c: c.post(f"/can-bo/quay/{at.revision.procedure.code}/", data)["Location"] for c in clients)
    )

    assert answers[0] == answers[1]
    assert Dossier.objects.count() == 1
