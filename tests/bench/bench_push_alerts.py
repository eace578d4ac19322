"""Time alerts of what a hub pushes: from the push to the mail.

Held constant: the machine, a fresh SQLite file, servers on loopback. The real daemon polls the
feed by itself in six hours only; each report is pushed by a hub, and the next one when the mail of
the last has come.

    python -m tests.bench.bench_push_alerts
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from tests.support.crashruns import make_title
from tests.support.daemon import Desk, free_port, wait_until, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss
from tests.support.feedserver import FeedServer
from tests.support.hub import Hub
from tests.support.slackserver import SlackServer
from tests.support.smtpserver import SmtpServer

PUSHES = 28
#: A hub that calls more often is heard so often only (`feeds/push.py`): that is not timed.
PAUSE_SECONDS = 5.1


def main() -> None:
    """Push, wait for the mail, print."""
    took = []
    with (
        tempfile.TemporaryDirectory() as folder,
        FeedServer() as publisher,
        SmtpServer() as smtp,
        SlackServer() as slack,
        Hub() as hub,
    ):
        port = free_port()
        desk = Desk(
            folder=Path(folder),
            settings=write_settings(smtp, slack, interval="6h"),
            port=port,
            env={"MONITOR_WEB__PUBLIC_URL": f"http://127.0.0.1:{port}"},
        )
        link = f"<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='{hub.url}'/>"
        items = [make_item("first")]
        document = write_rss(*items).replace("<channel>", f"<channel>{link}")
        feed = publisher.set("/feed.xml", document)
        desk.stock(write_newsroom(feed, receivers=("desk-mail",)))
        with desk.daemon() as daemon:
            asked = hub.wait_for()
            wait_until(lambda: len(publisher.requests) >= 2, what="the look after subscribing")
            for number in range(1, PUSHES + 1):
                items = [make_item(f"r{number}", make_title(number)), *items[:20]]
                document = write_rss(*items).replace("<channel>", f"<channel>{link}")
                publisher.set("/feed.xml", document)
                began = time.monotonic()
                assert hub.push(asked).status == 202
                smtp.wait_for(number, 20)
                took.append(time.monotonic() - began)
                time.sleep(max(PAUSE_SECONDS - took[-1], 0))
            daemon.terminate()
    print(
        f"pushed: {len(took)} mails, median {median(took):.3f} s, "
        f"90th percentile {quantiles(took, n=10)[8]:.3f} s, most {max(took):.3f} s"
    )


if __name__ == "__main__":
    main()
