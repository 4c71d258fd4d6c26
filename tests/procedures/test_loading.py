import json
from datetime import date
from pathlib import Path

import pytest

from portal.accounts.models import User
from procedures import actions
from procedures.actions.loading import Files, load_catalogue
from procedures.enums import RevisionState
from procedures.models import Procedure, ProcedureRevision
from tests.support import catalogue

pytestmark = pytest.mark.django_db
FIXTURES = Path(actions.__file__).parent.parent / "fixtures"


def files(**changed):
    rows = json.loads((FIXTURES / "procedures.json").read_text())["procedures"]
    row = next(row for row in rows if row["key"] == "lltp")
    return Files(
        procedures=[{**row, **changed}],
        presentation=json.loads((FIXTURES / "presentation.json").read_text()),
        forms={path.stem: json.loads(path.read_text()) for path in (FIXTURES / "forms").glob("*.json")},
        as_of=date(2021, 7, 22),
    )


def test_the_whole_catalogue_is_there(counts):
    assert {key: value for key, value in counts.items() if key != "changes"} == {
        "agencies": 311,
        "desks": 160,
        "contact_points": 622,
        "office_hours": 10,
        "calendar_days": 107,
        "fields": 25,
        "life_events": 12,
        "procedures": 70,
        "revisions": 70,
        "requirements": 240,
        "online": 55,
        "forms": 55,
    }


def test_loading_twice_changes_nothing(counts):
    history = ProcedureRevision.history.count(), Procedure.history.count()

    again = catalogue.load()

    assert {**again, "changes": {}} == {**counts, "changes": {}}
    assert set(again["changes"].values()) == {0}
    assert (ProcedureRevision.history.count(), Procedure.history.count()) == history


def test_time_and_fee_belong_to_the_channel(counts):
    revision = ProcedureRevision.objects.get(procedure__key="thuong_tru")

    assert sorted(revision.offers.values_list("channel", "fee_vnd", "limit_value")) == [
        ("buu_chinh", 20_000, 7),
        ("truc_tiep", 20_000, 7),
        ("truc_tuyen", 10_000, 7),
    ]


def test_what_the_commune_police_do_is_received_by_the_communes_desk(counts):
    procedure = Procedure.objects.get(key="tam_tru")

    assert (procedure.responsible, procedure.responsible_template) == (None, "UBND_XA")


def test_a_changed_file_changes_an_unused_revision_in_place(counts):
    changes = load_catalogue(files(fee_vnd=190_000))

    revision = ProcedureRevision.objects.get(procedure__key="lltp")
    assert (changes.revised, revision.number, revision.fee_vnd) == (["lltp"], 1, 190_000)
    assert revision.requirements.count() == 5


def test_a_changed_file_makes_a_new_revision_once_the_old_one_is_used(counts, user):
    old = ProcedureRevision.objects.get(procedure__key="lltp")
    old.drafts.create(owner=user, started_at="2021-07-26T08:00Z", saved_at="2021-07-26T08:00Z", expires_on="2021-11-03")

    load_catalogue(files(fee_vnd=190_000))

    revisions = ProcedureRevision.objects.filter(procedure__key="lltp").order_by("number")
    assert list(revisions.values_list("number", "state", "fee_vnd")) == [
        (1, RevisionState.RETIRED, 200_000),
        (2, RevisionState.PUBLISHED, 190_000),
    ]


def test_a_file_never_overwrites_what_an_administrator_published(counts, user):
    procedure = Procedure.objects.get(key="lltp")
    actions.publish_revision(
        procedure_id=procedure.pk,
        seen=1,
        changes={"fee_vnd": 150_000},
        reason="Nghị quyết mới",
        actor=user,
        valid_from=date(2021, 8, 1),
    )

    changes = load_catalogue(files(fee_vnd=190_000))

    assert changes.kept == ["lltp"]
    assert procedure.revisions.get(state=RevisionState.PUBLISHED).fee_vnd == 150_000


@pytest.fixture
def user(db):
    return User.objects.create_user(password=None, kind="staff", full_name="Trần Bình", email="b@quangbinh.example")
