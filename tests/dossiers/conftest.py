"""A small catalogue and an applicant for the tests of dossiers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from tests.support import filing


@pytest.fixture
def papers_dir(tmp_path: Path) -> Iterator[Path]:
    """Keep the bytes of papers in a folder of this test."""
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=storages):
        yield tmp_path


@pytest.fixture
def communes(db):
    return filing.communes()


@pytest.fixture
def revision(communes):
    return filing.procedure()


@pytest.fixture
def nhung(db):
    return filing.citizen()


@pytest.fixture
def stranger(db):
    return filing.citizen(full_name="Trần Văn Lạ")


@pytest.fixture
def draft(papers_dir, revision, nhung):
    return filing.draft(revision, nhung)


@pytest.fixture
def ready(papers_dir, revision, nhung, communes):
    """A draft with every answer and paper, one press away from being submitted."""
    return filing.ready_draft(revision, nhung, communes[0])
