"""The broker of one machine: no reader ever sees half a message."""

import multiprocessing
import time
from contextlib import contextmanager

import pytest
from kombu import Connection, Exchange, Queue

from portal import embedded_broker

MESSAGES = 300


@contextmanager
def _queue(folder):
    """Open a queue of its own: what is bound to an exchange is remembered by the process."""
    options = embedded_broker.options(folder)
    embedded_broker.register()
    with Connection(f"{embedded_broker.SCHEME}://", transport_options=options) as line:
        yield line.SimpleQueue(Queue(folder.name, Exchange(folder.name), routing_key="mail"))


def _write(folder):
    with _queue(folder) as queue:
        for number in range(MESSAGES):
            queue.put({"body": "x" * 20_000, "number": number})


def test_a_reader_beside_a_writer_gets_each_message_whole(tmp_path):
    got, until = [], time.monotonic() + 30
    with _queue(tmp_path) as queue:
        writer = multiprocessing.get_context("spawn").Process(target=_write, args=(tmp_path,))
        writer.start()
        while len(got) < MESSAGES and time.monotonic() < until:
            try:
                message = queue.get_nowait()
            except queue.Empty:
                continue
            message.ack()
            got.append(message.payload["number"])
        writer.join()

    assert sorted(got) == list(range(MESSAGES))


def test_a_torn_message_is_a_bell_that_did_not_ring(tmp_path):
    with _queue(tmp_path) as queue:
        (tmp_path / "queue" / f"1_torn.{tmp_path.name}.msg").write_bytes(b'{"bo')

        with pytest.raises(queue.Empty):
            queue.get_nowait()


def test_a_torn_table_of_bindings_stops_nobody(tmp_path):
    (tmp_path / "control").mkdir()
    (tmp_path / "control" / f"{tmp_path.name}.exchange").write_bytes(b"")

    with _queue(tmp_path) as queue:
        queue.put({"lane": "mail"})
        message = queue.get(timeout=5)

    assert message.payload == {"lane": "mail"}
