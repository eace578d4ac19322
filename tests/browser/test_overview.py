"""The overview page as a reader's browser shows it, fed by feeds that mean harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

import pytest

from monitor.daemon import utc_now
from monitor.model import HeldBack, Source
from monitor.model.circuit import MOST_FAILURES
from tests.support.browser import run_chromium, visit
from tests.support.builders import NOW, make_draft, make_feed_spec, make_held_back
from tests.support.daemon import Desk, wait_until, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss
from tests.support.feedserver import FeedServer
from tests.support.scenes import evaluate, store_articles
from tests.support.slackserver import SlackServer
from tests.support.smtpserver import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from monitor.store import Store

#: One browser and one daemon serve all of these.
pytestmark = pytest.mark.xdist_group("browser")

QUERY = "(Schoigu OR Шойгу OR 쇼이구 OR شويغو) AND (Pjöngjang OR Пхеньян OR 평양 OR بيونغيانغ)"
HARM = (
    "<script>window.owned = 1; alert('owned')</script>"
    "<img src='http://198.51.100.7/pixel' onerror='window.owned = 1'>"
    "<style>body{display:none}</style></p></article><base href='http://198.51.100.7/'>"
)
#: As much as a feed may escape it: what is left of it is shown as letters.
ESCAPED = escape(escape(escape(HARM)))
ITEMS = (
    make_item(
        "visit",
        title="Schoigu in Pjöngjang eingetroffen",
        summary="Der Sekretär des russischen Sicherheitsrats ist in Nordkorea gelandet.",
    ),
    make_item("ko", title="쇼이구가 평양에 도착했다", summary="러시아 안보회의 서기의 방문이다."),
    make_item("ar", title="شويغو يصل إلى بيونغيانغ", summary="وصل سكرتير مجلس الأمن الروسي."),
    make_item("harm", title=f"Schoigu {HARM} in Pjöngjang", summary=HARM),
    make_item("sly", title=f"Schoigu {ESCAPED} in Pjöngjang", summary=ESCAPED),
    make_item("long", title=f"Шойгу прибыл в Пхеньян {'так' * 80}", summary="Встретили."),
    make_item("text", title="Schoigu auf Reisen", summary="Ankunft in Pjöngjang um neun."),
    make_item("script", link="javascript:window.owned=1", title="Schoigu: Pjöngjang, ein Link"),
)
#: A month apart, so that each is a story of its own; none of it counts as history here.
APART = tuple(
    replace(item, published_at=NOW - number * timedelta(days=30))
    for number, item in enumerate(ITEMS)
)
SETTINGS = '\n[alert]\nbackfill_after = "3650d"\n'
LONG_PATH = f"/{'a-very-long-path/' * 8}feed.xml?section=world&quote=%22%3E%3Cscript%3E"


def keep_harm(store: Store, url: str) -> None:
    """Store what no feed gets past `normalize`, so that the page stands on its own feet."""
    draft = make_draft("raw", title=f"Raw {HARM}", url=f"https://times.example/'\"{HARM}")
    store.save_feeds([make_feed_spec(url, source=Source(name=HARM))], now=utc_now())
    (article_id,) = store_articles(store, draft, url=url)
    evaluate(store, make_held_back(article_id, HeldBack.BACKFILL))


@pytest.fixture(scope="module")
def overview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page of a daemon that has walked these articles down the whole line."""
    with FeedServer() as publisher, SmtpServer() as smtp, SlackServer() as slack:
        feeds = [
            publisher.set("/feed.xml", write_rss()),
            publisher.set(LONG_PATH, write_rss(title="Blatt")),
            f"{publisher.url}/absent.xml",
        ]
        slack.answer(404, "no_service")
        settings = write_settings(smtp, slack) + SETTINGS
        desk = Desk(folder=tmp_path_factory.mktemp("desk"), settings=settings)
        desk.stock(write_newsroom(*feeds, query=QUERY))
        with desk.store() as store:
            keep_harm(store, f"{publisher.url}/raw.xml")
            with desk.daemon() as daemon:
                wait_until(lambda: len(publisher.requests) >= len(feeds), what="the baseline")
                publisher.set("/feed.xml", write_rss(*APART))
                wait_until(lambda: len(smtp.mails) == len(ITEMS), what="the mails")
                wait_until(lambda: len(slack.posts) == MOST_FAILURES, what="the posts")
                wait_until(lambda: is_all_recorded(store), what="the records")
                yield f"http://127.0.0.1:{daemon.port}/"


def is_all_recorded(store: Store) -> bool:
    counts = store.get_status(utc_now()).deliveries
    # Slack refuses what it is given; after some refusals it is only asked once a minute.
    return (counts["sent"], counts["dead"]) == (len(ITEMS), MOST_FAILURES)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with run_chromium() as chromium:
        yield chromium


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("visit", ["Schoigu", "Pjöngjang"]),
        ("ko", ["쇼이구", "평양"]),
        ("ar", ["شويغو", "بيونغيانغ"]),
        ("long", ["Шойгу", "Пхеньян"]),
    ],
)
def test_an_alert_shows_its_title_with_the_matched_words_marked(
    browser: Browser, overview: str, slug: str, words: list[str]
) -> None:
    with visit(browser, overview) as seen:
        link = seen.page.locator(f"article a[href='https://times.example/{slug}']")

        assert link.locator("mark").all_inner_texts() == words
        assert link.inner_text() == next(item.title for item in ITEMS if item.slug == slug)


def test_an_alert_tells_its_reason_and_what_came_of_each_delivery(
    browser: Browser, overview: str
) -> None:
    with visit(browser, overview) as seen:
        told = seen.page.locator("article", has_text="eingetroffen").inner_text()

    assert "first report" in told
    assert "desk-mail: sent at" in told
    assert "desk-slack: dead" in told
    assert "the webhook was removed" in told


def test_words_that_stand_in_the_text_are_marked_with_the_place(
    browser: Browser, overview: str
) -> None:
    with visit(browser, overview) as seen:
        words = seen.page.locator("article", has_text="auf Reisen").locator(".words span")

        assert words.all_inner_texts() == ["summary: Pjöngjang"]


def test_an_arabic_title_runs_from_right_to_left(browser: Browser, overview: str) -> None:
    with visit(browser, overview) as seen:
        title = seen.page.locator("a[href$='/ar']")

        assert title.evaluate("it => getComputedStyle(it).direction") == "rtl"
        assert (
            seen.page.locator("a[href$='/ko']").evaluate("it => getComputedStyle(it).direction")
            == "ltr"
        )


def test_a_feed_s_script_never_runs_and_its_markup_stays_letters(
    browser: Browser, overview: str
) -> None:
    with visit(browser, overview) as seen:
        page = seen.page
        page.wait_for_timeout(200)

        assert page.evaluate("window.owned") is None
        assert not seen.dialogs
        assert not seen.complaints, "nothing had to be refused, for nothing got into the page"
        assert page.locator("script, img, iframe, base, article style").count() == 0
        assert "<script>window.owned" in page.locator("article", has_text="Raw").inner_text()
        assert page.locator("[href^='javascript:' i]").count() == 0
        assert page.locator("main").is_visible()


def test_the_policy_refuses_what_would_get_past_the_escaping(
    browser: Browser, overview: str
) -> None:
    with visit(browser, overview) as seen:
        seen.page.evaluate(
            """harm => {
                document.body.insertAdjacentHTML('beforeend', harm);
                const script = document.createElement('script');
                script.textContent = 'window.owned = 1';
                document.body.append(script);
            }""",
            HARM,
        )
        seen.page.wait_for_timeout(100)

        assert seen.page.evaluate("window.owned") is None
        foreign = [url for url in seen.asked if not url.startswith(overview)]
        assert [seen.failed.get(url) for url in foreign] == ["csp"], "refused before it was sent"


def test_no_request_leaves_the_machine(browser: Browser, overview: str) -> None:
    with visit(browser, overview) as seen:
        assert seen.asked[0] == overview
        assert f"{overview}static/monitor.css" in seen.asked
        assert all(url.startswith(overview) for url in seen.asked)


@pytest.mark.parametrize("width", [320, 380, 768, 1280])
def test_nothing_must_be_scrolled_sideways(browser: Browser, overview: str, width: int) -> None:
    with visit(browser, overview, viewport={"width": width, "height": 800}) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_letters_stand_out_from_the_paper(browser: Browser, overview: str, scheme: str) -> None:
    with visit(browser, overview, color_scheme=scheme) as seen:
        for selector in ("h1", ".facts", ".dead", "mark", ".held"):
            ratio = seen.page.locator(selector).first.evaluate(CONTRAST)
            assert ratio >= 4.5, selector


#: Contrast as WCAG 2 counts it, of an element's letters on the paper behind them.
CONTRAST = """element => {
    const numbers = color => color.match(/[0-9.]+/g).map(Number);
    const light = color => numbers(color).slice(0, 3)
        .map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    let paper = element;
    while (numbers(getComputedStyle(paper).backgroundColor)[3] === 0) paper = paper.parentElement;
    const [low, high] = [
        light(getComputedStyle(element).color), light(getComputedStyle(paper).backgroundColor),
    ].sort((one, other) => one - other);
    return (high + 0.05) / (low + 0.05);
}"""
