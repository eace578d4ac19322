"""A daemon that is told to stop finishes what it has begun, and says so by exit code 0."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.support.daemon import Desk, Running, wait_until, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss
from tests.support.smtpserver import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiosmtpd.smtp import Envelope, Session

    from tests.support.feedserver import FeedServer
    from tests.support.slackserver import SlackServer


class SlowSmtpServer(SmtpServer):
    """Thinks about each mail before it takes it."""

    async def handle_DATA(self, server: object, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.note("THINKING")
        await asyncio.sleep(1.5)
        return await super().handle_DATA(server, session, envelope)


def test_an_idle_daemon_stops_at_once(tmp_path: Path, smtp: SmtpServer, slack: SlackServer) -> None:
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack))

    with desk.daemon() as daemon:
        before = time.monotonic()
        assert daemon.terminate() == 0

    assert time.monotonic() - before < 10
    assert "monitor stopped" in daemon.log_text()
    assert "Traceback" not in daemon.log_text()


def test_a_fetch_under_way_is_finished_and_its_articles_are_stored(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    slow = publisher.set("/slow.xml", write_rss(make_item()), delay=1.5)
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack))
    desk.stock(write_newsroom(slow))

    with desk.daemon() as daemon:
        wait_until(lambda: bool(publisher.requests), what="the fetch")
        assert daemon.terminate() == 0

    with desk.store() as store:
        assert [article.title for article in store.iter_articles()] == [make_item().title]
    assert len(publisher.requests) == 1
    assert "Traceback" not in daemon.log_text()


def test_a_send_under_way_is_finished_and_recorded_and_not_repeated(
    tmp_path: Path, publisher: FeedServer, slack: SlackServer
) -> None:
    feed = publisher.set("/feed.xml", write_rss())
    with SlowSmtpServer() as smtp:
        desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack))
        desk.stock(write_newsroom(feed, receivers=("desk-mail",)))

        with desk.daemon() as daemon:
            wait_until(lambda: bool(publisher.requests), what="the baseline")
            publisher.set("/feed.xml", write_rss(make_item(title="Schoigu")))
            wait_until(lambda: "THINKING" in smtp.commands, what="the send")
            assert daemon.terminate() == 0
        assert len(smtp.mails) == 1
        with desk.store() as store:
            [delivery] = store.list_deliveries()
            assert delivery.state.value == "sent"

        before = len(publisher.requests)
        with desk.daemon() as daemon:
            wait_until(lambda: len(publisher.requests) > before, what="polls after the restart")
            assert daemon.terminate() == 0
        assert len(smtp.mails) == 1


def is_starting(daemon: Running) -> bool:
    """A worker is there, which may not listen yet."""
    return bool(daemon.children())


@pytest.mark.parametrize("moment", [is_starting, Running.is_reading])
def test_ctrl_c_loses_no_document_that_is_being_read(
    tmp_path: Path,
    publisher: FeedServer,
    smtp: SmtpServer,
    slack: SlackServer,
    moment: Callable[[Running], bool],
) -> None:
    long = write_rss(*[make_item(f"{number}", summary="word " * 200) for number in range(1000)])
    feed = publisher.set("/long.xml", long)
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack))
    desk.stock(write_newsroom(feed))

    with desk.daemon() as daemon:
        wait_until(lambda: moment(daemon), what="the reading")
        assert daemon.interrupt() == 0

    with desk.store() as store:
        assert store.get_feed(feed).last_error is None
        assert store.get_status(store.get_feed(feed).created_at).articles == 1000


#: The program with less patience, so that the test needs none.
HASTY = (
    "import monitor.daemon.app as app, monitor.daemon.parts as parts; "
    "app.GRACE_SECONDS = parts.GRACE_SECONDS = 1; from monitor.cli import main; main()"
)


def test_a_receiver_that_never_answers_does_not_keep_it_for_ever(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    feed = publisher.set("/feed.xml", write_rss())
    smtp.stay_silent("DATA")
    desk = Desk(
        folder=tmp_path,
        settings=write_settings(smtp, slack),
        program=(sys.executable, "-c", HASTY),
    )
    desk.stock(write_newsroom(feed, receivers=("desk-mail",)))

    with desk.daemon() as daemon:
        wait_until(lambda: bool(publisher.requests), what="the baseline")
        publisher.set("/feed.xml", write_rss(make_item(title="Schoigu")))
        wait_until(lambda: "DATA" in smtp.commands, what="the send")
        before = time.monotonic()
        assert daemon.terminate() == 0

    assert 1 < time.monotonic() - before < 15
    with desk.store() as store:
        [delivery] = store.list_deliveries()
    # What was being sent may have arrived: it counts, and whoever sends it next knows.
    assert (delivery.state.value, delivery.attempts) == ("retrying", 1)


@pytest.mark.parametrize("arguments", [("--role", "poll"), ("--role", "web")])
def test_a_daemon_of_one_role_stops_too(
    tmp_path: Path, smtp: SmtpServer, slack: SlackServer, arguments: tuple[str, ...]
) -> None:
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack))

    with desk.daemon(*arguments) as daemon:
        assert daemon.terminate() == 0

    assert "Traceback" not in daemon.log_text()


def test_a_daemon_that_is_told_to_stop_before_it_has_started_ends_well(
    tmp_path: Path, smtp: SmtpServer, slack: SlackServer
) -> None:
    settings = tmp_path / "monitor.toml"
    settings.write_text(write_settings(smtp, slack), encoding="utf-8")
    fifo = tmp_path / "secret"
    os.mkfifo(fifo)
    environ = {**os.environ, "MONITOR_SMTP__PASSWORD_FILE": str(fifo)}
    command = [sys.executable, "-m", "monitor", "--config", str(settings), "run"]

    # Whoever opens the other end waits until the daemon reads its settings.
    with subprocess.Popen(command, cwd=tmp_path, env=environ) as daemon, fifo.open("w"):
        daemon.terminate()
        code = daemon.wait(timeout=30)

    assert code == 0
