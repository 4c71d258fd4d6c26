"""The pages of messages: box, wishes, the way out, words, addresses held back, figures."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from notifications.actions import publish
from notifications.actions.outcomes import suppress
from notifications.channels.addresses import Address
from notifications.channels.letters import leave_token
from notifications.enums import Channel, Group, Kind, Language, SuppressionReason
from notifications.models import DayFigures, Message, Preference, PushSubscription, Suppression, Template
from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation
from tests.notifications.support import NOON, drain, only, states, told
from tests.support import accounts

pytestmark = pytest.mark.django_db
EDITOR = ("received", "email", "vi")


@pytest.fixture
def administrator():
    return accounts.staff(Role.PROVINCE_ADMIN, accounts.agency())


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def edit(client, key=EDITOR, **typed):
    sent = {"subject": "Về {reference}", "body": "Xem {link}", "seen": "0", "lam": "ban-hanh", **typed}
    return client.post(reverse("notifications:template", args=key), sent)


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_box_shows_messages_and_opening_one_reads_it(client, citizen):
    told(citizen, key="1", link="/ho-so/TN-1/")
    told(citizen, kind=Kind.RECEIVED, key="2")
    client.force_login(citizen)

    before = text_of(client.get("/thong-bao/"))
    opened = client.get(f"/thong-bao/{Message.objects.get(key='1').pk}/")
    unread = text_of(client.get("/thong-bao/?loc=chua-doc"))
    duties = text_of(client.get("/thong-bao/?loc=duty"))

    assert before.count("Chưa đọc</span>") == 2
    assert opened["Location"] == "/ho-so/TN-1/"
    assert "Hồ sơ được tiếp nhận" in unread
    assert "Yêu cầu bổ sung" not in unread
    assert "Yêu cầu bổ sung" in duties
    assert client.post("/thong-bao/").status_code == 302
    assert not Message.objects.filter(read_at__isnull=True).exists()


def test_nobody_opens_the_message_of_another(client, citizen, officer):
    message = told(citizen)
    client.force_login(officer)

    assert client.get(f"/thong-bao/{message.pk}/").status_code == 404
    assert client.get("/thong-bao/").status_code == 200
    assert Message.objects.get().read_at is None


@pytest.mark.parametrize("number", [1, 60])
def test_the_box_costs_as_many_queries_however_full(client, citizen, django_assert_max_num_queries, number):
    for n in range(number):
        told(citizen, key=f"{n}", at=NOON + timedelta(minutes=n))
    client.force_login(citizen)

    with django_assert_max_num_queries(7):
        page = client.get("/thong-bao/")

    assert page.content.decode().count("<time") == min(number, 25)


def test_wishes_are_shown_as_they_are_and_kept_as_said(client, citizen, settings):
    settings.SMS_URL = "http://key:secret@127.0.0.1:9/sms"
    client.force_login(citizen)
    shown = text_of(client.get("/thong-bao/tuy-chon/"))

    answer = client.post("/thong-bao/tuy-chon/", {"language": "en", "duty": ["sms"], "dossier": ["email", "sms"]})

    assert shown.count("checked") == 1 + len(Group) - 1  # a language, and mail for each group
    assert answer.status_code == 302
    said = {(one.group, one.channel): one.is_wanted for one in Preference.objects.order_by("pk")}
    assert (said["duty", "sms"], said["duty", "email"], said["dossier", "email"]) == (True, False, True)
    citizen.refresh_from_db()
    assert citizen.reader.language == "en"
    assert set(states(told(citizen))) == {"portal", "sms"}


def test_a_wish_for_a_channel_that_is_not_there_is_refused(client, citizen):
    client.force_login(citizen)

    assert client.post("/thong-bao/tuy-chon/", {"language": "vi", "duty": ["zalo"]}).status_code == 422
    assert not Preference.objects.exists()


def test_a_mail_is_left_in_one_click_without_signing_in_and_reading_the_page_changes_nothing(client, citizen):
    path = f"/thong-bao/thoi-nhan/{leave_token(told(citizen))}/"

    asked = client.get(path)
    before = Preference.objects.count()
    left = client.post(path, {"List-Unsubscribe": "One-Click"})

    assert (asked.status_code, before, left.status_code) == (200, 0, 200)
    assert (Preference.objects.get().group, Preference.objects.get().is_wanted) == (Group.DUTY, False)
    assert set(states(told(citizen, key="2"))) == {"portal"}
    assert client.post("/thong-bao/thoi-nhan/1:forged/").status_code == 404


def test_an_address_without_account_that_leaves_is_held_back(client, post):
    message = told(email="ba@example.vn")

    client.post(f"/thong-bao/thoi-nhan/{leave_token(message)}/")
    drain()

    assert states(message)["email"] == "suppressed"
    assert Suppression.objects.get().reason == "unsubscribed"


def test_who_is_held_back_asks_and_the_administration_lifts_it(client, citizen, administrator):
    address = Address(Channel.EMAIL, citizen.email)
    suppress(address, reason=SuppressionReason.BOUNCE, detail="5.1.1", at=NOON)
    held = Suppression.objects.get()
    client.force_login(citizen)
    shown = text_of(client.get("/thong-bao/tuy-chon/"))
    asked = client.post(f"/thong-bao/gui-lai/{held.pk}/", {"text": "Hộp thư đã mở lại"})
    again = client.post(f"/thong-bao/gui-lai/{held.pk}/", {"text": "Hộp thư đã mở lại"})

    client.force_login(administrator)
    listed = text_of(client.get("/quan-tri/ngung-gui/?loc=de-nghi"))
    without = client.post(f"/quan-tri/ngung-gui/{held.pk}/", {"reason": ""})
    lifted = client.post(f"/quan-tri/ngung-gui/{held.pk}/", {"reason": "Chủ hộp thư đề nghị"})

    assert "a•••@example.vn" in shown
    assert (asked.status_code, again.status_code) == (302, 422)
    assert "Hộp thư đã mở lại" in listed
    assert (without.status_code, lifted.status_code) == (422, 302)
    held.refresh_from_db()
    assert (held.lifted_by, held.lift_reason) == (administrator, "Chủ hộp thư đề nghị")


def test_nobody_asks_for_the_address_of_another(client, citizen, officer):
    suppress(Address(Channel.EMAIL, officer.email), reason=SuppressionReason.BOUNCE, detail="", at=NOON)
    client.force_login(citizen)

    path = f"/thong-bao/gui-lai/{Suppression.objects.get().pk}/"
    assert client.post(path, {"text": "x"}).status_code == 404


@pytest.mark.parametrize("number", [1, 60])
def test_addresses_held_back_cost_as_many_queries_however_many(desk, django_assert_max_num_queries, number):
    for n in range(number):
        suppress(Address(Channel.EMAIL, f"{n}@vi-du.vn"), reason=SuppressionReason.BOUNCE, detail="", at=NOON)

    with django_assert_max_num_queries(8):
        page = desk.get("/quan-tri/ngung-gui/")

    assert page.content.decode().count("•••@vi-du.vn") == min(number, 50)


def test_words_are_seen_before_they_are_published(desk):
    shown = text_of(edit(desk, lam="xem"))

    assert "Về TN-210726-0012" in shown
    assert not Template.objects.exists()


def test_published_words_are_sent_and_former_ones_kept(desk, administrator, citizen, post):
    first = edit(desk)
    second = edit(desk, subject="Tin về {reference}", seen="1")
    told(citizen, kind=Kind.RECEIVED)

    drain()

    assert (first.status_code, second.status_code) == (302, 302)
    assert post.mails[0]["Subject"] == "Tin về TN-260302-0001"
    assert only("email").template_version == 2
    page = text_of(desk.get(reverse("notifications:template", args=EDITOR)))
    assert "bản 2" in page
    assert f"bản 1 · {administrator.full_name}" in re.sub(r" · \d\d:\d\d ngày [\d/]+ ·", " ·", page)


def test_the_portals_own_words_come_back(desk, citizen, post):
    edit(desk)

    back = edit(desk, lam="goc", seen="1")
    told(citizen, kind=Kind.RECEIVED)
    drain()

    assert back.status_code == 302
    assert only("email").template_version == 0
    assert Template.objects.get().replaced_at is not None
    assert edit(desk).status_code == 302
    assert Template.objects.order_by("-version")[0].version == 2


def test_who_was_overtaken_is_told_and_loses_no_word(desk):
    edit(desk)

    late = edit(desk, body="Bản của tôi {link}", seen="0")

    assert late.status_code == 422
    assert "Có người vừa ban hành bản khác" in text_of(late)
    assert "Bản của tôi" in text_of(late)
    assert Template.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "told_at"),
    [
        ({"body": "Chào {ten}"}, "id_body"),
        ({"subject": "{day}"}, "id_subject"),
        ({"body": ""}, "id_body"),
        ({"body": "a { b"}, "id_body"),
    ],
)
def test_words_that_cannot_be_filled_are_refused_at_the_field(desk, typed, told_at):
    answer = edit(desk, **typed)

    assert answer.status_code == 422
    assert f'href="#{told_at}"' in answer.content.decode()
    assert not Template.objects.exists()


def test_an_editor_of_sms_counts_parts_with_and_without_diacritics(desk):
    words = {"body": "Hồ sơ " + "ơ" * 60 + " {link}", "lam": "xem"}

    with_marks = text_of(edit(desk, ("received", "sms", "vi"), **words))
    without = text_of(edit(desk, ("received", "sms", "vi"), **words, is_unaccented="on"))

    assert "2 phần" in with_marks
    assert "Có dấu: 70 ký tự" in with_marks
    assert "1 phần" in without
    assert "Không dấu: 160 ký tự" in without


def test_words_that_a_message_cannot_fill_give_way_to_the_portals_own(desk, citizen, post):
    edit(desk, ("appointment_booked", "email", "vi"), subject="Hẹn {day}")
    told(citizen, kind=Kind.APPOINTMENT_BOOKED, reference="LH-1")

    drain()

    assert post.mails[0]["Subject"] == "Đã đặt lịch hẹn (LH-1)"


def test_only_the_province_words_messages(officer):
    with pytest.raises(RuleViolation):
        publish(
            kind=Kind.RECEIVED, channel=Channel.EMAIL, language=Language.VIETNAMESE, subject="x", body="x",
            is_unaccented=False, seen=0, actor=officer, at=NOON,
        )  # fmt: skip


@pytest.mark.parametrize(
    "key", [("la", "email", "vi"), ("received", "portal", "vi"), ("press", "sms", "vi"), ("received", "email", "fr")]
)
def test_words_that_there_are_not_are_not_found(desk, key):
    assert desk.get(reverse("notifications:template", args=key)).status_code == 404


def test_all_words_are_listed_in_few_queries(desk, django_assert_max_num_queries):
    edit(desk)

    with django_assert_max_num_queries(7):
        page = text_of(desk.get("/quan-tri/mau-tin/"))

    assert "bản 1" in page
    assert all(str(kind.label) in page for kind in Kind)


def test_anybody_sees_how_punctually_messages_leave(client, django_assert_max_num_queries):
    for day in range(1, 29):
        DayFigures.objects.create(
            day=NOON.date().replace(day=day), channel="email", owed=1000, within_10s=999, within_1h=1000, failed=0
        )

    with django_assert_max_num_queries(3):
        answer = client.get("/thong-bao/dung-hen/")

    assert answer.status_code == 200


def test_a_browser_is_listened_to_and_let_go(client, citizen, settings):
    settings.PUSH_HOSTS = ("fcm.googleapis.com",)
    client.force_login(citizen)
    keys = {"p256dh": "BA" + "A" * 85, "auth": "A" * 22}

    client.post("/thong-bao/trinh-duyet/", {"endpoint": "https://fcm.googleapis.com/fcm/send/x", **keys})
    listening = PushSubscription.objects.filter(ended_at__isnull=True).count()
    client.post("/thong-bao/trinh-duyet/", {"endpoint": "https://ke-gian.vn/x", **keys})
    client.post("/thong-bao/trinh-duyet/", {"thoi": "1"})

    assert (listening, PushSubscription.objects.count()) == (1, 1)
    assert PushSubscription.objects.get().ended_at is not None
