"""The laws of tests/conftest.py hold."""

import socket

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction

from portal.agencies.models import Agency
from portal.kernel.jobs import after_commit
from procedures.models import Procedure
from tests.support import catalogue as catalogue_files


def test_the_network_ends_at_this_machine():
    with socket.socket() as door, pytest.raises(RuntimeError, match="reached for the network"):
        door.connect(("192.0.2.1", 80))


def test_files_of_the_suite_do_not_touch_the_data_of_a_portal(tmp_path_factory):
    assert default_storage.location.startswith(str(tmp_path_factory.getbasetemp()))
    assert str(settings.DATA_DIR).startswith(str(tmp_path_factory.getbasetemp()))


@pytest.mark.django_db
def test_what_is_queued_is_written_down(queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for _twice in range(2):
            after_commit("portal.tasks.drain", lane="mail")

    assert queued == [("portal.tasks.drain", {"lane": "mail"})]


@pytest.mark.django_db
def test_a_catalogue_put_back_is_the_catalogue_that_was_loaded():
    with transaction.atomic():
        catalogue_files.load()
        names = set(Procedure.objects.values_list("pk", "name"))
        transaction.set_rollback(True)

    catalogue_files.load()

    assert set(Procedure.objects.values_list("pk", "name")) == names
    assert Agency.objects.create(key="moi", code="MOI", name="Mới", level="xa", path="moi/").pk
    connection.check_constraints()
