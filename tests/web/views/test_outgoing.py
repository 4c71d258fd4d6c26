"""The page of what could not leave the house."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from portal.accounts.enums import Role
from portal.kernel import outbox
from portal.kernel.enums import EffectState
from portal.kernel.models import OwedEffect
from procedures.suspension import ZONE
from tests.support import accounts
from tests.web.views.hands import signed_in, text

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/gui-ra-ngoai/"
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=ZONE)


@pytest.fixture
def admin():
    return accounts.staff(Role.PROVINCE_ADMIN, accounts.agency())


def _stuck(key="k", *, state=EffectState.FAILED, cause="Địa chỉ không có trong danh mục."):
    outbox.owe(key=key, lane="parcels", kind="parcel_order", payload={"parcel_id": 7}, at=MORNING)
    doubt = state == EffectState.HUMAN
    OwedEffect.objects.filter(key=key).update(state=state, cause_of_failure=cause, attempts=3, is_in_doubt=doubt)
    return OwedEffect.objects.get(key=key)


def test_it_says_what_is_stuck_and_why_and_how_each_lane_stands(admin):
    _stuck()

    shown = text(signed_in(admin).get(LIST))

    assert "Đặt bưu gửi" in shown
    assert "parcel_id 7" in shown
    assert "Địa chỉ không có trong danh mục." in shown


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_takes_the_same_queries_however_long_it_is(admin, number, django_assert_max_num_queries):
    for each in range(number):
        _stuck(f"k{each}")
    client = signed_in(admin)
    client.get(LIST)

    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_an_auditor_reads_and_decides_nothing():
    auditor, effect = accounts.staff(Role.AUDITOR, accounts.agency()), _stuck()
    client = signed_in(auditor)

    assert "Đặt bưu gửi" in text(client.get(LIST))
    assert client.post(f"{LIST}{effect.pk}/", {"decision": "again"}).status_code == 403


def test_it_is_sent_again(admin):
    effect = _stuck()

    answer = signed_in(admin).post(f"{LIST}{effect.pk}/", {"decision": "again"})

    effect.refresh_from_db()
    assert (answer.status_code, effect.state, effect.attempts) == (302, EffectState.OWED, 0)
    assert abs(effect.next_attempt_at - timezone.now()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"decision": "give_up"}, "Nhập lý do"),
        ({"decision": "sent", "reason": "Gọi bưu cục"}, "Nhập mã bên đối tác"),
        ({}, "Chọn việc cần làm"),
    ],
)
def test_what_is_missing_is_asked_for_at_the_field_and_nothing_changes(admin, typed, words):
    effect = _stuck()

    answer = signed_in(admin).post(f"{LIST}{effect.pk}/", typed)

    effect.refresh_from_db()
    assert (answer.status_code, effect.state) == (422, EffectState.FAILED)
    assert words in text(answer)


def test_what_was_decided_meanwhile_is_not_decided_twice(admin):
    effect = _stuck(state=EffectState.HUMAN, cause="OutcomeUnknown")
    client = signed_in(admin)
    assert "Không biết đối tác đã nhận hay chưa." in text(client.get(f"{LIST}{effect.pk}/"))

    given_up = client.post(f"{LIST}{effect.pk}/", {"decision": "give_up", "reason": "Người dân đã đến nhận"})
    again = client.post(f"{LIST}{effect.pk}/", {"decision": "again"})

    assert (given_up.status_code, again.status_code) == (302, 404)
    assert OwedEffect.objects.get().state == EffectState.GIVEN_UP
