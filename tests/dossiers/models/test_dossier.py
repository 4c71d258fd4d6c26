"""What the database itself refuses, by the name of the sentence, and the words of the querysets."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from dossiers.models import Apology, ClockPause, Dossier, DossierEvent, DossierPaper, ResultReturn, Supplement
from tests.support.dossier_stories import NINE, Story, story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("papers_dir")]
LATER = NINE + timedelta(days=1)
BROKEN = (
    ("dossier_status_known", "registered", {"status": "lost"}),
    ("dossier_stage_known", "examining", {"stage": "corridor"}),
    ("dossier_rule_set_known", "registered", {"rule_set": "nd00"}),
    ("dossier_processing_iff_staged", "examining", {"stage": ""}),
    ("dossier_processing_iff_staged", "received", {"stage": "signing"}),
    ("dossier_decided_iff_dated", "decided", {"decided_at": None}),
    ("dossier_decided_iff_dated", "examining", {"decided_at": NINE}),
    ("dossier_decided_iff_outcome", "decided", {"outcome": ""}),
    ("dossier_decided_iff_outcome", "examining", {"outcome": "granted"}),
    ("dossier_returned_iff_dated", "decided", {"status": "returned"}),
    ("dossier_returned_iff_dated", "examining", {"returned_at": NINE}),
    ("dossier_code_iff_received", "received", {"received_at": None}),
    ("dossier_code_iff_received", "registered", {"received_at": NINE}),
    ("dossier_running_has_code", "registered", {"status": "received"}),
    ("dossier_promise_never_before_law", "received", {"due_at": NINE, "due_original_at": LATER}),
)


@pytest.mark.parametrize(("name", "situation", "change"), BROKEN)
def test_the_database_refuses_a_dossier_that_contradicts_itself(name, situation, change):
    told = story(situation)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Dossier.objects.filter(pk=told.dossier.pk).update(**change)


def a_second_event(told):
    DossierEvent.objects.create(
        dossier=told.dossier, seq=1, act="x", capacity="system", to_status="registered", happened_at=NINE, hash="1"
    )


def an_event_by_nobody(told):
    DossierEvent.objects.create(
        dossier=told.dossier, seq=9, act="x", capacity="head", to_status="registered", happened_at=NINE, hash="1"
    )


def an_event_in_no_capacity(told):
    DossierEvent.objects.create(
        dossier=told.dossier, seq=9, act="x", capacity="ghost", to_status="registered", happened_at=NINE, hash="1",
        actor=told.office.head,
    )  # fmt: skip


def a_second_open_supplement(told):
    for number in (7, 8):
        Supplement.objects.create(
            dossier=told.dossier, number=number, items=[], is_before_intake=False, asked_at=NINE, answer_until=NINE
        )


def a_second_open_pause(told):
    for _one in range(2):
        ClockPause.objects.create(dossier=told.dossier, reason="Chờ", basis="Điều 24", from_at=NINE)


def a_pause_that_ends_before_it_begins(told):
    ClockPause.objects.create(dossier=told.dossier, reason="Chờ", basis="Điều 24", from_at=LATER, to_at=NINE)


def a_wrong_paper_without_a_note(told):
    DossierPaper.objects.filter(dossier=told.dossier).update(verdict="wrong", verdict_note="")


def an_apology_that_moves_back(told):
    told.do("apologise")
    Apology.objects.update(new_due_at=NINE)


def a_return_by_no_known_way(told):
    ResultReturn.objects.create(dossier=told.dossier, method="pigeon", receiver_name="Ai đó", returned_at=NINE)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("dossier_event_numbered_once", a_second_event),
        ("dossier_event_somebody_acted", an_event_by_nobody),
        ("dossier_event_capacity_known", an_event_in_no_capacity),
        ("supplement_one_open", a_second_open_supplement),
        ("clock_pause_one_open", a_second_open_pause),
        ("clock_pause_ends_after_start", a_pause_that_ends_before_it_begins),
        ("dossier_paper_wrong_has_note", a_wrong_paper_without_a_note),
        ("apology_moves_forward", an_apology_that_moves_back),
        ("result_return_method_known", a_return_by_no_known_way),
    ],
)
def test_the_database_refuses_what_belongs_to_a_dossier_and_cannot_be(name, write):
    told = story("examining")
    # SQLite names the columns of a broken uniqueness, not the constraint.
    columns = {
        "dossier_event_numbered_once": "dossierevent.dossier_id, dossiers_dossierevent.seq",
        "supplement_one_open": "supplement.dossier_id",
        "clock_pause_one_open": "clockpause.dossier_id",
    }
    words = columns.get(name, name) if connection.vendor == "sqlite" else name

    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        write(told)


def test_the_words_of_a_pile_say_what_is_in_it():
    registered = story("registered")
    examined = Story(registered.office).submit().walk("accept", "forward", "take_up")
    decided = Story(registered.office).submit().walk("accept", "forward", "take_up", "propose", "endorse", "grant")
    rows, late = Dossier.objects.order_by("pk"), examined.dossier.due_at + timedelta(seconds=1)

    assert list(rows.open()) == [registered.dossier, examined.dossier]
    assert list(rows.running()) == [examined.dossier]
    assert list(rows.overdue(examined.dossier.due_at)) == []
    assert list(rows.overdue(late)) == [examined.dossier]
    assert list(rows.waiting_for_pickup()) == [decided.dossier]


def test_a_dossier_is_called_by_its_reference_until_it_has_a_code():
    told = story("registered")
    reference = told.dossier.reference

    assert (told.dossier.shown_code, str(told.dossier), told.dossier.national_code) == (reference, reference, 1)
    told.do("accept")
    assert (told.dossier.shown_code, told.dossier.national_code) == (told.dossier.code, 2)
    assert (told.dossier.is_open, told.dossier.is_running, told.dossier.waits_for_applicant) == (True, True, False)
