"""The call list of a desk, the page of one result, and taking a request to the post back."""

from datetime import timedelta

import pytest
import time_machine

from dossiers import actions
from dossiers.actions.calls import CONSENT_WORDING, Consent
from dossiers.enums import ContactOutcome, PostalState, ReturnMethod, Status
from dossiers.models import ContactAttempt, PostalReturn
from portal.accounts.enums import Role
from tests.support import accounts, desk, orders
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
LIST = "/can-bo/goi-dien/"
POST = {
    "way": "phone", "outcome": "agreed_post", "receiver_name": "Trần Văn Hai", "receiver_phone": "0912 345 678",
    "address": "12 Lý Thường Kiệt, Đồng Hới", "consented_by": "Trần Văn Hai", "was_read": "on", "seen": "1",
}  # fmt: skip
AGAIN = {"way": "zalo", "outcome": "unreachable", "next_on": "27", "next_on-m": "7", "next_on-y": "2021",
         "next_hour": "14:00", "seen": "1"}  # fmt: skip


@pytest.fixture(autouse=True)
def _monday_at_ten():
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def at():
    return desk.commune()


@pytest.fixture
def officer(client, at):
    client.force_login(at.officer)
    return client


def waiting(at, **fields):
    return desk.dossier(at, Status.DECIDED, **fields)


def page_of(dossier):
    return f"{LIST}{dossier.reference}/"


def test_each_owner_is_one_tap_away_and_late_ones_are_marked(officer, at):
    orders.order_in_force(at.agency)
    waiting(at, decided_at=NINE - timedelta(days=5), applicant_email="hai@vi-du.vn")

    page = officer.get(LIST)

    (row,) = page.context["rows"]
    assert [link["url"].split(":")[0] for link in row["links"]] == ["tel", "https", "sms", "mailto"]
    assert row["links"][1]["url"] == "https://zalo.me/84912345678"
    assert (row["due"]["kind"], row["due"]["words"]) == ("bad", "Quá hạn gọi 17:00 ngày 23/7/2021")
    assert "Quầy tạm ngừng trả kết quả đến hết 04/8/2021" in page.content.decode()


def test_a_row_opens_with_script_consent_and_form(officer, at):
    made = waiting(at)

    page = officer.get(f"{LIST}?mo={made.reference}")

    text = page.content.decode()
    assert page.context["rows"][0]["form"] is not None
    assert CONSENT_WORDING in text
    assert f"Tôi là {at.officer.full_name}" in text
    assert f'action="{page_of(made)}"' in text


def test_tabs_hold_their_own_rows_and_count_them(officer, at):
    fresh, called, posted = waiting(at), waiting(at), waiting(at)
    officer.post(page_of(called), {**POST, "outcome": "will_wait"})
    officer.post(page_of(posted), POST)

    tabs = {tab["url"].partition("nhom=")[2]: tab["count"] for tab in officer.get(LIST).context["tabs"]}

    assert tabs == {"": 2, "chua-goi": 1, "goi-lai": 0, "da-goi": 1, "buu-dien": 1}
    for name, dossier in (("chua-goi", fresh), ("da-goi", called), ("buu-dien", posted)):
        assert [row["dossier"] for row in officer.get(f"{LIST}?nhom={name}").context["rows"]] == [dossier]


def test_agreeing_to_post_is_kept_and_leads_back_to_the_list(officer, at):
    made = waiting(at)

    done = officer.post(page_of(made), POST)

    asked = PostalReturn.objects.get(dossier=made)
    assert (done.status_code, done.url) == (302, LIST)
    assert (asked.receiver_phone, asked.recorded_by) == ("+84912345678", at.officer)
    assert list(officer.get(LIST).context["rows"]) == []


@pytest.mark.parametrize("lacking", ["receiver_name", "receiver_phone", "address", "consented_by", "was_read"])
def test_what_post_needs_is_asked_for_and_nothing_typed_is_lost(officer, at, lacking):
    made = waiting(at)

    page = officer.post(page_of(made), {**POST, lacking: "", "note": "Bận họp"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [lacking]
    assert "Bận họp" in page.content.decode()
    assert not ContactAttempt.objects.exists()


def test_who_was_not_reached_is_called_again_at_the_hour_chosen(officer, at):
    made = waiting(at)

    officer.post(page_of(made), AGAIN)

    attempt = ContactAttempt.objects.get(dossier=made)
    assert (attempt.way, attempt.next_attempt_at) == ("zalo", NINE + timedelta(days=1, hours=5))


@pytest.mark.parametrize("typed", [{**AGAIN, "next_on": "", "next_on-m": "", "next_on-y": ""},
                                   {**AGAIN, "next_on": "26", "next_hour": "8:00"}])  # fmt: skip
def test_no_next_attempt_or_one_that_is_past_is_refused(officer, at, typed):
    page = officer.post(page_of(waiting(at)), typed)

    assert page.status_code == 422
    assert not ContactAttempt.objects.exists()


def test_a_wrong_number_needs_none_of_what_post_needs(officer, at):
    made = waiting(at, applicant_name="Công ty TNHH số 8 & Cộng sự")

    done = officer.post(page_of(made), {"way": "phone", "outcome": "wrong_number", "consented_by": "Số 8", "seen": "1"})

    assert done.status_code == 302
    assert ContactAttempt.objects.get().outcome == ContactOutcome.WRONG_NUMBER


def test_an_old_page_is_told_so(officer, at):
    page = officer.post(page_of(waiting(at)), {**POST, "seen": "0"})

    assert page.status_code == 409
    assert "Hồ sơ vừa thay đổi" in page.content.decode()


def test_the_page_of_a_result_tells_every_attempt_and_what_was_agreed(officer, at):
    made = waiting(at)
    officer.post(page_of(made), AGAIN)
    officer.post(page_of(made), POST)

    page = officer.get(page_of(made))

    assert [one["row"].outcome for one in page.context["attempts"]] == ["agreed_post", "unreachable"]
    assert page.context["form"] is None
    assert "Hủy gửi bưu điện" in page.content.decode()


def test_a_request_is_taken_back_with_its_reason(officer, at):
    made = waiting(at)
    officer.post(page_of(made), POST)

    asked = officer.get(f"{page_of(made)}huy-buu-dien/")
    empty = officer.post(f"{page_of(made)}huy-buu-dien/", {"seen": "2"})
    stale = officer.post(f"{page_of(made)}huy-buu-dien/", {"reason": "Đổi ý", "seen": "1"})
    done = officer.post(f"{page_of(made)}huy-buu-dien/", {"reason": "Đổi ý", "seen": "2"})
    again = officer.post(f"{page_of(made)}huy-buu-dien/", {"reason": "Đổi ý", "seen": "3"})

    made.refresh_from_db()
    assert [one.status_code for one in (asked, empty, stale, done, again)] == [200, 422, 409, 302, 422]
    assert (made.return_method, PostalReturn.objects.get().state) == (ReturnMethod.IN_PERSON, PostalState.CANCELLED)


def test_results_of_another_desk_are_not_there(client, at):
    made = waiting(at)
    client.force_login(accounts.staff(Role.ONE_STOP_OFFICER, at.other))

    assert list(client.get(LIST).context["rows"]) == []
    assert client.get(page_of(made)).status_code == 404
    assert client.post(page_of(made), POST).status_code == 404
    assert client.post(f"{page_of(made)}huy-buu-dien/", {"reason": "x"}).status_code == 404


def test_an_officer_of_two_desks_chooses_one(officer, at):
    accounts.member(at.officer, Role.ONE_STOP_OFFICER, at.other)
    there = waiting(at, desk=at.other.served_by)

    page = officer.get(f"{LIST}?quay={at.other.key}")

    assert [row["dossier"] for row in page.context["rows"]] == [there]
    assert [one["is_current"] for one in page.context["desks"]] == [False, True]


@pytest.mark.parametrize("rows", [1, 7])
def test_the_list_keeps_to_its_budget(officer, at, rows, django_assert_num_queries):
    orders.order_in_force(at.agency)
    for _row in range(rows):
        officer.post(page_of(waiting(at)), AGAIN)
    officer.get(LIST)

    with django_assert_num_queries(19):
        officer.get(LIST)


def test_who_cannot_wait_leads_on_to_the_request_with_all_that_is_known(officer, at):
    orders.order_in_force(at.agency)
    made = waiting(at)

    noted = officer.post(page_of(made), {"way": "phone", "outcome": "urgent", "seen": "1"})
    form = officer.get(noted["Location"]).context["form"]

    assert noted["Location"].startswith("/can-bo/cap-thiet/moi/?thu-tuc=")
    assert [form[name].value() for name in ("agency", "act", "dossier_reference")] == [
        at.agency.key, "return", made.reference,
    ]  # fmt: skip
    link = noted["Location"].replace("&", "&amp;")
    assert f'href="{link}"' in officer.get(page_of(made)).content.decode()
    assert f'href="{link}"' in officer.get(LIST).content.decode()


def test_who_chose_the_post_is_not_to_be_called_any_more(officer, at):
    orders.order_in_force(at.agency)
    made = waiting(at)
    consent = Consent("Trần Văn Hai", "+84912345678", "12 Lý Thường Kiệt", "Trần Văn Hai")
    actions.choose_post(dossier_id=made.pk, actor=at.citizen, seen=1, consent=consent, at=NINE)

    (row,) = officer.get(LIST, {"nhom": "buu-dien"}).context["rows"]

    assert (row["dossier"], row["due"]["words"]) == (made, "")
