"""Two at once around a closed counter: one decision, one use, no act past an order."""

import threading

import pytest
from django.db import connection, transaction

from dossiers import actions
from dossiers.actions.at_counter import CounterClosed
from dossiers.enums import ReturnMethod
from dossiers.models import Dossier
from portal.kernel.errors import RuleViolation
from procedures import actions as urgent_actions
from procedures.enums import ExemptionState
from procedures.models import Exemption, SuspensionOrder
from procedures.queries import change_orders
from tests.dossiers.test_races import together
from tests.support import desk, orders, urgent
from tests.support.desk import NINE

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def receive(commune, **said):
    return actions.receive_direct(
        revision=commune.revision,
        agency=commune.agency,
        actor=commune.officer,
        facts=actions.ApplicantFacts(name="Trần Văn Bình"),
        papers={},
        return_method=ReturnMethod.IN_PERSON,
        at=NINE,
        **said,
    )


@pytest.mark.parametrize("again", range(3))
def test_of_two_heads_who_decide_one_comes_second(again):
    at = urgent.closed()
    case = urgent.exemption(at)

    def decided(actor, verdict):
        return urgent_actions.decide_exemption(
            exemption_id=case.pk, actor=actor, verdict=verdict, reason="Đã xem", at=NINE
        )

    came = together(
        lambda: decided(at.leader, ExemptionState.GRANTED),
        lambda: decided(at.district_leader, ExemptionState.REFUSED),
    )

    case.refresh_from_db()
    first = next(one for one in came if isinstance(one, Exemption))
    assert sorted(type(one).__name__ for one in came) == ["AlreadyDecided", "Exemption"]
    assert (case.state, case.decided_by_id) == (first.state, first.decided_by_id)


@pytest.mark.parametrize("again", range(3))
def test_one_decision_used_twice_at_once_takes_in_one_dossier(again):
    commune = desk.commune()
    case = urgent.granted(urgent.around(commune))

    came = together(*[lambda: receive(commune, exemption=case)] * 2)

    assert sorted(type(one).__name__ for one in came) == ["Dossier", "RuleViolation"]
    assert Dossier.objects.count() == 1


def test_two_who_ask_the_same_at_once_make_one_request():
    at = urgent.closed()
    matter = urgent_actions.Matter(at.agency.pk, at.procedure.pk, "intake", "health", "Con nằm viện")

    came = together(*[lambda: urgent_actions.request_exemption(matter=matter, actor=at.citizen, at=NINE)] * 2)

    assert sorted(type(one).__name__ for one in came) == ["AskedAlready", "Exemption"]


def test_two_who_publish_at_once_make_one_issue():
    at = urgent.closed()
    urgent.approved(at)

    came = together(*[lambda: urgent_actions.publish_lists(actor=at.province_admin, at=NINE)] * 2)

    assert sorted(type(one).__name__ for one in came) == ["RuleViolation", "UrgentPublication"]
    assert Exemption.objects.count() == 1


def test_an_order_waits_for_the_act_under_way_and_closes_the_counter_for_the_next():
    commune = desk.commune()
    accepted, may_end, came = threading.Event(), threading.Event(), []

    def accept():
        try:
            with transaction.atomic():
                receive(commune)
                accepted.set()
                may_end.wait(timeout=10)
            came.append("accepted")
        finally:
            connection.close()

    def issue():
        try:
            accepted.wait(timeout=10)
            with transaction.atomic():
                change_orders()
                orders.order_in_force(commune.agency)
                came.append("issued")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept), threading.Thread(target=issue)]
    for thread in threads:
        thread.start()
    accepted.wait(timeout=10)
    threads[1].join(timeout=1)
    assert (came, SuspensionOrder.objects.count()) == ([], 0)
    may_end.set()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(came) == ["accepted", "issued"]
    assert Dossier.objects.get().events.get().closed_by_order is None
    with pytest.raises(CounterClosed):
        receive(commune)
    with pytest.raises(RuleViolation):
        receive(commune)
