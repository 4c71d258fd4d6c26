"""Tracking without an account tells little, and tells nothing to who guesses."""

import pytest
from django.urls import reverse

from dossiers.actions import submit
from tests.support.filing import NOON

pytestmark = pytest.mark.django_db
TRACK = "/tra-cuu/"


@pytest.fixture
def dossier(ready):
    return submit(draft_id=ready.pk, actor=ready.owner, at=NOON)


def look(client, code, secret, **extra):
    return client.post(TRACK, {"code": code, "secret": secret}, **extra)


def bare(page):
    """Return a page without what differs between two requests for the same."""
    token = page.context["csrf_token"]
    return page.content.decode().replace(str(token), "")


def test_the_two_codes_of_the_slip_show_status_and_dates_and_a_masked_name(client, dossier):
    secret = dossier.track_secret
    page = look(client, f" {dossier.reference.lower()} ", f"{secret[:4]}-{secret[4:].lower()}")

    shown = page.content.decode()
    assert page.status_code == 200
    assert "N*** T*** H*** Nhung" in shown
    assert "Chờ Một cửa kiểm tra" in shown
    for private in (dossier.applicant_name, "044194002311", "912345678", "Giấy chứng sinh", dossier.track_secret):
        assert private not in shown


def test_a_tracked_dossier_stays_on_no_shared_machine(client, dossier):
    by_secret = look(client, dossier.reference, dossier.track_secret)
    by_token = client.get(reverse("dossiers:track_token", args=[dossier.track_token]))

    assert ["no-store" in page.headers["Cache-Control"] for page in (by_secret, by_token)] == [True, True]


def test_an_unknown_code_and_a_wrong_secret_look_the_same(client, dossier):
    other = dossier.reference[:-1] + ("2" if dossier.reference[-1] != "2" else "3")

    wrong_secret = look(client, dossier.reference, "ZZZZZZZZ")
    unknown_code = look(client, other, "ZZZZZZZZ")

    assert wrong_secret.status_code == unknown_code.status_code == 422
    assert "Không có hồ sơ khớp hai mã này. Xem lại giấy tiếp nhận" in wrong_secret.content.decode()
    assert bare(wrong_secret).replace(dossier.reference, "") == bare(unknown_code).replace(other, "")


def test_five_wrong_tries_close_the_code_even_for_the_right_secret(client, dossier):
    answers = [look(client, dossier.reference, "ZZZZZZZZ").status_code for _try in range(5)]

    closed = look(client, dossier.reference, dossier.track_secret)

    assert answers == [422] * 5
    assert closed.status_code == 429
    assert "Thử lại sau 15 phút" in closed.content.decode()


def test_an_unknown_code_closes_after_five_tries_too(client, dossier):
    statuses = [look(client, "TN-KHONGCO-0000", "ZZZZZZZZ").status_code for _try in range(6)]

    assert statuses == [422] * 5 + [429]


def test_the_right_secret_forgets_the_wrong_ones(client, dossier):
    for _try in range(4):
        look(client, dossier.reference, "ZZZZZZZZ")
    look(client, dossier.reference, dossier.track_secret)

    assert look(client, dossier.reference, "ZZZZZZZZ").status_code == 422


def test_who_guesses_codes_is_stopped_by_address(client, dossier):
    statuses = [look(client, f"TN-{n:012d}", "ZZZZZZZZ").status_code for n in range(31)]

    assert statuses == [422] * 30 + [429]


def test_people_behind_a_trusted_proxy_do_not_share_their_tries(client, dossier, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(30):
        look(client, f"TN-{n:012d}", "ZZZZZZZZ", headers={"X-Forwarded-For": "203.0.113.5"})

    neighbour = look(client, dossier.reference, dossier.track_secret, headers={"X-Forwarded-For": "203.0.113.6"})

    assert neighbour.status_code == 200


def test_empty_fields_are_asked_for_without_counting_a_try(client, dossier):
    for _try in range(7):
        page = look(client, "", "")

    assert page.status_code == 422
    assert page.context["form"].errors == {"code": ["Nhập mã hồ sơ"], "secret": ["Nhập mã tra cứu"]}


def test_letters_of_any_script_as_secret_are_only_wrong(client, dossier):
    assert look(client, dossier.reference, "đườngđiヴ").status_code == 422


def test_the_qr_code_opens_the_same_page(client, dossier):
    page = client.get(reverse("dossiers:track_token", args=[dossier.track_token]))

    assert page.status_code == 200
    assert "N*** T*** H*** Nhung" in page.content.decode()


def test_an_unknown_token_is_not_found(client, dossier):
    assert client.get(reverse("dossiers:track_token", args=["0" * 32])).status_code == 404
