"""Open pages in the system's Chromium, headless, and note all that it asks for.

Process. `tests/support/install-browser` sees to it that there is one.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Dialog, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
#: It shall ask for nothing but what the page asks for, and needs no screen or sandbox here.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
)


@dataclass(kw_only=True)
class Visit:
    """A page that was opened, and what went on in it."""

    page: Page
    #: Every address that was asked for, in order.
    asked: list[str] = field(default_factory=list)
    #: Addresses that gave no answer, and why.
    failed: dict[str, str | None] = field(default_factory=dict)
    #: What the browser complained about: scripts that were refused, files that are missing.
    complaints: list[str] = field(default_factory=list)
    #: Boxes that scripts put up.
    dialogs: list[str] = field(default_factory=list)


def find_chromium() -> str:
    """Find the system's Chromium; without one the browser tests fail, they do not skip."""
    for name in NAMES:
        if (path := shutil.which(name)) is not None:
            return path
    raise AssertionError("there is no Chromium: run tests/support/install-browser")


@contextmanager
def run_chromium() -> Iterator[Browser]:
    """Run the browser until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(ARGUMENTS), headless=True
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visit(browser: Browser, url: str, **options: Any) -> Iterator[Visit]:
    """Open a page in a window of its own, with playwright's context options."""
    options = {"viewport": {"width": 1000, "height": 900}, **options}
    context = browser.new_context(**options)
    try:
        page = context.new_page()
        seen = Visit(page=page)
        context.on("request", lambda request: seen.asked.append(request.url))
        context.on(
            "requestfailed", lambda request: seen.failed.update({request.url: request.failure})
        )
        page.on("console", lambda message: seen.complaints.append(message.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("dialog", lambda dialog: _dismiss(dialog, seen))
        page.goto(url, wait_until="load")
        yield seen
    finally:
        context.close()


def _dismiss(dialog: Dialog, seen: Visit) -> None:
    seen.dialogs.append(dialog.message)
    dialog.dismiss()
