import io

import pytest
from rest_framework.exceptions import ParseError

from portal.kernel.parsers import ShallowJSONParser


def test_what_is_nested_without_end_is_malformed():
    with pytest.raises(ParseError):
        ShallowJSONParser().parse(io.BytesIO(b"[" * 100_000))


def test_anything_else_is_read_as_it_is():
    assert ShallowJSONParser().parse(io.BytesIO(b'{"code": ["TN-1"]}')) == {"code": ["TN-1"]}
