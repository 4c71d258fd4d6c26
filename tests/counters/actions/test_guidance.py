"""What callers were told, and who is told when counters open again."""

from datetime import timedelta

import pytest

from counters.actions import guidance
from counters.enums import GuidanceWay
from counters.models import GuidanceNote, ReopeningReminder
from notifications.channels.composing import line_of
from notifications.models import Message
from portal.kernel.errors import RuleViolation
from tests.support import desk, filing, orders
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
REOPENED = NINE + timedelta(days=14)


@pytest.fixture
def at():
    return desk.commune()


def note(commune, question="Nộp hồ sơ ở đâu?", answer="Trên cổng.", **said):
    facts = {"procedure": commune.revision.procedure, "actor": commune.officer, "at": NINE, **said}
    desk_id = commune.agency.served_by.pk
    return guidance.note_guidance(desk_id=desk_id, way=GuidanceWay.HOTLINE, question=question, answer=answer, **facts)


def wish(commune, **said):
    facts = {"procedure": None, "person": commune.citizen, "email": "", "at": NINE, **said}
    return guidance.remind_me(desk_id=commune.agency.served_by.pk, **facts)


def test_the_matter_is_kept_with_what_was_answered(at):
    made = note(at)

    assert (made.agency, made.given_by, made.given_at) == (at.agency, at.officer, NINE)
    assert (made.question, made.answer) == ("Nộp hồ sơ ở đâu?", "Trên cổng.")


@pytest.mark.parametrize(
    "personal", ["Chị Hà 0912 345 678 hỏi", "Thẻ 044194002311", "hỏi từ ha@vi-du.vn", "gọi 0912.345.678"]
)
def test_nobody_can_be_told_from_the_log(at, personal):
    for said in ({"question": personal}, {"answer": personal}):
        with pytest.raises(RuleViolation, match="thông tin cá nhân"):
            note(at, **said)

    assert not GuidanceNote.objects.exists()


def test_days_numbers_of_letters_and_amounts_are_not_personal(at):
    assert note(at, "Phí 25.000 đồng, theo 1318/UBND-KSTT ngày 22-7-2021?", "Đúng, đến 04/8/2021.").pk


@pytest.mark.parametrize(("said", "words"), [({"question": " "}, "Ghi câu hỏi"), ({"answer": ""}, "Ghi câu hỏi")])
def test_both_question_and_answer_are_written(at, said, words):
    with pytest.raises(RuleViolation, match=words):
        note(at, **said)


def test_only_officers_of_the_desk_note_guidance(at):
    with pytest.raises(RuleViolation, match="cán bộ Một cửa"):
        note(at, actor=at.leader)


def test_who_postpones_is_told_once_when_the_counter_is_open(at):
    orders.order_in_force(at.agency)
    wish(at)
    wish(at, person=None, email="ha@vi-du.vn")

    told = [guidance.tell_reopened(at=instant) for instant in (NINE, REOPENED, REOPENED)]

    assert told == [0, 2, 0]
    assert sorted(Message.objects.values_list("recipient", "email", "kind"), key=str) == sorted(
        [(at.citizen.pk, "", "reopened"), (None, "ha@vi-du.vn", "reopened")], key=str
    )
    assert ReopeningReminder.objects.filter(told_at=REOPENED).count() == 2


def test_asking_twice_asks_once_and_keeps_what_was_asked_last(at):
    orders.order_in_force(at.agency)
    wish(at)

    wish(at, procedure=at.revision.procedure)

    assert ReopeningReminder.objects.get().procedure == at.revision.procedure


def test_what_is_closed_for_one_procedure_is_told_of_that_procedure(at):
    other = filing.procedure(key="khac", papers=False).procedure
    orders.order_in_force(at.agency, procedures=[at.revision.procedure])
    wish(at, procedure=at.revision.procedure)

    with pytest.raises(RuleViolation, match="đang mở"):
        wish(at, procedure=other)

    guidance.tell_reopened(at=REOPENED)
    assert Message.objects.get().link == f"/thu-tuc/{at.revision.procedure.code}/"
    assert line_of(Message.objects.get()) == f"{at.agency.name} đã mở lại quầy"


def test_an_open_counter_needs_no_reminder(at):
    with pytest.raises(RuleViolation, match="đang mở"):
        wish(at)


def test_somebody_must_be_there_to_be_told(at):
    orders.order_in_force(at.agency)

    with pytest.raises(RuleViolation, match="Nhập thư điện tử"):
        wish(at, person=None, email=" ")


def test_who_is_still_kept_out_is_not_told_while_others_are(at):
    orders.order_in_force(at.agency, last_day=orders.LAST_DAY + timedelta(days=30))
    orders.order_in_force(at.other)
    wish(at)
    guidance.remind_me(desk_id=at.other.served_by.pk, procedure=None, person=at.citizen, email="", at=NINE)

    assert guidance.tell_reopened(at=REOPENED) == 1
    assert ReopeningReminder.objects.get(told_at=None).desk == at.agency.served_by
