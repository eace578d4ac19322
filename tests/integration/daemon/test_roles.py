"""Several processes with a role each, on one PostgreSQL, are one daemon."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.support.daemon import Desk, wait_until, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss
from tests.support.newsstand import headlines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.daemon import Running
    from tests.support.database import TestServer
    from tests.support.feedserver import FeedServer
    from tests.support.slackserver import SlackServer
    from tests.support.smtpserver import SmtpServer


@pytest.fixture
def desk(
    tmp_path: Path, postgresql: TestServer, smtp: SmtpServer, slack: SlackServer
) -> Iterator[Desk]:
    with postgresql.empty_database() as url:
        yield Desk(
            folder=tmp_path,
            settings=write_settings(smtp, slack),
            env={"MONITOR_DATABASE__URL": url},
        )


def start(stack: ExitStack, desk: Desk, *roles: str) -> list[Running]:
    """Start them all at once."""
    daemons = [stack.enter_context(desk.launch("--role", role)) for role in roles]
    for daemon in daemons:
        daemon.wait_for_start()
    return daemons


def read_subjects(smtp: SmtpServer) -> list[str]:
    return sorted(str(mail.message["Subject"]) for mail in smtp.mails)


def test_four_processes_deliver_each_alert_once(
    desk: Desk, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    feeds = [publisher.set(f"/{number}.xml", write_rss()) for number in range(3)]
    titles = headlines(3)

    with ExitStack() as stack:
        # They meet an empty database together: one makes the tables, the others find them.
        daemons = start(stack, desk, "web", "poll", "evaluate", "dispatch")
        desk.stock(write_newsroom(*feeds))
        wait_until(lambda: len(publisher.requests) >= 3, what="the baseline")
        for number in range(3):
            publisher.set(f"/{number}.xml", write_rss(make_item(f"{number}", title=titles[number])))
        smtp.wait_for(3, timeout=30)
        slack.wait_for(3, timeout=30)
        assert titles[2] in daemons[0].page().replace("<mark>", "").replace("</mark>", "")
        assert [daemon.terminate() for daemon in daemons] == [0, 0, 0, 0]

    assert len(smtp.mails) == len(set(read_subjects(smtp))) == 3
    assert len(slack.taken) == 3
    logs = [daemon.log_text() for daemon in daemons]
    assert [log for log in logs if "Traceback" in log] == []


def test_two_whole_daemons_deliver_each_alert_once(
    desk: Desk, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer, tmp_path: Path
) -> None:
    feed = publisher.set("/feed.xml", write_rss())
    desk.stock(write_newsroom(feed))
    folder = tmp_path / "other"
    folder.mkdir()
    other = Desk(folder=folder, settings=desk.settings, env=desk.env)

    with desk.daemon() as one, other.daemon() as another:
        wait_until(lambda: bool(publisher.requests), what="the baseline")
        items = [make_item(f"{at}", title=title) for at, title in enumerate(headlines(20))]
        publisher.set("/feed.xml", write_rss(*items))
        smtp.wait_for(20, timeout=60)
        slack.wait_for(20, timeout=60)
        assert (one.terminate(), another.terminate()) == (0, 0)

    assert len(smtp.mails) == len(set(read_subjects(smtp))) == 20
    assert len(slack.taken) == 20
