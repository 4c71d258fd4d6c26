"""How far a draft has come."""

from datetime import date

import pytest

from dossiers.queries.drafts import draft_of, papers_missing, progress
from tests.support import filing

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 22)


def states(draft):
    made = progress(draft_of(draft.owner, draft.token), today=TODAY)
    return {step.key: str(step.state) for step in made.steps}


def test_a_new_draft_has_everything_to_do_and_the_check_closed(draft):
    assert states(draft) == {
        "noi-nop": "to_do",
        "nguoi_yeu_cau": "to_do",
        "noi_dung": "to_do",
        "giay-to": "to_do",
        "nhan-ket-qua": "to_do",
        "kiem-tra": "closed",
    }


def test_a_ready_draft_opens_the_check(ready):
    assert set(states(ready).values()) == {"done", "to_do"}
    assert states(ready)["kiem-tra"] == "to_do"


def test_a_wrong_answer_is_to_be_repaired_and_a_missing_one_is_only_begun(revision, nhung):
    wrong = filing.draft(revision, nhung, answers={"nguoi_yeu_cau": {"national_id": "123"}})
    begun = filing.draft(revision, nhung, answers={"nguoi_yeu_cau": {"full_name": "An"}})

    assert states(wrong)["nguoi_yeu_cau"] == "to_repair"
    assert states(begun)["nguoi_yeu_cau"] == "begun"


def test_a_required_paper_without_bytes_is_missing(ready, papers_dir):
    assert papers_missing(draft_of(ready.owner, ready.token)) == ()

    for path in papers_dir.rglob("*"):
        if path.is_file():
            path.unlink()

    missing = papers_missing(draft_of(ready.owner, ready.token))
    assert [requirement.name for requirement in missing] == ["Giấy chứng sinh"]
