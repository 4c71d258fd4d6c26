import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest

from portal.kernel.typesetting import TypesettingWarning, typeset
from tests.support.pdf import text_of

NOON = datetime(2026, 2, 5, 5, 0, tzinfo=UTC)
PLAIN = """
#let d = json(bytes(sys.inputs.data))
#let faces = json(bytes(sys.inputs.faces))
#set document(title: d.name)
#set text(lang: "vi", font: faces, fallback: false)
= #d.name
#d.words
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "plain.typ"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def letter(template, words="Xin chào", *, at=NOON):
    return typeset(template, {"name": "Giấy tiếp nhận", "words": words}, at=at)


def test_a_paper_is_tagged_named_and_in_vietnamese(template):
    with pikepdf.open(BytesIO(letter(template))) as pdf:
        root = pdf.Root

        assert str(root["/Lang"]) == "vi"
        assert bool(root["/MarkInfo"]["/Marked"]) is True
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert str(pdf.docinfo["/Title"]) == "Giấy tiếp nhận"


def test_a_paper_declares_archival_and_accessible_form(template):
    with pikepdf.open(BytesIO(letter(template))) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2A"
        assert metadata["pdfuaid:part"] == "1"


def test_the_same_data_at_the_same_instant_give_the_same_bytes(template):
    assert letter(template) == letter(template)


def test_an_instant_read_from_a_clock_is_cut_to_the_second(template):
    assert letter(template, at=NOON.replace(microsecond=123456)) == letter(template)


def test_another_instant_gives_other_bytes(template):
    assert letter(template) != letter(template, at=NOON + timedelta(seconds=1))


def test_decomposed_text_prints_as_composed_text(template):
    composed = "Nguyễn Thị Hồng Đức, Tuyên Hóa"

    assert letter(template, unicodedata.normalize("NFD", composed)) == letter(template, composed)


def test_every_vietnamese_letter_is_printed(template):
    letters = "".join(
        unicodedata.normalize("NFC", base + hook + tone)
        for base, hooks in (("a", ("", "\u0306", "\u0302")), ("e", ("", "\u0302")), ("o", ("", "\u0302", "\u031b")))
        for hook in hooks
        for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    )

    assert letters + letters.upper() in text_of(letter(template, letters + letters.upper()))


@pytest.mark.parametrize("words", ["中文", "😀", "ไทย", "\ue000", "\U000f0000"])
def test_a_letter_that_no_face_has_becomes_a_box_and_not_an_error(template, words):
    assert "□" * len(words) in text_of(letter(template, words))


def test_control_and_invisible_characters_are_left_out(template):
    assert letter(template, "Bì\u200bnh\x00\u202e") == letter(template, "Bình")


def test_markup_in_the_data_is_printed_as_it_was_typed(template):
    assert "#panic()*[x]*$y$\\" in text_of(letter(template, "#panic() *[x]* $y$ \\"))


def test_an_unknown_face_is_reported(template):
    template.write_text(PLAIN.replace("font: faces", 'font: ("No Such Face", "Libertinus Serif")'), encoding="utf-8")

    with pytest.warns(TypesettingWarning, match=r"plain\.typ: unknown font family"):
        letter(template)


def test_threads_do_not_mix_their_data(template):
    words = [f"Hồ sơ {number}" for number in range(12)]
    alone = [letter(template, one) for one in words]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: letter(template, one), words))

    assert together == alone
