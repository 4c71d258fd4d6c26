"""What is promised for a dossier, from the facts that are stored."""

from datetime import date, datetime, time

import pytest
from django.template.loader import render_to_string

from documents.models import OfficialDocument
from dossiers.clock import first_promise, limit_of, promise_of, recheck
from dossiers.deadlines import Limit, Promise
from dossiers.enums import Stage, Status
from dossiers.models import Apology, ClockPause, Dossier, Supplement
from portal.accounts.enums import AccountKind
from portal.accounts.models import User
from portal.agencies.enums import DayKind, Level
from portal.agencies.models import Agency, CalendarDay, Desk, OfficeHours
from portal.kernel.workdays import VIETNAM
from procedures.enums import Channel, LimitUnit, RevisionState, ServiceType, Workflow
from procedures.models import ChannelOffer, Field, Procedure, ProcedureRevision

pytestmark = pytest.mark.django_db


def instant(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


RECEIVED = instant("2021-07-22T09:10")


@pytest.fixture
def agency():
    hall = Agency.objects.create(
        key="tt", code="TT", name="Trung tâm", name_folded="trung tam", level="tinh", path="tt/"
    )
    desk = Desk.objects.create(agency=hall, name="Trung tâm Phục vụ hành chính công")
    return Agency.objects.create(
        key="so",
        code="SO",
        name="Sở Tư pháp",
        name_folded="so tu phap",
        level=Level.PROVINCE,
        path="so/",
        served_by=desk,
    )


@pytest.fixture
def revision(agency):
    procedure = Procedure.objects.create(
        key="ly-lich",
        code="2.000488",
        name="Cấp phiếu lý lịch tư pháp",
        short_name="Lý lịch tư pháp",
        name_folded="",
        search_text="",
        field=Field.objects.create(slug="tu-phap", name="Tư pháp"),
        level=Level.PROVINCE,
        responsible=agency,
    )
    revision = ProcedureRevision.objects.create(
        procedure=procedure,
        number=1,
        state=RevisionState.PUBLISHED,
        valid_from=date(2021, 1, 1),
        service_level=4,
        service_type=ServiceType.FULL,
        limit_value=10,
        limit_unit=LimitUnit.DAY,
        workflow=Workflow.PROVINCE,
        result_name="Phiếu lý lịch tư pháp",
    )
    ChannelOffer.objects.create(
        revision=revision, channel=Channel.ONLINE, limit_value=3, limit_unit=LimitUnit.WORKING_DAY
    )
    return revision


@pytest.fixture
def make(agency, revision):
    def make_dossier(**facts):
        facts = {"status": Status.PROCESSING, "stage": Stage.EXAMINING, "clock_started_at": RECEIVED} | facts
        return Dossier.objects.create(
            reference="TN-1",
            code="H46.1-210722-0001",
            track_token="t",
            track_secret="s",
            procedure=revision.procedure,
            revision=revision,
            agency=agency,
            desk=agency.served_by,
            channel=Channel.ONLINE,
            rule_set="nd61_2018",
            applicant_name="Nguyễn Văn A",
            applicant_folded="nguyen van a",
            submitted_at=RECEIVED,
            received_at=RECEIVED,
            **facts,
        )

    return make_dossier


def apologise(dossier, new_due_at):
    signer = User.objects.create_user(password=None, kind=AccountKind.STAFF, full_name="Trần Thị B", email="b@x.vn")
    document = OfficialDocument.objects.create(
        agency=dossier.agency,
        notation="PXL-STP",
        abstract="Xin lỗi",
        abstract_folded="xin loi",
        signer=signer,
        signer_name=signer.full_name,
        signer_title="Giám đốc",
        issued_on=RECEIVED.date(),
        issued_at=RECEIVED,
    )
    Apology.objects.create(
        dossier=dossier,
        number=1,
        reason="Bão",
        old_due_at=RECEIVED,
        new_due_at=new_due_at,
        document=document,
        made_at=RECEIVED,
    )


def test_the_limit_is_that_of_the_channel_and_else_of_the_revision(revision):
    assert limit_of(revision, Channel.ONLINE) == Limit(3, LimitUnit.WORKING_DAY)
    assert limit_of(revision, Channel.POST) == Limit(10, LimitUnit.DAY)


def test_a_dossier_filed_today_is_promised_what_its_channel_offers(agency, revision):
    online = first_promise(revision=revision, channel=Channel.ONLINE, agency=agency, at=RECEIVED)
    by_post = first_promise(revision=revision, channel=Channel.POST, agency=agency, at=RECEIVED)

    assert online.due_at == instant("2021-07-27T17:00")
    assert by_post.due_at == instant("2021-08-02T17:00")


def test_the_promise_ends_when_the_desk_closes(agency, revision):
    for weekday in range(5):
        OfficeHours.objects.create(
            agency=agency.served_by.agency,
            valid_from=date(2021, 1, 1),
            weekday=weekday,
            opens=time(7, 30),
            closes=time(16, 30),
        )

    answer = first_promise(revision=revision, channel=Channel.ONLINE, agency=agency, at=RECEIVED)

    assert answer.due_at == instant("2021-07-27T16:30")


def test_an_agency_without_a_desk_promises_by_its_own_hours(agency, revision):
    agency.served_by = None

    answer = first_promise(revision=revision, channel=Channel.ONLINE, agency=agency, at=RECEIVED)

    assert answer.due_at == instant("2021-07-27T17:00")


def test_a_dossier_keeps_the_promise_that_its_facts_give(make):
    dossier = make(due_at=instant("2021-07-27T17:00"), due_original_at=instant("2021-07-27T17:00"))

    assert promise_of(dossier).due_at == dossier.due_at
    assert recheck(dossier)


def test_a_holiday_found_out_later_shows_in_the_recheck(make):
    dossier = make(due_at=instant("2021-07-27T17:00"), due_original_at=instant("2021-07-27T17:00"))

    CalendarDay.objects.create(
        day=date(2021, 7, 26), kind=DayKind.CLOSED, is_working=False, name="Bão số 3", source="thử"
    )

    assert promise_of(dossier).due_at == instant("2021-07-28T17:00")
    assert not recheck(dossier)


def test_a_dossier_that_no_desk_received_has_no_promise(make):
    dossier = make()
    dossier.received_at = dossier.clock_started_at = None

    assert promise_of(dossier) == Promise(None, (), is_provisional=False)
    assert recheck(dossier)


def test_a_clock_started_again_counts_from_zero(make):
    dossier = make(clock_started_at=instant("2021-07-26T10:00"))

    assert promise_of(dossier).due_at == instant("2021-07-29T17:00")
    assert "tính lại từ đầu" in promise_of(dossier).days[0].reason


def test_a_clock_started_at_the_next_opening_is_no_restart(make):
    dossier = make(clock_started_at=instant("2021-07-23T07:00"))
    dossier.received_at = instant("2021-07-22T17:30")

    assert promise_of(dossier).days[0].reason == "Nhận sau giờ làm việc"


def test_an_apology_moves_the_promise_and_keeps_what_the_law_gives(make):
    dossier = make()
    apologise(dossier, instant("2021-08-03T17:00"))

    answer = promise_of(dossier)

    assert answer.due_at == instant("2021-08-03T17:00")
    assert answer.law_due_at == instant("2021-07-27T17:00")


def test_a_pause_that_ended_moves_the_promise(make):
    dossier = make()
    ClockPause.objects.create(
        dossier=dossier,
        reason="Nộp thuế",
        basis="R20",
        from_at=instant("2021-07-23T08:00"),
        to_at=instant("2021-07-26T10:00"),
    )

    assert promise_of(dossier).due_at == instant("2021-07-29T17:00")


def test_a_pause_that_lasts_leaves_no_due_day(make):
    dossier = make(status=Status.FINANCIAL_DUTY)
    ClockPause.objects.create(dossier=dossier, reason="Nộp thuế", basis="R20", from_at=instant("2021-07-23T08:00"))

    assert promise_of(dossier).due_at is None


@pytest.mark.parametrize(("is_before_intake", "is_due"), [(False, False), (True, True)])
def test_while_a_supplement_is_awaited_nothing_is_due(make, is_before_intake, is_due):
    dossier = make(status=Status.SUPPLEMENT)
    Supplement.objects.create(
        dossier=dossier,
        number=1,
        items=[],
        is_before_intake=is_before_intake,
        asked_at=instant("2021-07-23T08:00"),
        answer_until=date(2021, 8, 9),
    )

    assert (promise_of(dossier).due_at is not None) is is_due


def test_the_promise_of_a_dossier_fetched_with_its_facts_costs_one_query(make, django_assert_num_queries):
    promise_of(make())
    dossier = (
        Dossier.objects.select_related("agency", "desk__agency", "revision")
        .prefetch_related("revision__offers", "pauses", "apologies")
        .order_by("pk")
        .get()
    )

    with django_assert_num_queries(2):  # the stamp of the calendar, and of the hours
        promise_of(dossier)


def test_the_explanation_shows_counted_and_skipped_days_by_month(make):
    dossier = make()
    apologise(dossier, instant("2021-08-03T17:00"))

    shown = " ".join(
        render_to_string("dossiers/components/due_explanation.html", {"promise": promise_of(dossier)}).split()
    )

    assert '<th scope="row">7/2021</th>' in shown
    assert '<time datetime="2021-07-23">23/7</time>: Ngày làm việc thứ 1' in shown
    assert '<time datetime="2021-07-24">24/7</time>: Thứ Bảy' in shown
    assert "hẹn lại ngày 03/8/2021" in shown
    assert "dự kiến" in shown


def test_nothing_is_shown_where_nothing_is_promised():
    nothing = Promise(None, (), is_provisional=False)

    assert not render_to_string("dossiers/components/due_explanation.html", {"promise": nothing}).strip()
