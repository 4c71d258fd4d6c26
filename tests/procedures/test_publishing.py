from datetime import date

import pytest

from portal.accounts.models import User
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from procedures import actions
from procedures.models import Procedure, ProcedureRevision

pytestmark = pytest.mark.django_db


@pytest.fixture
def procedure(counts):
    return Procedure.objects.get(key="thuong_tru")


@pytest.fixture
def admin(db):
    return User.objects.create_user(password=None, kind="staff", full_name="Trần Bình", email="b@quangbinh.example")


def publish(procedure, admin, **options):
    return actions.publish_revision(
        **{
            "procedure_id": procedure.pk,
            "seen": 1,
            "changes": {"limit_value": 5},
            "reason": "Nghị quyết mới",
            "actor": admin,
            "valid_from": date(2021, 8, 1),
            **options,
        }
    )


def test_a_new_revision_takes_over_everything_but_the_changes(procedure, admin):
    fresh = publish(procedure, admin, offers={"truc_tuyen": {"fee_vnd": 5_000}})

    old = ProcedureRevision.objects.get(procedure=procedure, number=1)
    assert (old.state, old.limit_value) == ("retired", 7)
    assert (fresh.number, fresh.state, fresh.limit_value, fresh.valid_from) == (2, "published", 5, date(2021, 8, 1))
    assert fresh.form == old.form
    assert fresh.requirements.count() == old.requirements.count() == 3
    assert fresh.offers.get(channel="truc_tuyen").fee_vnd == 5_000
    assert old.offers.get(channel="truc_tuyen").fee_vnd == 10_000


def test_the_history_says_who_and_why(procedure, admin):
    fresh = publish(procedure, admin)

    entry = fresh.history.get()
    assert (entry.history_user, entry.history_change_reason) == (admin, "Nghị quyết mới")


def test_a_change_without_a_reason_is_refused(procedure, admin):
    with pytest.raises(RuleViolation, match="Nhập lý do thay đổi"):
        publish(procedure, admin, reason="  ")


def test_a_change_of_what_is_no_longer_in_force_is_refused(procedure, admin):
    publish(procedure, admin)

    with pytest.raises(SomeoneActedFirst):
        publish(procedure, admin)


def test_only_what_may_be_changed_is(procedure, admin):
    fresh = publish(procedure, admin, changes={"service_level": 4, "limit_value": 5})

    assert fresh.service_level == 3
