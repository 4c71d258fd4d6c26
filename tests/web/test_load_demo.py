"""The demo: 300 dossiers that the acts themselves made, the same every time."""

import json
from collections import Counter
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from counters.models import DutyShift, SafetyCheck, SafetyPoint
from documents.models import RegisterEntry
from dossiers.clock import recheck
from dossiers.models import ContactAttempt, Dossier, DossierEvent, DossierNote, Draft
from dossiers.queries import audit
from portal.accounts.models import Membership, User
from portal.kernel.enums import EffectState
from portal.kernel.models import OwedEffect
from portal.kernel.workdays import VIETNAM
from portal.web.demo.people import PASSWORD, PERSONAS
from portal.web.demo.plans import PLANS
from tests.support import catalogue

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 22, 16, 0, tzinfo=VIETNAM)


def load_demo(*options):
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker):
    """Load it once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        catalogue.load()
        yield json.loads(load_demo("--today", "2026-07-22").splitlines()[-1])
        transaction.set_rollback(True)


def test_every_dossier_ends_where_its_plan_says(counts):
    wanted = Counter()
    for plan in PLANS:
        wanted[plan.ends] += plan.count

    assert sum(wanted.values()) == 300
    assert counts["statuses"] == {str(status): number for status, number in wanted.items()}


def test_loading_again_changes_nothing(counts):
    again = json.loads(load_demo("--today", "2026-07-22").splitlines()[-1])

    assert again == {**counts, "was_loaded": True}


def test_every_chain_of_events_holds(counts):
    assert list(audit.verify_all()) == []


def test_every_promise_is_what_its_facts_give(counts):
    dossiers = Dossier.objects.select_related("agency", "desk__agency", "revision").order_by("pk")

    assert [dossier.pk for dossier in dossiers if not recheck(dossier)] == []


def test_nothing_happened_after_today(counts):
    latest = DossierEvent.objects.order_by("-happened_at").values_list("happened_at", flat=True).first()

    assert latest <= TODAY


def test_register_numbers_grow_with_their_dates_without_a_gap(counts):
    books = {}
    for book, number, at in RegisterEntry.objects.order_by("book_id", "number").values_list(
        "book_id", "number", "document__issued_at"
    ):
        books.setdefault(book, []).append((number, at))

    for rows in books.values():
        assert [number for number, _at in rows] == list(range(1, len(rows) + 1))
        assert [at for _number, at in rows] == sorted(at for _number, at in rows)


def test_the_citizen_has_a_dozen_dossiers_and_two_drafts(counts):
    citizen = User.objects.get(email=PERSONAS[0].email)

    assert Dossier.objects.filter(applicant=citizen).count() == 12
    assert Draft.objects.filter(owner=citizen, submitted_at__isnull=True).count() == 2


def test_every_persona_can_sign_in_with_the_printed_password(counts):
    users = {user.email: user for user in User.objects.filter(email__in=[one.email for one in PERSONAS])}

    assert all(users[one.email].check_password(PASSWORD) for one in PERSONAS)
    assert all(users[one.email].phone == one.phone for one in PERSONAS)


def test_every_role_has_a_persona(counts):
    personas = [one.email for one in PERSONAS]

    roles = set(Membership.objects.filter(user__email__in=personas).values_list("role", flat=True))

    assert roles == {one.role for one in PERSONAS if one.role}


def test_somebody_signed_under_a_dated_delegation(counts):
    signed = DossierEvent.objects.filter(delegation__isnull=False)

    assert signed.count() >= 1
    assert {event.capacity for event in signed} == {"signatory"}


def test_every_dossier_says_that_it_is_illustrative(counts):
    assert DossierNote.objects.filter(text__contains="dữ liệu minh họa").count() == 300


def test_nobody_gets_letters_about_the_past(counts):
    assert not OwedEffect.objects.exclude(state=EffectState.DONE).exists()


def test_the_table_of_personas_needs_no_database_rows():
    printed = load_demo("--personas")

    assert all(one.name in printed and one.email in printed for one in PERSONAS)
    assert PASSWORD in printed


def test_a_day_that_is_none_is_refused_in_words():
    with pytest.raises(CommandError, match="2026-07-22"):
        load_demo("--today", "hôm nay")


def test_desks_have_rosters_checks_and_calls_that_can_be_looked_at(counts):
    outcomes = set(ContactAttempt.objects.values_list("outcome", flat=True))

    assert DutyShift.objects.filter(day__gte=TODAY.date(), desk__agency__key="TTHCC").count() == 10
    assert SafetyCheck.objects.filter(day__lt=TODAY.date()).count() == 6
    assert SafetyPoint.objects.filter(is_good=False, solved_at=None).count() == 0
    assert SafetyPoint.objects.filter(is_good=False).count() == 2
    assert {"unreachable", "will_wait"} <= outcomes
