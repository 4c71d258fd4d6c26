"""Mails through a real server: what they say, what becomes of them."""

import re
import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from notifications.actions import keep_wishes
from notifications.actions.outcomes import suppress
from notifications.channels import smtp
from notifications.channels.addresses import Address
from notifications.channels.handing import hand_over
from notifications.channels.letters import message_id, number_of
from notifications.channels.partners import BadAddress
from notifications.enums import Channel, Kind, Language, SuppressionReason
from notifications.models import Delivery, Message, Suppression
from notifications.wording.events import Event
from portal.kernel.doors import OutcomeUnknown, Refused, TemporaryFailure
from portal.kernel.enums import EffectState
from portal.kernel.models import OwedEffect
from portal.kernel.outbox import owe
from tests.notifications.support import NOON, drain, only, states, told

pytestmark = pytest.mark.django_db


def test_a_mail_names_the_matter_links_to_it_and_holds_nothing_personal(citizen, post):
    told(citizen)

    drain()

    (letter,) = post.mails
    text = letter.get_body(("plain",)).get_content()
    page = letter.get_body(("html",)).get_content()
    assert (post.to, letter["To"]) == (["an@example.vn"], "an@example.vn")
    assert letter["Subject"] == "Hồ sơ TN-260302-0001: Yêu cầu bổ sung hồ sơ"
    for shown in (text, page):
        assert "/ho-so/TN-260302-0001/" in shown
        assert "cần bổ sung giấy tờ" in shown
        assert "Bình An" not in shown


def test_what_was_sent_is_written_down_with_the_address_masked(citizen, post):
    message = told(citizen)

    drain()

    sent = only("email")
    assert (sent.state, sent.sent_to, sent.attempts, sent.deliver_by) == ("sent", "a•••@example.vn", 1, None)
    assert sent.provider_reference == message_id(message).strip("<>")
    assert OwedEffect.objects.get().state == EffectState.DONE


def test_a_mail_can_be_left_in_one_click_and_is_named_by_our_domain(citizen, post, settings):
    settings.DEFAULT_FROM_EMAIL = "khong-tra-loi@dvc.vi-du.vn"
    message = told(citizen)

    drain()

    (letter,) = post.mails
    leave = re.fullmatch(r"<(http://127\.0\.0\.1:8000/thong-bao/thoi-nhan/[^>]+/)>", letter["List-Unsubscribe"].strip())
    assert leave
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == message_id(message)
    assert letter["Message-ID"].endswith("@dvc.vi-du.vn>")
    assert number_of(letter["Message-ID"]) == message.pk


@pytest.mark.parametrize("name", ["", "<1@x>", "<1.20260302.0000000000000000@x>", "<á.b.c@x>", "<99999999999.1.ff@x>"])
def test_names_of_others_mails_are_not_ours(name):
    assert number_of(name) is None


def test_mails_share_a_line_to_the_server(citizen, post):
    for number in range(5):
        told(citizen, key=f"{number}")

    drain()

    assert (len(post.taken), len(post.sessions)) == (5, 1)


def test_a_line_that_the_server_ended_is_not_spoken_on(citizen, post, monkeypatch):
    told(citizen, key="1")
    drain()
    monkeypatch.setattr(smtp, "RESTED_SECONDS", 0.0)
    for line in smtp.idle:
        line.backend.connection.sock.shutdown(socket.SHUT_RDWR)
    told(citizen, key="2")

    drain()

    assert (len(post.taken), len(post.sessions)) == (2, 2)


def test_people_are_written_to_in_their_language(citizen, post):
    keep_wishes(person=citizen, language=Language.ENGLISH, wants_digest=True, wishes={}, at=NOON)
    told(citizen)

    drain()

    (letter,) = post.mails
    assert letter["Subject"].startswith("Dossier TN-260302-0001:")
    assert "needs more papers" in letter.get_body(("plain",)).get_content()


def test_somebody_without_an_address_gets_no_mail(citizen, post):
    told(citizen)
    citizen.email = None
    citizen.save(update_fields=["email"])

    drain()

    assert post.taken == []
    assert (only("email").state, only("email").cause) == ("failed", "no_address")


def test_a_server_that_is_away_is_a_passing_failure(citizen, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    told(citizen)

    drain()

    effect = OwedEffect.objects.get()
    assert (effect.state, only("email").state) == (EffectState.OWED, "owed")
    assert effect.next_attempt_at > NOON


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 No such user", BadAddress),
        ("551 user not local", BadAddress),
        ("550 5.7.1 Not wanted", Refused),
        ("552 5.2.2 Full", Refused),
        ("450 4.2.1 Later", TemporaryFailure),
        ("451 greylisted", TemporaryFailure),
    ],
)
def test_the_servers_answer_about_an_address_is_understood(post, answer, outcome):
    post.answer_to_rcpt = answer

    with pytest.raises(outcome):
        hand_over(mail.EmailMessage("s", "b", to=["an@example.vn"]))


@pytest.mark.parametrize(("answer", "outcome"), [("554 5.6.0 No", Refused), ("452 4.3.1 Full", TemporaryFailure)])
def test_the_servers_answer_about_a_mail_is_understood(post, answer, outcome):
    post.answer_to_data = answer

    with pytest.raises(outcome):
        hand_over(mail.EmailMessage("s", "b", to=["an@example.vn"]))


def test_a_line_that_breaks_while_we_speak_leaves_the_outcome_open(post):
    post.breaks_off = True

    with pytest.raises(OutcomeUnknown):
        hand_over(mail.EmailMessage("s", "b", to=["an@example.vn"]))


def test_an_address_that_is_no_more_is_not_written_to_again(citizen, post):
    post.answer_to_rcpt = "550 5.1.1 No such user"
    first = told(citizen, key="1")
    drain()
    post.answer_to_rcpt = ""

    second = told(citizen, key="2")
    drain()

    assert (states(first)["email"], states(second)["email"]) == ("failed", "suppressed")
    held = Suppression.objects.get()
    assert (held.reason, held.detail, held.masked) == ("bounce", "5.1.1", "a•••@example.vn")
    assert post.taken == []
    assert set(OwedEffect.objects.order_by("pk").values_list("state", flat=True)) == {EffectState.DONE}


def test_an_address_is_known_whatever_its_letters(citizen, post):
    address = Address(Channel.EMAIL, "AN@example.vn")
    suppress(address, reason=SuppressionReason.COMPLAINT, detail="", at=NOON)
    assert not suppress(address, reason=SuppressionReason.BOUNCE, detail="", at=NOON)
    message = told(citizen)

    drain()

    assert states(message)["email"] == "suppressed"


def test_a_mail_that_the_server_never_takes_is_given_up_and_followed(citizen, post):
    post.answer_to_data = "554 5.6.0 No"
    told(citizen)

    drain()

    failed = only("email")
    assert (failed.state, failed.cause) == ("failed", "SMTP 554")
    assert failed.deliver_by is not None


def test_a_mail_sent_twice_bears_one_name(citizen, post):
    told(citizen)
    drain()
    Delivery.objects.filter(channel="email").update(state="owed", sent_at=None)
    OwedEffect.objects.update(state=EffectState.OWED, done_at=None)

    drain()

    one, two = post.mails
    assert one["Message-ID"] == two["Message-ID"]


def test_effects_of_the_former_release_are_sent(citizen, post):
    message = Message.objects.create(
        recipient=citizen, kind=Kind.RECEIVED, subject_reference="TN-1", link="/", key="old", owed_at=NOON
    )
    owe(key="mail:old", lane="mail", kind="mail", payload={"message_id": message.pk}, at=NOON)

    drain()

    assert post.mails[0]["Subject"] == "Hồ sơ TN-1: Hồ sơ được tiếp nhận"
    assert states(message) == {"email": "sent"}


def test_an_appointment_keeps_its_place_in_the_calendar(citizen, post):
    begins = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
    stories = [Kind.APPOINTMENT_BOOKED, Kind.APPOINTMENT_MOVED, Kind.APPOINTMENT_CANCELLED]
    for sequence, kind in enumerate(stories, start=1):
        event = Event(
            uid="abc@mot-cua", sequence=sequence, begins=begins, ends=begins + timedelta(minutes=20),
            place="UBND xã Cự Nẫm", is_cancelled=kind == Kind.APPOINTMENT_CANCELLED,
        )  # fmt: skip
        told(citizen, kind=kind, reference="LH-260305-0001", key=kind, event=event)

    drain()

    books = [Calendar.from_ical(_calendar(letter).get_content()) for letter in post.mails]
    entries = [book.walk("VEVENT")[0] for book in books]
    assert [book["METHOD"] for book in books] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert {str(entry["UID"]) for entry in entries} == {"abc@mot-cua"}
    assert [int(entry["SEQUENCE"]) for entry in entries] == [1, 2, 3]
    assert entries[0]["DTSTART"].dt == begins
    assert "8:30 ngày 05/03/2026 tại UBND xã Cự Nẫm" in post.mails[0].get_body(("plain",)).get_content()


def _calendar(letter):
    (part,) = [one for one in letter.walk() if one.get_content_type() == "text/calendar"]
    return part


@pytest.mark.parametrize(
    ("kind", "facts", "subject"),
    [
        (Kind.PRESS, {}, "Thông cáo báo chí về tạm ngừng quầy (TTN-2026-0001)"),
        (Kind.APPOINTMENT_MOVED, {}, "Lịch hẹn được chuyển sang giờ khác (TTN-2026-0001)"),
        (Kind.EXEMPTION_GRANTED, {}, "Đồng ý tiếp trực tiếp (TTN-2026-0001)"),
        (Kind.REOPENED, {}, "Quầy đã mở lại (TTN-2026-0001)"),
        (Kind.REOPENED, {"office": "UBND xã Cự Nẫm"}, "UBND xã Cự Nẫm đã mở lại quầy"),
        (
            Kind.SAFETY_OPEN,
            {"office": "UBND xã Cự Nẫm", "day": NOON.date()},
            "UBND xã Cự Nẫm: còn điểm chưa đạt về phòng dịch ngày 02/03/2026",
        ),
        (Kind.PICKUP_MOVED, {}, "Hồ sơ TTN-2026-0001: Hẹn lại ngày nhận kết quả do tạm ngừng quầy"),
        (Kind.PICKUP_MOVED, {"day": NOON.date()}, "Hồ sơ TTN-2026-0001: nhận kết quả từ ngày 02/03/2026"),
    ],
)
def test_only_mail_about_a_dossier_calls_its_matter_one(post, kind, facts, subject):
    told(kind=kind, email="tin@vi-du.vn", reference="TTN-2026-0001", link="/tam-ngung/TTN-2026-0001/", facts=facts)

    drain()

    (letter,) = post.mails
    assert letter["Subject"] == subject
    assert ("Hồ sơ" in letter.get_body(("plain",)).get_content()) is subject.startswith("Hồ sơ")


def test_without_a_server_mail_is_kept_as_files(citizen, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", tmp_path
    told(citizen)

    drain()

    (file,) = tmp_path.iterdir()
    assert "TN-260302-0001" in file.read_text(encoding="utf-8")
