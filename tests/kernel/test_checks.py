from types import SimpleNamespace

import pytest

from portal.kernel.checks import lacks

COMPLETE = {
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "redis://broker",
    "CLAMD_ADDRESS": "scanner:3310",
    "DEMO": False,
    "SEALING_KEYS": ("k" * 32,),
    "PUBLIC_URL": "https://portal.example",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


def _with(**changes):
    return SimpleNamespace(**{**COMPLETE, **changes})


def test_a_complete_server_is_not_warned():
    assert lacks(_with()) == []


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "W001"),
        ("REDIS_URL", "", "W002"),
        ("CLAMD_ADDRESS", "", "W003"),
        ("DEMO", True, "W004"),
        ("SEALING_KEYS", ("k" * 32, "short"), "W005"),
        ("PUBLIC_URL", "http://portal.example", "W006"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "W007"),
    ],
)
def test_each_lack_is_named(name, value, number):
    assert [message.id for message in lacks(_with(**{name: value}))] == [f"portal.{number}"]
