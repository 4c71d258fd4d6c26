from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from portal.kernel import claims, outbox, sending, stuck
from portal.kernel.doors import Capability, Door, OutcomeUnknown, Receipt, Refused, TemporaryFailure
from portal.kernel.enums import EffectState
from portal.kernel.errors import RuleViolation
from portal.kernel.lanes import LANES
from portal.kernel.models import OwedEffect, Partner
from tests.support.accounts import staff

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
pytestmark = pytest.mark.django_db


class Post:
    """A partner that answers by plan, and a ledger of what it was asked."""

    def __init__(self, *plan, held=None):
        self.plan = list(plan)
        self.held = held
        self.calls = []
        self.told = []

    def send(self, _effect):
        self.calls.append("send")
        answer = self.plan.pop(0) if self.plan else Receipt("VN1")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def look_up(self, _effect):
        self.calls.append("look up")
        if isinstance(self.held, Exception):
            raise self.held
        return self.held

    def door(self, capability=Capability.IDEMPOTENT, **more):
        return Door(
            send=self.send,
            capability=capability,
            partner="post",
            look_up=self.look_up if capability == Capability.LOOKUP else None,
            record=lambda _effect, receipt, _at: self.told.append(receipt.reference),
            on_dead=lambda _effect, cause, _at: self.told.append(cause),
            **more,
        )


def _owe(key="k", *, lane="parcels", at=NOON, **more):
    outbox.owe(key=key, lane=lane, kind="parcel_order", payload={"parcel_id": 1}, at=at, **more)
    return OwedEffect.objects.get(key=key)


def _drain(door, *, at=NOON, lane="parcels"):
    return sending.drain(lane, {"parcel_order": door}, clock=lambda: at, threads=1)


def _state(effect):
    effect.refresh_from_db()
    return effect.state


def test_owing_twice_owes_once_and_rings_once(queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        _owe()
        _owe()
        _owe("another")

    assert OwedEffect.objects.count() == 2
    assert queued == [("portal.tasks.drain", {"lane": "parcels"})]


@pytest.mark.django_db(transaction=True)
def test_many_cannot_be_owed_outside_a_transaction():
    with pytest.raises(TransactionManagementError):
        outbox.owe_many([("k", {})], lane="bulk", kind="mail", at=NOON)


def test_an_effect_is_sent_once_however_often_the_lane_is_drained():
    effect, post = _owe(), Post()

    outcomes = [_drain(post.door()).outcomes for _call in range(2)]

    assert outcomes == [{"done": 1}, {}]
    assert (post.calls, post.told) == (["send"], ["VN1"])
    assert (_state(effect), effect.reference, effect.done_at) == (EffectState.DONE, "VN1", NOON)


def test_a_failure_is_tried_again_after_a_pause_that_grows():
    effect, post = _owe(), Post(TemporaryFailure(), TemporaryFailure())

    _drain(post.door())
    first = _state(effect) and effect.next_attempt_at - NOON
    _drain(post.door(), at=NOON + timedelta(seconds=3))
    second = _state(effect) and effect.next_attempt_at - NOON - timedelta(seconds=3)

    assert timedelta(seconds=1.5) < first < timedelta(seconds=2.5) < second < timedelta(seconds=5)
    assert (effect.attempts, effect.is_in_doubt) == (2, False)


def test_a_partner_that_says_when_is_heard():
    effect = _owe()

    _drain(Post(TemporaryFailure(timedelta(minutes=7))).door())

    assert _state(effect) == EffectState.OWED
    assert effect.next_attempt_at == NOON + timedelta(minutes=7)


def test_after_the_last_attempt_it_is_shown_to_a_person():
    effect, most = _owe(), LANES["parcels"].max_attempts
    post = Post(*[TemporaryFailure() for _each in range(most)])

    for attempt in range(most):
        _drain(post.door(), at=NOON + timedelta(days=attempt))

    assert (_state(effect), effect.attempts) == (EffectState.FAILED, most)
    assert post.told == ["TemporaryFailure"]
    assert list(stuck.stuck_effects()) == [effect]


def test_a_refusal_is_final_and_makes_the_officers_task():
    effect, post = _owe(), Post(Refused("Địa chỉ không có trong danh mục."))

    _drain(post.door())
    _drain(post.door(), at=NOON + timedelta(days=1))

    assert (_state(effect), effect.attempts) == (EffectState.FAILED, 1)
    assert post.told == ["Địa chỉ không có trong danh mục."]


def test_a_partner_that_knows_keys_is_called_again_when_the_outcome_is_unknown():
    effect, post = _owe(), Post(OutcomeUnknown())

    _drain(post.door())
    _drain(post.door(), at=NOON + timedelta(seconds=3))

    assert (post.calls, _state(effect)) == (["send", "send"], EffectState.DONE)


def test_a_partner_that_can_be_asked_is_asked_before_any_repetition_and_not_before_it_settled():
    effect, post = _owe(), Post(OutcomeUnknown(), held=Receipt("VN7"))
    door = post.door(Capability.LOOKUP, settle=timedelta(seconds=30))

    _drain(door)
    _drain(door, at=NOON + timedelta(seconds=29))
    too_early = list(post.calls)
    _drain(door, at=NOON + timedelta(seconds=30))

    assert too_early == ["send"]
    assert post.calls == ["send", "look up"]
    assert (_state(effect), effect.reference, effect.is_in_doubt) == (EffectState.DONE, "VN7", False)


def test_it_is_sent_again_once_the_partner_surely_holds_nothing():
    effect, post = _owe(), Post(OutcomeUnknown(), held=None)
    door = post.door(Capability.LOOKUP)

    _drain(door)
    _drain(door, at=NOON + timedelta(minutes=1))

    assert (post.calls, _state(effect)) == (["send", "look up", "send"], EffectState.DONE)


@pytest.mark.parametrize("failure", [TemporaryFailure(), OutcomeUnknown(), Refused("không cho hỏi"), KeyError("x")])
def test_a_question_without_answer_leaves_the_doubt(failure):
    effect, post = _owe(), Post(OutcomeUnknown(), held=failure)
    door = post.door(Capability.LOOKUP)

    _drain(door)
    _drain(door, at=NOON + timedelta(minutes=1))

    assert post.calls == ["send", "look up"]
    assert (_state(effect), effect.is_in_doubt) == (EffectState.OWED, True)


def test_a_partner_that_knows_neither_is_never_called_again_by_ourselves():
    effect, post = _owe(), Post(OutcomeUnknown())
    door = post.door(Capability.NEITHER)

    _drain(door)
    _drain(door, at=NOON + timedelta(days=1))

    assert (post.calls, _state(effect), effect.is_in_doubt) == (["send"], EffectState.HUMAN, True)
    assert post.told == ["OutcomeUnknown"]


@pytest.mark.parametrize(
    ("capability", "calls", "state"),
    [
        (Capability.IDEMPOTENT, ["send"], EffectState.DONE),
        (Capability.LOOKUP, ["look up", "send"], EffectState.DONE),
        (Capability.NEITHER, [], EffectState.HUMAN),
    ],
)
def test_what_a_silent_worker_held_comes_back_by_what_the_partner_can_do(capability, calls, state):
    effect, post = _owe(), Post()
    door = post.door(capability)
    held = claims.claim("parcels", {"parcel_order": door}, at=NOON, size=1)
    over = NOON + claims.lease_of(door)

    _drain(door, at=over - timedelta(seconds=1))
    early = list(post.calls)
    _drain(door, at=over)
    _drain(door, at=over + door.settle)

    assert len(held) == 1
    assert (early, post.calls, _state(effect)) == ([], calls, state)


def test_a_worker_that_lost_its_lease_records_nothing():
    effect, slow, quick = _owe(), Post(Receipt("SLOW")), Post(Receipt("QUICK"))
    door = slow.door()
    (held,) = claims.claim("parcels", {"parcel_order": door}, at=NOON, size=1)
    _drain(quick.door(), at=held.until)

    word = sending.finish(held, door, Receipt("SLOW"), at=held.until)

    assert (word, slow.told, quick.told) == ("claim_lost", [], ["QUICK"])
    assert _state(effect) == EffectState.DONE
    assert effect.reference == "QUICK"


def test_no_call_begins_that_could_outlast_its_lease():
    effect, post = _owe(), Post()
    door = post.door()
    (held,) = claims.claim("parcels", {"parcel_order": door}, at=NOON, size=1)

    word = sending.deliver(held, door, 14, lambda: held.until - timedelta(seconds=14))

    assert (word, post.calls) == ("owed", [])
    assert (_state(effect), effect.attempts) == (EffectState.OWED, 0)


def test_what_the_matter_does_not_want_any_more_is_not_sent():
    effect, post = _owe(), Post()

    _drain(post.door(wanted=lambda _effect: False))

    assert (_state(effect), post.calls) == (EffectState.CANCELLED, [])


def test_what_may_have_been_sent_is_asked_for_even_if_nobody_wants_it():
    effect, post = _owe(), Post(OutcomeUnknown(), held=Receipt("VN9"))
    _drain(post.door(Capability.LOOKUP))

    _drain(post.door(Capability.LOOKUP, wanted=lambda _effect: False), at=NOON + timedelta(minutes=1))

    assert (_state(effect), effect.reference) == (EffectState.DONE, "VN9")


def test_a_fault_in_one_effect_is_counted_and_holds_up_nobody():
    broken, sound = _owe("a"), _owe("b")

    _drain(Post(KeyError("personal")).door())

    assert (_state(broken), broken.cause_of_failure, _state(sound)) == (EffectState.OWED, "KeyError", EffectState.DONE)


def test_a_kind_no_door_knows_is_left_for_a_newer_worker():
    outbox.owe(key="new", lane="parcels", kind="of_tomorrow", payload={}, at=NOON)

    assert _drain(Post().door()).outcomes == {}
    assert OwedEffect.objects.get().state == EffectState.OWED


def test_failures_in_a_row_open_the_breaker_and_one_call_tries_later():
    effects = [_owe(f"k{number}") for number in range(20)]
    post = Post(*[TemporaryFailure() for _each in range(12)])

    _drain(post.door())
    opened, called = Partner.objects.get(), len(post.calls)
    _drain(post.door(), at=NOON + timedelta(seconds=1))
    on_trial = claims.claim("parcels", {"parcel_order": post.door()}, at=opened.open_until, size=8)
    _drain(post.door(), at=NOON + timedelta(hours=1))

    assert (called, len(on_trial)) == (12, 1)
    assert {_state(effect) for effect in effects} == {EffectState.DONE}
    assert Partner.objects.get().failures_in_row == 0


def test_a_partner_gets_no_more_calls_at_once_than_it_bears():
    for number in range(10):
        _owe(f"k{number}")
    doors = {"parcel_order": Post().door(concurrency=3)}

    sizes = [len(claims.claim("parcels", doors, at=NOON, size=8)) for _each in range(2)]

    assert sizes == [3, 0]


def test_agencies_take_turns_however_many_effects_one_of_them_owes():
    for number in range(30):
        _owe(f"crowd{number}", agency_id=1)
    for number in range(2):
        _owe(f"few{number}", agency_id=2, at=NOON + timedelta(seconds=1))

    claimed = claims.claim("parcels", {"parcel_order": Post().door()}, at=NOON + timedelta(seconds=1), size=4)

    assert [one.effect.key for one in claimed] == ["crowd0", "few0", "crowd1", "few1"]


def test_claiming_costs_the_same_however_much_is_owed(django_assert_max_num_queries):
    outbox.owe_many([(f"k{number}", {}) for number in range(300)], lane="parcels", kind="parcel_order", at=NOON)

    with django_assert_max_num_queries(7):
        claims.claim("parcels", {"parcel_order": Post().door()}, at=NOON, size=16)


def test_the_state_of_the_lanes_names_the_oldest_and_what_failed(django_assert_max_num_queries):
    _owe("old", at=NOON - timedelta(hours=1))
    _drain(Post(Refused("không nhận")).door(), at=NOON - timedelta(hours=1))
    _owe("waiting", at=NOON - timedelta(minutes=20))

    with django_assert_max_num_queries(1):
        lanes = {one.lane: one for one in stuck.figures(at=NOON)}

    assert (lanes["parcels"].failed, lanes["parcels"].waiting, lanes["parcels"].oldest_seconds) == (1, 1, 1200)
    assert (lanes["parcels"].is_late, lanes["mail"].is_late) == (True, False)


@pytest.fixture
def refused():
    effect = _owe()
    _drain(Post(Refused("không nhận")).door())
    return effect


def test_a_person_has_it_sent_again(refused):
    stuck.try_again(refused.pk, actor_id=staff().pk, at=NOON)
    _drain(Post().door())

    assert _state(refused) == EffectState.DONE
    with pytest.raises(RuleViolation):
        stuck.try_again(refused.pk, actor_id=1, at=NOON)


def test_a_person_gives_up_with_a_reason_only(refused):
    actor = staff()
    with pytest.raises(RuleViolation):
        stuck.give_up(refused.pk, actor_id=actor.pk, reason=" ", at=NOON)

    stuck.give_up(refused.pk, actor_id=actor.pk, reason="Người dân đã đến nhận.", at=NOON)

    assert (_state(refused), refused.closed_by_id) == (EffectState.GIVEN_UP, actor.pk)
    assert _drain(Post().door(), at=NOON + timedelta(days=1)).outcomes == {}


def test_a_person_confirms_what_the_partner_holds_and_the_matter_is_told(refused):
    post = Post()

    stuck.confirm_sent(
        refused.pk, {"parcel_order": post.door()}, reference="VN5", actor_id=staff().pk, reason="Gọi bưu cục", at=NOON
    )

    assert (_state(refused), refused.reference, post.told) == (EffectState.DONE, "VN5", ["VN5"])
