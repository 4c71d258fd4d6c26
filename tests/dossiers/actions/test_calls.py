"""Reaching the owners of results: what is kept, what is agreed, what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dossiers import actions
from dossiers.actions.calls import CONSENT_WORDING, Consent
from dossiers.enums import ContactOutcome, ContactWay, PostalState, ReturnMethod, Status
from dossiers.models import ContactAttempt, DossierEvent, PostalReturn
from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from tests.support import accounts, desk, orders
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
CONSENT = Consent("Trần Văn Hai", "+84912345678", "12 Lý Thường Kiệt,  Đồng Hới", "Trần Văn Hai")
TOMORROW = NINE + timedelta(days=1)


@pytest.fixture
def at():
    return desk.commune()


@pytest.fixture
def waiting(at):
    return desk.dossier(at, Status.DECIDED)


def log(commune, dossier, outcome, **said):
    facts = {"actor": commune.officer, "seen": 1, "way": ContactWay.PHONE, "at": NINE, **said}
    return actions.log_attempt(dossier_id=dossier.pk, outcome=outcome, **facts)


def test_agreeing_to_post_is_one_attempt_one_request_and_one_event(at, waiting):
    order = orders.order_in_force(at.agency)

    attempt = log(at, waiting, ContactOutcome.AGREED_POST, consent=CONSENT, note=" máy  bận một lần ")

    waiting.refresh_from_db()
    asked = PostalReturn.objects.get(dossier=waiting)
    event = DossierEvent.objects.get(dossier=waiting, seq=2)
    assert (attempt.order, attempt.officer, attempt.note) == (order, at.officer, "máy bận một lần")
    assert (asked.attempt, asked.state, asked.recorded_by) == (attempt, PostalState.REQUESTED, at.officer)
    assert (asked.consent_wording, asked.consented_by, asked.consented_at) == (CONSENT_WORDING, "Trần Văn Hai", NINE)
    assert asked.address == waiting.return_address == "12 Lý Thường Kiệt, Đồng Hới"
    assert (waiting.return_method, waiting.status) == (ReturnMethod.POST, Status.DECIDED)
    assert (event.act, event.payload["contact"], event.payload["method_after"]) == (
        "change_return", ContactWay.PHONE, ReturnMethod.POST,
    )  # fmt: skip


@pytest.mark.parametrize("lacking", ["receiver_name", "receiver_phone", "address", "consented_by"])
def test_post_needs_a_receiver_an_address_and_somebody_who_agreed(at, waiting, lacking):
    partly = {**{name: getattr(CONSENT, name) for name in CONSENT.__slots__}, lacking: " "}

    with pytest.raises(RuleViolation, match="Ghi đủ người nhận"):
        log(at, waiting, ContactOutcome.AGREED_POST, consent=Consent(**partly))

    assert not ContactAttempt.objects.exists()
    assert not PostalReturn.objects.exists()


def test_agreeing_to_the_electronic_result_changes_the_way_and_asks_nothing_of_the_post(at, waiting):
    log(at, waiting, ContactOutcome.AGREED_ONLINE)

    waiting.refresh_from_db()
    assert (waiting.return_method, waiting.event_seq) == (ReturnMethod.ONLINE, 2)
    assert not PostalReturn.objects.exists()


def test_somebody_without_an_account_cannot_get_the_electronic_result(at):
    walk_in = desk.dossier(at, Status.DECIDED, applicant=None)

    with pytest.raises(RuleViolation, match="chưa có tài khoản"):
        log(at, walk_in, ContactOutcome.AGREED_ONLINE)

    assert not ContactAttempt.objects.exists()


@pytest.mark.parametrize("outcome", [ContactOutcome.WILL_WAIT, ContactOutcome.URGENT, ContactOutcome.WRONG_NUMBER])
def test_other_outcomes_leave_the_dossier_as_it_is(at, waiting, outcome):
    attempt = log(at, waiting, outcome)

    waiting.refresh_from_db()
    assert (waiting.event_seq, waiting.return_method) == (1, ReturnMethod.IN_PERSON)
    assert (attempt.outcome, attempt.order, attempt.next_attempt_at) == (outcome, None, None)


@pytest.mark.parametrize(("when", "words"), [(None, "chọn lúc gọi lại"), (NINE, "phải sau bây giờ")])
def test_who_was_not_reached_is_tried_again_later(at, waiting, when, words):
    with pytest.raises(RuleViolation, match=words):
        log(at, waiting, ContactOutcome.UNREACHABLE, next_attempt_at=when)

    assert log(at, waiting, ContactOutcome.UNREACHABLE, next_attempt_at=TOMORROW).next_attempt_at == TOMORROW


def test_a_later_attempt_adds_to_the_earlier_ones_and_changes_none(at, waiting):
    log(at, waiting, ContactOutcome.UNREACHABLE, next_attempt_at=TOMORROW)
    before = ContactAttempt.objects.values().get()

    log(at, waiting, ContactOutcome.AGREED_POST, consent=CONSENT, at=TOMORROW)

    assert ContactAttempt.objects.order_by("pk").values()[0] == before
    assert ContactAttempt.objects.count() == 2


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.LEADER, Role.ONE_STOP_OFFICER, None])
def test_only_officers_of_the_desk_that_keeps_the_result_log_an_attempt(at, waiting, role):
    elsewhere = at.other if role == Role.ONE_STOP_OFFICER else at.agency
    person = accounts.staff(role, elsewhere) if role else at.citizen

    with pytest.raises(RuleViolation, match="Chỉ cán bộ"):
        log(at, waiting, ContactOutcome.WILL_WAIT, actor=person)


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.RETURNED])
def test_there_must_be_a_result_that_waits(at, status):
    facts = {"returned_at": NINE} if status == Status.RETURNED else {}

    with pytest.raises(RuleViolation, match="không có kết quả chờ trả"):
        log(at, desk.dossier(at, status, **facts), ContactOutcome.WILL_WAIT)


def test_what_goes_another_way_already_is_not_called_for(at):
    by_post = desk.dossier(at, Status.DECIDED, return_method=ReturnMethod.POST)

    with pytest.raises(RuleViolation, match="cách nhận đã đổi"):
        log(at, by_post, ContactOutcome.AGREED_POST, consent=CONSENT)


def test_an_agreement_on_a_page_that_is_old_is_refused_whole(at, waiting):
    with pytest.raises(SomeoneActedFirst):
        log(at, waiting, ContactOutcome.AGREED_POST, consent=CONSENT, seen=0)

    assert not ContactAttempt.objects.exists()


def test_an_order_about_other_procedures_is_not_noted(at, waiting):
    orders.order_in_force(at.agency, closes_return=False)

    assert log(at, waiting, ContactOutcome.WILL_WAIT).order is None


def test_the_database_wants_a_next_attempt_for_who_was_not_reached(at, waiting):
    row = {"dossier": waiting, "way": "phone", "outcome": "unreachable", "officer": at.officer, "happened_at": NINE}

    with pytest.raises(IntegrityError, match="contact_attempt_unreachable_tried_again"), transaction.atomic():
        ContactAttempt.objects.create(**row)


def test_the_applicant_chooses_the_post_with_the_same_words(at, waiting):
    asked = actions.choose_post(dossier_id=waiting.pk, actor=at.citizen, seen=1, consent=CONSENT, at=NINE)

    waiting.refresh_from_db()
    assert (asked.recorded_by, asked.attempt, asked.consent_wording) == (None, None, CONSENT_WORDING)
    assert waiting.return_method == ReturnMethod.POST
    assert waiting.events.get(seq=2).capacity == "applicant"


def test_nobody_else_chooses_for_the_applicant(at, waiting):
    with pytest.raises(RuleViolation, match="Chỉ người nộp"):
        actions.choose_post(dossier_id=waiting.pk, actor=at.officer, seen=1, consent=CONSENT, at=NINE)


def test_the_post_is_chosen_once_and_only_for_a_result(at, waiting):
    actions.choose_post(dossier_id=waiting.pk, actor=at.citizen, seen=1, consent=CONSENT, at=NINE)

    for dossier in (waiting, desk.dossier(at, Status.RECEIVED)):
        with pytest.raises(RuleViolation, match="không có kết quả chờ nhận"):
            actions.choose_post(dossier_id=dossier.pk, actor=at.citizen, seen=None, consent=CONSENT, at=NINE)


def test_taking_the_post_back_keeps_the_consent_and_says_why(at, waiting):
    log(at, waiting, ContactOutcome.AGREED_POST, consent=CONSENT)

    done = actions.cancel_postal_return(
        dossier_id=waiting.pk, actor=at.officer, seen=2, reason="Đổi ý, đến nhận", at=TOMORROW
    )

    asked = PostalReturn.objects.get(dossier=waiting)
    assert (asked.state, asked.cancelled_at, asked.cancelled_reason) == (
        PostalState.CANCELLED, TOMORROW, "Đổi ý, đến nhận",
    )  # fmt: skip
    assert (done.return_method, done.event_seq) == (ReturnMethod.IN_PERSON, 3)
    assert done.events.get(seq=3).reason == "Đổi ý, đến nhận"


@pytest.mark.parametrize(("reason", "words"), [(" ", "Nhập lý do"), ("Đổi ý", "Không có kết quả nào")])
def test_taking_back_needs_a_reason_and_something_to_take_back(at, waiting, reason, words):
    with pytest.raises(RuleViolation, match=words):
        actions.cancel_postal_return(dossier_id=waiting.pk, actor=at.officer, seen=1, reason=reason, at=NINE)


def test_after_taking_back_the_post_can_be_agreed_to_again(at, waiting):
    log(at, waiting, ContactOutcome.AGREED_POST, consent=CONSENT)
    actions.cancel_postal_return(dossier_id=waiting.pk, actor=at.citizen, seen=2, reason="Đổi ý", at=NINE)

    log(at, waiting, ContactOutcome.AGREED_POST, consent=CONSENT, seen=3)

    assert sorted(PostalReturn.objects.values_list("state", flat=True)) == ["cancelled", "requested"]


@pytest.mark.parametrize("act", ["return_result", "reopen", "change_return"])
def test_what_is_handed_over_or_taken_back_no_longer_goes_by_post(at, waiting, act):
    log(at, waiting, ContactOutcome.AGREED_POST, consent=CONSENT)
    type(waiting).objects.filter(pk=waiting.pk).update(stage="signing")
    said = {
        "return_result": {"method": ReturnMethod.IN_PERSON, "receiver_name": waiting.applicant_name},
        "reopen": {"reason": "Sai ngày sinh"},
        "change_return": {"method": ReturnMethod.ONLINE, "address": ""},
    }[act]

    getattr(actions, act)(dossier_id=waiting.pk, actor=at.officer, seen=2, at=TOMORROW, **said)

    assert PostalReturn.objects.get(dossier=waiting).state == PostalState.CANCELLED
