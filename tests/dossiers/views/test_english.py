"""What a reader of English must not change: the record and the law's papers stay Vietnamese."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.translation import override

from dossiers.models import DossierEvent, DossierView
from dossiers.papers.shelf import printed
from tests.support import desk
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
LATER = NINE + timedelta(hours=1)


@pytest.fixture(autouse=True)
def english(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def at():
    return desk.commune()


def test_a_look_is_kept_in_vietnamese(client, at):
    made = desk.dossier(at)
    client.force_login(at.officer)

    page = client.get(f"/can-bo/ho-so/{made.reference}/")

    look = DossierView.objects.get()
    assert page["Content-Language"] == "en"
    assert look.what == "Mở hồ sơ"
    assert look.viewer_title == f"Cán bộ Một cửa, {made.desk.name}"


def test_an_act_is_kept_in_vietnamese(client, at):
    made = desk.dossier(at)
    client.force_login(at.officer)

    client.post(f"/can-bo/ho-so/{made.reference}/tiep-nhan/", {"seen": made.event_seq})

    titles = set(DossierEvent.objects.filter(dossier=made, actor=at.officer).values_list("actor_title", flat=True))
    assert titles == {"Cán bộ Một cửa"}


def test_a_paper_is_the_same_in_whatever_language_it_is_asked_for(at):
    made = desk.signing(at)

    with override("en"):
        asked_in_english = printed(made, "phieu-kiem-soat", at=LATER)

    assert asked_in_english == printed(made, "phieu-kiem-soat", at=LATER)
