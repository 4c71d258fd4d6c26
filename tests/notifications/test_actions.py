from datetime import date

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from notifications import actions, queries
from notifications.actions import draft, tell_many
from notifications.enums import Channel, Group, Kind, Language
from notifications.models import Delivery, Message
from portal.kernel.models import OwedEffect
from tests.notifications.support import MORNING, NIGHT, NOON, owed, states, told

pytestmark = pytest.mark.django_db


def test_telling_twice_tells_once_and_writes_once(citizen):
    for _time in range(2):
        told(citizen)

    assert (Message.objects.count(), OwedEffect.objects.count()) == (1, 1)


def test_somebody_without_address_is_told_by_the_desk():
    assert told() is None
    assert OwedEffect.objects.count() == 0


def test_a_telephone_alone_is_enough_where_there_are_sms(settings):
    before = told(phone="+84900000009", key="before")
    settings.SMS_URL = "http://key:secret@127.0.0.1:9/sms"

    message = told(phone="+84900000009")

    assert before is None
    assert states(message) == {"sms": "owed"}


def test_somebody_without_account_is_written_to():
    assert told(email="ba@example.vn").email == "ba@example.vn"


def test_reading_the_messages_makes_none_new(citizen):
    told(citizen)
    before = queries.unread_count(citizen)

    actions.mark_read(recipient_id=citizen.pk, at=NOON)

    assert (before, queries.unread_count(citizen)) == (1, 0)
    assert list(queries.inbox(citizen)) == list(Message.objects.all())


def test_the_portals_own_box_has_every_message_at_once(citizen):
    assert states(told(citizen)) == {"portal": "delivered", "email": "owed"}


def test_officers_wait_for_the_mail_of_the_day_unless_it_is_urgent(officer):
    calm = told(officer, kind=Kind.SAFETY_OPEN, key="calm")
    urgent = told(officer, kind=Kind.EXEMPTION_LATE, key="urgent")

    assert states(calm)["email"] == "digest"
    assert states(urgent)["email"] == "owed"


def test_nothing_rings_at_night_unless_it_is_urgent(citizen, settings):
    settings.SMS_URL = "http://key:secret@127.0.0.1:9/sms"
    citizen.email = None
    citizen.save(update_fields=["email"])

    calm = told(citizen, key="calm", at=NIGHT)
    urgent = told(citizen, kind=Kind.EXEMPTION_GRANTED, key="urgent", at=NIGHT)

    held = Delivery.objects.get(message=calm, channel="sms")
    assert (held.state, held.held_until) == ("held", MORNING)
    assert states(urgent)["sms"] == "owed"
    due = dict(OwedEffect.objects.order_by("pk").values_list("key", "next_attempt_at"))
    assert (due["sms:calm"], due["sms:urgent"]) == (held.held_until, NIGHT)


def test_wishes_are_followed_for_their_group_alone(citizen, settings):
    settings.SMS_URL = "http://key:secret@127.0.0.1:9/sms"
    said = {(Group.DUTY, Channel.EMAIL): False, (Group.DUTY, Channel.SMS): True}
    actions.keep_wishes(person=citizen, language=Language.ENGLISH, wants_digest=True, wishes=said, at=NOON)

    assert set(states(told(citizen, key="1"))) == {"portal", "sms"}
    assert set(states(told(citizen, kind=Kind.RECEIVED, key="2"))) == {"portal", "email"}


def test_a_fact_that_the_kind_does_not_know_is_a_fault_of_the_caller(citizen):
    with pytest.raises(ValueError, match="has no variable day"):
        told(citizen, facts={"day": date(2026, 3, 2)})
    with pytest.raises(ValueError, match="must be of type day"):
        told(citizen, kind=Kind.PICKUP_MOVED, facts={"day": "tomorrow"})


def test_many_are_told_like_one_and_those_told_before_are_not_again(citizen, officer, django_assert_max_num_queries):
    told(citizen, key="0")
    some = [
        draft(
            kind=Kind.RECEIVED, recipient_id=person.pk, email="", reference=f"TN-{n}", link="/", key=f"{n}", at=NOON
        )
        for n, person in enumerate([citizen, citizen, officer])
    ]  # fmt: skip

    with django_assert_max_num_queries(14):
        new = tell_many(some, lane="bulk", at=NOON)

    assert new == 2
    assert OwedEffect.objects.filter(lane="bulk").count() == 1  # the officer's waits for the mail of the day
    assert tell_many(some, lane="bulk", at=NOON) == 0
    assert owed() == {"mail"}


@pytest.mark.django_db(transaction=True)
def test_telling_belongs_to_a_transaction(citizen):
    with pytest.raises(TransactionManagementError):
        told(citizen)
    with transaction.atomic():
        told(citizen, key="inside")
