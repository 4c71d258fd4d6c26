import json
import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = [sys.executable, str(ROOT / "scripts" / "run"), "--no-demo"]


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def processes_about(data):
    """Return the ids of the processes that work on one data folder, told by their environment."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"PORTAL_DATA_DIR={data}".encode() in place.read_bytes().split(b"\0"):
                found.append(int(place.parent.name))
        except OSError:
            continue
    return found


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """Start the portal as a person would, once for this file."""
    data, port = tmp_path_factory.mktemp("run"), free_port()
    command = [*RUN, "--port", str(port), "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as script:
        for line in script.stdout:
            if line.startswith("{") and "url" in json.loads(line):
                break
        yield script, data, port
        script.terminate()


def test_the_portal_answers(portal):
    _script, _data, port = portal

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/thu-tuc/", timeout=30) as page:
        assert "thủ tục" in page.read().decode()


def test_the_keys_are_for_the_owner_alone(portal):
    _script, data, _port = portal

    for name in ("secrets.env", "partners.secret"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600


def test_partners_to_try_it_with_stand_beside_it(portal):
    _script, data, port = portal
    partners = min(
        int(place.parent.name)
        for place in Path("/proc").glob("[0-9]*/cmdline")
        if b"portal.sandbox" in (text := _text(place)) and str(data).encode() in text
    )
    words = Path(f"/proc/{partners}/cmdline").read_text().split("\0")
    its_port = words[words.index("--port") + 1]

    with urllib.request.urlopen(f"http://127.0.0.1:{its_port}/", timeout=10) as page:
        assert "Bưu điện" in page.read().decode()
    assert [word for word in words if word.startswith("carrier=")] == [
        f"carrier=http://127.0.0.1:{port}/doi-tac/buu-chinh/vnpost/"
    ]
    assert (data / "partners.secret").read_text() not in "".join(words)


def test_a_taken_port_is_said_before_anything_is_done(portal, tmp_path):
    _script, _data, port = portal

    second = subprocess.run(
        [*RUN, "--port", str(port), "--data", str(tmp_path / "new")], capture_output=True, text=True, check=False
    )

    assert second.returncode == 1
    assert f"Port {port} cannot be used" in second.stderr
    assert not (tmp_path / "new").exists()


def test_two_do_not_share_a_data_folder(portal):
    _script, data, _port = portal

    second = subprocess.run(
        [*RUN, "--port", str(free_port()), "--data", str(data)], capture_output=True, text=True, check=False
    )

    assert second.returncode == 1
    assert "Another scripts/run uses" in second.stderr


def test_when_a_process_dies_the_rest_stop_and_it_is_named(portal):
    script, data, _port = portal
    worker = min(
        int(place.parent.name)
        for place in Path("/proc").glob("[0-9]*/cmdline")
        if b"celery" in (text := _text(place)) and str(data).encode() in text
    )

    os.kill(worker, signal.SIGKILL)
    said = script.stdout.read()

    assert script.wait(60) == 1
    assert "worker died" in said
    assert processes_about(data) == []


def _text(place):
    try:
        return place.read_bytes()
    except OSError:
        return b""
