"""A topic's feed through the real program, read by the program itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.support.daemon import Desk, wait_until, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.feedserver import FeedServer
    from tests.support.slackserver import SlackServer
    from tests.support.smtpserver import SmtpServer


def test_a_desk_that_reads_its_own_feed_is_told_nothing_twice(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack))
    feed = publisher.set("/feed.xml", write_rss())
    desk.stock(write_newsroom(feed))
    address = json.loads(desk.done("topics", "feed", "visit", "--json"))["atom"]
    token = address.partition("token=")[2]
    with desk.daemon() as daemon, desk.store() as store:
        wait_until(lambda: bool(publisher.requests), what="the baseline")
        publisher.set("/feed.xml", write_rss(make_item("visit", title="Schoigu in Pjöngjang")))
        wait_until(lambda: len(smtp.mails) == 1, what="the mail")

        desk.done("feeds", "add", address, "--source", "Ourselves", "--no-look")
        path = urlsplit(address)
        wait_until(
            lambda: any(one.url == address and one.articles for one in store.list_feeds()),
            what="the sighting in our own feed",
        )

        assert daemon.get(f"{path.path}?{path.query}")[0] == 200
        assert daemon.get(path.path) == (404, "no such feed\n")
        (match,) = store.list_matches("visit")
        assert match.url == "https://times.example/visit"
        assert len(store.list_alerts()) == 1
        assert len(smtp.mails) == 1
        assert token not in daemon.log_text()
