"""Figures for the operator's monitoring."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from portal.kernel import inbox, outbox
from portal.kernel.models import OwedEffect

pytestmark = pytest.mark.django_db


@pytest.fixture
def _something_waits():
    outbox.owe(key="k", lane="mail", kind="mail", payload={}, at=timezone.now() - timedelta(minutes=30))
    inbox.receive(partner="vnpost", event_id="e", body=b"{}", at=timezone.now())


@pytest.mark.usefixtures("_something_waits")
def test_the_figures_are_read_with_the_token_only(settings, django_assert_max_num_queries):
    settings.METRICS_TOKEN = "bí-mật"
    with django_assert_max_num_queries(6):
        page = Client().get("/metrics", headers={"Authorization": "Bearer bí-mật"})

    text = page.content.decode()
    assert 'mot_cua_outbox_waiting{lane="mail"} 1' in text
    assert 'mot_cua_outbox_oldest_seconds{lane="mail"} 180' in text
    assert 'mot_cua_inbox_waiting{partner="vnpost",state="stored"} 1' in text
    assert Client().get("/metrics", headers={"Authorization": "Bearer sai"}).status_code == 404


def test_without_a_token_there_is_no_such_page():
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def _told(capsys):
    code = 0
    try:
        call_command("stuck")
    except SystemExit as end:
        code = end.code
    return code, json.loads(capsys.readouterr().out)


def test_the_command_ends_with_an_error_when_something_needs_somebody(capsys):
    quiet = _told(capsys)[0]
    outbox.owe(key="k", lane="sms", kind="sms", payload={}, at=timezone.now())
    OwedEffect.objects.update(state="human")

    code, lanes = _told(capsys)

    assert (quiet, code) == (0, 1)
    assert {lane["lane"]: lane["human"] for lane in lanes}["sms"] == 1
