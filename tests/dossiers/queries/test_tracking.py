"""Every status and every act has words for the person who waits; steps inside an agency stay inside."""

from dossiers import law
from dossiers.enums import Stage, Status
from dossiers.queries.tracking import ACT_WORDS, REASON_SHOWN, STATUS_WORDS

INSIDE = {"assign", "take_up", "propose", "propose_to_signatory", "endorse", "send_back"}


def test_every_status_has_words():
    assert set(STATUS_WORDS) == set(Status)


def test_every_act_is_told_but_those_inside_the_agency():
    assert set(ACT_WORDS) == {rule.name for rule in law.RULES} - INSIDE


def test_every_reason_that_is_shown_belongs_to_an_act_that_is_told_and_noticed():
    assert all(law.RULE[name].reason_required for name in REASON_SHOWN)
    assert set(ACT_WORDS) > REASON_SHOWN


def test_no_word_names_an_internal_step():
    internal = {str(stage.label) for stage in Stage if stage}
    words = [str(words) for words, *_rest in [*STATUS_WORDS.values(), *ACT_WORDS.values()]]

    assert not [one for one in words if any(name in one for name in internal)]
