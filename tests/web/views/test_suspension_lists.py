"""What an order does, desk by desk, and the lists behind the figures."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from dossiers import suspension_impact
from dossiers.enums import Status
from dossiers.models import Supplement
from portal.accounts.enums import Role
from procedures import actions
from procedures.actions import Effects
from procedures.enums import ClockEffect
from procedures.suspension import ZONE
from tests.support import accounts, filing, impact, suspending
from tests.support.suspending import EVE, typed
from tests.web.views.hands import get, page, signed_in, text

pytestmark = pytest.mark.django_db
COMMUNE = "DONG_HOI.XA_18859"


@pytest.fixture
def commune(here):
    revision = filing.procedure(responsible_template="XA")
    made = accounts.with_desk(accounts.agency(COMMUNE, parent=here.capital, template="XA"))
    made.revision = revision
    return made


@pytest.fixture
def draft(here, commune):
    effects = Effects(clock_effect=ClockEffect.PAUSE)
    draft = typed(suspending.place(here.capital), suspending.agency(here.capital), effects=effects)
    return actions.draft_order(draft=draft, actor=here.admin, at=EVE)


def of_every_kind(commune):
    impact.waiting(commune.revision, commune)
    impact.running(commune.revision, commune, due_at=datetime(2021, 7, 30, 10, 0, tzinfo=ZONE))
    asked = impact.running(commune.revision, commune, status=Status.SUPPLEMENT)
    Supplement.objects.create(
        dossier=asked, number=1, items=[], is_before_intake=False, asked_at=EVE - timedelta(days=3),
        answer_until=date(2021, 7, 23),
    )  # fmt: skip
    for hour in (8, 9):
        impact.booked(impact.slot(commune.served_by, date(2021, 7, 23), hour))
    impact.slot(commune.served_by, date(2021, 8, 5), 9)


LISTS = {
    "thu-tuc": ("Ngừng nhận", "Cấp giấy xác nhận"),
    "pickup": ("19/7/2021", "05/8/2021"),
    "moved": ("08:00 ngày 23/7/2021", "09:00 ngày 05/8/2021"),
    "cancelled": ("09:00 ngày 23/7/2021", "Hủy, mời chọn lại"),
    "supplement": ("23/7/2021", "06/8/2021"),
    "due": ("10:00 ngày 30/7/2021", "/8/2021"),
}


@pytest.mark.parametrize("kind", LISTS)
def test_each_figure_of_a_draft_leads_to_its_list_with_what_was_and_what_will_be(here, draft, commune, kind):
    of_every_kind(commune)
    address = page(draft, f"anh-huong/{kind}/{COMMUNE}/")

    figures = text(get(here.leader, page(draft, "ban-hanh/")))
    by_desk = text(get(here.admin, page(draft, "anh-huong/")))
    shown = text(get(here.admin, address))

    assert f'href="{address}">1</a>' in figures
    assert f'href="{address}">1</a>' in by_desk
    assert all(words in shown for words in LISTS[kind])
    assert "Quầy tạm ngừng từ 22/7/2021 đến hết 04/8/2021: Nhận hồ sơ" in shown


@pytest.mark.parametrize("kind", LISTS)
def test_after_the_issue_the_same_lists_are_read_from_what_was_stored(here, draft, commune, kind):
    of_every_kind(commune)
    before = _table(get(here.admin, page(draft, f"anh-huong/{kind}/{COMMUNE}/")))
    suspension_impact.issue(order_id=draft.pk, shown=None, actor=here.leader, at=EVE)

    by_desk = text(get(here.admin, page(draft, "anh-huong/")))
    after = get(here.admin, page(draft, f"anh-huong/{kind}/{COMMUNE}/"))

    assert f"anh-huong/{kind}/{COMMUNE}/?luot=issue-1-1" in by_desk
    assert "như đã chốt lúc 21:00 ngày 21/7/2021" in by_desk
    assert _table(after) == before


def _table(response):
    shown = text(response)
    return shown[shown.index("<tbody") : shown.index("</tbody>")]


def test_what_lifting_gave_back_is_listed_with_its_run(here, draft, commune):
    of_every_kind(commune)
    suspension_impact.apply_run(
        suspension_impact.issue(order_id=draft.pk, shown=None, actor=here.leader, at=EVE).pk, at=EVE
    )
    lifted = EVE + timedelta(hours=1)
    suspension_impact.lift(order_id=draft.pk, actor=here.leader, reason="Hết dịch", at=lifted)

    told = text(get(here.admin, page(draft), at=lifted))
    by_desk = get(here.admin, page(draft, "anh-huong/?luot=lift-2-1"), at=lifted)

    assert f'href="{page(draft, "anh-huong/")}?luot=lift-2-1"' in told
    assert "Lịch hẹn khôi phục" in text(by_desk)
    address = f"{page(draft, 'anh-huong/moved/')}{COMMUNE}/?luot=issue-1-1"
    assert "09:00 ngày 05/8/2021" in text(get(here.admin, address, at=lifted))


@pytest.mark.parametrize("number", [1, 7])
@pytest.mark.parametrize(("path", "queries"), [("pickup/", 28), ("", 49)])
def test_a_list_takes_the_same_queries_however_long_it_is(
    here, draft, commune, path, queries, number, django_assert_num_queries
):
    for _one in range(number):
        impact.waiting(commune.revision, commune)
    client, address = signed_in(here.admin), page(draft, f"anh-huong/{path}{path and COMMUNE + '/'}")
    get(here.admin, address)

    with time_machine.travel(EVE, tick=False), django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_a_longer_list_goes_on_on_the_next_page(here, draft, commune):
    for _one in range(52):
        impact.waiting(commune.revision, commune)
    address = page(draft, f"anh-huong/pickup/{COMMUNE}/")

    first = get(here.admin, address)
    second = get(here.admin, f"{address}?sau=50")

    assert f'href="{address}?sau=50"' in text(first)
    assert [len(one.context["rows"]) for one in (first, second)] == [50, 2]


@pytest.mark.parametrize(
    "path",
    ["anh-huong/khac/DONG_HOI/", "anh-huong/pickup/KHONG_CO/", "anh-huong/?luot=issue-9-9", "anh-huong/?luot=x"],
)
def test_a_list_that_does_not_exist_is_not_found(here, draft, path):
    assert get(here.admin, page(draft, path)).status_code == 404


def test_a_leader_of_a_district_sees_no_lists_of_a_draft(here, draft):
    assert get(here.someone(Role.LEADER, here.capital), page(draft, "anh-huong/")).status_code == 404
