"""What happens to an order after its issue."""

from datetime import date, datetime, timedelta

import pytest

from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation
from procedures import actions
from procedures.enums import OrderAct, OrderState, Relation
from procedures.queries import closures_for, phase_at
from procedures.suspension import ZONE
from tests.support import suspending
from tests.support.suspending import BASIS, EVE, typed

pytestmark = pytest.mark.django_db
DURING = datetime(2021, 7, 26, 9, 0, tzinfo=ZONE)
AFTER = datetime(2021, 8, 5, 8, 0, tzinfo=ZONE)
WHY = "Văn bản 1400/UBND-KSTT"


@pytest.fixture
def here(db):
    return suspending.province()


@pytest.fixture
def drafted(here):
    draft = typed(suspending.place(here.capital), contacts=(suspending.contact(here.capital),))
    return actions.draft_order(draft=draft, actor=here.admin, at=EVE)


@pytest.fixture
def order(here, drafted):
    return actions.issue_order(order_id=drafted.pk, actor=here.leader, at=EVE)


def issue(here, *scopes, **fields):
    made = actions.draft_order(draft=typed(*scopes, **fields), actor=here.admin, at=EVE)
    return actions.issue_order(order_id=made.pk, actor=here.leader, at=EVE)


def join(here, order, scope, at=DURING, **fields):
    facts = {"first_day": date(2021, 7, 27), "last_day": date(2021, 8, 9), "basis": "Chỉ thị 16 tại Minh Hóa"}
    return actions.join_place(
        order_id=order.pk, scope=scope, actor=here.leader, reason=WHY, at=at, **{**facts, **fields}
    )


def extend(here, order, last_day, at=DURING, **more):
    return actions.extend_order(order_id=order.pk, last_day=last_day, actor=here.leader, reason=WHY, at=at, **more)


def lift(here, order, at=DURING, **more):
    return actions.lift_order(order_id=order.pk, actor=here.leader, reason="Hết dịch", at=at, **more)


def correction(**fields):
    words = {
        "title": "Tạm ngừng tiếp nhận và trả kết quả trực tiếp",
        "basis": BASIS,
        "texts": {},
        "contacts": (),
        "decision_hours": 4,
    }
    return actions.OrderCorrection(**{**words, **fields})


def correct(here, order, at=DURING, **fields):
    return actions.correct_order(
        order_id=order.pk, correction=correction(**fields), actor=here.leader, reason="Sai tên", at=at
    )


def is_closed(desk, at):
    return any(one.starts_at <= at < one.ends_at for one in closures_for(desk=desk, procedure=None, since=at))


def acts(order):
    return [*order.events.order_by("seq").values_list("act", flat=True)]


def test_a_place_that_joins_has_days_and_a_basis_of_its_own(here, order):
    join(here, order, suspending.place(here.mountains))

    scope = order.scopes.get(agency=here.mountains)
    assert (scope.basis, scope.joined_at) == ("Chỉ thị 16 tại Minh Hóa", DURING)
    assert not is_closed(here.mountains.desk, datetime(2021, 7, 26, 23, 59, tzinfo=ZONE))
    assert is_closed(here.mountains.desk, datetime(2021, 7, 27, tzinfo=ZONE))
    assert is_closed(here.mountains.desk, AFTER)
    assert not is_closed(here.centre, AFTER)
    assert order.events.get(act=OrderAct.JOINED).payload["place"] == "UBND huyện Minh Hóa"


def test_an_order_is_not_over_while_a_joined_place_is_closed(here, order):
    join(here, order, suspending.place(here.mountains))

    assert phase_at(order, AFTER) == "in_force"
    assert phase_at(order, datetime(2021, 8, 10, tzinfo=ZONE)) == "ended"


@pytest.mark.parametrize("scope", ["capital", "ward", "desk"])
def test_a_place_that_is_covered_already_does_not_join(here, order, scope):
    inside = {
        "capital": suspending.place(here.capital),
        "ward": suspending.agency(here.ward),
        "desk": suspending.desk(here.centre),
    }

    with pytest.raises(RuleViolation, match="đã thuộc đợt"):
        join(here, order, inside[scope])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"first_day": date(2021, 7, 25)}, "đã qua"),
        ({"last_day": date(2021, 7, 26)}, "Ngày cuối phải từ ngày bắt đầu"),
        ({"last_day": date(2021, 10, 25)}, "không quá 90 ngày"),
        ({"basis": " "}, "văn bản đưa địa bàn"),
    ],
)
def test_a_place_joins_with_days_that_can_be_and_a_basis(here, order, fields, words):
    with pytest.raises(RuleViolation, match=words):
        join(here, order, suspending.place(here.mountains), **fields)

    assert order.scopes.count() == 1


def test_a_place_under_another_order_does_not_join_undeclared(here, order):
    other = issue(here, suspending.place(here.mountains))

    with pytest.raises(RuleViolation, match=other.reference):
        join(here, order, suspending.place(here.mountains))


def test_nothing_joins_what_is_over_or_was_never_issued(here, drafted, order):
    with pytest.raises(RuleViolation, match="đã kết thúc"):
        join(here, order, suspending.place(here.mountains), at=AFTER, first_day=date(2021, 8, 5))
    draft = actions.draft_order(draft=typed(suspending.place(here.ward)), actor=here.admin, at=EVE)
    with pytest.raises(RuleViolation, match="còn là bản nháp"):
        join(here, draft, suspending.place(here.mountains))


def test_an_extension_moves_the_end_and_tells_both_days(here, order):
    extended = extend(here, order, date(2021, 8, 18))

    event = order.events.get(act=OrderAct.EXTENDED)
    assert (extended.last_day, extended.days, extended.version) == (date(2021, 8, 18), 28, 2)
    assert event.payload == {"last_day_before": "2021-08-04", "last_day_after": "2021-08-18"}
    assert (event.reason, event.actor) == (WHY, here.leader)
    assert is_closed(here.centre, AFTER)


@pytest.mark.parametrize(
    ("last_day", "words"),
    [
        (date(2021, 8, 4), "phải sau ngày cuối hiện nay .04/8/2021."),
        (date(2021, 8, 1), "phải sau ngày cuối hiện nay"),
        (date(2021, 10, 20), "không quá 90 ngày"),
    ],
)
def test_an_order_is_not_extended_backwards_nor_past_ninety_days(here, order, last_day, words):
    with pytest.raises(RuleViolation, match=words):
        extend(here, order, last_day)

    order.refresh_from_db()
    assert order.last_day == date(2021, 8, 4)


def test_what_is_over_is_not_extended(here, order):
    with pytest.raises(RuleViolation, match="đã kết thúc"):
        extend(here, order, date(2021, 8, 20), at=AFTER)


def test_an_extension_into_another_order_is_refused(here, order):
    later = issue(here, suspending.desk(here.centre), first_day=date(2021, 8, 5), last_day=date(2021, 8, 9))

    with pytest.raises(RuleViolation, match=later.reference):
        extend(here, order, date(2021, 8, 6))


def test_an_extension_into_an_order_that_adds_to_it_stands(here, order):
    issue(here, suspending.desk(here.centre), first_day=date(2021, 8, 5), last_day=date(2021, 8, 9),
          relation=Relation.ADDS_TO, related_to_id=order.pk)  # fmt: skip

    assert extend(here, order, date(2021, 8, 6)).last_day == date(2021, 8, 6)


def test_a_joined_place_is_extended_by_itself(here, order):
    join(here, order, suspending.place(here.mountains))
    scope = order.scopes.get(agency=here.mountains)

    extend(here, order, date(2021, 8, 16), at=AFTER, scope_id=scope.pk)

    scope.refresh_from_db()
    order.refresh_from_db()
    assert (scope.last_day, order.last_day) == (date(2021, 8, 16), date(2021, 8, 4))
    with pytest.raises(RuleViolation, match="đã hết ngày 04/8/2021"):
        extend(here, order, date(2021, 8, 16), at=AFTER)


def test_only_a_place_with_days_of_its_own_is_extended_by_itself(here, order):
    with pytest.raises(RuleViolation, match="thời gian riêng"):
        extend(here, order, date(2021, 8, 16), scope_id=order.scopes.get().pk)


def test_lifting_opens_at_once_and_says_what_the_end_was(here, order):
    lifted = lift(here, order)

    event = order.events.get(act=OrderAct.LIFTED)
    assert (lifted.state, lifted.lifted_at, phase_at(lifted, DURING)) == (OrderState.LIFTED, DURING, "lifted")
    assert event.payload["ends_before"] == "2021-08-05T00:00+07:00"
    assert is_closed(here.centre, DURING - timedelta(seconds=1))
    assert not is_closed(here.centre, DURING)


def test_an_order_can_be_lifted_from_a_day_to_come(here, order):
    lifted = lift(here, order, reopen_on=date(2021, 7, 30))

    opens = datetime(2021, 7, 30, tzinfo=ZONE)
    assert [phase_at(lifted, at) for at in (DURING, opens)] == ["in_force", "lifted"]
    assert is_closed(here.centre, opens - timedelta(seconds=1))
    assert not is_closed(here.centre, opens)


def test_what_will_open_can_be_opened_earlier_but_not_extended(here, order):
    lift(here, order, reopen_on=date(2021, 7, 30))

    with pytest.raises(RuleViolation, match="đã có quyết định kết thúc sớm"):
        extend(here, order, date(2021, 8, 20))
    with pytest.raises(RuleViolation, match=r"trước khi đợt tự hết \(mở lại 30/7/2021\)"):
        lift(here, order, reopen_on=date(2021, 7, 31))
    assert lift(here, order).lifted_at == DURING


@pytest.mark.parametrize("day", [date(2021, 7, 26), date(2021, 7, 20)])
def test_an_order_is_not_lifted_from_a_day_that_has_begun(here, order, day):
    with pytest.raises(RuleViolation, match="phải sau hôm nay"):
        lift(here, order, reopen_on=day)


def test_a_draft_is_not_lifted(here):
    draft = actions.draft_order(draft=typed(suspending.place(here.ward)), actor=here.admin, at=EVE)

    with pytest.raises(RuleViolation, match="còn là bản nháp"):
        lift(here, draft)


def test_what_is_over_is_not_lifted(here, order):
    with pytest.raises(RuleViolation, match="đã kết thúc"):
        lift(here, order, at=AFTER)


def test_what_was_lifted_is_not_lifted_again(here, order):
    lift(here, order)

    with pytest.raises(RuleViolation, match="đã kết thúc"):
        lift(here, order)


def test_an_order_lifted_before_its_first_day_never_closes(here, order):
    lift(here, order, at=EVE)

    assert not is_closed(here.centre, DURING)
    actions.note_opened(order_id=order.pk, at=AFTER)
    assert acts(order) == ["drafted", "issued", "lifted"]


def test_a_correction_tells_each_word_before_and_after(here, order):
    corrected = correct(
        here, order, title="Tạm ngừng tiếp nhận trực tiếp", contacts=(suspending.contact(here.capital),)
    )

    event = order.events.get(act=OrderAct.CORRECTED)
    assert corrected.version == 2
    assert event.payload == {
        "title": {"before": "Tạm ngừng tiếp nhận và trả kết quả trực tiếp", "after": "Tạm ngừng tiếp nhận trực tiếp"}
    }


def test_a_correction_replaces_the_contacts(here, order):
    correct(here, order, contacts=(suspending.contact(here.ward, phone="+84232333333"),))

    assert [one.agency for one in order.contacts.order_by("pk")] == [here.ward]


def test_a_correction_that_changes_nothing_is_refused(here, order):
    with pytest.raises(RuleViolation, match="Chưa có gì thay đổi"):
        correct(here, order, contacts=(suspending.contact(here.capital),))


def test_a_correction_leaves_a_basis(here, order):
    with pytest.raises(RuleViolation, match="văn bản căn cứ"):
        correct(here, order, basis=actions.Basis())


def test_a_draft_is_changed_not_corrected(here):
    draft = actions.draft_order(draft=typed(suspending.place(here.ward)), actor=here.admin, at=EVE)

    with pytest.raises(RuleViolation, match="Chỉ đính chính đợt đã ban hành"):
        correct(here, draft, title="Khác")


def test_what_was_issued_is_no_draft_any_more(here, order):
    with pytest.raises(RuleViolation, match="không còn là bản nháp"):
        actions.change_draft(order_id=order.pk, draft=typed(suspending.place(here.ward)), actor=here.admin, at=EVE)
    with pytest.raises(RuleViolation, match="không còn là bản nháp"):
        actions.drop_draft(order_id=order.pk, actor=here.admin, reason="Thôi", at=EVE)


def test_every_change_needs_a_reason_and_the_province(here, order):
    stranger = here.someone(Role.LEADER, here.capital)

    with pytest.raises(RuleViolation, match="Nhập lý do"):
        actions.lift_order(order_id=order.pk, actor=here.leader, reason="  ", at=DURING)
    with pytest.raises(RuleViolation, match="lãnh đạo UBND tỉnh"):
        actions.lift_order(order_id=order.pk, actor=stranger, reason="Mở lại", at=DURING)


def test_an_order_that_does_not_exist_is_a_clear_refusal(here):
    with pytest.raises(RuleViolation, match="Không có đợt tạm ngừng này"):
        actions.issue_order(order_id=0, actor=here.leader, at=EVE)


def test_beginning_and_end_are_noted_once_however_late_somebody_comes_by(here, order):
    join(here, order, suspending.place(here.mountains))
    late = datetime(2021, 8, 20, tzinfo=ZONE)

    for _again in range(2):
        actions.note_opened(order_id=order.pk, at=late)
        actions.note_ended(order_id=order.pk, at=late)

    assert acts(order) == ["drafted", "issued", "opened", "joined", "opened", "ended", "ended"]
    moments = [*order.events.order_by("seq").values_list("happened_at", flat=True)]
    assert moments == sorted(moments)
    assert order.events.get(seq=3).happened_at == datetime(2021, 7, 22, tzinfo=ZONE)


def test_what_was_done_for_an_order_is_noted_once(here, order):
    for _again in range(2):
        actions.note_applied(order_id=order.pk, payload={"pickups": 3}, once_key="applied:1", at=DURING)

    assert acts(order) == ["drafted", "issued", "opened", "applied"]
