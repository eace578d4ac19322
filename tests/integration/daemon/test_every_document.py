"""Every document at hand goes through the whole poll of the real daemon: none breaks anything.

The documents of other projects are served where they lie beside this repository; our own, and
hostile ones made here, always.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.model import Outcome
from tests.support.daemon import Desk, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss

if TYPE_CHECKING:
    from tests.support.feedserver import FeedServer
    from tests.support.slackserver import SlackServer
    from tests.support.smtpserver import SmtpServer

ROOT = Path(__file__).parents[3]
OURS = ROOT / "tests" / "data" / "feeds"
OTHERS = ROOT.parent / "shared" / "data" / "feeds"
#: What the worst document may take: its worker's processor time, on a busy machine.
PATIENCE_SECONDS = 25
#: How a document is told of that took more than its worker may.
TOO_COSTLY = "Parsing the document took more time or memory"


def list_documents() -> list[Path]:
    folders = [OURS, OTHERS] if OTHERS.is_dir() else [OURS]
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def wrap(description: str) -> str:
    item = f"<item><title>Costly</title><description>{description}</description></item>"
    return f"<rss version='2.0'><channel>{item}</channel></rss>"


def make_bombs(canary: str) -> dict[str, str]:
    """Small documents that cost much, and documents that ask for what is not theirs."""
    attributes = "".join(f"b{number}='c' " for number in range(30_000))
    laughs = "".join(
        f"<!ENTITY l{number} '{f'&l{number - 1};' * 10}'>" if number else "<!ENTITY l0 'ha'>"
        for number in range(12)
    )
    reads = f"<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY n SYSTEM '{canary}'>"
    outside = "<?xml version='1.0'?><!DOCTYPE rss [{}]>" + wrap("{}")
    return {
        "attributes": wrap(f"<a {attributes}>x</a>"),
        "attributes-cut-short": wrap(f"<a {attributes}>x</a>")[:-30],
        "comments": wrap("&lt;!--" * 50_000),
        "nested": wrap("&lt;div&gt;" * 100_000),
        "deep": "<rss version='2.0'><channel>" + "<a>" * 100_000,
        "laughs": outside.format(laughs, "&l11;"),
        "files": outside.format(reads, "&f;&n;"),
        "dtd": f"<!DOCTYPE rss SYSTEM '{canary}'>" + wrap("x"),
        "many": write_rss(*[make_item(f"{number}") for number in range(50_000)]),
        "long": wrap("word " * 400_000),
        "open": "<rss version='2.0'><channel><item><title>" + "<![CDATA[" * 50_000,
        "ampersands": wrap("&amp;" * 300_000),
    }


@pytest.mark.timeout(600)
def test_no_document_breaks_a_poll_or_its_neighbors(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    canary = publisher.set("/canary", "x")
    documents = list_documents()
    for number, path in enumerate(documents):
        publisher.set(f"/{number}{path.suffix}", path.read_bytes())
    bombs = {
        publisher.set(f"/bomb-{name}", body, content_type="application/rss+xml"): name
        for name, body in make_bombs(canary).items()
    }
    good = publisher.set("/good.xml", write_rss(make_item()))
    addresses = [f"{publisher.url}/{n}{path.suffix}" for n, path in enumerate(documents)]
    settings = write_settings(smtp, slack, interval="24h")
    # All of them are on one host here, and it bears more than two requests at a time.
    settings = settings.replace("[fetch]", "[fetch]\nper_host_concurrency = 100")
    desk = Desk(folder=tmp_path, settings=settings)
    desk.stock(write_newsroom(*addresses, *bombs, good))

    result = desk.run("run", "--once", seconds=580)

    assert result.returncode == 0, result.stderr[-2000:]
    assert "broke the reader" not in result.stderr
    assert "Traceback" not in result.stderr, result.stderr.partition("Traceback")[2][:2500]
    assert publisher.requests_for("/canary") == []
    with desk.store() as store:
        feeds = {feed.url: feed for feed in store.list_feeds()}
        took = {url: store.list_polls(url, 1)[0].took.total_seconds() for url in (*bombs, good)}
        stored = [(article.title, article.summary) for article in store.iter_articles(since=None)]
    assert max(took.values()) < PATIENCE_SECONDS
    assert {feed.last_outcome for feed in feeds.values()} <= {Outcome.CHANGED, Outcome.FAILED}
    assert all((feeds[url].last_error or TOO_COSTLY).startswith(TOO_COSTLY) for url in bombs)
    assert feeds[good].articles == 1
    assert not any("root:x:0" in text and "Costly" in texts for texts in stored for text in texts)
