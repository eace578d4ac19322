"""Mails as a reader's mail program shows them: on a telephone, at night, from right to left."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from monitor.deliver import Style, render
from tests.support.browser import Visit, run_chromium, visit
from tests.support.deliveries import find_evidence, make_leased, make_reported
from tests.support.hostile import HOSTILE
from tests.support.messages import write_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("browser")

STYLES = {
    "with pages": Style(zone=ZoneInfo("Asia/Tehran"), pages_url="https://monitor.example.org"),
    "plain": Style(),
}
MESSAGES = {
    f"{name}, {look}": message.html
    for look, style in STYLES.items()
    for name, message in write_messages(style).items()
}

#: Of every piece of text that is shown: how much it stands out (WCAG 2), and what it says.
CONTRASTS = """() => {
    const numbers = color => color.match(/[0-9.]+/g).map(Number);
    const light = color => numbers(color).slice(0, 3)
        .map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const paper = element => {
        while (numbers(getComputedStyle(element).backgroundColor)[3] === 0)
            element = element.parentElement;
        return getComputedStyle(element).backgroundColor;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const text = walker.currentNode.textContent.trim();
        if (!text || !element.checkVisibility() || element.getClientRects().length === 0) continue;
        if (parseFloat(getComputedStyle(element).fontSize) === 0) continue;
        const pair = [light(getComputedStyle(element).color), light(paper(element))];
        const [low, high] = pair.sort((one, other) => one - other);
        found.push([(high + 0.05) / (low + 0.05), text]);
    }
    return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with run_chromium() as chromium:
        yield chromium


@contextmanager
def read(browser: Browser, html: str = "", *, width: int = 360, **options: Any) -> Iterator[Visit]:
    """Open a mail in a window of this width; others can be shown in it after that."""
    viewport = {"width": width, "height": 640}
    with visit(browser, "about:blank", viewport=viewport, **options) as seen:
        seen.page.set_content(html)
        yield seen


@pytest.mark.parametrize("width", [320, 380, 900])
def test_nothing_must_be_scrolled_sideways(browser: Browser, width: int) -> None:
    wide = {}
    with read(browser, width=width) as seen:
        for name, html in MESSAGES.items():
            seen.page.set_content(html)
            wide[name] = seen.page.evaluate("document.documentElement.scrollWidth")

    assert {name: found for name, found in wide.items() if found > width} == {}


def test_no_title_is_too_long_for_a_telephone(browser: Browser) -> None:
    with read(browser, width=320) as seen:
        for text in HOSTILE.values():
            url = f"https://x.org/{text}"
            article = make_reported(title=text, summary=text, source=text, url=url)
            evidence = (find_evidence(article, text[:7]),) if text else ()
            leased = make_leased(article=article, evidence=evidence, reason=text)
            seen.page.set_content(render(leased).html)
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320, text[:40]
            assert not seen.dialogs
            assert seen.page.locator("script, img, iframe").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_letters_stand_out_from_their_paper(browser: Browser, scheme: str) -> None:
    faint = {}
    with read(browser, color_scheme=scheme) as seen:
        for name, html in MESSAGES.items():
            seen.page.set_content(html)
            found = seen.page.evaluate(CONTRASTS)
            assert len(found) >= 5
            faint[name] = [(ratio, text) for ratio, text in found if ratio < 4.5]

    assert {name: found for name, found in faint.items() if found} == {}


def test_dark_mode_is_dark(browser: Browser) -> None:
    with read(browser, MESSAGES["first, plain"], color_scheme="dark") as seen:
        card = seen.page.locator(".card")

        assert card.evaluate("it => getComputedStyle(it).backgroundColor") == "rgb(29, 33, 38)"


def test_nothing_is_loaded_from_anywhere(browser: Browser) -> None:
    with read(browser) as seen:
        for html in MESSAGES.values():
            seen.page.set_content(html)

    assert set(seen.asked) <= {"about:blank"}


def test_a_title_runs_as_its_script_does_and_begins_at_that_side(browser: Browser) -> None:
    with read(browser, MESSAGES["first-rtl, plain"]) as seen:
        title = seen.page.locator("h1")

        assert title.evaluate("it => getComputedStyle(it).direction") == "rtl"
        assert title.evaluate("it => getComputedStyle(it).textAlign") == "right"
        assert seen.page.locator("strong", has_text="Why").evaluate(
            "it => getComputedStyle(it).direction"
        ) == ("ltr")


def test_the_matched_words_are_marked_in_their_own_script(browser: Browser) -> None:
    with read(browser, MESSAGES["first-rtl, plain"]) as seen:
        words = seen.page.locator("mark").all_inner_texts()

    assert words == ["شويغو", "بيونغ يانغ", "شويغو", "بيونغ يانغ"]


def test_what_is_new_stands_above_the_title(browser: Browser) -> None:
    with read(browser, MESSAGES["escalation, plain"]) as seen:
        news = seen.page.locator(".news").bounding_box()
        title = seen.page.locator("h1").bounding_box()

    assert news is not None
    assert title is not None
    assert news["y"] + news["height"] <= title["y"]


def test_the_highest_bar_of_a_digest_is_the_peak(browser: Browser) -> None:
    with read(browser, MESSAGES["digest, plain"]) as seen:
        heights = seen.page.locator(".bar, .peak").evaluate_all(
            "bars => bars.map(bar => [bar.className, bar.getBoundingClientRect().height])"
        )

    assert max(heights, key=lambda pair: pair[1])[0] == "peak"
    assert len({height for _, height in heights}) > 3
