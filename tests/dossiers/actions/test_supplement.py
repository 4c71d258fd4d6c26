"""What is missing is asked for once, and the applicant's time is never the agency's delay."""

from datetime import timedelta

import pytest

from dossiers import actions
from dossiers.enums import Proposal, Stage, Status, Verdict
from dossiers.models import ClockPause, DossierPaper, PaperFile, Supplement
from dossiers.rulesets import ND118
from portal.kernel.errors import RuleViolation
from portal.kernel.files import store_bytes
from procedures.enums import SupplementPolicy
from tests.support.dossier_stories import NINE, Story, story
from tests.support.files import image_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("papers_dir")]


def test_a_correction_is_refused_while_a_paper_was_not_looked_at():
    told = story("registered")

    with pytest.raises(RuleViolation, match="Xem đủ các giấy tờ") as refused:
        told.do("ask_correction")

    assert refused.value.source == ND118.source("R3")


@pytest.mark.parametrize("reason", ["", "   "])
def test_each_thing_that_is_missing_needs_a_reason_of_its_own(reason):
    told = story("registered")
    told.judge()

    with pytest.raises(RuleViolation, match="phải có lý do"):
        told.do("ask_correction", items=[actions.Missing("Tờ khai", "Sai tên"), actions.Missing("Ảnh", reason)])


def test_a_correction_tells_what_and_until_when():
    told = story("correcting")

    asked = Supplement.objects.get(dossier=told.dossier)
    assert (asked.is_before_intake, asked.number, asked.closed_at) == (True, 1, None)
    assert asked.items[0]["reason"] == "Bản chụp mờ"
    assert asked.answer_until.isoformat() == "2026-08-06"
    assert told.dossier.answer_due_at is None
    assert told.dossier.code is None


def test_the_desk_has_eight_working_hours_again_after_a_correction():
    told = story("correcting")

    told.do("resubmit", after=timedelta(days=1))

    assert told.dossier.status == Status.REGISTERED
    assert told.dossier.answer_due_at > told.at
    assert Supplement.objects.get(dossier=told.dossier).closed_at == told.at


def test_a_second_request_is_refused_whoever_asked_first():
    told = story("correcting").walk("resubmit", "accept", "forward", "take_up")

    with pytest.raises(RuleViolation, match="Chỉ được yêu cầu bổ sung một lần") as refused:
        told.do("propose_supplement")

    assert refused.value.source == ND118.source("R3")
    assert Supplement.objects.filter(dossier=told.dossier).count() == 1


def test_a_second_correction_is_refused_too():
    told = story("correcting").walk("resubmit")
    told.judge()

    with pytest.raises(RuleViolation, match="Chỉ được yêu cầu bổ sung một lần"):
        told.do("ask_correction")


def test_a_supplement_is_asked_only_if_it_was_proposed():
    told = story("signing")

    with pytest.raises(RuleViolation, match="chưa đề xuất"):
        told.do("ask_supplement")


def test_a_head_does_not_endorse_a_supplement_but_asks_for_it():
    with pytest.raises(RuleViolation, match="gửi yêu cầu hoặc trả lại"):
        story("reviewing a supplement").do("endorse")


def test_while_a_supplement_is_awaited_nothing_is_due():
    told = story("supplement")

    assert (told.dossier.due_at, told.dossier.due_original_at) == (None, None)
    assert told.dossier.proposal == Proposal.NONE


def asked_after_two_days(**revision):
    told = story("reviewing a supplement", **revision)
    told.do("ask_supplement", after=timedelta(days=2))
    return told.walk("answer_supplement")


def test_the_time_limit_counts_anew_after_a_supplement():
    told = asked_after_two_days()
    before = told.dossier.received_at

    told.do("confirm_supplement", after=timedelta(days=5))

    assert (told.dossier.status, told.dossier.stage) == (Status.PROCESSING, Stage.EXAMINING)
    assert told.dossier.clock_started_at == told.at
    assert told.dossier.received_at == before
    assert told.dossier.due_at.date().isoformat() == "2026-08-12"
    assert not ClockPause.objects.filter(dossier=told.dossier).exists()
    assert told.is_sound()


def test_the_time_limit_goes_on_where_the_procedure_says_so():
    told = asked_after_two_days(supplement_policy=SupplementPolicy.RESUME)
    asked_at = Supplement.objects.get(dossier=told.dossier).asked_at

    told.do("confirm_supplement", after=timedelta(days=5))

    pause = ClockPause.objects.get(dossier=told.dossier)
    assert (pause.from_at, pause.to_at) == (asked_at, told.at)
    assert told.dossier.clock_started_at == told.dossier.received_at
    assert told.dossier.due_at.date().isoformat() == "2026-08-11"
    assert told.is_sound()


def test_nothing_is_confirmed_before_an_answer():
    with pytest.raises(RuleViolation, match="chưa gửi giấy tờ"):
        story("supplement").do("confirm_supplement")


@pytest.mark.parametrize(("situation", "act"), [("correcting", "resubmit"), ("supplement", "answer_supplement")])
def test_an_empty_answer_is_refused(situation, act):
    with pytest.raises(RuleViolation, match="Tải lên giấy tờ"):
        story(situation).do(act, files={1: []}, text=" ")


def test_a_second_answer_does_not_overwrite_the_first():
    told = story("supplement").walk("answer_supplement")
    first = Supplement.objects.get(dossier=told.dossier)

    with pytest.raises(RuleViolation, match="Đã nhận giấy tờ bổ sung"):
        told.do("answer_supplement", text="Câu trả lời khác")

    kept = Supplement.objects.get(dossier=told.dossier)
    assert (kept.answered_at, kept.answer_text) == (first.answered_at, first.answer_text)


def test_an_answer_adds_files_to_the_papers_and_has_them_looked_at_again():
    told = story("supplement")
    photo = store_bytes(image_bytes(), name="thẻ.jpg", media_type="image/jpeg", by=None, at=NINE)
    known = told.office.revision.requirements.get(position=1)
    new = told.office.revision.requirements.get(position=2)
    told.judge()

    told.do("answer_supplement", files={known.pk: [photo.pk], new.pk: [photo.pk]}, text="")

    papers = DossierPaper.objects.filter(dossier=told.dossier).order_by("requirement__position")
    assert [paper.verdict for paper in papers] == [Verdict.UNSEEN, Verdict.UNSEEN]
    assert [paper.files.count() for paper in papers] == [2, 1]
    assert PaperFile.objects.filter(supplement__dossier=told.dossier).count() == 2


def test_a_dossier_nobody_completed_is_closed_by_the_system_after_the_last_day():
    told = story("supplement")
    last = Supplement.objects.get(dossier=told.dossier).answer_until
    told.at = told.at.replace(day=last.day, month=last.month)

    with pytest.raises(RuleViolation, match="Chưa hết thời hạn"):
        told.do("close_unanswered", after=timedelta(0))
    told.at += timedelta(days=1)
    closed = actions.close_unanswered(dossier_id=told.dossier.pk, actor=None, seen=None, at=told.at)

    event = closed.events.get(act="close_unanswered")
    assert (closed.status, closed.closed_at) == (Status.STOPPED, told.at)
    assert (event.actor, event.capacity, event.actor_title) == (None, "system", "")
    assert Supplement.objects.get(dossier=closed).closed_at == told.at
    assert told.is_sound()


def test_a_dossier_whose_answer_came_is_not_closed():
    told = story("answered")

    with pytest.raises(RuleViolation, match="Chưa hết thời hạn"):
        told.do("close_unanswered", after=timedelta(days=40))


def test_a_supplement_ends_with_a_withdrawal_and_the_promise_stays_explained():
    told = story("supplement").walk("request_withdrawal", "confirm_withdrawal")

    assert Supplement.objects.get(dossier=told.dossier).closed_at == told.at
    assert told.is_sound()


def test_a_correction_ends_with_a_withdrawal_too():
    told = story("correcting").walk("confirm_withdrawal")

    assert (told.dossier.status, told.dossier.code) == (Status.WITHDRAWN, None)
    assert told.is_sound()


def test_a_story_without_a_supplement_has_none():
    assert not Supplement.objects.filter(dossier=Story(story("received").office).submit().dossier).exists()
