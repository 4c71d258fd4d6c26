"""Servers that answer with exactly the bytes a test gives them, for what no decent server would say."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Saying = Callable[[socket.socket], None]


@dataclass
class Wire:
    """Where the server listens, and the requests it read, as bytes."""

    url: str
    requests: list[bytes] = field(default_factory=list)


@contextmanager
def wire(*sayings: Saying, certificate: Path | None = None) -> Iterator[Wire]:
    """Listen on a free port; the n-th connection is answered by the n-th saying, later ones by the last.

    `certificate`: a file with certificate and key; the server then speaks TLS.
    """
    with socket.create_server(("127.0.0.1", 0)) as door:
        heard = Wire(f"http{'s' if certificate else ''}://127.0.0.1:{door.getsockname()[1]}")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if context and certificate:
            context.load_cert_chain(certificate)
        thread = threading.Thread(target=_serve, args=(door, heard, sayings, context), daemon=True)
        thread.start()
        yield heard
        with contextlib.suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def _serve(door: socket.socket, heard: Wire, sayings: tuple[Saying, ...], context: ssl.SSLContext | None) -> None:
    number = 0
    while True:
        try:
            line, _address = door.accept()
        except OSError:
            return
        with line, contextlib.suppress(OSError):
            talk = context.wrap_socket(line, server_side=True) if context else line
            with talk:
                heard.requests.append(_read_request(talk))
                sayings[min(number, len(sayings) - 1)](talk)
        number += 1


def self_made_certificate(folder: Path) -> Path:
    """Make a certificate for 127.0.0.1 that nobody vouches for, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begin = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=3))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


def _read_request(line: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read and (piece := line.recv(65536)):
        read += piece
    head, _, body = read.partition(b"\r\n\r\n")
    length = next(
        (int(row.split(b":")[1]) for row in head.split(b"\r\n") if row.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length and (piece := line.recv(65536)):
        body += piece
    return head + b"\r\n\r\n" + body


def says(status: str, body: bytes = b"{}", *headers: str) -> Saying:
    """Answer with a status line such as "200 OK", headers and a body."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]

    def say(line: socket.socket) -> None:
        line.sendall("\r\n".join(lines).encode() + body)

    return say


def resets(line: socket.socket) -> None:
    """Break the connection off instead of answering."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def is_silent(seconds: float) -> Saying:
    """Answer nothing for a while."""
    return lambda _line: time.sleep(seconds)


def drips(line: socket.socket) -> None:
    """Send a body byte by byte for five seconds, each byte in time."""
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(50):
        line.sendall(b" ")
        time.sleep(0.1)
