"""What the scripts share: the virtual environment, the lock it is built from, and probes of local servers.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".locks"
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
WANTED = (3, 11)


def say(text: str) -> None:
    """Tell the person at the terminal, at once."""
    print(text, flush=True)


def say_json(facts: dict[str, object]) -> None:
    """Print the machine-readable line with which every script ends."""
    print(json.dumps(facts, ensure_ascii=False), flush=True)


def need_python() -> None:
    """Go on under Python 3.11, or say that it is missing."""
    if sys.version_info[:2] == WANTED:
        return
    other = shutil.which("python3.11")
    if not other:
        sys.exit("Python 3.11 is needed and was not found (command python3.11).")
    os.execv(other, [other, *sys.argv])  # noqa: S606 -- the same script under the right Python


def ensure_environment(lock: str) -> float:
    """Create `.venv` from `lock` unless it already holds exactly that; return the seconds it took."""
    need_python()
    started = _now()
    with _one_at_a_time():
        if _stamped().get(lock) == _digest(lock) and PYTHON.exists():
            return 0.0
        if not PYTHON.exists():
            say("Creating .venv …")
            venv.create(VENV, with_pip=True, clear=not VENV.is_symlink())
        say(f"Installing {lock} (hashes checked) …")
        pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input", "--no-compile"]
        done = subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", ROOT / lock], check=False)
        if done.returncode:
            sys.exit(f"Installing {lock} failed; nothing was started.")
        # The development lock holds every package of the run-time lock.
        held = {RUNTIME, DEVELOPMENT} if lock == DEVELOPMENT else {lock}
        STAMP.write_text(json.dumps({name: _digest(name) for name in sorted(held)}), encoding="utf-8")
    return _now() - started


def _stamped() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _digest(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def _now() -> float:
    return os.times().elapsed


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two scripts started together must not build the same environment twice."""
    mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    with Path(tempfile.gettempdir(), f"mot-cua-{os.getuid()}-{mark}.lock").open("w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def manage(*arguments: str, environ: dict[str, str], quiet: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one management command and return what came of it."""
    return subprocess.run(
        [PYTHON, ROOT / "manage.py", *arguments],
        cwd=ROOT,
        env=environ,
        check=False,
        text=True,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
    )


def manage_or_exit(*arguments: str, environ: dict[str, str]) -> str:
    """Run one management command; end with its output if it fails."""
    done = manage(*arguments, environ=environ)
    if done.returncode:
        sys.exit(f"{done.stdout}\nmanage.py {' '.join(arguments)} failed.")
    return done.stdout


def is_listening(port: int, host: str = "127.0.0.1") -> bool:
    """Say whether something answers on a port."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def checkout_mark() -> str:
    """Return letters of this working copy, so that two copies on one machine do not share a database."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
