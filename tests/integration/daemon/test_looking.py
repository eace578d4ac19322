"""Looking and examining from a command: with worker processes, and several sites at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.config import Config
from monitor.daemon import examine_feed, look_at
from monitor.feeds import Verdict
from tests.support.documents import make_item, write_rss

if TYPE_CHECKING:
    from tests.support.feedserver import FeedServer

CONFIG = Config.model_validate({"fetch": {"allow_private": True}})


def test_looks_at_several_addresses_and_answers_in_their_order(publisher: FeedServer) -> None:
    urls = [publisher.set(f"/{n}", write_rss(make_item(str(n)))) for n in range(4)]
    urls.insert(2, f"{publisher.url}/absent")

    looks = look_at(CONFIG, urls)

    assert [look.url for look in looks] == urls
    unreachable, feed = Verdict.UNREACHABLE, Verdict.FEED
    assert [look.verdict for look in looks] == [feed, feed, unreachable, feed, feed]


def test_examines_a_feed_in_a_worker(publisher: FeedServer) -> None:
    checkup = examine_feed(CONFIG, publisher.set("/feed", write_rss(make_item("a"))))

    assert checkup.facts is not None
    assert checkup.facts.entries == 1
