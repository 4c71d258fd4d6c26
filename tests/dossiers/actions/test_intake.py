"""From the applicant's hand to the agency: submitted once, received with the next code of the day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from dossiers import actions
from dossiers.actions import ApplicantFacts, DraftIncomplete, problems_of
from dossiers.enums import ReturnMethod, Status
from dossiers.models import Dossier, DossierEvent, Draft, PaperFile
from dossiers.rulesets import ND61, ND118, OWN_RULE
from notifications.models import Message
from portal.accounts.models import Citizen
from portal.kernel.errors import RuleViolation
from portal.kernel.models import Counter
from portal.kernel.sealed import fingerprint
from procedures.enums import Channel
from procedures.models import ProcedureRevision
from tests.support import filing
from tests.support.dossier_stories import MINUTES, NINE, Story, office, story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("papers_dir")]
FACTS = ApplicantFacts(name="  trần   Văn Dũng ", phone="+84900000070", national_id="044088001207")


def receive(house, **said):
    usual = {
        "revision": ProcedureRevision.objects.get(pk=house.revision.pk),
        "agency": house.agency,
        "actor": house.officer,
        "facts": FACTS,
        "papers": {house.revision.requirements.get(position=1).pk: (1, 2)},
        "return_method": ReturnMethod.IN_PERSON,
        "at": NINE,
    }
    return actions.receive_direct(**{**usual, **said})


def test_submitting_twice_gives_the_first_dossier():
    told = story("registered")

    again = actions.submit(draft_id=told.dossier.draft_id, actor=told.office.applicant, at=NINE + MINUTES)

    assert again == told.dossier
    assert (Dossier.objects.count(), DossierEvent.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_a_submitted_dossier_keeps_answers_papers_and_who_asks():
    told = story("registered")

    dossier = told.dossier
    assert (dossier.status, dossier.code, dossier.rule_set) == (Status.REGISTERED, None, ND118.key)
    assert dossier.reference == "TN-260722-0001"
    assert (dossier.applicant_name, dossier.submitter_name) == ("Nguyễn Thị Hồng Nhung", "Nguyễn Thị Hồng Nhung")
    assert dossier.answers == filing.ANSWERS
    assert PaperFile.objects.filter(paper__dossier=dossier).count() == 1
    assert dossier.answer_due_at == datetime(2026, 7, 23, 2, 0, tzinfo=UTC)
    assert Draft.objects.get(pk=dossier.draft_id).submitted_at == NINE


def test_a_draft_of_somebody_else_cannot_be_submitted():
    at = office()
    draft = filing.ready_draft(at.revision, at.applicant, at.agency)

    with pytest.raises(Draft.DoesNotExist):
        actions.submit(draft_id=draft.pk, actor=at.outsider, at=NINE)


def test_an_incomplete_draft_says_all_that_is_missing_by_part():
    at = office()
    draft = filing.draft(at.revision, at.applicant)

    with pytest.raises(DraftIncomplete) as refused:
        actions.submit(draft_id=draft.pk, actor=at.applicant, at=NINE)

    assert [part for part, _words in refused.value.problems] == ["agency", "form", "papers", "return"]
    assert not Dossier.objects.exists()


def test_a_result_by_post_needs_an_address():
    at = office()
    draft = filing.ready_draft(at.revision, at.applicant, at.agency)
    draft.return_method = ReturnMethod.POST

    assert [part for part, _words in problems_of(draft, at=NINE)] == ["return"]


@pytest.mark.parametrize("change", [{"state": "retired"}, {"procedure__is_published": False}])
def test_a_procedure_that_changed_meanwhile_is_not_submitted(change):
    at = office()
    draft = filing.ready_draft(at.revision, at.applicant, at.agency)
    for name, value in change.items():
        target = at.revision.procedure if name.startswith("procedure__") else at.revision
        setattr(target, name.removeprefix("procedure__"), value)
        target.save()

    with pytest.raises(RuleViolation, match="vừa thay đổi"):
        actions.submit(draft_id=draft.pk, actor=at.applicant, at=NINE)


def test_what_the_account_knows_fills_what_the_form_does_not_say():
    at = office()
    Citizen.objects.create(user=at.applicant, national_id="044194002311")
    at.revision.form = {
        "sections": [{"key": "phan", "title": "Phần", "fields": [
            {"key": "noi_o", "label": "Nơi ở", "type": "address", "prefill": "citizen.address"}]}]
    }  # fmt: skip
    at.revision.save(update_fields=["form"])
    home = {"commune": "XA_1", "commune_name": "phường Hải Thành", "line": "Tổ 5"}
    draft = filing.draft(at.revision, at.applicant, agency=at.agency, answers={"phan": {"noi_o": home}})

    facts = actions.intake.facts_from_answers(draft, at.applicant)

    assert (facts.name, facts.national_id) == (at.applicant.full_name, "044194002311")
    assert facts.address == "Tổ 5, phường Hải Thành"


def test_an_accepted_dossier_gets_code_and_promise_at_once():
    told = story("received")

    assert told.dossier.code == f"{told.office.agency.code}-260722-0001"
    assert told.dossier.received_at == told.dossier.clock_started_at == told.at
    assert told.dossier.due_at == told.dossier.due_original_at == datetime(2026, 8, 5, 10, 0, tzinfo=UTC)
    assert told.dossier.answer_due_at is None
    assert told.dossier.events.get(act="accept").payload["answered_late"] is False


def test_a_desk_that_answers_late_is_on_record():
    told = story("registered")

    told.do("accept", after=timedelta(days=2))

    assert told.dossier.events.get(act="accept").payload["answered_late"] is True


def test_codes_of_a_day_have_no_gap_after_a_rollback():
    told = story("registered")
    other = Story(told.office).submit()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        told.do("accept")
        raise ZeroDivisionError
    other.do("accept")

    assert other.dossier.code.endswith("-260722-0001")
    assert Counter.objects.get(scope__startswith="dossier:").value == 1


def test_a_walk_in_is_received_at_once():
    at = office()

    dossier = receive(at)

    assert (dossier.status, dossier.code) == (Status.RECEIVED, f"{at.agency.code}-260722-0001")
    assert (dossier.applicant_name, dossier.applicant_folded) == ("trần Văn Dũng", "tran van dung")
    assert dossier.applicant_national_id_print == fingerprint("044088001207")
    assert (dossier.typed_by, dossier.applicant, dossier.fee_vnd) == (at.officer, None, 8000)
    paper = dossier.papers.get()
    assert (paper.originals, paper.copies) == (1, 2)
    assert dossier.events.get().act == "receive_direct"
    assert not Message.objects.exists()


def test_a_walk_in_with_an_address_is_written_to():
    receive(office(), facts=ApplicantFacts(name="Trần Văn Dũng", email="dung@vi-du.example"))

    message = Message.objects.get()
    assert (message.recipient, message.email) == (None, "dung@vi-du.example")
    assert message.link.startswith("/h/")


def test_somebody_who_does_not_sit_at_the_desk_receives_nothing():
    at = office()

    with pytest.raises(RuleViolation, match="không phải là người được giao") as refused:
        receive(at, actor=at.specialist)

    assert refused.value.source == ND118.source("R4")
    assert not Dossier.objects.exists()


def test_a_channel_that_is_not_offered_is_refused():
    with pytest.raises(RuleViolation, match="không nhận hồ sơ theo cách"):
        receive(office(), channel=Channel.POST)


def test_an_agency_without_a_desk_receives_nothing():
    at = office()
    at.agency.served_by = None

    with pytest.raises(RuleViolation, match="chưa có bộ phận Một cửa") as refused:
        receive(at)

    assert refused.value.source == OWN_RULE


def test_the_law_of_the_day_holds():
    dossier = receive(office(), at=datetime(2021, 7, 22, 2, 10, tzinfo=UTC))

    assert dossier.rule_set == ND61.key
    assert dossier.events.get().legal_basis == ND61.source("R4")


def test_no_fee_of_the_offer_means_the_fee_of_the_revision():
    at = office(fee_vnd=None)
    at.revision.offers.update(fee_vnd=None)

    assert receive(at).fee_vnd == 0
