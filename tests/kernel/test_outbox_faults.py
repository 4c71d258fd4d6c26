"""What the engine does when something breaks that is no partner's answer: hooks, questions, records, workers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.transaction import TransactionManagementError

from portal.kernel import breakers, claims, outbox, sending, stuck
from portal.kernel.doors import Capability, Door, OutcomeUnknown, Receipt, Refused, TemporaryFailure
from portal.kernel.enums import EffectState
from portal.kernel.lanes import LANES
from portal.kernel.models import OwedEffect, Partner

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MOST = LANES["parcels"].max_attempts
pytestmark = pytest.mark.django_db


class Partners:
    """Answers by plan, and remembers what was called."""

    def __init__(self, *plan, held=None):
        self.plan, self.held, self.calls = list(plan), held, []

    def send(self, _effect):
        self.calls.append("send")
        answer = self.plan.pop(0) if self.plan else Receipt("VN1")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def look_up(self, _effect):
        self.calls.append("look up")
        return self.held

    def door(self, capability=Capability.IDEMPOTENT, **more):
        look_up = self.look_up if capability == Capability.LOOKUP else None
        return Door(**{"send": self.send, "capability": capability, "partner": "post", "look_up": look_up} | more)


def _broken(*_facts):
    raise KeyError("personal")


def _owe(key="k"):
    outbox.owe(key=key, lane="parcels", kind="parcel_order", payload={"parcel_id": 1}, at=NOON)
    return OwedEffect.objects.get(key=key)


def _drain(door, *, at=NOON):
    return sending.drain("parcels", {"parcel_order": door}, clock=lambda: at, threads=1).outcomes


def _state(effect):
    effect.refresh_from_db()
    return effect.state


def test_a_record_that_cannot_be_made_is_counted_shown_in_the_end_and_holds_up_nobody():
    poison, sound, told = _owe("a"), _owe("b"), []

    def record(effect, _receipt, _at):
        if effect.key == "a":
            raise KeyError("personal")
        told.append(effect.key)

    door = Partners().door(partner="", record=record)
    for attempt in range(MOST):
        _drain(door, at=NOON + timedelta(hours=attempt))

    assert (told, _state(sound)) == (["b"], EffectState.DONE)
    assert (_state(poison), poison.cause_of_failure) == (EffectState.FAILED, "KeyError")
    assert list(stuck.stuck_effects()) == [poison]


def test_what_was_sent_but_not_recorded_is_asked_for_before_anything_is_sent_again():
    effect, post, faults = _owe(), Partners(held=Receipt("VN1")), [KeyError("once")]

    def record(*_facts):
        if faults:
            raise faults.pop()

    door = post.door(Capability.LOOKUP, record=record)
    _drain(door)
    _drain(door, at=NOON + timedelta(minutes=1))

    assert (post.calls, _state(effect)) == (["send", "look up"], EffectState.DONE)


def test_what_was_sent_but_not_recorded_goes_to_a_person_where_nobody_can_ask():
    effect, post = _owe(), Partners()

    _drain(post.door(Capability.NEITHER, record=_broken))
    _drain(post.door(Capability.NEITHER), at=NOON + timedelta(days=1))

    assert (post.calls, _state(effect), effect.is_in_doubt) == (["send"], EffectState.HUMAN, True)


@pytest.mark.parametrize("capability", list(Capability))
def test_a_question_of_ours_that_breaks_is_tried_again_and_doubts_nothing(capability):
    effect, post = _owe(), Partners()

    _drain(post.door(capability, wanted=_broken))

    assert (_state(effect), effect.is_in_doubt, effect.cause_of_failure) == (EffectState.OWED, False, "KeyError")
    assert post.calls == []


def test_faults_of_our_own_do_not_close_a_partner():
    for number in range(30):
        _owe(f"k{number}")

    _drain(Partners(*[KeyError("x") for _each in range(30)]).door())

    assert not Partner.objects.filter(failures_in_row__gt=0).exists()


def test_a_task_that_cannot_be_made_leaves_the_effect_among_what_waits_for_a_person():
    effect, post = _owe(), Partners(Refused("Không nhận."))

    _drain(post.door(on_dead=_broken))
    _drain(post.door(on_dead=_broken), at=NOON + timedelta(days=1))

    assert (post.calls, _state(effect), effect.cause_of_failure) == (["send"], EffectState.FAILED, "Không nhận.")


def test_a_task_that_cannot_be_made_for_a_silent_worker_does_not_close_the_lane():
    silent, door = _owe("a"), Partners().door(Capability.NEITHER, on_dead=_broken)
    claims.claim("parcels", {"parcel_order": door}, at=NOON, size=1)
    sound = _owe("b")

    _drain(door, at=NOON + claims.lease_of(door))

    assert (_state(silent), _state(sound)) == (EffectState.HUMAN, EffectState.DONE)


@pytest.mark.parametrize("capability", [Capability.IDEMPOTENT, Capability.LOOKUP])
def test_what_silences_one_worker_after_the_other_is_shown_to_a_person(capability):
    effect, told = _owe(), []
    door = Partners().door(capability, on_dead=lambda _effect, cause, _at: told.append(cause))
    at = NOON
    for _attempt in range(MOST):
        claims.recover("parcels", {"parcel_order": door}, at=at)
        at += door.settle
        assert len(claims.claim("parcels", {"parcel_order": door}, at=at, size=1)) == 1
        at += claims.lease_of(door)

    _drain(door, at=at)

    assert (_state(effect), told) == (EffectState.HUMAN, ["worker_went_silent"])


def test_nobody_repeats_by_themselves_what_no_partner_can_tell_even_in_our_own_house():
    effect, post = _owe(), Partners(OutcomeUnknown())
    door = post.door(Capability.NEITHER, partner="")

    _drain(door)
    _drain(door, at=NOON + timedelta(days=1))

    assert (post.calls, _state(effect)) == (["send"], EffectState.HUMAN)


def test_a_lease_covers_the_question_and_the_call_after_it():
    effect, post = _owe(), Partners(OutcomeUnknown())
    door = post.door(Capability.LOOKUP)
    _drain(door)
    (held,) = claims.claim("parcels", {"parcel_order": door}, at=NOON + timedelta(hours=1), size=1)

    word = sending.deliver(held, door, MOST, lambda: held.until - door.timeout * 1.5)

    assert (word, post.calls) == ("owed", ["send"])
    assert (_state(effect), effect.is_in_doubt) == (EffectState.OWED, True)


def test_what_is_surely_not_there_and_not_wanted_any_more_is_not_sent():
    effect, post = _owe(), Partners(OutcomeUnknown(), held=None)
    _drain(post.door(Capability.LOOKUP))

    _drain(post.door(Capability.LOOKUP, wanted=lambda _effect: False), at=NOON + timedelta(minutes=1))

    assert (post.calls, _state(effect)) == (["send", "look up"], EffectState.CANCELLED)


def test_what_a_person_sends_again_is_sent_only_while_somebody_wants_it():
    effect, post = _owe(), Partners(OutcomeUnknown())
    _drain(post.door(Capability.NEITHER))
    stuck.try_again(effect.pk, actor_id=1, at=NOON)

    _drain(post.door(Capability.NEITHER, wanted=lambda _effect: False))

    assert (post.calls, _state(effect)) == (["send"], EffectState.CANCELLED)


def test_one_bad_moment_of_many_calls_is_one_short_pause():
    for _call in range(32):
        breakers.note_failure("post", at=NOON)

    partner = Partner.objects.get()
    assert (partner.failures_in_row, partner.open_until) == (10, NOON + breakers.FIRST_PAUSE)


def test_each_trial_that_fails_doubles_the_pause():
    at, pauses = NOON, []
    for _call in range(9):
        breakers.note_failure("post", at=at)
    for _trial in range(3):
        breakers.note_failure("post", at=at)
        until = Partner.objects.get().open_until
        pauses.append((until - at).total_seconds())
        at = until

    assert pauses == [5, 10, 20]


def test_a_partner_that_can_be_asked_needs_a_question():
    with pytest.raises(ValueError, match="look-up"):
        Door(send=_broken, capability=Capability.LOOKUP)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_owed_outside_a_transaction():
    with pytest.raises(TransactionManagementError):
        _owe()

    assert not OwedEffect.objects.exists()


def test_surely_not_done_is_still_counted_at_the_partner():
    _owe()

    _drain(Partners(TemporaryFailure()).door())

    assert Partner.objects.get().failures_in_row == 1
