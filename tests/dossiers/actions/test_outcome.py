"""Decided, apologised, returned, reopened, stopped, withdrawn."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from documents.models import RegisterEntry
from dossiers.enums import Outcome, Proposal, ReturnMethod, Stage, Status
from dossiers.models import Apology, Result, ResultReturn
from dossiers.rulesets import ND118, OWN_RULE
from portal.kernel.errors import RuleViolation
from portal.kernel.files import store_bytes
from tests.support import accounts
from tests.support.dossier_stories import NINE, Story, story
from tests.support.files import pdf_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("papers_dir")]


def test_a_granted_result_is_a_document_with_the_next_number():
    told = story("decided")

    document = Result.objects.get(dossier=told.dossier).document
    assert (told.dossier.outcome, told.dossier.decided_at) == (Outcome.GRANTED, told.at)
    assert (document.entry.number, document.signer, document.issued_at) == (1, told.office.leader, told.at)
    assert document.recipients == [told.dossier.applicant_name]
    assert told.dossier.events.get(act="grant").payload["document"] == document.number_sign


def test_the_file_that_was_proposed_becomes_the_result():
    told = story("examining")
    file = store_bytes(pdf_bytes(), name="kết quả.pdf", media_type="application/pdf", by=None, at=NINE)

    told.do("propose", result_file_id=file.pk)
    told.walk("endorse", "grant")

    assert Result.objects.get(dossier=told.dossier).document.file == file


def test_a_refusal_bears_its_reason_and_its_own_number():
    told = story("signing a refusal").walk("refuse")

    assert told.dossier.outcome == Outcome.REFUSED
    assert told.dossier.events.get(act="refuse").reason == "Không đủ điều kiện"
    assert Result.objects.get(dossier=told.dossier).document.entry.number == 1


@pytest.mark.parametrize(("situation", "act"), [("signing", "refuse"), ("signing a refusal", "grant")])
def test_what_is_decided_is_what_was_proposed(situation, act):
    told = story(situation)

    with pytest.raises(RuleViolation, match="Đề xuất khác") as refused:
        told.do(act)

    assert refused.value.source == OWN_RULE
    assert not RegisterEntry.objects.exists()


def test_a_decision_after_the_first_promise_is_marked_late():
    told = story("signing")

    told.do("grant", after=timedelta(days=40))

    assert told.dossier.events.get(act="grant").payload["was_late"] is True


def test_numbers_have_no_gap_after_a_decision_was_rolled_back():
    first = story("signing")
    second = Story(first.office).submit().walk("accept", "forward", "take_up", "propose", "endorse")

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        first.do("grant")
        raise ZeroDivisionError
    second.do("grant")
    first.dossier.refresh_from_db()
    first.do("grant")

    assert list(RegisterEntry.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_an_apology_moves_the_promise_and_keeps_what_the_law_gave():
    told = story("examining")
    law_gave = told.dossier.due_original_at

    told.do("apologise")

    apology = Apology.objects.get(dossier=told.dossier)
    assert told.dossier.due_original_at == law_gave == apology.old_due_at
    assert told.dossier.due_at == apology.new_due_at
    assert apology.new_due_at.date() == date(2026, 8, 12)
    assert apology.document.entry.number == 1
    assert told.is_sound()


def test_only_one_apology_is_lawful():
    told = story("examining").walk("apologise")

    with pytest.raises(RuleViolation, match="Chỉ được hẹn lại một lần") as refused:
        told.do("apologise", new_due_on=date(2026, 8, 20))

    assert refused.value.source == ND118.source("R12")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 8, 15), "ngày nghỉ"),
        (date(2026, 8, 5), "phải sau ngày đã hẹn"),
        (date(2026, 7, 22), "phải sau ngày đã hẹn"),
    ],
)
def test_a_new_promise_is_a_working_day_after_the_old_one(day, words):
    told = story("examining")

    with pytest.raises(RuleViolation, match=words):
        told.do("apologise", new_due_on=day)

    assert not Apology.objects.exists()


def test_a_dossier_without_a_promised_day_cannot_be_apologised_for():
    told = story("examining", limit_unit="seasonal")

    told.office.revision.offers.update(limit_unit="seasonal", limit_value=None)
    again = Story(told.office).submit().walk("accept", "forward", "take_up")

    assert again.dossier.due_at is None
    with pytest.raises(RuleViolation, match="không có ngày hẹn trả"):
        again.do("apologise")


def test_the_applicant_takes_a_result_online_by_themselves():
    told = story("decided")

    told.do("return_result", actor=told.office.applicant, method=ReturnMethod.ONLINE)

    taken = ResultReturn.objects.get(dossier=told.dossier)
    assert (taken.method, taken.returned_by, taken.returned_at) == (ReturnMethod.ONLINE, None, told.at)
    assert (told.dossier.status, told.dossier.returned_at) == (Status.RETURNED, told.at)


def test_the_applicant_cannot_say_that_it_was_handed_over_at_the_desk():
    told = story("decided")

    with pytest.raises(RuleViolation, match="chỉ áp dụng cho bản điện tử"):
        told.do("return_result", actor=told.office.applicant)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"receiver_name": "  "}, "Nhập họ và tên người nhận"),
        ({"receiver_name": "Lê Văn Khác"}, "ghi giấy ủy quyền"),
        ({"receiver_name": "Lê Văn Khác", "authorisation": " "}, "ghi giấy ủy quyền"),
    ],
)
def test_who_takes_a_result_is_named_and_entitled(said, words):
    with pytest.raises(RuleViolation, match=words) as refused:
        story("decided").do("return_result", **said)

    assert refused.value.source == ND118.source("R17")


def test_somebody_with_a_written_authority_takes_it():
    told = story("decided")

    told.do(
        "return_result",
        receiver_name="Lê Văn Khác",
        receiver_national_id="044088001207",
        authorisation="Giấy ủy quyền số 3",
    )

    taken = ResultReturn.objects.get(dossier=told.dossier)
    assert (taken.receiver_name, taken.authorisation) == ("Lê Văn Khác", "Giấy ủy quyền số 3")
    assert (taken.receiver_national_id, taken.returned_by) == ("044088001207", told.office.officer)


def test_a_name_is_the_applicants_however_it_is_typed():
    told = story("decided")

    told.do("return_result", receiver_name=told.dossier.applicant_name.upper())

    assert told.dossier.status == Status.RETURNED


def test_a_wrong_result_is_taken_back_and_its_number_is_kept():
    told = story("decided").walk("reopen")

    assert (told.dossier.status, told.dossier.stage) == (Status.PROCESSING, Stage.EXAMINING)
    assert (told.dossier.outcome, told.dossier.decided_at) == (Outcome.NONE, None)
    assert told.dossier.proposal == Proposal.NONE
    told.walk("propose", "endorse", "grant")
    results = Result.objects.filter(dossier=told.dossier).order_by("pk")
    assert [result.document.entry.number for result in results] == [1, 2]
    assert [result.superseded_at is None for result in results] == [False, True]
    assert told.is_sound()


def test_a_withdrawal_is_asked_once_and_confirmed_by_the_desk():
    told = story("duty").walk("request_withdrawal")

    with pytest.raises(RuleViolation, match="đã gửi yêu cầu rút"):
        told.do("request_withdrawal")
    told.do("confirm_withdrawal")

    assert (told.dossier.status, told.dossier.closed_at) == (Status.WITHDRAWN, told.at)
    assert not told.dossier.pauses.filter(to_at=None).exists()


def test_the_desk_withdraws_nothing_that_nobody_asked_for():
    told = story("examining")

    with pytest.raises(RuleViolation, match="chưa yêu cầu rút"):
        told.do("confirm_withdrawal", reason=" ")

    assert told.dossier.status == Status.PROCESSING


def test_a_request_made_in_the_portal_is_confirmed_without_a_word():
    told = story("examining").walk("request_withdrawal")

    told.do("confirm_withdrawal", reason="")

    assert told.dossier.status == Status.WITHDRAWN


def test_a_withdrawal_ends_the_pause_of_a_duty_and_the_promise_still_follows_from_the_facts():
    told = story("duty", pauses_for_financial_duty=True).walk("request_withdrawal", "confirm_withdrawal")

    assert not told.dossier.pauses.filter(to_at=None).exists()
    assert told.is_sound()


def test_a_stopped_dossier_says_why():
    told = story("examining").walk("stop")

    assert (told.dossier.status, told.dossier.closed_at) == (Status.STOPPED, told.at)
    assert told.dossier.events.get(act="stop").legal_basis == OWN_RULE


def test_a_deputy_signs_under_a_dated_delegation_which_the_event_names():
    told = story("signing")
    membership = told.office.leader.memberships.get()
    lent = accounts.lent(membership, told.office.head, starts_on=NINE.date(), ends_on=NINE.date())

    told.do("grant", actor=told.office.head)

    event = told.dossier.events.get(act="grant")
    assert (event.actor, event.delegation, event.capacity) == (told.office.head, lent, "signatory")


def test_a_delegation_that_is_over_gives_nothing():
    told = story("signing")
    membership = told.office.leader.memberships.get()
    accounts.lent(membership, told.office.head, starts_on=NINE.date(), ends_on=NINE.date())

    with pytest.raises(RuleViolation, match="không phải là người được giao"):
        told.do("grant", actor=told.office.head, after=timedelta(days=1))
