"""Limits that run out, tasks, claims, declarations."""

from datetime import timedelta

import pytest

from portal.kernel.errors import RuleViolation
from postal import actions
from postal.enums import ClaimKind, ClaimState, Leg, ParcelState, TaskKind, WorkerCheck
from postal.models import Claim, ParcelTask, SafetyCheck
from tests.support import parcels
from tests.support.parcels import HOUR, NINE, event, told

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GOOD = dict.fromkeys(WorkerCheck, True)


@pytest.fixture
def at():
    return parcels.post()


def kinds(parcel):
    return sorted(parcel.tasks.filter(closed_at=None).values_list("kind", flat=True))


def moving(at):
    parcel = parcels.ordered(at)
    return told(parcel, event(parcel, ParcelState.IN_TRANSIT, NINE), when=NINE)


@pytest.mark.parametrize(
    ("make", "kind", "still_fine", "too_long"),
    [
        (parcels.ordered, TaskKind.NOT_HANDED_OVER, 2, 3),
        (lambda at: parcels.ordered(at, Leg.PAPERS), TaskKind.NOT_COLLECTED, 2, 3),
        # Monday and three working days is Thursday; Friday and Monday pass, on Tuesday it is late.
        (moving, TaskKind.LATE, 7, 8),
        (
            lambda at: told(
                (one := parcels.ordered(at, Leg.PAPERS)), event(one, ParcelState.DELIVERED, NINE), when=NINE
            ),
            TaskKind.NOT_RECEIVED, 1, 2,
        ),
        (
            lambda at: told(
                (one := parcels.ordered(at)),
                event(one, ParcelState.ACCEPTED, NINE), event(one, ParcelState.RETURNED, NINE), when=NINE,
            ),
            TaskKind.NOT_RETURNED, 1, 2,
        ),
    ],
)  # fmt: skip
def test_a_limit_runs_out_after_its_working_days(at, make, kind, still_fine, too_long):
    parcel = make(at)

    assert actions.look_for_delays(at=NINE + still_fine * DAY) == 0
    assert actions.look_for_delays(at=NINE + too_long * DAY + HOUR) == 1

    assert kinds(parcel) == [kind]


def test_a_parcel_that_was_shown_is_not_shown_again_until_something_is_heard(at):
    parcel = parcels.ordered(at)
    late = NINE + 4 * DAY
    actions.look_for_delays(at=late)
    assert actions.look_for_delays(at=late) == 0
    actions.settle_task(task_id=parcel.tasks.get().pk, words="Đã gọi bưu tá", actor=at.officer, at=late)

    assert actions.look_for_delays(at=late + DAY) == 0


def test_silence_of_ten_working_days_is_a_loss_to_be_claimed(at):
    parcel = moving(at)

    actions.look_for_delays(at=NINE + 15 * DAY)

    assert kinds(parcel) == [TaskKind.LATE, TaskKind.LOST]
    assert sorted(Claim.objects.values_list("kind", flat=True)) == [ClaimKind.LATE, ClaimKind.LOST]
    assert set(Claim.objects.values_list("opened_by", flat=True)) == {None}


def test_a_claim_is_answered_once_in_words(at):
    parcel = moving(at)
    claim = actions.open_claim(
        parcel_id=parcel.pk, kind=ClaimKind.DAMAGED, grounds="Bì rách", amount_dong=50_000, actor=at.officer, at=NINE
    )
    typed = {"claim_id": claim.pk, "state": ClaimState.ACCEPTED, "amount_dong": 40_000, "actor": at.officer, "at": NINE}

    with pytest.raises(RuleViolation, match="nội dung"):
        actions.answer_claim(answer="", **typed)
    answered = actions.answer_claim(answer="Bồi hoàn cước", **typed)

    assert (answered.state, answered.amount_dong) == (ClaimState.ACCEPTED, 40_000)
    with pytest.raises(RuleViolation, match="đã có trả lời"):
        actions.answer_claim(answer="Nữa", **typed)


def test_claiming_twice_claims_once(at):
    parcel = moving(at)
    typed = {"parcel_id": parcel.pk, "kind": ClaimKind.LATE, "grounds": "Chậm", "amount_dong": 0}

    claims = [actions.open_claim(**typed, actor=at.officer, at=NINE) for _time in range(2)]

    assert claims[0] == claims[1]


def test_nothing_is_claimed_for_what_the_post_never_had(at):
    with pytest.raises(RuleViolation, match="chưa nhận"):
        actions.open_claim(
            parcel_id=parcels.ordered(at).pk,
            kind=ClaimKind.LOST,
            grounds="Mất",
            amount_dong=0,
            actor=at.officer,
            at=NINE,
        )


def test_a_task_is_settled_by_the_desk_in_words_once(at):
    parcel = parcels.requested(at)
    actions.refuse_order(parcel_id=parcel.pk, reason="Không có điểm phát", at=NINE)
    task = ParcelTask.objects.get()

    with pytest.raises(RuleViolation, match="Một cửa"):
        actions.settle_task(task_id=task.pk, words="x", actor=at.worker, at=NINE)
    with pytest.raises(RuleViolation, match="xử lý thế nào"):
        actions.settle_task(task_id=task.pk, words=" ", actor=at.officer, at=NINE)
    settled = actions.settle_task(task_id=task.pk, words="Đã đổi địa chỉ", actor=at.officer, at=NINE)

    assert (settled.closed_by, settled.closing_words) == (at.officer, "Đã đổi địa chỉ")
    with pytest.raises(RuleViolation, match="xong"):
        actions.settle_task(task_id=task.pk, words="x", actor=at.officer, at=NINE)


def test_what_is_not_in_doubt_is_not_settled(at):
    with pytest.raises(RuleViolation, match="xác minh"):
        actions.settle_order(
            parcel_id=parcels.requested(at).pk, is_taken=True, reference="EV1", actor=at.officer, at=NINE
        )


def test_a_worker_declares_once_a_day_and_may_correct_it(at):
    actions.declare_safety(answers=GOOD, note="", actor=at.worker, at=NINE)
    bad = {**GOOD, WorkerCheck.MASK: False}
    with pytest.raises(RuleViolation, match="mục chưa đạt"):
        actions.declare_safety(answers=bad, note="", actor=at.worker, at=NINE)

    actions.declare_safety(answers=bad, note="Hết khẩu trang, đã mua thêm", actor=at.worker, at=NINE + HOUR)
    actions.declare_safety(answers=GOOD, note="", actor=at.worker, at=NINE + DAY)

    assert [one.is_good for one in SafetyCheck.objects.order_by("day")] == [False, True]


@pytest.mark.parametrize(("answers", "words"), [({}, "đủ các mục"), (GOOD, "nhân viên bưu điện")])
def test_a_declaration_is_whole_and_the_workers_own(at, answers, words):
    actor = at.worker if not answers else at.officer

    with pytest.raises(RuleViolation, match=words):
        actions.declare_safety(answers=answers, note="", actor=actor, at=NINE)


@pytest.mark.parametrize(("typed", "words"), [({"grounds": " "}, "nội dung khiếu nại")])
def test_a_claim_has_grounds(at, typed, words):
    parcel = moving(at)

    with pytest.raises(RuleViolation, match=words):
        actions.open_claim(parcel_id=parcel.pk, kind=ClaimKind.LATE, amount_dong=0, actor=at.officer, at=NINE, **typed)


def test_an_order_that_was_taken_is_settled_with_its_number(at):
    parcel = parcels.requested(at)
    actions.doubt_order(parcel_id=parcel.pk, reason="ReadTimeout", at=NINE)

    with pytest.raises(RuleViolation, match="số hiệu"):
        actions.settle_order(parcel_id=parcel.pk, is_taken=True, reference=" ", actor=at.officer, at=NINE)


def test_holidays_are_no_working_days(at):
    parcel = parcels.ordered(at, when=NINE + 4 * DAY)

    assert actions.look_for_delays(at=NINE + 7 * DAY + HOUR) == 0
    assert kinds(parcel) == []
