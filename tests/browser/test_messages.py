"""The pages of messages, as a citizen and the province's administrator see them."""

import pytest
from django.db import transaction

from notifications.actions.figures import count_days
from notifications.actions.outcomes import suppress
from notifications.channels.addresses import Address
from notifications.channels.letters import leave_token
from notifications.enums import Channel, Kind, SuppressionReason
from notifications.models import Delivery
from portal.accounts.enums import Role
from tests.browser.hands import press, sign_in
from tests.notifications.support import NOON, told
from tests.support import accounts
from tests.support.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(settings, transactional_db):
    settings.SMS_URL = "http://key:secret@127.0.0.1:9/sms"
    settings.PUSH_PRIVATE_KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA"
    citizen = accounts.citizen(full_name="Lê Thị Bình An", email="an@vi-du.vn")
    accounts.staff(Role.PROVINCE_ADMIN, accounts.agency(), email="quantri@vi-du.vn")
    return citizen


def _many(citizen):
    with transaction.atomic():
        messages = [told(citizen, kind=kind, key=str(kind)) for kind in (Kind.SUPPLEMENT_ASKED, Kind.RECEIVED)]
        suppress(Address(Channel.EMAIL, citizen.email), reason=SuppressionReason.BOUNCE, detail="5.1.1", at=NOON)
        Delivery.objects.filter(channel="email").update(state="sent", sent_at=NOON)
        count_days(at=NOON)
    return messages


def test_a_citizen_reads_messages_and_chooses_how_to_be_told(people, window, eyes):
    messages = _many(people)
    page = window()
    sign_in(page, "an@vi-du.vn", PASSWORD)
    page.goto("/thong-bao/")
    eyes.look(page, "messages")
    page.goto("/thong-bao/tuy-chon/")
    eyes.look(page, "wishes")
    page.get_by_role("group", name="Lịch hẹn").get_by_label("Tin nhắn SMS").check()
    press(page, "Lưu")
    page.wait_for_load_state()
    page.goto(f"/thong-bao/thoi-nhan/{leave_token(messages[0])}/")
    eyes.look(page, "leave-mails")
    page.goto("/thong-bao/dung-hen/")
    eyes.look(page, "punctuality")

    assert people.preferences.get(group="appointment", channel="sms").is_wanted


def test_the_province_words_messages_and_sees_whom_none_reach(people, window, eyes):
    _many(people)
    page = window()
    sign_in(page, "quantri@vi-du.vn", PASSWORD, officer=True)
    page.goto("/quan-tri/ngung-gui/")
    eyes.look(page, "held-back")
    page.goto("/quan-tri/mau-tin/")
    eyes.look(page, "words")
    page.goto("/quan-tri/mau-tin/received/sms/vi/")
    page.get_by_label("Nội dung").fill("Hồ sơ {reference} được tiếp nhận. {link}")
    press(page, "Xem trước")
    page.wait_for_load_state()
    eyes.look(page, "words-of-sms")
    press(page, "Ban hành")
    page.wait_for_load_state()
    eyes.look(page, "words-published")

    assert "bản 1" in page.content()
