import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, settings) -> str:
    settings.DEMO = True
    return client.get("/styleguide/").content.decode()


@pytest.mark.parametrize("address", ["/styleguide/", "/styleguide/ban-lam-viec/"])
def test_the_style_guide_is_shown_only_in_the_demo(client, settings, address: str):
    settings.DEMO = False

    assert client.get(address).status_code == 404


def test_identifiers_are_unique_and_every_reference_has_its_target(page: str):
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    referred = {
        target
        for names in re.findall(r'(?:aria-describedby|aria-labelledby|for)="([^"]+)"', page)
        for target in names.split()
    }

    assert sorted(identifiers) == sorted(set(identifiers))
    assert referred - set(identifiers) == set()


def test_the_error_summary_links_to_the_first_wrong_input(page: str):
    summary = page[page.index('class="oops"') : page.index('name="sai-full_name"')]
    targets = set(re.findall(r'href="#([^"]+)"', summary))

    assert targets == {
        "id_sai-full_name", "id_sai-issued_on", "id_sai-email", "id_sai-reason", "id_sai-place",
        "id_sai-method_0", "id_sai-paper", "id_sai-pledge",
    }  # fmt: skip
    assert all(f'id="{target}"' in page for target in targets)


def test_the_words_of_an_error_are_the_same_above_and_at_the_field(page: str):
    assert page.count("Nhập họ và tên") == 2
    assert page.count("Chọn cách nhận kết quả") == 2


def test_an_optional_question_says_so_and_no_input_is_marked_required(page: str):
    assert "Thư điện tử (không bắt buộc)" in page
    assert " required" not in page


def test_a_choice_may_bear_a_hint(page: str):
    assert "Từ 26.000 đồng, 2 đến 4 ngày" in page


def test_a_list_keeps_its_filter_when_it_is_paged(client, settings):
    settings.DEMO = True

    page = client.get("/styleguide/?q=khai+sinh&trang=cu").content.decode()

    assert 'href="/styleguide/?q=khai+sinh&amp;trang=sau"' in page
