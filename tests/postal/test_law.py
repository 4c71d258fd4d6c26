"""The rules of the lane, every act against every state."""

import pytest

from portal.kernel.errors import RuleViolation
from postal import law, tracking
from postal.enums import ParcelState, PostalAct


@pytest.mark.parametrize("state", ParcelState)
@pytest.mark.parametrize("act", PostalAct)
def test_an_act_is_done_in_its_states_and_refused_in_all_others(act, state):
    if state in law.RULES[act].before:
        assert law.check(act, state).act == act
    else:
        with pytest.raises(RuleViolation, match=str(ParcelState(state).label)):
            law.check(act, state)


def test_every_act_has_a_rule_and_every_rule_its_source():
    assert set(law.RULES) == set(PostalAct)
    assert all(rule.source and rule.who for rule in law.RULES.values())


def test_no_article_of_the_decision_is_cited():
    assert "Điều" not in law.POSTAL_DECISION


@pytest.mark.parametrize("act", [one for one, rule in law.RULES.items() if rule.before])
def test_an_act_never_leads_to_a_weaker_state_than_it_began_with(act):
    rule = law.RULES[act]
    if act == PostalAct.HAND_OVER:
        return
    for state in rule.before:
        assert tracking.PLACE[rule.after][0] >= tracking.PLACE[state][0]


def test_a_refused_or_cancelled_parcel_admits_nothing_more():
    assert law.permitted(ParcelState.REFUSED) == law.permitted(ParcelState.CANCELLED) == frozenset()


def test_every_limit_names_its_source_and_counts_days():
    assert all(limit.source and limit.working_days >= 1 for limit in law.LIMITS)
