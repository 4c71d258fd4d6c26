"""Inside the agency: judged, given to a specialist, proposed, endorsed, paid for."""

from datetime import timedelta

import pytest

from dossiers import actions
from dossiers.enums import Proposal, Stage, Verdict
from dossiers.models import ClockPause, DossierNote
from dossiers.rulesets import OWN_RULE
from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation
from tests.support import accounts
from tests.support.dossier_stories import NINE, story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("papers_dir")]


def test_what_was_found_of_a_paper_is_kept_with_its_reason():
    told = story("registered")

    told.judge(Verdict.WRONG, " Bản chụp mờ ")

    paper = told.dossier.papers.get()
    assert (paper.verdict, paper.verdict_note) == (Verdict.WRONG, "Bản chụp mờ")


def test_a_wrong_paper_needs_a_reason():
    with pytest.raises(RuleViolation, match="Chọn lý do cho giấy tờ chưa đạt: Giấy chứng sinh"):
        story("registered").judge(Verdict.WRONG, " ")


def test_the_case_officer_judges_too():
    told = story("examining")
    paper = told.dossier.papers.get()

    actions.judge_papers(
        dossier_id=told.dossier.pk, actor=told.office.specialist, verdicts={paper.pk: (Verdict.GOOD, "")}, at=NINE
    )

    paper.refresh_from_db()
    assert paper.verdict == Verdict.GOOD


@pytest.mark.parametrize("who", ["outsider", "head", "applicant"])
def test_nobody_else_judges_papers(who):
    told = story("registered")

    with pytest.raises(RuleViolation, match="không phải là người kiểm tra"):
        actions.judge_papers(dossier_id=told.dossier.pk, actor=getattr(told.office, who), verdicts={}, at=NINE)


def test_papers_of_a_dossier_that_ended_are_not_judged_any_more():
    told = story("decided").walk("return_result")

    with pytest.raises(RuleViolation, match="không phải là người kiểm tra"):
        told.judge()


def test_a_dossier_is_given_to_a_specialist_and_may_be_given_to_another():
    told = story("assigning").walk("assign")
    colleague = accounts.staff(Role.SPECIALIST, told.office.agency, full_name="Bùi Thị Trinh")

    told.do("assign", officer_id=colleague.pk, actor=told.office.leader)

    assert (told.dossier.case_officer, told.dossier.stage) == (colleague, Stage.EXAMINING)
    assert told.dossier.events.get(seq=told.dossier.event_seq).payload == {"case_officer": "Bùi Thị Trinh"}


@pytest.mark.parametrize("who", ["head", "outsider", "officer"])
def test_a_dossier_is_given_to_specialists_of_the_agency_only(who):
    told = story("assigning")

    with pytest.raises(RuleViolation, match="Chọn chuyên viên") as refused:
        told.do("assign", officer_id=getattr(told.office, who).pk)

    assert refused.value.source == OWN_RULE


def test_who_takes_a_dossier_up_examines_it():
    told = story("examining")

    assert told.dossier.case_officer == told.office.specialist


def test_another_specialist_proposes_nothing():
    told = story("examining")
    colleague = accounts.staff(Role.SPECIALIST, told.office.agency)

    with pytest.raises(RuleViolation, match="không phải là người được giao"):
        told.do("propose", actor=colleague)


@pytest.mark.parametrize("proposal", [Proposal.NONE, Proposal.REFUSE, Proposal.SUPPLEMENT])
def test_only_a_grant_is_proposed_without_words(proposal):
    with pytest.raises(RuleViolation, match="Nhập lý do đề xuất"):
        story("examining").do("propose", proposal=proposal, text=" ")


@pytest.mark.parametrize("workflow", ["trong_ngay", "xa_chuan"])
def test_where_there_is_no_head_a_proposal_goes_to_the_signatory(workflow):
    told = story("examining", workflow=workflow).walk("propose")

    assert told.dossier.stage == Stage.SIGNING


@pytest.mark.parametrize("situation", ["reviewing", "signing"])
def test_what_is_sent_back_waits_for_a_new_proposal(situation):
    told = story(situation).walk("send_back")

    event = told.dossier.events.get(seq=told.dossier.event_seq)
    assert (told.dossier.stage, told.dossier.proposal) == (Stage.EXAMINING, Proposal.NONE)
    assert (event.reason, event.payload) == ("Thiếu căn cứ", {"proposal": "grant"})


def test_a_duty_stops_the_clock_where_the_procedure_says_so():
    told = story("duty", pauses_for_financial_duty=True)

    assert (told.dossier.due_at, told.dossier.fee_vnd) == (None, 1_250_000)
    told.do("confirm_payment", after=timedelta(days=6))
    pause = ClockPause.objects.get(dossier=told.dossier)
    assert pause.to_at == told.at
    assert told.dossier.due_at.date().isoformat() == "2026-08-11"
    assert told.is_sound()


def test_elsewhere_the_clock_runs_on_during_a_duty():
    told = story("duty")
    due_at = told.dossier.due_at

    told.do("confirm_payment", after=timedelta(days=6))

    assert told.dossier.due_at == due_at
    assert not ClockPause.objects.exists()


def test_a_note_stays_inside():
    told = story("examining")

    note = actions.write_note(dossier_id=told.dossier.pk, actor=told.office.specialist, text=" Gọi lại. ", at=NINE)

    assert DossierNote.objects.get() == note
    assert note.text == "Gọi lại."
