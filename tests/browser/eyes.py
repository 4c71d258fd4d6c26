"""How a page is looked at: axe, no sideways scroll, no complaint of the browser, a picture kept at two widths."""

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

PICTURES = Path(os.environ.get("PORTAL_ARTIFACTS", "artifacts")) / "pictures"
WIDTHS = (360, 1280)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}
AXE = Axe()


class Eyes:
    """Looks at the pages of one journey and remembers what was wrong."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.number = 0
        PICTURES.mkdir(parents=True, exist_ok=True)

    def watch(self, context: BrowserContext) -> None:
        """Note errors of the console and of scripts, on every page of a context."""
        context.on("console", lambda word: self._note(word.text, word.type))
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def _note(self, text: str, kind: str) -> None:
        # A refused form is an answer of ours (422, 409), not a fault of the page.
        if kind == "error" and not re.search(r"status of (409|422|429|404)", text):
            self.complaints.append(f"console: {text}")

    def look(self, page: Page, name: str) -> None:
        """Look at a page at each width, in both themes, and at 320 px for sideways scroll."""
        self.number += 1
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=PICTURES / f"{self.number:02d}-{name}-{width}.png", full_page=True)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = AXE.run(page, options=RULES).response["violations"]
            self.complaints += [
                f"{name} {scheme}: {one['id']} {[node['target'] for node in one['nodes']][:3]}" for one in found
            ]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 320, "height": 700})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > 320:
            self.complaints.append(f"{name}: scrolls sideways at 320 px ({wide})")
        page.set_viewport_size({"width": 1280, "height": 900})
