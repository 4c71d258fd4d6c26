"""No input breaks a page: every address, several kinds of person, values that nobody should send."""

import re
import unicodedata

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from portal.accounts.enums import Role
from tests.access.addresses import addresses
from tests.access.test_access_matrix import World, world  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db
PEOPLE = (
    "anonymous", "applicant", Role.ONE_STOP_OFFICER, Role.SPECIALIST, Role.HEAD_OF_DIVISION, Role.LEADER,
    Role.CLERK, Role.PROVINCE_ADMIN,
)  # fmt: skip
HOSTILE = (
    "\x00",
    "x" * 6000,
    unicodedata.normalize("NFD", "Nguyễn Thế Ưởng"),
    "🎉",
    "-1",
    "9" * 30,
    "31/02/2026",
    "' OR 1=1 --",
    "{}",
)
ASKED = ("q", "trang", "tab", "tt", "han", "kenh", "linh-vuc", "co-quan", "cap", "ma", "tu", "den", "vai", "loai")
FIELD = re.compile(r'name="([^"]+)"')


def _sent(visitor, method, path, data):
    cache.clear()
    with transaction.atomic():
        response = getattr(visitor, method)(path, data)
        transaction.set_rollback(True)
    if response.streaming:
        b"".join(response)
    return response


def _fields(visitor, path):
    page = _sent(visitor, "get", path, {})
    text = "" if page.streaming else page.content.decode("utf-8", errors="replace")
    return [name for name in dict.fromkeys(FIELD.findall(text)) if name != "csrfmiddlewaretoken"]


@pytest.mark.parametrize("person", PEOPLE)
def test_no_input_breaks_a_page(world: World, person: str):  # noqa: F811 -- the fixture
    visitor = Client(raise_request_exception=False)
    if person != "anonymous":
        visitor.force_login(world.people[person])
    broken = []

    for number, address in enumerate(addresses()):
        path = world.path(address)
        fields = _fields(visitor, path)
        for turn in range(2):
            value = HOSTILE[(number + turn * 4) % len(HOSTILE)]
            torn = SimpleUploadedFile("Giấy\u0301.pdf", b"%PDF-1.7 torn")
            asked = dict.fromkeys((*ASKED, *fields), value)
            filled = {name: torn if "file" in name or name.startswith("giay") else value for name in fields}
            for method, data in (("get", asked), ("post", filled), ("post", dict.fromkeys(fields, torn))):
                response = _sent(visitor, method, path, data)
                if response.status_code >= 500:
                    broken.append(f"{address.name} {method} {value[:12]!r} {response.status_code}")

    assert broken == []
