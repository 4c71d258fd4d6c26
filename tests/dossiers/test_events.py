"""Events are appended, sealed and guarded; what happens at random keeps every promise explained."""

import json
import random
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from dossiers import law
from dossiers.apps import EVENTS
from dossiers.enums import Capacity, Stage, Status
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import audit
from portal.kernel.errors import RuleViolation
from tests.support.dossier_stories import NINE, Story, office, story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("papers_dir")]
FINAL_EVENTS = "dossier events are appended, never changed"


def without_guards(*statements):
    """Do what only somebody can who may drop the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER dossier_event_append_only ON {EVENTS.table}")
        else:
            cursor.execute("DROP TRIGGER dossier_event_no_update")
            cursor.execute("DROP TRIGGER dossier_event_no_delete")
        for statement, values in statements:
            cursor.execute(statement, values)
    EVENTS.put()


@pytest.mark.parametrize("change", [lambda rows: rows.update(reason="khác"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_or_delete_an_event(change):
    told = story("received")

    with pytest.raises(IntegrityError, match=FINAL_EVENTS), transaction.atomic():
        change(DossierEvent.objects.filter(dossier=told.dossier))

    assert audit.verify_chain(told.dossier) == ()


def test_a_chain_of_events_holds_after_every_act():
    told = story("decided").walk("return_result")

    assert audit.verify_chain(told.dossier) == ()
    assert told.dossier.events.count() == told.dossier.event_seq == 8


def test_a_changed_event_is_found():
    told = story("decided")
    without_guards(
        ("UPDATE dossiers_dossierevent SET reason = 'khác' WHERE dossier_id = %s AND seq = 3", [told.dossier.pk])
    )

    assert audit.verify_chain(told.dossier) == (audit.Broken(told.dossier.pk, 3, "changed after it was written"),)


def test_an_event_that_was_changed_with_its_seal_breaks_the_next():
    told = story("decided")
    event = told.dossier.events.get(seq=3)
    event.reason = "khác"
    values = [audit.seal_of(event), told.dossier.pk]
    without_guards(
        ("UPDATE dossiers_dossierevent SET reason = 'khác', hash = %s WHERE dossier_id = %s AND seq = 3", values)
    )

    assert audit.verify_chain(told.dossier) == (audit.Broken(told.dossier.pk, 4, "does not seal the event before"),)


@pytest.mark.parametrize(("seq", "why"), [(2, "missing"), (7, "missing at the end")])
def test_an_event_that_was_taken_out_is_missed(seq, why):
    told = story("decided")
    without_guards(("DELETE FROM dossiers_dossierevent WHERE dossier_id = %s AND seq = %s", [told.dossier.pk, seq]))

    assert audit.verify_chain(told.dossier) == (audit.Broken(told.dossier.pk, seq, why),)


def test_an_event_that_was_put_in_is_found():
    told = story("decided")
    Dossier.objects.filter(pk=told.dossier.pk).update(event_seq=6)
    told.dossier.refresh_from_db()

    assert audit.verify_chain(told.dossier) == (audit.Broken(told.dossier.pk, 8, "put in"),)


def test_the_command_verifies_all_and_fails_when_one_does_not_hold():
    told = story("decided")
    Story(told.office).submit()
    out, said = StringIO(), StringIO()
    call_command("verify_events", stdout=out)
    assert json.loads(out.getvalue()) == {"dossiers": 2, "events": 8, "broken": 0}

    without_guards(
        ("UPDATE dossiers_dossierevent SET reason = 'khác' WHERE dossier_id = %s AND seq = 3", [told.dossier.pk])
    )

    with pytest.raises(CommandError, match="1 events are not as they were written"):
        call_command("verify_events", stdout=StringIO(), stderr=said)
    assert json.loads(said.getvalue())["seq"] == 3


@pytest.mark.parametrize("number", [1, 3])
def test_verifying_takes_the_same_queries_for_one_dossier_and_for_many(number, django_assert_num_queries):
    at = office()
    for _one in range(number):
        Story(at).submit()

    with django_assert_num_queries(3):
        assert list(audit.verify_all()) == []


#: Who in a story holds which capacity.
PEOPLE = {
    Capacity.APPLICANT: "applicant",
    Capacity.RECEPTION: "officer",
    Capacity.SPECIALIST: "specialist",
    Capacity.CASE_OFFICER: "specialist",
    Capacity.HEAD: "head",
    Capacity.SIGNATORY: "leader",
}
WORDS = {"propose": ("propose", "propose_refuse", "propose_supplement")}


def one_step(told, dice):
    """Try one act that the law permits to somebody; tell whether the act itself let it happen."""
    dossier = told.dossier
    everybody = frozenset(PEOPLE)
    offered = law.permitted(status=Status(dossier.status), stage=Stage(dossier.stage), capacities=everybody)
    rule = dice.choice(offered)
    capacity = dice.choice(sorted(rule.by - {Capacity.SYSTEM}))
    name = dice.choice(WORDS.get(rule.name, (rule.name,)))
    said = {"after": timedelta(hours=dice.choice([0, 1, 5, 30, 100, 500]), minutes=1)}
    if name == "apologise":
        day = (told.at + timedelta(days=dice.randrange(5, 60))).date()
        said["new_due_on"] = day
    if name == "return_result" and capacity == Capacity.APPLICANT:
        said["method"] = "truc_tuyen"
    if name == "ask_correction":
        told.judge()
    seq = dossier.event_seq
    try:
        told.do(name, actor=getattr(told.office, PEOPLE[capacity]), **said)
    except RuleViolation:
        dossier.refresh_from_db()
        assert dossier.event_seq == seq
        return False
    return True


@pytest.mark.parametrize("seed", range(24))
def test_whatever_lawful_acts_come_in_whatever_order_promise_and_chain_hold(seed):
    dice = random.Random(seed)  # noqa: S311 -- the same story for the same seed
    told = Story(
        office(
            workflow="huyen_chuan",
            pauses_for_financial_duty=seed % 2 == 0,
            supplement_policy=("restart", "resume")[seed % 3 == 0],
        ),
        at=NINE + timedelta(hours=dice.randrange(200)),
    ).submit()

    for _step in range(30):
        if told.dossier.is_final:
            break
        # A workflow with a head never proposes straight to the signatory, and the other way round.
        if one_step(told, dice):
            assert told.is_sound(), told.dossier.events.order_by("seq").values_list("act", flat=True)
