"""Tracking for programs: what the slip opens, and nothing to who guesses."""

import pytest
from django.core.cache import cache

from dossiers.actions import submit
from tests.support.filing import NOON

pytestmark = pytest.mark.django_db
TRACK = "/api/v1/dossiers/track/"
NOT_FOUND = {"error": {"code": "not_found", "message": "Không tìm thấy"}}


@pytest.fixture(autouse=True)
def _fresh_throttles():
    cache.clear()


@pytest.fixture
def dossier(ready):
    return submit(draft_id=ready.pk, actor=ready.owner, at=NOON)


def look(client, code, secret):
    return client.post(TRACK, {"code": code, "secret": secret}, content_type="application/json")


def test_the_slip_opens_status_and_dates_and_a_masked_name(client, dossier):
    secret = dossier.track_secret
    response = look(client, f" {dossier.reference.lower()}", f"{secret[:4]}-{secret[4:].lower()}")

    told = response.json()
    assert response.status_code == 200
    assert (told["code"], told["applicant"]) == (dossier.reference, "N*** T*** H*** Nhung")
    assert told["status"] == {"code": 1, "key": "registered", "words": "Chờ Một cửa kiểm tra"}
    assert told["due_at"] is None
    assert told["steps"][0]["title"] == "Đã nộp trực tuyến"
    assert response["Cache-Control"] == "no-store"


def test_nothing_private_is_told(client, dossier):
    told = look(client, dossier.reference, dossier.track_secret).content.decode()

    for private in (dossier.applicant_name, "044194002311", "912345678", dossier.track_secret, dossier.track_token):
        assert private not in told


def test_an_unknown_code_and_a_wrong_secret_are_answered_alike(client, dossier):
    answers = [look(client, dossier.reference, "ZZZZZZZZ"), look(client, "TN-210726-9999", dossier.track_secret)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(404, NOT_FOUND)] * 2


def test_five_wrong_tries_close_the_code_and_say_for_how_long(client, dossier):
    tried = [look(client, dossier.reference, "ZZZZZZZZ").status_code for _try in range(5)]
    closed = look(client, dossier.reference, dossier.track_secret)

    assert tried == [404] * 5
    assert (closed.status_code, closed.json()["error"]["code"]) == (429, "throttled")
    assert closed["Retry-After"] == "900"


def test_somebody_who_guesses_codes_is_stopped_by_address(client, dossier):
    tried = {look(client, f"TN-210726-{number:04d}", "ZZZZZZZZ").status_code for number in range(8000, 8030)}

    assert tried == {404}
    assert look(client, dossier.reference, dossier.track_secret).status_code == 429


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["code", "secret"]),
        ({"code": "TN-1", "secret": ""}, ["secret"]),
        ({"code": "x" * 61, "secret": "a"}, ["code"]),
        ({"code": ["TN-1"], "secret": {"a": 1}}, ["code", "secret"]),
    ],
)
def test_what_is_wrong_is_named(client, body, wrong):
    response = client.post(TRACK, body, content_type="application/json")

    assert (response.status_code, list(response.json()["error"]["fields"])) == (400, wrong)


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "\x00", pytest.param("[" * 100_000, id="deep")])
def test_a_broken_body_is_refused_without_an_error_of_ours(client, body):
    assert client.post(TRACK, body, content_type="application/json").status_code == 400


def test_the_description_tells_every_answer(client):
    description = client.get("/api/schema/?format=json").json()

    assert sorted(description["paths"]["/api/v1/dossiers/track/"]["post"]["responses"]) == ["200", "400", "404", "429"]
