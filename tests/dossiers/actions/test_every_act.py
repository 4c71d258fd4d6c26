"""What is true of every act: one event, one message where one is owed, refusal of strangers and of late comers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from dossiers import actions, law
from dossiers.models import Dossier, DossierEvent
from dossiers.rulesets import ND118
from notifications.models import Message
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.models import OwedEffect
from tests.support.dossier_stories import act_of, story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("papers_dir")]
#: Act, the situation in which it is done, and how long after the act before.
ACTS = (
    ("accept", "registered"),
    ("refuse_intake", "registered"),
    ("ask_correction", "registered"),
    ("resubmit", "correcting"),
    ("cancel", "registered"),
    ("forward", "received"),
    ("assign", "assigning"),
    ("take_up", "assigning"),
    ("propose", "examining"),
    ("propose_to_signatory", "examining"),
    ("endorse", "reviewing"),
    ("send_back", "signing"),
    ("ask_supplement", "reviewing a supplement"),
    ("answer_supplement", "supplement"),
    ("confirm_supplement", "answered"),
    ("close_unanswered", "supplement"),
    ("fix_financial_duty", "examining"),
    ("confirm_payment", "duty"),
    ("apologise", "examining"),
    ("request_withdrawal", "examining"),
    ("confirm_withdrawal", "examining"),
    ("stop", "examining"),
    ("grant", "signing"),
    ("refuse", "signing a refusal"),
    ("reopen", "decided"),
    ("suspend_clock", "examining"),
    ("extend_supplement", "supplement"),
    ("reappoint_pickup", "decided"),
    ("change_return", "decided"),
    ("post_papers", "supplement"),
    ("papers_by_post", "supplement"),
    ("post_result", "decided, by post"),
    ("return_result", "decided"),
)
#: Queries of each act, locks, event, row and message included; savepoints too.
QUERIES = {
    "accept": 25,
    "refuse_intake": 20,
    "ask_correction": 22,
    "resubmit": 23,
    "cancel": 18,
    "forward": 8,
    "assign": 9,
    "take_up": 8,
    "propose": 9,
    "propose_to_signatory": 9,
    "endorse": 8,
    "send_back": 8,
    "ask_supplement": 28,
    "answer_supplement": 9,
    "confirm_supplement": 27,
    "close_unanswered": 22,
    "fix_financial_duty": 19,
    "confirm_payment": 9,
    "apologise": 36,
    "request_withdrawal": 6,
    "confirm_withdrawal": 22,
    "stop": 20,
    "grant": 30,
    "refuse": 30,
    "reopen": 9,
    "suspend_clock": 28,
    "extend_supplement": 19,
    "reappoint_pickup": 17,
    "change_return": 8,
    "post_papers": 22,
    "papers_by_post": 6,
    "post_result": 25,
    "return_result": 21,
}
#: Acts at the counter hold the orders steady, and parcels of one leg wait for each other: on SQLite, with its one
#: writer, there is no lock to ask for.
AT_COUNTER = {"return_result", "post_papers", "post_result"}


def prepared(name, situation):
    told = story(situation, workflow="xa_chuan" if name == "propose_to_signatory" else "huyen_chuan")
    if name == "confirm_withdrawal":
        told.do("request_withdrawal")
    if name == "ask_correction":
        told.judge()
    if name == "close_unanswered":
        told.at += timedelta(days=20)
    return told


def latest(dossier):
    return DossierEvent.objects.filter(dossier=dossier).order_by("-seq").first()


def test_every_act_but_the_openings_is_tried_here():
    assert {name for name, _situation in ACTS} == set(law.RULE) - law.OPENING
    assert set(QUERIES) == {name for name, _situation in ACTS}


@pytest.mark.parametrize(("name", "situation"), ACTS)
def test_an_act_writes_one_event_that_says_everything(name, situation):
    told = prepared(name, situation)
    before, rule = told.dossier, law.RULE[name]
    state = (before.status, before.stage, before.event_seq)

    after = told.do(name)

    event = latest(after)
    assert (event.act, event.seq, event.happened_at) == (name, state[2] + 1, told.at)
    assert (event.from_status, event.from_stage) == state[:2]
    assert event.to_status == (rule.target or state[0])
    assert event.to_stage == (state[1] if rule.target_stage is None else rule.target_stage)
    assert event.capacity in rule.by
    assert event.actor_name == (event.actor.full_name if event.actor else "")
    assert event.legal_basis == ND118.source(rule.rule)
    assert bool(event.reason) == rule.reason_required
    assert event.previous_hash == DossierEvent.objects.get(dossier=after, seq=state[2]).hash
    stored = Dossier.objects.get(pk=after.pk)
    assert (stored.status, stored.stage, stored.event_seq) == (event.to_status, event.to_stage, event.seq)
    assert told.is_sound()


@pytest.mark.parametrize(("name", "situation"), ACTS)
def test_an_act_owes_its_notice_once_and_nothing_else(name, situation):
    told = prepared(name, situation)
    before = Message.objects.count()

    after = told.do(name)

    notice = law.RULE[name].notice
    new = list(Message.objects.order_by("-pk")[: Message.objects.count() - before])
    assert [message.kind for message in new] == ([notice] if notice else [])
    for message in new:
        assert message.recipient == told.office.applicant
        assert message.subject_reference == after.shown_code
        assert message.link == reverse("dossiers:detail", args=[after.reference])
        assert OwedEffect.objects.filter(key=f"mail:{message.key}", lane="mail").count() == 1


@pytest.mark.parametrize(("name", "situation"), ACTS)
def test_somebody_without_the_capacity_is_refused_with_the_article(name, situation):
    told = prepared(name, situation)

    with pytest.raises(RuleViolation, match="không phải là người được giao") as refused:
        told.do(name, actor=told.office.outsider)

    assert refused.value.source == ND118.source(law.RULE[name].rule)
    assert latest(told.dossier).seq == told.dossier.event_seq


@pytest.mark.parametrize(("name", "situation"), ACTS)
def test_who_saw_an_older_state_is_told_that_somebody_acted_first(name, situation):
    told = prepared(name, situation)
    now = told.dossier.event_seq

    with pytest.raises(SomeoneActedFirst) as late:
        told.do(name, seen=now - 1)

    assert (late.value.seen, late.value.now) == (now - 1, now)
    assert latest(told.dossier).seq == now


@pytest.mark.parametrize(("name", "situation"), [(name, one) for name, one in ACTS if law.RULE[name].reason_required])
def test_an_act_that_needs_a_reason_is_refused_without_one(name, situation):
    told = prepared(name, situation)
    said = {"items": []} if name in {"ask_correction", "ask_supplement"} else {"reason": "  "}
    if name == "close_unanswered":
        return  # gives its own reason

    with pytest.raises(RuleViolation, match="Nhập lý do"):
        told.do(name, **said)

    assert latest(told.dossier).seq == told.dossier.event_seq


@pytest.mark.parametrize(("name", "situation"), ACTS)
def test_an_act_takes_a_stated_number_of_queries(name, situation, django_assert_num_queries):
    told = prepared(name, situation)
    facts = {"seen": told.dossier.event_seq, "dossier_id": told.dossier.pk, "at": told.at, **told.usual(name)}
    act = getattr(actions, act_of(name))

    locks = name in AT_COUNTER and connection.vendor == "postgresql"

    with django_assert_num_queries(QUERIES[name] + locks):
        act(**facts)
