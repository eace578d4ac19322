"""Time alerts: from stored to sent, articles a second, and from publication to alert.

Held constant: the machine, a fresh SQLite file, servers on loopback, fixed seeds.

- `sent`: the real daemon with a thousand topics; from an article's first sight to the record
  of its mail.
- `flow`: evaluate, plan and dispatch with ten thousand topics, articles a second of CPU time of
  this process, sends included, to a receiver that takes all; with the share that alerts. The
  first evaluation, of one batch, also compiles the topics: it is told apart.
- `served`: the same with a PostgreSQL of its own, whose processes are not counted.
- `day`: how old a report is when it is first seen, for 500 feeds, by polling interval. The time
  of `sent` comes on top; with a hub it is all there is.

    python -m tests.bench.bench_alerts [sent|flow|served|day]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles

from monitor.alert import AlertLimits
from monitor.model import Receipt
from monitor.pipeline import Dispatcher, Evaluator, Offload
from monitor.pipeline.dispatch import DispatchTools
from monitor.pipeline.evaluate import EvaluateTools
from monitor.store import Store
from tests.bench.bench_evaluate import SYLLABLES, fill
from tests.bench.bench_schedule import World, arrivals, by_day, run_fixed
from tests.support.builders import NOW, make_topic
from tests.support.crashruns import make_title
from tests.support.daemon import Desk, wait_until, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss
from tests.support.feedserver import FeedServer
from tests.support.privateserver import run_private_server
from tests.support.slackserver import SlackServer
from tests.support.smtpserver import SmtpServer

REPORTS = 40
ARTICLES = 5_000
FEEDS = 500
INTERVALS = (1, 5, 15, 60)


class Taker:
    """A transport that takes everything."""

    takes_digests = False
    longest_send = timedelta(seconds=1)

    async def send(self, message: object) -> Receipt:  # noqa: ARG002 - taken, not read
        return Receipt(detail="taken")

    async def greet(self) -> str | None:
        return None


def time_sends() -> None:
    """Print the time from stored to sent."""
    with (
        tempfile.TemporaryDirectory() as folder,
        FeedServer() as publisher,
        SmtpServer() as smtp,
        SlackServer() as slack,
    ):
        desk = Desk(folder=Path(folder), settings=write_settings(smtp, slack, interval="100ms"))
        feed = publisher.set("/feed.xml", write_rss(), etag='"0"')
        others = "".join(
            f"  other-{n}:\n    query: {make_title(n).split()[0]}\n    receivers: [desk-mail]\n"
            for n in range(1000, 1999)
        )
        desk.stock(write_newsroom(feed, receivers=("desk-mail",)) + others)
        with desk.daemon() as daemon, desk.store() as store:
            wait_until(lambda: store.list_feeds()[0].baseline_at is not None)
            for number in range(1, REPORTS + 1):
                item = make_item(f"r{number}", make_title(number), published_at=None)
                publisher.set("/feed.xml", write_rss(item), etag=f'"{number}"')
                smtp.wait_for(number, 20)
            time.sleep(0.5)
            daemon.terminate()
            seen = {one.id: one.article.first_seen_at for one in store.list_alerts(limit=999)}
            took = [
                (one.sent_at - seen[one.alert_id]).total_seconds()
                for one in store.list_deliveries(limit=999)
                if one.sent_at is not None and one.topic == "visit"
            ]
    print(f"sent: {len(took)} mails, median {median(took):.3f} s, most {max(took):.3f} s")


async def flow(store: Store) -> dict[str, float]:
    """Evaluate and dispatch all there is; gives the CPU time of each part."""
    offload = Offload()
    evaluator = Evaluator(
        EvaluateTools(
            store=store, offload=offload, limits=AlertLimits(), clock=lambda: NOW,
            owner="bench", lease_for=timedelta(minutes=5),
        ),
        on_planned=lambda: None,
    )  # fmt: skip
    dispatcher = Dispatcher(
        DispatchTools(
            store=store, offload=offload, transports={"desk-mail": Taker()},
            clock=lambda: NOW + timedelta(minutes=1), jitter=lambda: 0.0, owner="bench",
            lease_for=timedelta(minutes=5),
        )
    )  # fmt: skip
    marks = [time.process_time()]
    done = await evaluator.step()
    marks.append(time.process_time())
    while await evaluator.step():
        pass
    marks.append(time.process_time())
    while await dispatcher.step():
        await dispatcher.finish()
    marks.append(time.process_time())
    offload.close()
    first, rest, sends = (after - before for before, after in pairwise(marks))
    return {"first": first, "evaluate": rest * ARTICLES / (ARTICLES - done), "dispatch": sends}


def time_flow() -> None:
    """Print articles a second of CPU time."""
    with tempfile.TemporaryDirectory() as folder:
        run_flow("flow", f"sqlite:///{folder}/bench.db")


def time_served() -> None:
    """Print the same for a server."""
    with tempfile.TemporaryDirectory() as folder, run_private_server(Path(folder)) as server:
        run_flow("served", server.url)


def run_flow(part: str, url: str) -> None:
    """Fill a database and print what its articles cost."""
    names = [f"={a.capitalize()}{b}{c}{end}" for a in SYLLABLES for b in SYLLABLES
             for c in SYLLABLES for end in ("berg", "son")]  # fmt: skip
    with Store(url) as store:
        store.upgrade(now=NOW)
        topics = [
            make_topic(f"topic-{n}", query=query, receivers=("desk-mail",))
            for n, query in enumerate(names[:10_000])
        ]
        store.save_catalog(topics=topics, now=NOW)
        fill(store, ARTICLES)
        spent = asyncio.run(flow(store))
        status = store.get_status(NOW)
    print(
        f"{part}: {ARTICLES / (spent['evaluate'] + spent['dispatch']):.0f} articles/s of CPU,"
        f" {len(topics)} topics, {status.alerts} alerts of {ARTICLES} articles,"
        f" deliveries {dict(status.deliveries)}\n"
        f"  evaluating {spent['evaluate'] / ARTICLES * 1000:.2f} ms an article, a delivery"
        f" {spent['dispatch'] / status.alerts * 1000:.2f} ms,"
        f" the first batch with the compiling of all topics {spent['first']:.2f} s"
    )


def time_day() -> None:
    """Print the age of reports when they are first seen."""
    worlds = [
        World(name=f"feed {n}", entries=arrivals(by_day(0.2, 4), seed=n, most=4))
        for n in range(FEEDS)
    ]
    for minutes in INTERVALS:
        interval = timedelta(minutes=minutes)
        delays = [late for world in worlds for late in run_fixed(world, interval).delays]
        cuts = quantiles(delays, n=100)
        print(f"day: every {minutes:2} min: p50 {cuts[49]:5.1f} min, p99 {cuts[98]:5.1f} min,"
              f" {len(delays)} reports")  # fmt: skip


PARTS = {"sent": time_sends, "flow": time_flow, "served": time_served, "day": time_day}


def main() -> None:
    """Print the figures."""
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()
