"""What an applicant does to a draft: the owner's own, one writer at a time, nothing lost."""

from datetime import date, timedelta

import pytest

from dossiers.actions import drafting, submit
from dossiers.enums import ReturnMethod
from dossiers.models import Draft, DraftPaper
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.files import UploadRefused
from portal.kernel.models import StoredFile
from tests.support import filing
from tests.support.files import pdf_bytes, upload
from tests.support.filing import NOON

pytestmark = pytest.mark.django_db


def give(draft, name="Giấy chứng sinh.pdf", data=None, requirement="Giấy chứng sinh", owner=None):
    return drafting.add_paper(
        draft_id=draft.pk,
        owner=owner or draft.owner,
        requirement_id=draft.revision.requirements.get(name=requirement).pk,
        upload=upload(name, pdf_bytes() if data is None else data),
        at=NOON,
    )


def save(draft, *, seen, answers=None, owner=None, is_done=True):
    return drafting.save_section(
        draft_id=draft.pk,
        owner=owner or draft.owner,
        section="noi_dung",
        answers=answers or {"purpose": "Xin xác nhận"},
        is_done=is_done,
        seen=seen,
        at=NOON + timedelta(days=1),
    )


def test_a_draft_waits_a_hundred_days_from_its_last_saving(revision, nhung):
    draft = drafting.start_draft(owner=nhung, revision=revision, at=NOON)
    assert (draft.agency, draft.expires_on) == (None, date(2026, 10, 30))

    saved = save(draft, seen=0)

    assert (saved.expires_on, saved.version) == (date(2026, 10, 31), 1)


def test_the_only_competent_agency_is_chosen_at_once(communes, nhung):
    revision = filing.procedure(responsible=communes[0], responsible_template="")

    assert drafting.start_draft(owner=nhung, revision=revision, at=NOON).agency == communes[0]


def test_a_section_that_failed_is_kept_and_not_done(draft):
    save(draft, seen=0)

    failed = save(draft, seen=1, answers={"purpose": "  "}, is_done=False)

    assert (failed.answers, failed.sections_done) == ({"noi_dung": {"purpose": "  "}}, [])


def test_the_second_of_two_tabs_is_told(draft):
    save(draft, seen=0)

    with pytest.raises(SomeoneActedFirst) as conflict:
        save(draft, seen=0, answers={"purpose": "Khác"})

    assert (conflict.value.seen, conflict.value.now) == (0, 1)
    assert Draft.objects.get().answers == {"noi_dung": {"purpose": "Xin xác nhận"}}


def test_what_is_being_typed_does_not_make_its_own_tab_stale(draft):
    drafting.keep_typed(
        draft_id=draft.pk, owner=draft.owner, section="noi_dung", answers={"purpose": "Xin"}, seen=0, at=NOON
    )

    assert save(draft, seen=0).answers == {"noi_dung": {"purpose": "Xin xác nhận"}}


def test_a_strangers_draft_does_not_exist(draft, stranger):
    with pytest.raises(Draft.DoesNotExist):
        save(draft, seen=0, owner=stranger)
    with pytest.raises(Draft.DoesNotExist):
        drafting.discard_draft(draft_id=draft.pk, owner=stranger)
    with pytest.raises(RuleViolation):
        give(draft, owner=stranger)


def test_only_a_competent_agency_can_be_chosen(draft, communes):
    chosen = drafting.choose_agency(draft_id=draft.pk, owner=draft.owner, agency_id=communes[1].pk, at=NOON)
    with pytest.raises(RuleViolation, match="có thẩm quyền"):
        drafting.choose_agency(draft_id=draft.pk, owner=draft.owner, agency_id=communes[0].parent_id, at=NOON)

    assert chosen.agency_id == Draft.objects.get().agency_id == communes[1].pk


def test_files_keep_the_order_in_which_they_were_given(draft):
    for pages in (1, 2, 3):
        give(draft, data=pdf_bytes(pages=pages))

    assert list(DraftPaper.objects.order_by("position").values_list("position", "file__pages")) == [
        (0, 1),
        (1, 2),
        (2, 3),
    ]


def test_the_same_file_given_twice_for_a_paper_is_kept_once(draft):
    data = pdf_bytes()

    assert give(draft, data=data) == give(draft, "khác.pdf", data=data)
    assert StoredFile.objects.count() == 1


def test_a_paper_of_another_procedure_is_not_taken(draft):
    other = filing.procedure(key="khac")

    with pytest.raises(RuleViolation, match="không cần giấy tờ đó"):
        drafting.add_paper(
            draft_id=draft.pk,
            owner=draft.owner,
            requirement_id=other.requirements.get(name="Giấy chứng sinh").pk,
            upload=upload("a.pdf", pdf_bytes()),
            at=NOON,
        )


def test_a_refused_file_leaves_nothing(draft):
    with pytest.raises(UploadRefused):
        give(draft, data=b"")

    assert not DraftPaper.objects.exists()


def test_a_paper_takes_twenty_files_at_most(draft, monkeypatch):
    monkeypatch.setattr(drafting, "MAX_FILES_PER_PAPER", 1)
    give(draft)

    with pytest.raises(RuleViolation, match="tối đa 1 tệp"):
        give(draft, data=pdf_bytes(pages=2))
    assert StoredFile.objects.count() == 1


def test_a_removed_file_leaves_no_row_and_can_be_removed_again(draft):
    paper = give(draft)

    for _press in range(2):
        drafting.remove_paper(draft_id=draft.pk, owner=draft.owner, paper_id=paper.pk, at=NOON)

    assert not StoredFile.objects.exists()


def test_post_needs_an_address_and_other_ways_keep_none(draft):
    with pytest.raises(RuleViolation, match="Nhập địa chỉ"):
        drafting.choose_return(draft_id=draft.pk, owner=draft.owner, method=ReturnMethod.POST, address="", at=NOON)

    chosen = drafting.choose_return(
        draft_id=draft.pk, owner=draft.owner, method=ReturnMethod.ONLINE, address="Tổ 5", at=NOON
    )

    assert (chosen.return_method, chosen.return_address) == ("truc_tuyen", "")


def test_a_discarded_draft_takes_its_files_along(draft):
    give(draft)

    drafting.discard_draft(draft_id=draft.pk, owner=draft.owner)

    assert not Draft.objects.exists()
    assert not StoredFile.objects.exists()


def test_drafts_whose_time_is_over_are_deleted_and_submitted_ones_stay(draft, revision, nhung, communes):
    give(draft)
    submitted = filing.ready_draft(revision, nhung, communes[0])
    submit(draft_id=submitted.pk, actor=nhung, at=NOON)

    kept = drafting.delete_expired(on=draft.expires_on)
    deleted = drafting.delete_expired(on=draft.expires_on + timedelta(days=1))

    assert (kept, deleted) == (0, 1)
    assert list(Draft.objects.all()) == [submitted]


def test_a_submitted_draft_is_written_no_more(ready):
    submit(draft_id=ready.pk, actor=ready.owner, at=NOON)

    with pytest.raises(RuleViolation, match="đã nộp"):
        save(ready, seen=ready.version)
