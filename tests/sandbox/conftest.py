import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import urllib3

from tests.support.partners import SECRET, Sandbox, sandbox

Call = Callable[..., urllib3.BaseHTTPResponse]


@pytest.fixture
def partners() -> Iterator[Sandbox]:
    with sandbox() as running:
        yield running


@pytest.fixture
def call(partners: Sandbox) -> Iterator[Call]:
    """Call the sandbox: method, path, and what urllib3 takes."""
    with urllib3.PoolManager() as pool:

        def send(method: str, path: str, **parts: Any) -> urllib3.BaseHTTPResponse:
            return pool.request(method, partners.url + path, retries=False, timeout=5, **parts)

        yield send


def basic(secret: str = SECRET) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"portal:{secret}".encode()).decode()}


def token(call: Call, path: str) -> str:
    answer = call("POST", path, fields={"grant_type": "client_credentials"}, headers=basic(), encode_multipart=False)
    return str(answer.json()["access_token"])
