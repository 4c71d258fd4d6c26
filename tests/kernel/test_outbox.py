from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.kernel import outbox
from portal.kernel.enums import EffectState
from portal.kernel.models import OwedEffect

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LATER = NOON + timedelta(hours=3)
pytestmark = pytest.mark.django_db


@pytest.fixture
def effect():
    outbox.owe(key="k", lane="mail", kind="mail", payload={"message_id": 1}, at=NOON)
    return OwedEffect.objects.get()


def _refuse(_payload):
    raise outbox.TemporaryFailure from ConnectionRefusedError()


def test_owing_twice_owes_once(effect):
    outbox.owe(key="k", lane="mail", kind="mail", payload={}, at=NOON)

    assert OwedEffect.objects.count() == 1


def test_an_effect_is_sent_once_however_often_it_is_called(effect):
    sent = []

    outcomes = [outbox.send_one(effect.pk, {"mail": sent.append}, at=NOON) for _call in range(2)]

    assert (outcomes, sent) == ([True, False], [{"message_id": 1}])


def test_a_failure_is_tried_again_after_a_pause(effect):
    outbox.send_one(effect.pk, {"mail": _refuse}, at=NOON)

    effect.refresh_from_db()
    assert (effect.state, effect.attempts, effect.cause_of_failure) == (EffectState.OWED, 1, "ConnectionRefusedError")
    assert outbox.due_ids(at=NOON) == []
    assert outbox.due_ids(at=LATER) == [effect.pk]


def test_after_the_last_attempt_it_is_given_up_and_kept(effect):
    for attempt in range(outbox.MAX_ATTEMPTS):
        outbox.send_one(effect.pk, {"mail": _refuse}, at=NOON + timedelta(days=attempt))

    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == (EffectState.FAILED, outbox.MAX_ATTEMPTS)


def test_a_worker_that_died_gives_its_effect_back_when_the_lease_ends(effect):
    OwedEffect.objects.update(state=EffectState.SENDING, leased_until=NOON + outbox.LEASE)
    sent = []

    early = outbox.send_one(effect.pk, {"mail": sent.append}, at=NOON)
    late = outbox.send_one(effect.pk, {"mail": sent.append}, at=NOON + outbox.LEASE)

    assert (early, late, len(sent)) == (False, True, 1)


def test_a_fault_in_one_effect_is_counted_and_holds_up_nobody(effect):
    sent = outbox.send_one(effect.pk, {}, at=NOON)

    effect.refresh_from_db()
    assert (sent, effect.state, effect.attempts, effect.cause_of_failure) == (False, EffectState.OWED, 1, "KeyError")
