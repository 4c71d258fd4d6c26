"""The table of acts, tried whole: every status, every stage, every act, every capacity."""

import inspect
from itertools import combinations, product

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from dossiers import actions, law
from dossiers.actions import examination
from dossiers.enums import Capacity, Proposal, Stage, Status
from dossiers.management import law_pages
from dossiers.rulesets import ND61, ND118, OWN_RULE, RULE_SETS
from notifications.enums import Kind
from portal.kernel.errors import RuleViolation

STATUSES = (None, *Status)


def is_lawful(rule, status, stage, capacity):
    """State the law a second time, as the decree would, without the functions under test."""
    if status is None:
        return rule.name in {"submit", "receive_direct"} and capacity in rule.by
    if rule.name in {"submit", "receive_direct"}:
        return False
    return status in rule.sources and (not rule.stages or stage in rule.stages) and capacity in rule.by


def refusal(rule, status, stage, capacity, reason="vì thế", rule_set=ND118):
    try:
        law.check(rule, status=status, stage=stage, capacities=frozenset({capacity}), reason=reason, rule_set=rule_set)
    except RuleViolation as violation:
        return violation
    return None


def test_every_act_is_refused_or_permitted_as_its_row_says_and_cites_its_article():
    tried = 0
    for rule, status, stage, capacity in product(law.RULES, STATUSES, Stage, Capacity):
        refused = refusal(rule, status, stage, capacity)
        assert (refused is None) == is_lawful(rule, status, stage, capacity), (rule.name, status, stage, capacity)
        assert refused is None or refused.source == ND118.source(rule.rule)
        tried += 1

    assert tried == 35 * 11 * 5 * 7


def test_the_buttons_are_exactly_the_acts_that_would_pass():
    for status, stage, capacity in product(Status, Stage, Capacity):
        offered = law.permitted(status=status, stage=stage, capacities=frozenset({capacity}))

        assert offered == tuple(rule for rule in law.RULES if refusal(rule, status, stage, capacity) is None)


def test_a_reason_is_demanded_exactly_where_the_row_says_so():
    for rule in law.RULES:
        status = min(rule.sources, default=None)
        stage = min(rule.stages, default=Stage.NONE)
        refused = refusal(rule, status, stage, min(rule.by), reason=" \n ")

        assert (refused is not None) == rule.reason_required, rule.name
        assert refused is None or str(refused) == "Nhập lý do."


def test_the_words_of_a_refusal_name_what_is_wrong_first():
    rule = law.RULE["grant"]

    assert "Đã trả kết quả".lower() in str(refusal(rule, Status.RETURNED, Stage.NONE, Capacity.APPLICANT))
    assert "Chuyên viên thụ lý" in str(refusal(rule, Status.PROCESSING, Stage.EXAMINING, Capacity.APPLICANT))
    assert "không phải là người được giao" in str(
        refusal(rule, Status.PROCESSING, Stage.SIGNING, Capacity.CASE_OFFICER)
    )


def test_final_is_final():
    for status, stage in product(law.FINAL, Stage):
        assert law.permitted(status=status, stage=stage, capacities=frozenset(Capacity)) == ()


def test_every_status_is_reached_and_every_status_that_is_not_final_is_left():
    reached = {rule.target for rule in law.RULES if rule.name in law.OPENING}
    while True:
        further = {rule.target for rule in law.RULES if rule.target and rule.sources & reached}
        if further <= reached:
            break
        reached |= further

    assert reached == set(Status)
    assert {status for rule in law.RULES if rule.target for status in rule.sources} == set(Status) - law.FINAL


def test_every_rule_cites_an_article_or_says_that_it_is_ours():
    for rule in law.RULES:
        if rule.rule == OWN_RULE:
            continue
        assert ND118.source(rule.rule) != OWN_RULE, rule.name
        # The closing of an unanswered dossier was each province's own in 2021.
        assert ND61.source(rule.rule) != OWN_RULE or rule.rule == "R10", rule.name


def test_every_act_has_an_action_of_its_name_that_is_told_who_and_when():
    # Which proposal it is follows from the workflow; the person does one thing.
    names = {rule.name for rule in law.RULES} - {"propose_to_signatory"}

    for name in names:
        parameters = inspect.signature(getattr(actions, name)).parameters
        assert {"actor", "at"} <= set(parameters), name
        assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in parameters.values()), name
    assert "propose_to_signatory" in inspect.getsource(examination.propose)


def test_every_notice_is_a_kind_of_message():
    notices = {rule.notice for rule in law.RULES if rule.notice}
    about_other_things = ("appointment_", "exemption_", "place_", "safety_", "reopened", "press", "parcel_", "urgent_",
                          "digest")  # fmt: skip

    assert notices == {kind for kind in Kind.values if not kind.startswith(about_other_things)}


def test_groups_of_statuses_say_what_their_names_say():
    groups = (law.WAITS_FOR_DESK, law.RUNNING, law.WAITS_FOR_APPLICANT, law.FINAL, {Status.DECIDED})

    assert all(not first & second for first, second in combinations(map(set, groups), 2))
    assert set().union(*groups) == set(Status)
    assert {Status.REFUSED_INTAKE, Status.WITHDRAWN, Status.STOPPED} == law.FINAL - law.DECIDED
    assert set(Status) - law.ACCEPTED == {Status.REGISTERED, Status.REFUSED_INTAKE}


def test_national_codes_run_from_one_to_ten_in_the_order_of_the_ministry():
    assert list(law.NATIONAL_CODE.values()) == list(range(1, 11))
    assert law.NATIONAL_CODE[Status.RETURNED] == 10


def test_a_proposal_ends_in_an_act_of_the_signatory():
    assert set(law.ENDS) == set(Proposal) - {Proposal.NONE}
    assert all(Capacity.SIGNATORY in law.RULE[name].by for name in law.ENDS.values())


@pytest.mark.parametrize("name", ["dossiers.md", "deadlines.md", "postal.md"])
def test_the_printed_law_equals_the_tables(name):
    with translation.override("vi"):
        printed = law_pages.pages()[name]

    assert (settings.BASE_DIR / "docs" / "law" / name).read_text(encoding="utf-8") == printed


def test_the_printed_law_names_every_act_and_every_source():
    page = law_pages.dossiers_page()

    assert all(f"| `{rule.name}` |" in page for rule in law.RULES)
    assert all(one.source(rule.rule) in page for rule in law.RULES for one in RULE_SETS)


def test_a_page_that_differs_is_refused_by_the_check(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    call_command("print_law")
    (tmp_path / "docs/law/dossiers.md").write_text("khác")

    with pytest.raises(CommandError, match=r"dossiers\.md differ"):
        call_command("print_law", "--check")
    call_command("print_law")
    call_command("print_law", "--check")
