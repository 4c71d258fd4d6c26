from datetime import UTC, datetime

import pytest

from portal.web import queries
from procedures.models import Field, LifeEvent, Procedure

pytestmark = pytest.mark.django_db
NOON = datetime(2021, 7, 26, 5, 0, tzinfo=UTC)


def _catalogue(size: int) -> None:
    field = Field.objects.create(slug="ho-tich", name="Hộ tịch")
    for number in range(size):
        name = f"Đăng ký khai sinh {number}"
        Procedure.objects.create(
            key=f"khai-sinh-{number}", code=f"1.00{number}", name=name, short_name=name, name_folded="", search_text="",
            field=field, level="xa", responsible_template="UBND_XA", is_popular=True,
        )  # fmt: skip
        LifeEvent.objects.create(
            slug=f"viec-{number}", name=f"Có con nhỏ {number}", summary="Khai sinh", icon="baby", position=number
        )


@pytest.mark.parametrize("size", [1, 7])
def test_home_asks_the_same_number_of_queries_whatever_the_catalogue(client, django_assert_num_queries, size: int):
    _catalogue(size)

    with django_assert_num_queries(4):
        page = client.get("/").content.decode()

    assert "Đăng ký khai sinh 0" in page
    assert "Có con nhỏ 0" in page


def test_home_shows_search_first_and_no_figure_that_it_does_not_have(client):
    page = client.get("/").content.decode()

    assert page.count("<h1") == 1
    assert 'name="q"' in page
    assert "hồ sơ đã nhận" not in page
    assert "htmx" not in page
    assert queries.month_figures(at=NOON) is None


def test_the_theme_that_was_chosen_is_set_by_the_server(client):
    client.cookies["giaodien"] = "dark"
    assert 'data-theme="dark"' in client.get("/").content.decode()

    client.cookies["giaodien"] = '"><script>'
    assert "data-theme" not in client.get("/").content.decode()


def test_the_language_is_chosen_by_a_form_and_kept(client):
    assert '<html lang="vi">' in client.get("/").content.decode()

    response = client.post("/ngon-ngu/", {"language": "en", "next": "/"})

    assert response.status_code == 302
    assert '<html lang="en">' in client.get("/").content.decode()
