"""Lists of what is urgent: drafted at an agency, approved by its head, published by the centre."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation
from procedures import actions
from procedures.enums import CounterAct, ExemptionKind, ExemptionState, Ground, ListState
from procedures.models import Exemption, UrgentEntry, UrgentList
from procedures.queries import openings_for
from procedures.queries.urgent import latest_publication, listable, published_entries
from tests.support import accounts, filing, urgent
from tests.support.urgent import NINE

pytestmark = pytest.mark.django_db
LATER = NINE + timedelta(hours=1)
BABY = {"ground": Ground.RIGHTS, "reason": "Trẻ cần thẻ bảo hiểm"}


@pytest.fixture
def at():
    return urgent.closed()


def test_a_list_goes_from_the_draft_to_exemptions_that_open_the_counter(at):
    drafted = actions.draft_list(agency_id=at.agency.pk, actor=at.specialist, at=NINE)
    actions.add_entry(list_id=drafted.pk, actor=at.specialist, procedure_id=at.procedure.pk, at=NINE, **BABY)
    actions.approve_list(list_id=drafted.pk, actor=at.leader, at=NINE)
    issue = actions.publish_lists(actor=at.province_admin, at=LATER)

    made = Exemption.objects.get()
    opened = openings_for(agency=at.agency, procedure=at.procedure, at=LATER)
    assert (made.kind, made.state, made.valid_from, made.reference) == (
        ExemptionKind.LISTED, ExemptionState.GRANTED, LATER, "CT-210726-0001",
    )  # fmt: skip
    assert (made.decided_by, made.decided_title) == (at.leader, str(Role.LEADER.label))
    assert [one.exemption_id for one in opened] == [made.pk]
    assert opened[0].opens(CounterAct.INTAKE, LATER)
    assert (issue.number, UrgentList.objects.get().publication) == (1, issue)


def test_what_a_list_may_name_is_competent_below_it_and_candidates_come_first(at):
    filing.procedure(key="khac", short_name="A khác")
    filing.procedure(key="cua_tinh", responsible_template="", responsible=at.province)

    assert [one.key for one in listable(at.district)] == ["xac_nhan", "khac"]
    assert [one.key for one in listable(at.agency)] == ["xac_nhan", "khac"]


def test_the_next_version_begins_with_what_is_published(at):
    urgent.published(at, entries=2)

    drafted = actions.draft_list(agency_id=at.agency.pk, actor=at.specialist, at=NINE)

    assert drafted.version == 2
    assert list(drafted.entries.order_by("pk").values_list("case_text", flat=True)) == ["", "Xe chở hàng thiết yếu 1"]


def test_a_second_version_under_way_is_refused(at):
    urgent.draft(at)

    with pytest.raises(RuleViolation, match="đang soạn"):
        actions.draft_list(agency_id=at.agency.pk, actor=at.specialist, at=NINE)


def test_an_agency_is_drafted_for_by_its_own_people_and_those_who_administer_it(at):
    admin = accounts.staff(Role.AGENCY_ADMIN, at.district)
    stranger = accounts.staff(Role.SPECIALIST, at.other)

    assert actions.draft_list(agency_id=at.agency.pk, actor=admin, at=NINE).version == 1
    with pytest.raises(RuleViolation, match="do cán bộ của cơ quan ấy lập"):
        actions.draft_list(agency_id=at.agency.pk, actor=stranger, at=NINE)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": " "}, "Ghi lý do"),
        ({}, "Chọn thủ tục hoặc mô tả"),
        ({"case_text": "\u200b"}, "Chọn thủ tục hoặc mô tả"),
    ],
)
def test_an_entry_names_something_and_says_why(at, said, words):
    drafted = urgent.draft(at, entries=0)

    with pytest.raises(RuleViolation, match=words):
        actions.add_entry(list_id=drafted.pk, actor=at.specialist, at=NINE, **BABY | said)


def test_a_procedure_of_another_agency_or_listed_already_is_refused(at):
    foreign = filing.procedure(key="cua_tinh", responsible_template="", responsible=at.province).procedure
    drafted = urgent.draft(at)
    add = {"list_id": drafted.pk, "actor": at.specialist, "at": NINE, **BABY}

    with pytest.raises(RuleViolation, match="không thuộc cơ quan"):
        actions.add_entry(procedure_id=foreign.pk, **add)
    with pytest.raises(RuleViolation, match="đã có trong danh mục"):
        actions.add_entry(procedure_id=at.procedure.pk, **add)


def test_an_entry_is_taken_off_a_draft_only(at):
    drafted, done = urgent.draft(at), urgent.published(at, agency=at.district)

    actions.remove_entry(entry_id=drafted.entries.get().pk, actor=at.specialist, at=NINE)

    assert not UrgentEntry.objects.filter(urgent_list=drafted).exists()
    with pytest.raises(RuleViolation, match="không còn ở bước soạn"):
        actions.remove_entry(entry_id=done.entries.get().pk, actor=at.province_admin, at=NINE)


def test_nobody_approves_the_own_draft(at):
    drafted = urgent.draft(at, drafted_by=at.leader)

    with pytest.raises(RuleViolation, match="không tự duyệt"):
        actions.approve_list(list_id=drafted.pk, actor=at.leader, at=NINE)


def test_only_the_head_of_that_agency_approves(at):
    drafted = urgent.draft(at)

    for actor in (at.specialist, at.district_leader, at.province_admin):
        with pytest.raises(RuleViolation, match="do thủ trưởng"):
            actions.approve_list(list_id=drafted.pk, actor=actor, at=NINE)


def test_a_deputy_approves_in_the_lent_role_and_the_record_says_so(at):
    deputy = accounts.staff(Role.HEAD_OF_DIVISION, at.agency)
    accounts.lent(at.leader.memberships.get(), deputy, starts_on=NINE.date(), ends_on=NINE.date())

    approved = actions.approve_list(list_id=urgent.draft(at).pk, actor=deputy, at=NINE)

    assert approved.approved_title == "Lãnh đạo ký duyệt (được ủy quyền)"


def test_an_empty_or_approved_list_is_not_approved(at):
    empty = urgent.draft(at, entries=0)
    with pytest.raises(RuleViolation, match="chưa có thủ tục"):
        actions.approve_list(list_id=empty.pk, actor=at.leader, at=NINE)

    UrgentList.objects.all().delete()
    with pytest.raises(RuleViolation, match="không còn ở bước soạn"):
        actions.approve_list(list_id=urgent.approved(at).pk, actor=at.leader, at=NINE)


def test_one_issue_takes_all_approved_lists_and_ends_what_the_older_exempted(at):
    older = urgent.published(at)
    urgent.approved(at, entries=2)
    urgent.approved(at, agency=at.district)

    issue = actions.publish_lists(actor=at.province_admin, at=LATER)

    older.refresh_from_db()
    ended = Exemption.objects.get(entry__urgent_list=older)
    assert (older.state, older.superseded_at) == (ListState.SUPERSEDED, LATER)
    assert (ended.state, ended.valid_until) == (ExemptionState.ENDED, LATER)
    assert issue.lists.count() == 2
    assert Exemption.objects.filter(state=ExemptionState.GRANTED).count() == published_entries().count() == 3


def test_a_list_replaced_at_the_instant_of_its_publication_held_for_no_time(at):
    older = urgent.published(at, since=NINE)
    urgent.approved(at)

    actions.publish_lists(actor=at.province_admin, at=NINE)

    ended = Exemption.objects.get(entry__urgent_list=older)
    assert ended.valid_until - ended.valid_from == timedelta(microseconds=1)


def test_the_centre_and_the_province_publish_and_nobody_else(at):
    head = accounts.staff(Role.LEADER, urgent.centre(at))
    urgent.approved(at)

    for actor in (at.leader, at.district_leader):
        with pytest.raises(RuleViolation, match="Trung tâm"):
            actions.publish_lists(actor=actor, at=NINE)
    assert actions.publish_lists(actor=head, at=NINE).number == 1


def test_nothing_to_publish_uses_no_number(at):
    with pytest.raises(RuleViolation, match="Chưa có danh mục"):
        actions.publish_lists(actor=at.province_admin, at=NINE)

    urgent.approved(at)
    assert actions.publish_lists(actor=at.province_admin, at=NINE).number == 1


def test_an_approved_list_taken_back_is_written_again(at):
    taken = actions.withdraw_list(list_id=urgent.approved(at).pk, actor=at.leader, at=NINE)

    assert (taken.state, taken.approved_by, taken.approved_at) == (ListState.DRAFT, None, None)


def test_a_published_list_taken_back_ends_its_exemptions_under_a_new_number(at):
    listed = urgent.published(at)

    actions.withdraw_list(list_id=listed.pk, actor=at.province_admin, at=LATER)

    assert Exemption.objects.get().state == ExemptionState.ENDED
    assert openings_for(agency=at.agency, procedure=at.procedure, at=LATER) == ()
    assert (latest_publication().published_at, published_entries().count()) == (LATER, 0)


def test_a_draft_or_somebody_elses_list_is_not_taken_back(at):
    with pytest.raises(RuleViolation, match="không ở bước có thể rút"):
        actions.withdraw_list(list_id=urgent.draft(at).pk, actor=at.leader, at=NINE)
    with pytest.raises(RuleViolation, match="do thủ trưởng"):
        actions.withdraw_list(list_id=urgent.published(at, agency=at.district).pk, actor=at.leader, at=NINE)


def test_the_database_knows_one_published_list_of_an_agency(at):
    urgent.published(at)

    with pytest.raises(IntegrityError, match=r"urgent_list_one_published|UNIQUE"), transaction.atomic():
        urgent.published(at)
