import pytest
from django.test import Client, RequestFactory

from portal.web.context import HELP_PHONE
from portal.web.views import errors


def test_a_missing_page_offers_search_and_a_phone(client, db):
    response = client.get("/khong-co/")
    page = response.content.decode()

    assert response.status_code == 404
    assert 'action="/thu-tuc/"' in page
    assert HELP_PHONE in page
    assert response["X-Request-ID"] in page


@pytest.mark.parametrize(("answer", "status"), [(errors.server_error, 500), (errors.unavailable, 503)])
def test_a_broken_portal_answers_without_database_or_session(answer, status: int):
    request = RequestFactory().get("/")
    request.request_id = "abc123"

    response = answer(request)

    assert response.status_code == status
    assert "abc123" in response.content.decode()
    assert HELP_PHONE in response.content.decode()


def test_the_second_comer_is_told_what_happened_and_led_back(rf, client, db):
    request = client.get("/").wsgi_request

    response = errors.conflict(request, "Trần Văn A đã tiếp nhận lúc 9:12.", "/can-bo/ho-so/1/")

    assert response.status_code == 409
    assert "Trần Văn A đã tiếp nhận lúc 9:12." in response.content.decode()
    assert 'href="/can-bo/ho-so/1/"' in response.content.decode()


def test_a_form_without_its_token_is_refused_in_words(db):
    response = Client(enforce_csrf_checks=True).post("/ngon-ngu/", {"language": "en"})

    assert response.status_code == 403
    assert "Trang đã mở quá lâu" in response.content.decode()
