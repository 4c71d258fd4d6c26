from datetime import datetime
from smtplib import SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from notifications import delivery
from notifications.actions import tell
from notifications.enums import Kind
from portal import tasks
from portal.accounts.enums import AccountKind
from portal.accounts.models import User
from portal.kernel.doors import TemporaryFailure
from portal.kernel.enums import EffectState
from portal.kernel.models import OwedEffect

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
pytestmark = pytest.mark.django_db


def _message(email="an@example.vn"):
    citizen = User.objects.create_user(
        password=None, kind=AccountKind.CITIZEN, full_name="Lê Thị Bình An", phone="+84900000001", email=email
    )
    return tell(
        kind=Kind.SUPPLEMENT_ASKED,
        recipient_id=citizen.pk,
        email="",
        reference="TN-260302-0001",
        link="/ho-so/TN-260302-0001/",
        key="dossier:1:2",
        at=NOON,
    )


def test_a_mail_names_the_matter_and_links_to_it():
    delivery.send_mail({"message_id": _message().pk})

    letter = mail.outbox[0]
    assert letter.to == ["an@example.vn"]
    assert letter.subject == "Hồ sơ TN-260302-0001: Yêu cầu bổ sung hồ sơ"
    assert "/ho-so/TN-260302-0001/" in letter.body


def test_a_mail_holds_nothing_personal():
    delivery.send_mail({"message_id": _message().pk})

    letter = mail.outbox[0]
    assert "Bình An" not in letter.subject + letter.body


def test_somebody_without_an_address_gets_no_mail():
    delivery.send_mail({"message_id": _message(email=None).pk})

    assert mail.outbox == []


def test_a_server_that_is_away_is_a_passing_failure(settings):
    class Away:
        def __init__(self, **_kwargs):
            pass

        def send_messages(self, _messages):
            raise SMTPServerDisconnected

    settings.EMAIL_BACKEND = f"{__name__}.Away"
    globals()["Away"] = Away

    with pytest.raises(TemporaryFailure):
        delivery.send_mail({"message_id": _message().pk})


def test_the_sweep_rings_for_what_the_doorbell_missed_and_the_lane_is_drained(queued):
    _message()
    queued.clear()

    tasks.sweep()
    for _task, facts in queued:
        tasks.drain(**facts)

    assert queued == [("portal.tasks.drain", {"lane": "mail"})]
    assert len(mail.outbox) == 1
    assert OwedEffect.objects.get().state == EffectState.DONE


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (Kind.PRESS, "Thông cáo báo chí về tạm ngừng quầy (TTN-2026-0001)"),
        (Kind.APPOINTMENT_MOVED, "Lịch hẹn được chuyển sang giờ khác (TTN-2026-0001)"),
        (Kind.EXEMPTION_GRANTED, "Đồng ý tiếp trực tiếp (TTN-2026-0001)"),
        (Kind.REOPENED, "Quầy đã mở lại (TTN-2026-0001)"),
        (Kind.PICKUP_MOVED, "Hồ sơ TTN-2026-0001: Hẹn lại ngày nhận kết quả do tạm ngừng quầy"),
    ],
)
def test_only_mail_about_a_dossier_calls_its_matter_one(kind, subject):
    told = tell(
        kind=kind,
        recipient_id=None,
        email="tin@vi-du.vn",
        reference="TTN-2026-0001",
        link="/tam-ngung/TTN-2026-0001/van-ban/",
        key=f"x:{kind}",
        at=NOON,
    )
    delivery.send_mail({"message_id": told.pk})

    letter = mail.outbox[0]
    assert letter.subject == subject
    assert ("Hồ sơ" in letter.body) is subject.startswith("Hồ sơ")
