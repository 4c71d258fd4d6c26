"""The pages on which orders are read and issued."""

from datetime import date, datetime

import pytest
import time_machine

from portal.accounts.enums import Role
from procedures import actions
from procedures.models import SuspensionOrder
from procedures.suspension import ZONE
from tests.support import orders, suspending
from tests.support.suspending import EVE, typed
from tests.web.views.hands import LIST, get, page, post, signed_in, text

pytestmark = pytest.mark.django_db
DURING = datetime(2021, 7, 26, 9, 0, tzinfo=ZONE)


@pytest.fixture
def draft(here):
    return actions.draft_order(draft=typed(suspending.place(here.capital)), actor=here.admin, at=EVE)


@pytest.mark.parametrize("number", [1, 7])
def test_the_list_takes_the_same_queries_however_long_it_is(here, number, django_assert_num_queries):
    for _one in range(number):
        orders.order_in_force(here.capital)
    client = signed_in(here.admin)

    with time_machine.travel(DURING, tick=False), django_assert_num_queries(15):
        response = client.get(LIST)

    assert len(response.context["rows"]) == number


def test_the_list_says_where_each_order_stands(here, draft):
    orders.order_in_force(here.capital, place=True)

    response = get(here.admin, LIST, at=DURING)

    assert [row["phase"].words for row in response.context["rows"]] == ["Đang áp dụng", "Bản nháp"]
    assert "22/7/2021 – 04/8/2021" in text(response)


def test_a_leader_elsewhere_sees_no_drafts(here, draft):
    issued = orders.order_in_force(here.capital)
    other = here.someone(Role.LEADER, here.capital)

    response = get(other, LIST, at=DURING)

    assert [row["order"] for row in response.context["rows"]] == [issued]
    assert get(other, page(draft)).status_code == 404


def test_an_order_says_the_counting_rule_out_loud(here, draft):
    response = get(here.admin, page(draft))

    assert "Hết ngày thứ Tư 04/8/2021." in text(response)
    assert "Mở lại thứ Năm 05/8/2021, 7:00. Trong đó có 10 ngày làm việc." in text(response)


def test_the_page_of_an_order_offers_what_may_be_done(here, draft):
    issued = orders.order_in_force(here.mountains)
    acts = ("ban-hanh/", "sua/", "bo/", "keo-dai/", "them-dia-ban/", "ket-thuc/", "dinh-chinh/")

    def offered(user, order):
        shown = text(get(user, page(order), at=DURING))
        return [act for act in acts if page(order, act) in shown]

    assert offered(here.admin, draft) == ["ban-hanh/", "sua/", "bo/"]
    assert offered(here.leader, draft) == ["ban-hanh/"]
    assert offered(here.leader, issued) == ["keo-dai/", "them-dia-ban/", "ket-thuc/", "dinh-chinh/"]
    assert offered(here.someone(Role.AUDITOR), issued) == []


def test_the_log_tells_who_did_what_and_why(here, draft):
    actions.issue_order(order_id=draft.pk, actor=here.leader, at=EVE)
    actions.extend_order(
        order_id=draft.pk, last_day=date(2021, 8, 18), actor=here.leader, reason="Văn bản 1400", at=DURING
    )

    shown = text(get(here.admin, page(draft), at=DURING))

    assert "Lê Thị Hạnh" in shown
    assert "Văn bản 1400" in shown
    assert "Ngày cuối: 04/8/2021 → 18/8/2021" in shown


def test_the_page_of_issue_shows_the_figures_and_issues_what_was_shown(here, draft):
    shown = get(here.leader, page(draft, "ban-hanh/"))
    sent = {"seen": shown.context["seen"], "shown": shown.context["shown"]}

    response = post(here.leader, page(draft, "ban-hanh/"), sent)

    draft.refresh_from_db()
    assert (response.status_code, draft.state) == (302, "issued")
    assert draft.impact_runs.count() == 1


def test_figures_that_changed_are_shown_and_confirmed_once_more(here, draft):
    shown = get(here.leader, page(draft, "ban-hanh/"))

    response = post(here.leader, page(draft, "ban-hanh/"), {"seen": shown.context["seen"], "shown": "altered"})
    again = post(
        here.leader, page(draft, "ban-hanh/"), {"seen": response.context["seen"], "shown": response.context["shown"]}
    )

    assert (response.status_code, again.status_code) == (422, 302)
    assert "Số liệu đã khác" in text(response)


def test_a_draft_changed_after_it_was_looked_at_is_not_issued(here, draft):
    shown = get(here.leader, page(draft, "ban-hanh/")).context
    actions.change_draft(order_id=draft.pk, draft=typed(suspending.place(here.ward)), actor=here.admin, at=EVE)

    response = post(here.leader, page(draft, "ban-hanh/"), {"seen": shown["seen"], "shown": shown["shown"]})

    draft.refresh_from_db()
    assert (response.status_code, draft.state) == (409, "draft")


def test_what_cannot_be_issued_is_said_and_nothing_happens(here, draft):
    shown = get(here.leader, page(draft, "ban-hanh/"), at=DURING)

    response = post(
        here.leader, page(draft, "ban-hanh/"),
        {"seen": shown.context["seen"], "shown": shown.context["shown"]}, at=DURING,
    )  # fmt: skip

    assert response.status_code == 422
    assert response.status_code == 422
    assert "Ngày bắt đầu (22/7/2021) đã qua" in text(response)
    assert not SuspensionOrder.objects.issued().exists()


def test_a_leader_of_a_district_issues_nothing(here, draft):
    assert get(here.someone(Role.LEADER, here.capital), page(draft, "ban-hanh/")).status_code == 403


def test_an_order_issued_already_leads_back_to_its_page(here):
    issued = orders.order_in_force(here.capital)

    assert get(here.leader, page(issued, "ban-hanh/")).headers["Location"] == page(issued)
