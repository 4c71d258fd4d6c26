"""Laws of every template of the portal, whichever app it belongs to."""

import re
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("portal", "procedures", "dossiers", "documents", "meetings", "notifications")
TEMPLATES = sorted(
    file for room in ROOMS for file in (ROOT / room).rglob("templates/**/*.html") if ".venv" not in file.parts
)
COMPONENTS = sorted((ROOT / "portal" / "templates" / "components").glob("*.html"))
SCRIPTS = sorted((ROOT / "portal" / "static" / "js").glob("*.js"))
every_template = pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))


@every_template
def test_a_template_holds_no_inline_style_or_script(file: Path):
    text = file.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@every_template
def test_a_template_is_short_and_in_one_normal_form(file: Path):
    text = file.read_text(encoding="utf-8")

    assert text.count("\n") <= 120
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("file", COMPONENTS, ids=lambda file: file.stem)
def test_a_component_begins_with_its_contract(file: Path):
    first, second = file.read_text(encoding="utf-8").splitlines()[:2]

    assert first.startswith(f"{{# {file.stem}: ")
    assert second.startswith("{# takes: ")


def test_every_component_is_shown_in_the_style_guide(client, settings, db):
    settings.DEMO = True

    drawn = {
        template.name for page in ("", "ban-lam-viec/") for template in client.get(f"/styleguide/{page}").templates
    }

    assert {f"components/{file.name}" for file in COMPONENTS} <= drawn


def test_every_icon_that_a_template_draws_is_in_the_sprite():
    sprite = set(re.findall(r'id="([a-z-]+)"', (ROOT / "portal/static/icons.svg").read_text(encoding="utf-8")))
    drawn = {
        name
        for file in TEMPLATES
        for name in re.findall(r'{% icon "([a-z-]+)"| shape="([a-z-]+)"', file.read_text(encoding="utf-8"))
        for name in name
        if name
    }

    assert drawn - sprite == set()


def test_every_behaviour_that_a_template_asks_for_has_its_script():
    asked = {
        name
        for file in TEMPLATES
        for names in re.findall(r'data-behaviour="([a-z -]+)"', file.read_text(encoding="utf-8"))
        for name in names.split()
    }

    assert {f"{name.replace('-', '_')}.js" for name in asked} <= {file.name for file in SCRIPTS}
