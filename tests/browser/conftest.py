"""A real Chromium, one window a person."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.eyes import Eyes

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without its talk to the outside."""
    # Playwright runs a loop of its own in this thread; Django must not take the tests for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def eyes() -> Iterator[Eyes]:
    """Look at pages; at the end nothing may have been wrong with any."""
    seen = Eyes()
    yield seen
    assert seen.complaints == []


@pytest.fixture
def window(chromium: Browser, live_server, eyes: Eyes) -> Iterator[Callable[[], Page]]:
    """Open a window of its own for one person."""
    contexts = []

    def opened() -> Page:
        context = chromium.new_context(base_url=live_server.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        context.set_default_timeout(15_000)
        eyes.watch(context)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
