"""The editor of a draft, and the acts on what was issued."""

from datetime import date, datetime

import pytest

from portal.agencies.enums import ContactKind
from procedures.models import SuspensionOrder
from procedures.suspension import ZONE
from tests.support import orders
from tests.web.views.hands import LIST, get, page, post, text

pytestmark = pytest.mark.django_db
DURING = datetime(2021, 7, 26, 9, 0, tzinfo=ZONE)
NEW = f"{LIST}moi/"


def typed(**changes):
    data = {
        "title": "Tạm ngừng tại Đồng Hới",
        "basis_number": "1318/UBND-KSTT",
        "basis_date": "22", "basis_date-m": "7", "basis_date-y": "2021",
        "basis_signer": "Hồ An Phong",
        "first_day": "22", "first_day-m": "7", "first_day-y": "2021",
        "days": "14",
        "counting": "with_first",
        "scopes": ["place:DONG_HOI"],
        "closes": ["intake", "return"],
        "clock_effect": "none",
        "moves_pickups": "on",
        "appointment_effect": "move",
        "decision_hours": "4",
        "lh-TOTAL_FORMS": "0", "lh-INITIAL_FORMS": "0",
    }  # fmt: skip
    return data | changes


def contact(number, **fields):
    return {f"lh-{number}-{name}": value for name, value in fields.items()}


def only():
    return SuspensionOrder.objects.get()


def test_a_draft_is_saved_and_shown(here):
    response = post(here.admin, NEW, typed())

    order = only()
    assert (response.status_code, response.headers["Location"]) == (302, page(order))
    assert (order.last_day, order.closes_appointments) == (date(2021, 8, 4), False)
    assert order.scopes.get().agency == here.capital


def test_contacts_are_saved_with_the_draft(here):
    lines = {"lh-TOTAL_FORMS": "2", **contact(0, agency="ubnd THÀNH PHỐ đồng hới", phone="0232 3684 123"), **contact(1)}

    post(here.admin, NEW, typed(**lines))

    saved = only().contacts.get()
    assert (saved.agency, saved.phone) == (here.capital, "0232 3684 123")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Nhập tên đợt"),
        ({"days": "91"}, "Một đợt không quá 90 ngày"),
        ({"days": ""}, "Nhập số ngày, hoặc ngày cuối"),
        ({"last_day": "21", "last_day-m": "7", "last_day-y": "2021"}, "Ngày cuối phải từ ngày bắt đầu (22/7/2021)"),
        ({"last_day": "31", "last_day-m": "4", "last_day-y": "2021"}, "Không có ngày 31/4"),
        ({"scopes": []}, "Chọn ít nhất một nơi áp dụng"),
        ({"scopes": ["place:KHONG_CO"]}, "nơi áp dụng"),
        ({"closes": []}, "việc tạm ngừng tại quầy"),
        ({"relation": "extends"}, "Chọn đợt được kéo dài"),
        ({"sms_text": "Tạm ngừng"}, "Viết tin nhắn không dấu"),
        ({"lh-TOTAL_FORMS": "1", **contact(0, agency="Sở Không Có", phone="1")}, "Không có cơ quan tên như vậy"),
        ({"lh-TOTAL_FORMS": "1", **contact(0, agency="UBND tỉnh")}, "Nhập số điện thoại hoặc thư điện tử"),
        ({"lh-TOTAL_FORMS": "x"}, ""),
    ],
)
def test_what_is_wrong_is_said_at_the_form_and_nothing_is_lost(here, changes, words):
    response = post(here.admin, NEW, typed(**changes))

    assert response.status_code == 422
    assert words in text(response)
    assert "Hồ An Phong" in text(response)
    assert not SuspensionOrder.objects.exists()


def test_the_preview_beside_says_the_rule_and_the_counters(here):
    response = post(here.admin, NEW, typed(buoc="xem"), headers={"HX-Request": "true"})

    shown = text(response)
    assert response.status_code == 200
    assert "<form" not in shown
    assert "Hết ngày thứ Tư 04/8/2021." in shown
    assert "3 bộ phận Một cửa tạm ngừng" in shown


def test_the_preview_of_what_is_not_complete_says_what_it_can(here):
    response = post(here.admin, NEW, typed(buoc="xem", title=""), headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert "Hết ngày thứ Tư 04/8/2021." in text(response)
    assert "Số liệu hiện khi" in text(response)


def test_the_preview_names_the_order_it_meets(here):
    other = orders.order_in_force(here.ward)

    response = post(here.admin, NEW, typed(buoc="xem"), headers={"HX-Request": "true"})

    assert other.reference in text(response)


def test_another_place_is_added_without_a_script(here):
    response = post(here.admin, NEW, typed(buoc="them-noi", more_scope="desk:MINH_HOA", title=""))

    chosen = [one["value"] for one in response.context["scopes"] if one["is_chosen"]]
    assert (response.status_code, chosen) == (200, ["place:DONG_HOI", "desk:MINH_HOA"])
    assert "Nhập tên đợt" not in text(response)


def test_a_line_for_a_contact_is_added_without_a_script(here):
    response = post(here.admin, NEW, typed(buoc="them-lien-he"))

    assert 'name="lh-0-agency"' in text(response)


def test_known_contacts_of_the_places_are_taken_over(here):
    here.ward.contact_points.create(kind=ContactKind.PHONE, value="0232 3822 111")

    response = post(here.admin, NEW, typed(buoc="lay-lien-he"))

    assert "0232 3822 111" in text(response)
    assert "UBND phường Hải Đình" in text(response)


def test_a_stored_draft_comes_back_as_it_was_and_is_changed(here):
    post(here.admin, NEW, typed())
    order = only()
    shown = get(here.admin, page(order, "sua/"))
    first = shown.context["form"]

    response = post(here.admin, page(order, "sua/"), typed(title="Khác", seen=first["seen"].value()))

    order.refresh_from_db()
    assert first["title"].value() == "Tạm ngừng tại Đồng Hới"
    assert (response.status_code, order.title, order.events.count()) == (302, "Khác", 2)


def test_a_draft_that_another_changed_is_not_overwritten(here):
    post(here.admin, NEW, typed())

    response = post(here.admin, page(only(), "sua/"), typed(seen=7))

    assert response.status_code == 409
    assert "vừa thay đổi" in text(response)


def test_what_was_issued_has_no_editor(here):
    issued = orders.order_in_force(here.capital)

    assert get(here.admin, page(issued, "sua/")).headers["Location"] == page(issued)


def day(name, value):
    return {name: str(value.day), f"{name}-m": str(value.month), f"{name}-y": str(value.year)}


ACTS = {
    "keo-dai/": {"target": "ca-dot", **day("last_day", date(2021, 8, 18)), "reason": "Dịch còn"},
    "ket-thuc/": {"reason": "Hết dịch"},
    "them-dia-ban/": {
        "scope": "place:MINH_HOA", "basis": "Chỉ thị 16", "reason": "Dịch lan",
        **day("first_day", date(2021, 7, 27)), **day("last_day", date(2021, 8, 9)),
    },
    "dinh-chinh/": {
        "title": "Tên đúng", "basis_number": "1318", "basis_signer": "Hồ An Phong", "decision_hours": "4",
        "reason": "Sai tên", "lh-TOTAL_FORMS": "0", "lh-INITIAL_FORMS": "0", **day("basis_date", date(2021, 7, 22)),
    },
}  # fmt: skip


@pytest.mark.parametrize(("act", "told"), [*zip(ACTS, ["extended", "lifted", "joined", "corrected"], strict=True)])
def test_each_act_has_a_page_and_is_told_in_the_log(here, act, told):
    issued = orders.order_in_force(here.capital, place=True)

    asked = get(here.leader, page(issued, act), at=DURING)
    response = post(here.leader, page(issued, act), ACTS[act], at=DURING)

    event = issued.events.order_by("-seq")[0]
    assert (asked.status_code, response.status_code) == (200, 302)
    assert (event.act, event.reason) == (told, ACTS[act]["reason"])
    assert issued.impact_runs.count() == 1


@pytest.mark.parametrize("act", ACTS)
def test_an_act_without_a_reason_is_refused_at_its_form(here, act):
    issued = orders.order_in_force(here.capital, place=True)

    response = post(here.leader, page(issued, act), ACTS[act] | {"reason": ""}, at=DURING)

    assert response.status_code == 422
    assert "Nhập lý do" in text(response)
    assert issued.events.count() == 2


def test_a_lawful_refusal_is_shown_with_its_source(here):
    issued = orders.order_in_force(here.capital, place=True)

    wrong = ACTS["keo-dai/"] | day("last_day", date(2021, 8, 1))
    response = post(here.leader, page(issued, "keo-dai/"), wrong, at=DURING)

    assert response.status_code == 422
    assert "phải sau ngày cuối hiện nay (04/8/2021)" in text(response)


def test_a_draft_is_dropped_with_a_reason(here):
    post(here.admin, NEW, typed())

    response = post(here.admin, page(only(), "bo/"), {"reason": "Không cần"})

    assert (response.status_code, only().state) == (302, "dropped")


def test_a_line_of_contacts_is_added_to_a_correction(here):
    issued = orders.order_in_force(here.capital)

    response = post(here.leader, page(issued, "dinh-chinh/"), ACTS["dinh-chinh/"] | {"buoc": "them-lien-he"}, at=DURING)

    assert 'name="lh-0-agency"' in text(response)
    assert issued.events.count() == 2


def test_the_texts_are_written_into_the_fields_that_are_empty(here):
    response = post(here.admin, NEW, typed(buoc="soan-loi", banner_vi="Lời của tôi"))

    form = response.context["form"]
    assert (response.status_code, SuspensionOrder.objects.count()) == (200, 0)
    assert form["banner_vi"].value() == "Lời của tôi"
    assert form["banner_en"].value() == (
        "Counters are closed through 4 August 2021: UBND thành phố Đồng Hới. You can still file online or by post."
    )
    assert form["sms_text"].value().startswith("UBND thanh pho Dong Hoi: Tam ngung nhan va tra ho so tai quay")
    assert form["notice_vi"].value().startswith("Căn cứ\n1318/UBND-KSTT ngày 22/7/2021, Hồ An Phong ký.")
    assert "Người ban hành" not in form["notice_vi"].value()
    assert form["title"].value() == "Tạm ngừng tại Đồng Hới"


def test_texts_need_to_know_what_is_closed_and_when(here):
    response = post(here.admin, NEW, typed(buoc="soan-loi", scopes=[]))

    assert response.status_code == 422
    assert "Chọn ít nhất một nơi áp dụng" in text(response)


def test_texts_written_so_are_saved_as_they_stand(here):
    form = post(here.admin, NEW, typed(buoc="soan-loi")).context["form"]
    words = {name: form[name].value() for name in ("banner_vi", "notice_vi", "notice_en", "sms_text")}

    post(here.admin, NEW, typed(**words))

    saved = only()
    assert (saved.banner_vi, saved.notice_vi.split()) == (words["banner_vi"], words["notice_vi"].split())
