"""The sandbox as a process of its own, as scripts start it."""

import signal
import socket
import subprocess
import sys
import time

import pytest
import urllib3

from tests.sandbox.conftest import basic
from tests.sandbox.test_carrier import ORDER
from tests.support.partners import Sandbox


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def started(port, *arguments):
    process = subprocess.Popen([sys.executable, "-m", "portal.sandbox", "--port", str(port), *arguments])
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            break
    return process


def test_what_was_answered_for_is_known_after_a_kill(tmp_path):
    (tmp_path / "secret").write_text("of-a-file\n")
    port = free_port()
    arguments = ["--data", str(tmp_path / "ledgers"), "--secret-file", str(tmp_path / "secret")]
    pool, url = urllib3.PoolManager(), f"http://127.0.0.1:{port}"
    first = started(port, *arguments)
    access = pool.request("POST", f"{url}/carrier/vnpost/token", headers=basic("of-a-file")).json()["access_token"]
    answer = pool.request("POST", f"{url}/carrier/vnpost/postOrder", json=ORDER, headers={"access_token": access})
    first.kill()
    first.wait()

    second = started(port, *arguments)
    try:
        held = Sandbox(url, "of-a-file").ledger("carrier")
    finally:
        second.send_signal(signal.SIGTERM)

    assert answer.json()["Status"] == "100"
    assert held["orders"] == {"H46-1-R1": 1}
    assert second.wait(10) == 0


@pytest.mark.parametrize("secret", [[], ["--secret", "bí mật"]])
def test_it_does_not_start_without_a_secret_that_fits_a_header(secret):
    done = subprocess.run(
        [sys.executable, "-m", "portal.sandbox", "--port", "1", *secret], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "secret" in done.stderr
