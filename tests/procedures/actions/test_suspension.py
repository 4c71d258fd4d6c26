from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from procedures import actions
from procedures.enums import CounterAct, Counting, OrderAct, OrderState, Relation
from procedures.models import Field, OrderEvent, Procedure, SuspensionOrder
from procedures.queries import closures_for, phase_at
from procedures.suspension import ZONE
from tests.support import accounts, suspending
from tests.support.suspending import EVE, FIRST_DAY, LAST_DAY, typed

pytestmark = pytest.mark.django_db
DURING = datetime(2021, 7, 26, 9, 0, tzinfo=ZONE)
AFTER = datetime(2021, 8, 5, 8, 0, tzinfo=ZONE)
RELATIONS = [Relation.EXTENDS, Relation.REPLACES, Relation.ADDS_TO]


@pytest.fixture
def here(db):
    return suspending.province()


@pytest.fixture
def scope(here):
    return suspending.place(here.capital)


@pytest.fixture
def drafted(here, scope):
    return actions.draft_order(draft=typed(scope), actor=here.admin, at=EVE)


@pytest.fixture
def issued(here, drafted):
    return actions.issue_order(order_id=drafted.pk, actor=here.leader, at=EVE)


def another(here, *scopes, at=EVE, **fields):
    draft = typed(*scopes, **fields)
    return actions.draft_order(draft=draft, actor=here.admin, at=at)


def told(order):
    return [(event.seq, event.act) for event in order.events.order_by("seq")]


def closed_at(desk, at):
    return [one.reference for one in closures_for(desk=desk, procedure=None, since=at) if one.starts_at <= at]


def test_a_draft_takes_the_next_number_of_its_year_and_binds_nobody(here, scope, drafted):
    second = another(here, scope)

    assert (drafted.reference, second.reference) == ("TTN-2021-01", "TTN-2021-02")
    assert (drafted.state, drafted.version, told(drafted)) == ("draft", 0, [(1, "drafted")])
    assert closed_at(here.desk_of_capital, DURING) == []


def test_a_draft_keeps_all_that_was_typed(here, scope):
    field = Field.objects.create(slug="tu-phap", name="Tư pháp")
    draft = typed(
        scope,
        suspending.desk(here.mountains.desk),
        counting=Counting.AFTER_FIRST,
        closes=frozenset({CounterAct.RETURN}),
        field_ids=frozenset({field.pk}),
        texts={"banner_vi": "Tạm ngừng", "sms_text": "Tam ngung"},
        contacts=(suspending.contact(here.capital),),
    )

    order = actions.draft_order(draft=draft, actor=here.admin, at=EVE)

    assert (order.days, order.closes, order.banner_vi) == (13, {CounterAct.RETURN}, "Tạm ngừng")
    assert sorted(order.scopes.order_by("pk").values_list("kind", flat=True)) == ["desk", "place"]
    assert [*order.fields.order_by("pk")] == [field]
    assert order.contacts.get().phone == "+842323684123"


def test_a_changed_draft_says_what_it_said_before(here, drafted):
    draft = typed(suspending.agency(here.mountains), title="Tạm ngừng tại Minh Hóa")

    order = actions.change_draft(order_id=drafted.pk, draft=draft, actor=here.admin, at=EVE, seen=1)

    event = order.events.get(act=OrderAct.CHANGED)
    assert order.title == "Tạm ngừng tại Minh Hóa"
    assert event.payload["before"]["scopes"] == [f"place {here.capital.pk}"]
    assert event.payload["after"]["scopes"] == [f"agency {here.mountains.pk}"]


def test_a_draft_that_another_changed_is_not_overwritten(here, scope, drafted):
    actions.change_draft(order_id=drafted.pk, draft=typed(scope), actor=here.admin, at=EVE, seen=1)

    with pytest.raises(SomeoneActedFirst):
        actions.change_draft(order_id=drafted.pk, draft=typed(scope), actor=here.admin, at=EVE, seen=1)
    with pytest.raises(SomeoneActedFirst):
        actions.issue_order(order_id=drafted.pk, actor=here.admin, at=EVE, seen=1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": " "}, "Nhập tên"),
        ({"last_day": date(2021, 7, 21)}, "Ngày cuối phải từ ngày bắt đầu .22/7/2021. trở đi"),
        ({"last_day": date(2021, 10, 20)}, "không quá 90 ngày; thời gian này là 91 ngày"),
        ({"last_day": FIRST_DAY, "counting": Counting.AFTER_FIRST}, "ngày cuối phải sau ngày bắt đầu"),
        ({"closes": frozenset()}, "Chọn ít nhất một việc"),
        ({"scopes": ()}, "Phạm vi chưa có bộ phận Một cửa nào"),
        ({"relation": Relation.EXTENDS}, "Chọn đợt được kéo dài"),
        ({"texts": {"sms_text": "Tạm ngừng"}}, "không dấu"),
        ({"texts": {"sms_text": "a" * 161}}, "160 ký tự"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(here, scope, fields, words):
    draft = replace(typed(scope), **fields)

    with pytest.raises(RuleViolation, match=words):
        actions.draft_order(draft=draft, actor=here.admin, at=EVE)

    assert SuspensionOrder.objects.count() == 0


def test_ninety_days_are_the_most(here, scope):
    order = another(here, scope, last_day=date(2021, 10, 19))

    assert order.days == 90


def test_a_place_without_counters_is_no_scope(here):
    bare = accounts.agency("SO_Y_TE", parent=here.root)

    with pytest.raises(RuleViolation, match="chưa có bộ phận Một cửa nào"):
        another(here, suspending.agency(bare))


@pytest.mark.parametrize("contacts", [{"phone": ""}, None])
def test_contacts_can_be_reached_and_stand_once(here, scope, contacts):
    one = suspending.contact(here.capital)
    wrong = (one, one) if contacts is None else (suspending.contact(here.capital, **contacts),)

    with pytest.raises(RuleViolation, match="đầu mối liên hệ"):
        another(here, scope, contacts=wrong)


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_relation_names_an_order_that_was_issued(here, scope, drafted, relation):
    with pytest.raises(RuleViolation, match="còn là bản nháp"):
        another(here, scope, relation=relation, related_to_id=drafted.pk)


def test_a_relation_to_what_was_dropped_or_lifted_is_refused(here, scope, issued):
    actions.lift_order(order_id=issued.pk, actor=here.leader, reason="Hết dịch", at=DURING)

    with pytest.raises(RuleViolation, match="đã bỏ hoặc đã kết thúc sớm"):
        another(here, scope, relation=Relation.EXTENDS, related_to_id=issued.pk)


def test_an_order_named_without_a_relation_is_refused(here, scope, issued):
    with pytest.raises(RuleViolation, match="Chọn quan hệ"):
        another(here, scope, related_to_id=issued.pk)


def test_a_dropped_draft_stays_to_be_read(here, drafted):
    order = actions.drop_draft(order_id=drafted.pk, actor=here.admin, reason="Không cần nữa", at=EVE)

    assert (order.state, told(order)) == ("dropped", [(1, "drafted"), (2, "dropped")])
    with pytest.raises(RuleViolation, match="đã bỏ"):
        actions.issue_order(order_id=order.pk, actor=here.admin, at=EVE)


def test_an_issued_order_closes_what_stands_in_the_place_from_its_first_midnight(here, issued):
    starts = datetime(2021, 7, 22, tzinfo=ZONE)

    assert (issued.state, issued.version, issued.issued_by) == (OrderState.ISSUED, 1, here.leader)
    for desk in (here.desk_of_capital, here.ward.desk, here.centre):
        assert closed_at(desk, starts - timedelta(seconds=1)) == []
        assert closed_at(desk, starts) == [issued.reference]
    assert closed_at(here.mountains.desk, DURING) == []
    assert closed_at(here.centre, AFTER) == []


def test_the_event_of_issue_says_who_in_what_capacity_and_the_dates(here, issued):
    event = issued.events.get(act=OrderAct.ISSUED)

    assert (event.seq, event.actor, event.actor_title) == (2, here.leader, "Lãnh đạo ký duyệt")
    assert event.payload == {"first_day": "2021-07-22", "last_day": "2021-08-04", "days": 14}


def test_an_order_that_begins_today_closes_from_the_next_minute_on(here, scope, drafted):
    at = datetime(2021, 7, 22, 14, 0, 20, tzinfo=ZONE)

    order = actions.issue_order(order_id=drafted.pk, actor=here.leader, at=at)

    assert order.starts_at == datetime(2021, 7, 22, 14, 1, tzinfo=ZONE)


def test_an_order_of_one_day_is_not_issued_in_its_last_minute(here, scope):
    order = another(here, scope, last_day=FIRST_DAY)

    with pytest.raises(RuleViolation, match="Hôm nay đã hết"):
        actions.issue_order(order_id=order.pk, actor=here.leader, at=datetime(2021, 7, 22, 23, 59, 30, tzinfo=ZONE))


def test_an_order_is_not_issued_for_a_day_that_is_over(here, drafted):
    with pytest.raises(RuleViolation, match=r"Ngày bắt đầu \(22/7/2021\) đã qua"):
        actions.issue_order(order_id=drafted.pk, actor=here.leader, at=datetime(2021, 7, 23, 0, 0, tzinfo=ZONE))


@pytest.mark.parametrize("missing", [{"number": ""}, {"signer": " "}, {"signed_on": None}])
def test_an_order_is_not_issued_without_a_basis(here, scope, missing):
    order = another(here, scope, basis=replace(suspending.BASIS, **missing))

    with pytest.raises(RuleViolation, match="văn bản căn cứ"):
        actions.issue_order(order_id=order.pk, actor=here.leader, at=EVE)


def test_an_order_is_issued_once(here, issued):
    with pytest.raises(RuleViolation, match="đã ban hành"):
        actions.issue_order(order_id=issued.pk, actor=here.leader, at=EVE)


@pytest.mark.parametrize("role", [Role.AGENCY_ADMIN, Role.AUDITOR, Role.CLERK])
def test_only_the_province_closes_counters(here, scope, drafted, role):
    other = here.someone(role)

    with pytest.raises(RuleViolation, match="quản trị tỉnh soạn"):
        actions.draft_order(draft=typed(scope), actor=other, at=EVE)
    with pytest.raises(RuleViolation, match="lãnh đạo UBND tỉnh"):
        actions.issue_order(order_id=drafted.pk, actor=other, at=EVE)


def test_the_leader_of_a_district_closes_nothing(here, drafted):
    other = here.someone(Role.LEADER, here.capital)

    with pytest.raises(RuleViolation, match="lãnh đạo UBND tỉnh"):
        actions.issue_order(order_id=drafted.pk, actor=other, at=EVE)


def test_whoever_stands_in_for_the_leader_issues(here, drafted):
    deputy = here.someone(Role.CLERK)
    accounts.lent(here.leader.memberships.get(), deputy, starts_on=EVE.date(), ends_on=EVE.date())

    order = actions.issue_order(order_id=drafted.pk, actor=deputy, at=EVE)

    assert order.issued_by == deputy


def test_two_orders_over_one_counter_are_refused_with_the_name_of_the_first(here, issued):
    order = another(here, suspending.desk(here.centre), first_day=date(2021, 8, 4), last_day=date(2021, 8, 10))

    with pytest.raises(RuleViolation, match=f"{issued.reference}.*04/8/2021.*kéo dài, thay thế hay bổ sung"):
        actions.issue_order(order_id=order.pk, actor=here.leader, at=EVE)


@pytest.mark.parametrize(
    "fields",
    [
        {"first_day": date(2021, 8, 5), "last_day": date(2021, 8, 10)},
        {"scopes": "mountains"},
    ],
)
def test_orders_that_share_no_counter_or_no_instant_need_no_relation(here, issued, scope, fields):
    fields = {**fields, "scopes": (suspending.agency(here.mountains) if "scopes" in fields else scope,)}
    order = actions.draft_order(draft=replace(typed(), **fields), actor=here.admin, at=EVE)

    assert actions.issue_order(order_id=order.pk, actor=here.leader, at=EVE).state == OrderState.ISSUED


def test_orders_about_other_acts_or_other_procedures_need_no_relation(here, scope):
    justice, land = (Field.objects.create(slug=key, name=key) for key in ("tu-phap", "dat-dai"))
    first = another(here, scope, closes=frozenset({CounterAct.RETURN}))
    second = another(here, scope, closes=frozenset({CounterAct.INTAKE}), field_ids=frozenset({justice.pk}))
    third = another(here, scope, closes=frozenset({CounterAct.INTAKE}), field_ids=frozenset({land.pk}))
    for field in (justice, land):
        Procedure.objects.create(
            key=field.slug, code=field.slug, field=field, name=field.name, level="tinh", responsible_template="UBND_XA"
        )

    for order in (first, second, third):
        actions.issue_order(order_id=order.pk, actor=here.leader, at=EVE)

    fourth = another(here, scope, closes=frozenset({CounterAct.INTAKE}))
    with pytest.raises(RuleViolation, match=f"{second.reference}.*{third.reference}"):
        actions.issue_order(order_id=fourth.pk, actor=here.leader, at=EVE)


@pytest.mark.parametrize("relation", [Relation.EXTENDS, Relation.ADDS_TO])
def test_a_declared_relation_lets_both_stand(here, scope, issued, relation):
    order = another(here, scope, relation=relation, related_to_id=issued.pk, last_day=date(2021, 8, 10))

    actions.issue_order(order_id=order.pk, actor=here.leader, at=EVE)

    assert closed_at(here.centre, DURING) == [issued.reference, order.reference]


def test_what_is_replaced_ends_where_the_new_order_begins(here, scope, issued):
    order = another(here, suspending.desk(here.centre), relation=Relation.REPLACES, related_to_id=issued.pk,
                    first_day=date(2021, 7, 28), at=DURING)  # fmt: skip
    actions.issue_order(order_id=order.pk, actor=here.leader, at=DURING)

    issued.refresh_from_db()
    changes = datetime(2021, 7, 28, tzinfo=ZONE)
    assert (issued.state, issued.lifted_at, issued.version) == (OrderState.LIFTED, changes, 2)
    assert closed_at(here.centre, changes - timedelta(seconds=1)) == [issued.reference]
    assert closed_at(here.centre, changes) == [order.reference]
    assert closed_at(here.desk_of_capital, changes) == []
    assert told(issued) == [(1, "drafted"), (2, "issued"), (3, "opened"), (4, "lifted")]
    assert issued.events.get(seq=4).payload["replaced_by"] == order.reference
    assert order.events.get(act=OrderAct.ISSUED).payload["replaces"] == issued.reference


def test_what_is_over_before_the_new_order_begins_is_not_replaced(here, scope, issued):
    order = another(here, scope, relation=Relation.REPLACES, related_to_id=issued.pk,
                    first_day=date(2021, 8, 5), last_day=date(2021, 8, 9))  # fmt: skip

    with pytest.raises(RuleViolation, match="không có gì để thay thế"):
        actions.issue_order(order_id=order.pk, actor=here.leader, at=EVE)
    issued.refresh_from_db()
    assert issued.state == OrderState.ISSUED


def test_the_phase_of_an_order_follows_from_the_dates_alone(here, issued):
    days = [EVE, DURING, AFTER]

    assert [phase_at(issued, at) for at in days] == ["scheduled", "in_force", "ended"]


def test_everything_that_happens_is_counted_without_a_gap(here, issued):
    actions.lift_order(order_id=issued.pk, actor=here.leader, reason="Hết dịch", at=DURING)

    numbers = OrderEvent.objects.filter(order=issued).order_by("seq").values_list("seq", flat=True)
    assert [*numbers] == [1, 2, 3, 4]
    assert issued.last_day == LAST_DAY
