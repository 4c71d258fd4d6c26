"""Nothing is done face to face while an order closes the counter, unless an exemption opens it; the event says both."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dossiers import actions
from dossiers.actions.at_counter import CounterClosed
from dossiers.enums import ReturnMethod, Stage, Status
from dossiers.models import Dossier, DossierEvent
from dossiers.queries.at_counter import door_for_dossier, door_for_matter
from dossiers.queries.audit import verify_chain
from portal.kernel.errors import RuleViolation
from procedures.enums import Channel, CounterAct
from procedures.models import Exemption
from tests.support import desk, urgent
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
TEN = NINE + timedelta(hours=1)


@pytest.fixture
def commune():
    return desk.commune()


@pytest.fixture
def at(commune):
    return urgent.around(commune)


def receive(commune, **said):
    facts = {"return_method": ReturnMethod.IN_PERSON, "papers": {}, "at": TEN, **said}
    return actions.receive_direct(
        revision=commune.revision,
        agency=commune.agency,
        actor=commune.officer,
        facts=actions.ApplicantFacts(name="Trần Văn Bình"),
        **facts,
    )


def hand_over(commune, dossier, **said):
    return actions.return_result(
        dossier_id=dossier.pk,
        actor=commune.officer,
        seen=None,
        method=ReturnMethod.IN_PERSON,
        receiver_name=dossier.applicant_name,
        at=TEN,
        **said,
    )


def answer(commune, dossier, **said):
    facts = {"dossier_id": dossier.pk, "actor": commune.officer, "seen": None, "files": {}, "text": "01 bản chính"}
    return actions.answer_supplement(**facts, at=TEN, **said)


def test_a_closed_counter_takes_nothing_in_and_the_post_goes_on(commune, at):
    with pytest.raises(CounterClosed, match="Quầy tạm ngừng đến hết 04/8/2021") as closed:
        receive(commune)

    assert closed.value.source == "1318/UBND-KSTT ngày 22/7/2021"
    assert not Dossier.objects.exists()
    assert receive(commune, channel=Channel.POST).events.get().closed_by_order is None


def test_a_listed_procedure_is_taken_in_and_the_event_names_order_and_entry(commune, at):
    urgent.published(at)
    entry = Exemption.objects.get()

    received = receive(commune)

    event = received.events.get()
    entry.refresh_from_db()
    assert (event.closed_by_order, event.exemption) == (at.order, entry)
    assert event.payload["exemption"] == entry.reference
    assert entry.used_at == TEN
    assert verify_chain(received) == ()


def test_an_entry_serves_many_and_keeps_its_first_use(commune, at):
    urgent.published(at)

    receive(commune)
    receive(commune, at=TEN + timedelta(minutes=1))

    assert Exemption.objects.get().used_at == TEN


def test_a_decision_on_a_case_is_named_and_serves_one_dossier(commune, at):
    case = urgent.granted(at)

    received = receive(commune, exemption=case)

    case.refresh_from_db()
    assert (received.events.get().exemption, case.used_at) == (case, TEN)
    with pytest.raises(RuleViolation, match="đã dùng cho hồ sơ khác"):
        receive(commune, exemption=case)
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "refused", "valid_from": None, "valid_until": None},
        {"valid_until": TEN},
        {"valid_from": TEN + timedelta(hours=1)},
        {"act": CounterAct.RETURN},
    ],
)
def test_a_decision_that_does_not_hold_opens_nothing(commune, at, wrong):
    with pytest.raises(CounterClosed):
        receive(commune, exemption=urgent.granted(at, **wrong))


def test_a_result_is_handed_over_by_the_decision_on_that_dossier(commune, at):
    decided = desk.dossier(commune, Status.DECIDED, Stage.NONE)
    with pytest.raises(CounterClosed):
        hand_over(commune, decided)
    case = urgent.granted(at, act=CounterAct.RETURN, dossier_reference=decided.reference)

    hand_over(commune, decided)

    event = decided.events.get(act="return_result")
    assert (event.closed_by_order, event.exemption) == (at.order, case)


def test_papers_brought_for_a_supplement_need_an_exemption_and_those_sent_do_not(commune, at):
    asked = desk.supplementing(commune)

    with pytest.raises(CounterClosed):
        answer(commune, asked)
    with pytest.raises(CounterClosed):
        answer(commune, asked, channel=Channel.IN_PERSON)
    answer(commune, asked, channel=Channel.POST)
    assert asked.events.get(act="answer_supplement").closed_by_order is None


def test_the_same_decision_serves_the_supplement_of_its_own_dossier(commune, at):
    case = urgent.granted(at, used_at=NINE)
    asked, other = desk.supplementing(commune), desk.supplementing(commune)
    DossierEvent.objects.create(
        dossier=asked, seq=2, act="accept", actor=at.officer, capacity="reception", to_status=asked.status,
        legal_basis="Điều 17", happened_at=NINE, hash="2", closed_by_order=at.order, exemption=case,
    )  # fmt: skip
    Dossier.objects.filter(pk=asked.pk).update(event_seq=2)

    offered = [door_for_dossier(one, CounterAct.INTAKE, at=TEN).exemptions for one in (asked, other)]
    answer(commune, asked, exemption=case)

    assert offered == [(case,), ()]
    with pytest.raises(RuleViolation, match="đã dùng cho hồ sơ khác"):
        answer(commune, other, exemption=case)


def test_the_database_lets_no_act_through_a_closed_counter_without_an_exemption(commune, at):
    made = desk.dossier(commune)
    facts = {"act": "accept", "actor": at.officer, "capacity": "reception", "to_status": made.status}

    with (
        pytest.raises(IntegrityError, match="dossier_event_closed_counter_only_exempted"),
        transaction.atomic(),
    ):
        DossierEvent.objects.create(
            dossier=made, seq=2, legal_basis="Điều 17", happened_at=NINE, hash="2", closed_by_order=at.order, **facts
        )


def test_an_open_counter_asks_one_question(commune, django_assert_num_queries):
    with django_assert_num_queries(1):
        door = door_for_matter(agencies=[commune.agency], procedure=commune.revision.procedure, at=TEN)

    assert (door.closure, door.exemptions) == (None, ())
    assert receive(commune).events.get().exemption is None
