"""The next channel when a message did not arrive, bounces, and the mail of the day."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from notifications.actions import keep_wishes
from notifications.actions.figures import count_days
from notifications.actions.following import follow_up
from notifications.actions.outcomes import note_delivered
from notifications.channels.bounces import read_report
from notifications.channels.letters import message_id
from notifications.delivery.digests import make_digests
from notifications.enums import Channel, Group, Kind, Language
from notifications.models import DayFigures, Delivery, DigestRun, Suppression
from notifications.queries import deliveries_about, months
from portal.accounts.enums import AccountKind
from portal.accounts.models import User
from portal.kernel.models import OwedEffect
from tests.notifications.support import NOON, drain, only, states, told

HOUR = timedelta(hours=1)
BOUNCE = """From: MAILER-DAEMON@relay.vi-du.vn
To: khong-tra-loi@portal.invalid
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
{report}
--b
Content-Type: text/rfc822-headers

From: khong-tra-loi@portal.invalid
Message-ID: {name}
Subject: x
--b--
"""
FAILED = """Content-Type: message/delivery-status

Reporting-MTA: dns; relay.vi-du.vn

Final-Recipient: rfc822; an@example.vn
Action: {action}
Status: {status}
"""
COMPLAINT = """Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
User-Agent: x
"""
django_db = pytest.mark.django_db


def _bounce(name, *, action="failed", status="5.1.1"):
    report = FAILED.format(action=action, status=status)
    return BOUNCE.format(kind="delivery-status", report=report, name=name).encode()


@pytest.fixture
def texts(settings):
    settings.SMS_URL = "http://key:secret@127.0.0.1:9/sms"


@django_db
def test_what_did_not_arrive_in_time_goes_by_the_next_channel_once(citizen, texts):
    message = told(citizen)

    early, first, again = (follow_up(at=NOON + late) for late in (HOUR / 2, HOUR, 2 * HOUR))

    assert (early, first, again) == (0, 1, 0)
    assert states(message) == {"portal": "delivered", "email": "owed", "sms": "owed"}
    assert only("sms").instead_of == only("email")
    assert set(OwedEffect.objects.order_by("pk").values_list("kind", flat=True)) == {"mail", "sms"}


@django_db
def test_what_arrived_by_another_channel_is_not_sent_again(citizen, texts):
    said = {(Group.DUTY, Channel.EMAIL): True, (Group.DUTY, Channel.SMS): True}
    keep_wishes(person=citizen, language=Language.VIETNAMESE, wants_digest=True, wishes=said, at=NOON)
    told(citizen)
    note_delivered(only("sms"), at=NOON)

    assert follow_up(at=NOON + HOUR) == 0


@django_db
def test_what_was_sent_where_more_cannot_be_known_is_not_followed(citizen, texts, post):
    told(citizen)
    drain()

    assert follow_up(at=NOON + timedelta(days=2)) == 0


@django_db
def test_a_way_that_was_refused_is_not_tried(citizen, texts):
    said = {(Group.DUTY, Channel.SMS): False}
    keep_wishes(person=citizen, language=Language.VIETNAMESE, wants_digest=True, wishes=said, at=NOON)
    message = told(citizen)

    assert follow_up(at=NOON + HOUR) == 0
    assert set(states(message)) == {"portal", "email"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_that_follow_up_at_one_instant_text_once(settings):
    settings.SMS_URL = "http://key:secret@127.0.0.1:9/sms"
    person = User.objects.create_user(
        password=None, kind=AccountKind.CITIZEN, full_name="An", phone="+84900000001", email="a@vi-du.vn"
    )
    with transaction.atomic():
        for number in range(10):
            told(person, key=f"{number}")
    start, owed = threading.Barrier(4), []

    def work():
        start.wait()
        owed.append(follow_up(at=NOON + HOUR))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sum(owed) == 10
    assert Delivery.objects.filter(channel="sms").count() == 10
    assert OwedEffect.objects.filter(kind="sms").count() == 10


@django_db
def test_a_mail_that_came_back_ends_mail_to_its_address_and_goes_by_sms(citizen, texts, post, tmp_path, capsys):
    message = told(citizen)
    drain()
    Path(tmp_path, "1.eml").write_bytes(_bounce(message_id(message)))
    Path(tmp_path, "2.eml").write_bytes(_bounce("<1.20260302.0000000000000000@portal.invalid>"))
    Path(tmp_path, "3.eml").write_bytes(_bounce(message_id(message), action="delayed", status="4.2.2"))
    Path(tmp_path, "4.eml").write_bytes(b"Subject: hello\r\n\r\nThank you")

    call_command("read_bounces", str(tmp_path))
    call_command("read_bounces", str(tmp_path))

    first, second = capsys.readouterr().out.strip().splitlines()
    assert (first, second) == ("bounce: 1, no report: 2, not ours: 1", "nothing new")
    assert states(message)["email"] == "failed"
    assert (Suppression.objects.get().reason, Suppression.objects.get().detail) == ("bounce", "5.1.1")
    assert follow_up(at=only("email").deliver_by) == 1


@django_db
def test_a_complaint_ends_mail_to_its_address_though_the_mail_arrived(citizen, post, tmp_path, capsys):
    message = told(citizen)
    drain()
    raw = BOUNCE.format(kind="feedback-report", report=COMPLAINT, name=message_id(message))
    Path(tmp_path, "1.eml").write_text(raw, encoding="ascii")

    call_command("read_bounces", str(tmp_path))

    assert "complaint: 1" in capsys.readouterr().out
    assert states(message)["email"] == "sent"
    assert Suppression.objects.get().reason == "complaint"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\xff\x00" * 100, b"x" * 600_000, _bounce(""), _bounce("no brackets"), _bounce("<a@b>", status="5"),
        _bounce("<" + "a" * 300 + "@b>"),
        b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n',
    ],
)  # fmt: skip
def test_what_is_no_report_of_ours_is_left_alone(raw):
    assert read_report(raw) is None


@django_db
def test_officers_get_one_mail_a_day_of_what_was_not_urgent(officer, post):
    morning = NOON.replace(hour=7, minute=5) + timedelta(days=1)
    for number in range(3):
        told(officer, kind=Kind.SAFETY_OPEN, key=f"{number}", reference=f"0{number}/03/2026", link=f"/quay/{number}/")

    made = [make_digests(at=at) for at in (morning - HOUR, morning, morning + HOUR)]
    told(officer, kind=Kind.SAFETY_OPEN, key="later")
    made.append(make_digests(at=morning + 2 * HOUR))
    drain(at=morning)

    assert made == [0, 1, 0, 0]
    (letter,) = post.mails
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "Có 3 việc mới cho Ông/Bà"
    assert all(f"/quay/{number}/" in text for number in range(3))
    assert DigestRun.objects.get().sent_at is not None
    assert sorted(Delivery.objects.filter(channel="email").order_by("pk").values_list("state", flat=True)) == [
        "digest", "sent", "sent", "sent",
    ]  # fmt: skip
    assert make_digests(at=morning + timedelta(days=1)) == 1


@django_db
def test_who_wants_no_mail_of_the_day_is_written_to_at_once(officer):
    keep_wishes(person=officer, language=Language.VIETNAMESE, wants_digest=False, wishes={}, at=NOON)

    assert states(told(officer, kind=Kind.SAFETY_OPEN))["email"] == "owed"


@django_db
def test_punctuality_is_counted_by_day_and_added_up_by_month(citizen):
    for number, seconds in enumerate([1, 9, 11, 3000, 4000, None]):
        told(citizen, key=f"{number}")
        sent = {"sent_at": NOON + timedelta(seconds=seconds), "state": "sent"} if seconds else {"state": "failed"}
        Delivery.objects.filter(message__key=f"{number}", channel="email").update(**sent)

    for _time in range(2):
        count_days(at=NOON + 2 * HOUR)

    (row,) = DayFigures.objects.all()
    assert (row.owed, row.within_10s, row.within_1h, row.failed) == (6, 2, 4, 1)
    (month,) = months(today=NOON.date())
    assert (month.share_10s, month.share_1h, month.words) == ("33,3 %", "66,6 %", "Thư điện tử")


@django_db
def test_what_was_held_overnight_is_late_only_from_the_morning_on(citizen, texts):
    citizen.email = None
    citizen.save(update_fields=["email"])
    told(citizen, at=NOON.replace(hour=23))
    held = only("sms")
    Delivery.objects.filter(pk=held.pk).update(state="sent", sent_at=held.held_until + timedelta(seconds=5))

    count_days(at=NOON + timedelta(days=1))

    assert DayFigures.objects.get(channel="sms").within_10s == 1


@django_db
def test_the_log_of_a_matter_masks_addresses_and_costs_one_query(citizen, post, django_assert_num_queries):
    for number in range(12):
        told(citizen, key=f"{number}", reference="TN-1" if number % 2 else "HS-1")
    told(citizen, key="other", reference="TN-2")
    drain()

    with django_assert_num_queries(1):
        rows = list(deliveries_about("TN-1", "HS-1", ""))
        assert {one.message.kind for one in rows} == {Kind.SUPPLEMENT_ASKED}

    assert len(rows) == 12
    assert {one.sent_to for one in rows} == {"a•••@example.vn"}
