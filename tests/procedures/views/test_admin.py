import json
from datetime import UTC, datetime

import pytest
import time_machine

from portal.accounts.enums import Role
from procedures.models import Procedure, ProcedureRevision
from procedures.queries import current_revision
from tests.procedures.test_revise import SPEC, posted

pytestmark = pytest.mark.django_db
ADDRESS = "/quan-tri/thu-tuc/2.000488/"
NOON = datetime(2021, 7, 26, 5, 0, tzinfo=UTC)


@pytest.fixture
def admin(client, staff):
    client.force_login(staff(Role.PROVINCE_ADMIN))
    return client


def data(**changes):
    return dict(posted(**changes).data)


def test_a_revision_takes_effect_and_its_reason_is_shown(admin):
    response = admin.post(ADDRESS, data(limit_value="8", fee_vnd="150.000", reason="Nghị quyết 12/2021"), follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [(ADDRESS, 302)]
    assert "Phiên bản 2 đang áp dụng." in page
    assert "Nghị quyết 12/2021" in page
    assert "Thời hạn: 10 → 8" in page
    assert "Phí, lệ phí: 200000 → 150000" in page
    assert "Trần Bình" in page


def test_the_public_page_follows_the_revision(admin, client):
    admin.post(ADDRESS, data(limit_value="8", limit_truc_tuyen="8", fee_vnd="150000"))
    client.logout()

    page = client.get("/thu-tuc/2.000488/cap-phieu-ly-lich-tu-phap/").content.decode()

    assert "150.000 đồng" in page
    assert "<b>8 ngày</b>" in page


def test_a_mistake_is_told_and_nothing_typed_is_lost(admin):
    response = admin.post(ADDRESS, data(form='{"sections": [', limit_note="Ghi chú đang viết"))

    page = response.content.decode()
    assert response.status_code == 422
    assert "Lỗi: " in page.split("</title>")[0]
    assert "Ghi chú đang viết" in page
    assert "{&quot;sections&quot;: [" in page
    assert ProcedureRevision.objects.filter(procedure__key="lltp").count() == 1


def test_a_form_can_be_looked_at_before_it_is_put_into_force(admin):
    response = admin.post(ADDRESS, {**data(form=json.dumps(SPEC)), "xem": "1"})

    page = response.content.decode()
    assert response.status_code == 200
    assert "Phần một" in page
    assert 'id="xem_a_x"' in page
    assert ProcedureRevision.objects.filter(procedure__key="lltp").count() == 1


def test_the_second_of_two_administrators_is_told_what_happened(admin):
    stale = data(limit_value="8")
    admin.post(ADDRESS, data(limit_value="7", reason="Người thứ nhất"))

    response = admin.post(ADDRESS, stale)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Thủ tục đã có phiên bản mới hơn" in page
    assert "Người thứ nhất" in page
    assert current_revision(Procedure.objects.get(key="lltp")).limit_value == 7


def test_the_list_is_searched(admin):
    page = admin.get("/quan-tri/thu-tuc/", {"q": "ly lich"}).content.decode()

    assert "1 thủ tục" in page
    assert ADDRESS in page


def test_the_swapped_rows_equal_those_of_the_whole_page(admin):
    with time_machine.travel(NOON, tick=False):  # the address of the next page is signed with its second
        whole = admin.get("/quan-tri/thu-tuc/").content.decode()
        part = admin.get("/quan-tri/thu-tuc/", headers={"HX-Request": "true"}).content.decode()

    assert part.strip() in whole


@pytest.mark.parametrize(("q", "number"), [("2.000488", 1), ("ho kinh doanh", 6)])
def test_the_list_keeps_to_its_budget(admin, q, number, django_assert_num_queries):
    admin.get("/quan-tri/thu-tuc/")

    with django_assert_num_queries(11):
        response = admin.get("/quan-tri/thu-tuc/", {"q": q})

    assert len(response.context["rows"]) == number


@pytest.mark.parametrize(
    ("role", "reading", "writing"),
    [
        (Role.PROVINCE_ADMIN, 200, 302),
        (Role.AGENCY_ADMIN, 200, 403),
        (Role.AUDITOR, 200, 403),
        (Role.SPECIALIST, 403, 403),
        (Role.CLERK, 403, 403),
    ],
)
def test_each_role_may_do_what_it_may(client, staff, role, reading, writing):
    client.force_login(staff(role))

    assert client.get("/quan-tri/thu-tuc/").status_code == reading
    assert client.get(ADDRESS).status_code == reading
    assert client.post(ADDRESS, data()).status_code == writing


def test_a_stranger_is_asked_to_sign_in(client, counts):
    assert client.get(ADDRESS).status_code == 302


def test_an_unknown_code_is_not_found(admin):
    assert admin.get("/quan-tri/thu-tuc/9.999999/").status_code == 404
