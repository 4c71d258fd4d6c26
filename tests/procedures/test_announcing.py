from datetime import timedelta

import pytest

from notifications.models import Message
from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation
from portal.kernel.models import OwedEffect
from procedures.actions import announce, keep_press_contact, note_carried, tell_guidance
from procedures.enums import Channel, CounterAct, OrderState
from procedures.models import ChannelGuidance, PressCarriage, PressContact
from tests.support import accounts, filing, orders

pytestmark = pytest.mark.django_db
NOON = accounts.NOON


@pytest.fixture
def communes():
    return filing.communes()


@pytest.fixture
def admin(communes):
    return accounts.staff(Role.PROVINCE_ADMIN, communes[0].parent.parent)


@pytest.fixture
def order(communes, admin):
    return orders.order_in_force(communes[0], by=admin)


@pytest.fixture
def outlets(db):
    names = ("Báo Quảng Bình", "Đài Phát thanh – Truyền hình")
    return [PressContact.objects.create(outlet=name, email=f"tin{n}@vi-du.vn") for n, name in enumerate(names)]


def test_announcing_owes_each_contact_one_mail_that_leads_to_the_texts(order, admin, outlets):
    sent = announce(order_id=order.pk, actor=admin, at=NOON)

    told = Message.objects.order_by("pk")
    assert sent == 2
    assert {(one.kind, one.recipient_id, one.subject_reference, one.link) for one in told} == {
        ("press", None, order.reference, f"/tam-ngung/{order.reference}/van-ban/")
    }
    assert [one.email for one in told] == ["tin0@vi-du.vn", "tin1@vi-du.vn"]
    assert OwedEffect.objects.filter(lane="mail").count() == 2
    assert PressCarriage.objects.filter(version=1, sent_at=NOON).count() == 2


def test_a_version_goes_to_nobody_twice(order, admin, outlets):
    announce(order_id=order.pk, actor=admin, at=NOON)
    late = PressContact.objects.create(outlet="Đài truyền thanh huyện", email="dai@vi-du.vn")

    assert announce(order_id=order.pk, actor=admin, at=NOON) == 1
    with pytest.raises(RuleViolation, match="chưa nhận bản này"):
        announce(order_id=order.pk, actor=admin, at=NOON)
    assert Message.objects.filter(email=late.email).count() == 1


def test_a_later_version_goes_to_all_again(order, admin, outlets):
    announce(order_id=order.pk, actor=admin, at=NOON)
    order.version = 2
    order.save()

    assert announce(order_id=order.pk, actor=admin, at=NOON) == 2


def test_a_contact_that_is_switched_off_gets_nothing(order, admin, outlets):
    PressContact.objects.update(is_active=False)

    with pytest.raises(RuleViolation):
        announce(order_id=order.pk, actor=admin, at=NOON)
    assert not Message.objects.exists()


def test_a_draft_is_not_sent(admin, outlets):
    draft = orders.draft_order(state=OrderState.DRAFT)

    with pytest.raises(RuleViolation, match="Bản nháp"):
        announce(order_id=draft.pk, actor=admin, at=NOON)


@pytest.mark.parametrize("role", [Role.AGENCY_ADMIN, Role.LEADER, Role.AUDITOR])
def test_only_who_may_issue_may_announce(order, outlets, communes, role):
    with pytest.raises(RuleViolation, match="quản trị của tỉnh"):
        announce(order_id=order.pk, actor=accounts.staff(role, communes[0]), at=NOON)


def test_who_carried_it_is_noted_beside_what_was_sent(order, admin, outlets):
    announce(order_id=order.pk, actor=admin, at=NOON)

    noted = note_carried(
        order_id=order.pk, contact_id=outlets[0].pk, carried_at=NOON, where=" Thời sự  19 giờ ", actor=admin, at=NOON
    )

    assert (noted.sent_at, noted.carried_at, noted.where) == (NOON, NOON, "Thời sự 19 giờ")
    assert PressCarriage.objects.count() == 2


@pytest.mark.parametrize(
    ("carried_at", "where"),
    [
        (NOON + timedelta(minutes=1), "Thời sự"),
        (orders.ISSUED_AT - timedelta(minutes=1), "Thời sự"),
        (NOON, "  "),
    ],
)
def test_what_cannot_have_been_carried_is_not_noted(order, admin, outlets, carried_at, where):
    with pytest.raises(RuleViolation):
        note_carried(
            order_id=order.pk, contact_id=outlets[0].pk, carried_at=carried_at, where=where, actor=admin, at=NOON
        )
    assert not PressCarriage.objects.exists()


def test_an_outlet_is_kept_once_and_its_history_says_why(admin):
    typed = {"outlet": "Báo  Quảng Bình", "email": "tin@vi-du.vn", "is_active": True, "reason": "Mục 7"}
    made = keep_press_contact(contact_id=None, **typed, actor=admin, at=NOON)
    keep_press_contact(contact_id=made.pk, **typed | {"is_active": False}, actor=admin, at=NOON)

    with pytest.raises(RuleViolation, match="đã có"):
        keep_press_contact(contact_id=None, **typed, actor=admin, at=NOON)
    assert PressContact.objects.get().outlet == "Báo Quảng Bình"
    assert list(PressContact.history.values_list("history_change_reason", flat=True)) == ["Mục 7", "Mục 7"]


def guide(agency, actor, **fields):
    return tell_guidance(
        **{
            "agency_id": agency.pk,
            "channel": Channel.POST,
            "act": CounterAct.INTAKE,
            "text_vi": "Ghi rõ “Một cửa”",
            "text_en": "",
            "phone": "",
            "hours": "",
            "reason": "Mục 5c",
            "actor": actor,
            "at": NOON,
            **fields,
        }
    )


def test_guidance_is_written_once_for_each_channel_and_act(communes, admin):
    guide(communes[0], admin)
    guide(communes[0], admin, text_vi="Gửi bảo đảm")

    assert ChannelGuidance.objects.get().text_vi == "Gửi bảo đảm"


def test_an_agency_is_guided_only_by_its_own_administrators(communes):
    own = accounts.staff(Role.AGENCY_ADMIN, communes[0])

    guide(communes[0], own)
    with pytest.raises(RuleViolation, match="không quản trị"):
        guide(communes[1], own)
