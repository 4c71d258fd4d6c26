"""Parts of an SMS, variables, and the words that the portal comes with."""

import math

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from notifications.channels.composing import fill_in, own_words, samples_of
from notifications.enums import Channel, Kind, Language
from notifications.routing import GROUP_OF, channels_of
from notifications.wording.defaults import defaults_of
from notifications.wording.parts import count_parts, unaccented
from notifications.wording.rendering import ValueMissing, faults_of, fill, fill_line, names_in
from notifications.wording.variables import OF_KIND, variables_of

PLAIN = "".join(chr(n) for n in range(97, 123)) + "0123456789 .,:/@£é"
DOUBLE = "€[]{}"
EVERY_TEXT = [(kind, channel, language) for kind in Kind for channel in channels_of(kind) for language in Language]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("gsm7", 0, 0)),
        ("a" * 160, ("gsm7", 160, 1)),
        ("a" * 161, ("gsm7", 161, 2)),
        ("a" * 306, ("gsm7", 306, 2)),
        ("a" * 307, ("gsm7", 307, 3)),
        ("€" * 80, ("gsm7", 160, 1)),
        ("€" * 81, ("gsm7", 162, 2)),
        ("á" * 70, ("ucs2", 70, 1)),
        ("á" * 71, ("ucs2", 71, 2)),
        ("á" * 134, ("ucs2", 134, 2)),
        ("á" * 135, ("ucs2", 135, 3)),
        ("😀" * 35, ("ucs2", 70, 1)),
        # 33 pairs and a lone unit fill a part of 67: the pair after it goes whole into the next.
        ("😀" * 66, ("ucs2", 132, 2)),
        ("😀" * 67, ("ucs2", 134, 3)),
    ],
)
def test_parts_are_counted_as_telephones_join_them(text, expected):
    counted = count_parts(text)

    assert (counted.alphabet, counted.units, counted.parts) == expected


@given(st.text(alphabet=PLAIN + DOUBLE + "ạđ😀", max_size=900))
def test_no_text_takes_fewer_parts_than_its_length_nor_one_more_than_that_with_pairs_cut(text):
    counted = count_parts(text)
    alone, joined = (160, 153) if counted.alphabet == "gsm7" else (70, 67)

    if counted.units <= alone:
        assert counted.parts == (1 if text else 0)
    else:
        # A pair that is not cut wastes one unit of a part at most.
        assert math.ceil(counted.units / joined) <= counted.parts <= math.ceil(counted.units / (joined - 1))
    assert counted.left >= 0


@given(st.text(alphabet=PLAIN, min_size=1, max_size=900), st.integers(1, 200))
def test_one_sign_more_is_one_part_more_only_when_nothing_was_left(text, more):
    before, after = count_parts(text), count_parts(text + "x" * more)

    assert (after.parts == before.parts) == (more <= before.left)


@given(st.text(max_size=200))
def test_without_diacritics_every_text_is_in_the_plain_alphabet(text):
    assert count_parts(unaccented(text)).alphabet == "gsm7"


def test_vietnamese_loses_its_marks_and_nothing_else():
    assert unaccented("Đồng Hới – “Ông/Bà” được đồng ý…") == 'Dong Hoi - "Ong/Ba" duoc dong y...'


@given(st.dictionaries(st.sampled_from(["reference", "link", "day"]), st.text(max_size=40), min_size=3))
def test_a_value_is_never_read_as_words(values):
    filled = fill("a{reference}b{link}c{day}d", values)

    assert filled == f"a{values['reference']}b{values['link']}c{values['day']}d"


def test_a_value_cannot_begin_a_header_of_its_own():
    assert fill_line("Về {reference}", {"reference": "X\r\nBcc: ai@vi-du.vn"}) == "Về X Bcc: ai@vi-du.vn"


def test_words_without_a_value_are_not_sent_half_empty():
    with pytest.raises(ValueMissing, match="day"):
        fill("{reference} {day}", {"reference": "X"})


@pytest.mark.parametrize(
    ("kind", "channel", "subject", "body", "field"),
    [
        (Kind.RECEIVED, Channel.EMAIL, "{reference}", "{day}", "body"),
        (Kind.RECEIVED, Channel.EMAIL, "{ten}", "x", "subject"),
        (Kind.RECEIVED, Channel.EMAIL, "", "x", "subject"),
        (Kind.RECEIVED, Channel.EMAIL, "x", "a { b", "body"),
        (Kind.RECEIVED, Channel.EMAIL, "x", "{Reference}", "body"),
        (Kind.RECEIVED, Channel.SMS, "", "{reference}", "body"),
    ],
)
def test_words_that_cannot_be_filled_are_told_at_their_field(kind, channel, subject, body, field):
    assert set(faults_of(kind, channel, subject=subject, body=body)) == {field}


@pytest.mark.parametrize(("kind", "channel", "language"), EVERY_TEXT)
def test_the_portals_own_words_can_be_filled_in_every_language(kind, channel, language):
    with translation.override(language):
        subject, body, is_unaccented = own_words(kind, channel)
        text = fill_in(subject, body, samples_of(kind), version=0, is_unaccented=is_unaccented)

    assert faults_of(kind, channel, subject=subject, body=body) == {}
    assert text.body
    assert "{" not in text.subject + text.body
    if channel == Channel.SMS:
        assert count_parts(text.body).parts <= 2
        assert count_parts(text.body).alphabet == "gsm7"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_group_and_words_that_ask_for_nothing_special(kind):
    common = {"reference", "link", "occasion"}
    last = defaults_of(kind)[-1]

    assert kind in GROUP_OF
    assert names_in(str(last.subject)) | names_in(str(last.text)) <= common


def test_no_variable_is_about_a_person():
    names = {one.name for kind in Kind for one in variables_of(kind).values()}

    assert names == {"reference", "link", "occasion", "day", "time", "office", "count"}
    assert set(OF_KIND) <= set(Kind.values)
