"""Two at once: one event, one dossier. SQLite takes one writer at a time; PostgreSQL is where it can go wrong."""

import threading

import pytest
from django.db import connection

from dossiers import actions
from dossiers.models import Dossier, DossierEvent
from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from tests.support import accounts, filing
from tests.support.dossier_stories import MINUTES, NINE, office, story

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("papers_dir"),
]


def together(*calls):
    """Run calls at the same time, each with a connection of its own; return what came of each."""
    gate, came = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            gate.wait(timeout=10)
            came[place] = call()
        except (RuleViolation, SomeoneActedFirst) as refusal:
            came[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return came


@pytest.mark.parametrize("again", range(5))
def test_of_two_officers_who_accept_one_comes_second(again):
    told = story("registered")
    colleague = accounts.staff(Role.ONE_STOP_OFFICER, told.office.agency)
    facts = {"dossier_id": told.dossier.pk, "seen": 1, "at": NINE + MINUTES}

    came = together(
        lambda: actions.accept(actor=told.office.officer, **facts), lambda: actions.accept(actor=colleague, **facts)
    )

    assert sorted(type(one).__name__ for one in came) == ["Dossier", "SomeoneActedFirst"]
    assert DossierEvent.objects.filter(dossier=told.dossier, act="accept").count() == 1


@pytest.mark.parametrize("again", range(5))
def test_a_draft_submitted_twice_at_once_gives_one_dossier(again):
    at = office()
    draft = filing.ready_draft(at.revision, at.applicant, at.agency)

    came = together(*[lambda: actions.submit(draft_id=draft.pk, actor=at.applicant, at=NINE)] * 3)

    assert len({one.pk for one in came}) == 1
    assert (Dossier.objects.count(), DossierEvent.objects.count()) == (1, 1)


def test_codes_taken_at_once_are_consecutive():
    told = story("registered")
    at = told.office
    drafts = [filing.ready_draft(at.revision, at.applicant, at.agency) for _one in range(4)]
    dossiers = [actions.submit(draft_id=draft.pk, actor=at.applicant, at=NINE) for draft in drafts]

    together(
        *[
            lambda one=one: actions.accept(dossier_id=one.pk, actor=at.officer, seen=1, at=NINE + MINUTES)
            for one in dossiers
        ]
    )

    codes = sorted(code for code in Dossier.objects.values_list("code", flat=True) if code)
    assert [code[-4:] for code in codes] == ["0001", "0002", "0003", "0004"]
