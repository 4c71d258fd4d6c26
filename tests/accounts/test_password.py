import re

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from notifications.doors import DOORS
from portal.accounts import actions
from portal.accounts.mail import send_reset_link
from portal.kernel import sending
from portal.kernel.models import OwedEffect
from tests.support import accounts
from tests.support.accounts import NOON, PASSWORD

pytestmark = pytest.mark.django_db
NEW = "cháo bánh canh Ba Đồn"


@pytest.fixture
def nhung():
    return accounts.citizen(phone="+84912345678", email="nhung@vi-du.vn")


def link_to(user):
    send_reset_link({"user_id": user.pk})
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body).group(1)


def test_a_new_password_ends_every_other_session(client, nhung):
    elsewhere = Client()
    elsewhere.force_login(nhung)
    client.force_login(nhung)

    client.post("/tai-khoan/mat-khau/", {"old_password": PASSWORD, "password": NEW, "password_again": NEW})

    nhung.refresh_from_db()
    assert nhung.check_password(NEW)
    assert client.get("/tai-khoan/").status_code == 200
    assert elsewhere.get("/tai-khoan/").status_code == 302


def test_the_old_password_is_guessed_five_times_at_most(client, nhung):
    client.force_login(nhung)
    wrong = {"old_password": "sai", "password": NEW, "password_again": NEW}
    for _ in range(5):
        client.post("/tai-khoan/mat-khau/", wrong)

    response = client.post("/tai-khoan/mat-khau/", {**wrong, "old_password": PASSWORD})

    assert response.context["form"].errors["old_password"] == ["Đã thử sai quá nhiều lần. Đợi 15 phút rồi thử lại"]


@pytest.mark.parametrize(("email", "letters"), [("NHUNG@vi-du.vn", 1), ("khong-co@vi-du.vn", 0)])
def test_a_known_and_an_unknown_address_get_the_same_page(client, nhung, email, letters):
    response = client.post("/quen-mat-khau/", {"email": email})

    assert response.context["is_asked"] is True
    assert OwedEffect.objects.filter(kind="password_reset", payload={"user_id": nhung.pk}).count() == letters


def test_the_link_sets_a_new_password_once(client, nhung):
    path = link_to(nhung)
    form = client.get(path, follow=True).redirect_chain[-1][0]

    client.post(form, {"password": NEW, "password_again": NEW})

    nhung.refresh_from_db()
    assert nhung.check_password(NEW)
    assert client.get(path).status_code == 410
    assert path.split("/")[-2] not in form


def test_a_closed_account_gets_no_letter(nhung):
    nhung.is_active = False
    nhung.save(update_fields=["is_active"])

    send_reset_link({"user_id": nhung.pk})

    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_the_owed_letter_has_a_sender(nhung):
    with transaction.atomic():
        actions.ask_password_reset(email="nhung@vi-du.vn", at=NOON)
    effect = OwedEffect.objects.get()

    drained = sending.drain(effect.lane, DOORS, clock=lambda: NOON, threads=1)

    assert drained.outcomes == {"done": 1}
    assert mail.outbox[0].to == ["nhung@vi-du.vn"]
    assert "Kính gửi Ông/Bà" in mail.outbox[0].body
