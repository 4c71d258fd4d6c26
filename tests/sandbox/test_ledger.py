from portal.sandbox.ledger import Ledger


def test_lines_outlive_the_process_that_wrote_them(tmp_path):
    place = tmp_path / "carrier.jsonl"
    first = Ledger(place)
    first.add(what="parcel", name="Trần Thị Mai")

    # Not closed yet, as if killed: each line is with the system already.
    second = Ledger(place)
    first.close()
    second.close()
    assert second.lines == [{"what": "parcel", "name": "Trần Thị Mai"}]


def test_half_a_line_at_the_end_never_was(tmp_path):
    place = tmp_path / "carrier.jsonl"
    place.write_bytes(b'{"n": 1}\n{"n": 2')

    held = Ledger(place)
    held.add(n=3)
    held.close()

    assert held.lines == [{"n": 1}, {"n": 3}]
    assert place.read_bytes() == b'{"n": 1}\n{"n": 3}\n'


def test_without_a_file_lines_live_in_memory():
    held = Ledger(None)
    held.add(n=1)
    held.close()

    assert held.lines == [{"n": 1}]
