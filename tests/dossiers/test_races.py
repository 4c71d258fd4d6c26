"""Two at once: one event, one dossier. SQLite takes one writer at a time; PostgreSQL is where it can go wrong."""

import threading

import pytest
from django.db import connection

from dossiers import actions
from dossiers.actions.calls import Consent
from dossiers.enums import ContactOutcome, ContactWay, ReturnMethod, Status
from dossiers.models import ContactAttempt, Dossier, DossierEvent, PostalReturn
from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from tests.support import accounts, desk, filing
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


def agreeing(dossier, officer, *, seen=1):
    consent = Consent("Trần Văn Hai", "+84912345678", "12 Lý Thường Kiệt, Đồng Hới", "Trần Văn Hai")
    return lambda: actions.log_attempt(
        dossier_id=dossier.pk, actor=officer, seen=seen, way=ContactWay.PHONE, outcome=ContactOutcome.AGREED_POST,
        consent=consent, at=desk.NINE,
    )  # fmt: skip


@pytest.mark.parametrize("again", range(5))
def test_of_two_officers_who_note_an_agreement_to_post_one_asks_the_post(again):
    at = desk.commune()
    dossier = desk.dossier(at, Status.DECIDED)
    colleague = accounts.staff(Role.ONE_STOP_OFFICER, at.agency)

    came = together(agreeing(dossier, at.officer), agreeing(dossier, colleague))

    dossier.refresh_from_db()
    assert sum(isinstance(one, ContactAttempt) for one in came) == 1
    assert (PostalReturn.objects.count(), ContactAttempt.objects.count()) == (1, 1)
    assert DossierEvent.objects.filter(dossier=dossier, act="change_return").count() == 1
    assert dossier.return_method == ReturnMethod.POST


def test_an_agreement_by_phone_and_one_in_the_portal_ask_the_post_once():
    at = desk.commune()
    citizen = filing.citizen()
    dossier = desk.dossier(at, Status.DECIDED, applicant=citizen)
    consent = Consent("Trần Văn Hai", "+84912345678", "12 Lý Thường Kiệt, Đồng Hới", "Trần Văn Hai")

    together(
        agreeing(dossier, at.officer),
        lambda: actions.choose_post(dossier_id=dossier.pk, actor=citizen, seen=1, consent=consent, at=desk.NINE),
    )

    assert PostalReturn.objects.count() == 1
    assert DossierEvent.objects.filter(dossier=dossier, act="change_return").count() == 1
