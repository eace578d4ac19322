"""Poll 1,000 feeds of 30 entries in four rounds, next to lemon24/reader.

cold: nothing is known. unchanged: every server says 304. touched: every document has another
build date and nothing new. steady: two entries of each are new.

Held constant: the machine, the feeds and their server (a process of its own on loopback), one
run of the whole program each (start-up included), a fresh SQLite file, conditional GET.
monitor runs `run --once` (which also matches one topic and normalizes every entry); reader runs
`update_feeds(workers=20, scheduled=False)`. Pauses between requests to one host are switched off
for monitor; reader has none.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from monitor.store import Store
from tests.bench.feedworld import NEWS
from tests.bench.measure import Cost, measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Rounds = Mapping[str, Cost]

FEEDS = 1_000
ENTRIES = 30
ROUNDS = ("cold", "unchanged", "touched", "steady")
#: What the world is asked to do before a round.
CHANGES = {"touched": "touch", "steady": "publish"}

READER_ADD = """
import sys
from reader import make_reader
reader = make_reader("reader.sqlite")
for number in range(int(sys.argv[2])):
    reader.add_feed(f"{sys.argv[1]}/{number}.xml")
"""
READER_UPDATE = """
from reader import make_reader
make_reader("reader.sqlite").update_feeds(workers=20, scheduled=False)
"""


@contextmanager
def feed_world() -> Iterator[str]:
    """Run the feed server; gives its address."""
    command = [sys.executable, "-m", "tests.bench.feedworld", str(FEEDS), str(ENTRIES)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait()


def prepare_monitor(folder: Path, address: str) -> None:
    """Write settings and newsroom, and apply them."""
    (folder / "monitor.toml").write_text(
        "[fetch]\nallow_private = true\nper_host_concurrency = 100\nper_host_delay = '0s'\n"
        "[log]\nlevel = 'error'\n"
    )
    feeds = "".join(f"  - url: {address}/{number}.xml\n" for number in range(FEEDS))
    (folder / "newsroom.yaml").write_text(
        f"feeds:\n{feeds}topics:\n  storms: {{title: Storms, query: 'hurricane OR typhoon'}}\n"
    )
    subprocess.run(
        [sys.executable, "-m", "monitor", "apply", "newsroom.yaml"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def make_all_due(folder: Path) -> None:
    """Let the next round poll every feed again at once."""
    with Store(f"sqlite:///{folder / 'monitor.db'}") as store:
        store.make_due([feed.url for feed in store.list_feeds()], now=datetime.now(UTC))


def check_articles(folder: Path, wanted: int) -> None:
    """Make sure that what was measured did its work."""
    with Store(f"sqlite:///{folder / 'monitor.db'}") as store:
        stored = sum(feed.articles for feed in store.list_feeds())
    assert stored == wanted, f"monitor stored {stored} articles, not {wanted}"


def run_rounds(command: list[str], folder: Path, address: str, ready: Callable[[], None]) -> Rounds:
    """Measure a program in all rounds; `ready` makes every feed due."""
    rounds = {}
    for name in ROUNDS:
        if name in CHANGES:
            urlopen(f"{address}/{CHANGES[name]}").read()  # noqa: S310 - our own server
        ready()
        rounds[name] = measure(command, cwd=folder)
    return rounds


def report(name: str, rounds: Rounds) -> None:
    """Print one program's figures."""
    for kind, cost in rounds.items():
        print(
            f"{name:<8} {kind:<10} {FEEDS / cost.wall_seconds:8.1f} feeds/s "
            f"{cost.cpu_seconds:7.2f} CPU s {cost.peak_bytes / 1e6:6.0f} MB"
        )


def compare(ours: Rounds, theirs: Rounds, idle: Cost) -> None:
    """Print the ratios, and what an unchanged poll costs without the start of the program."""
    for kind in ROUNDS:
        print(
            f"ratio    {kind:<10} {theirs[kind].wall_seconds / ours[kind].wall_seconds:6.1f} x as "
            f"fast with {ours[kind].cpu_seconds / theirs[kind].cpu_seconds:.2f} of the CPU"
        )
    for kind in ("unchanged", "touched", "steady"):
        net = 1_000 * (ours[kind].cpu_seconds - idle.cpu_seconds) / FEEDS
        print(
            f"monitor  {kind:<10} {net:6.2f} ms of CPU a poll (start-up {idle.cpu_seconds:.2f} s)"
        )


def main() -> None:
    """Measure both programs and print the ratios."""
    print(__doc__)
    with tempfile.TemporaryDirectory() as name, feed_world() as address:
        folder = Path(name)
        prepare_monitor(folder, address)
        once = [sys.executable, "-m", "monitor", "run", "--once"]
        ours = run_rounds(once, folder, address, lambda: make_all_due(folder))
        check_articles(folder, FEEDS * (ENTRIES + NEWS))
        idle = measure(once, cwd=folder)
        report("monitor", ours)
    with tempfile.TemporaryDirectory() as name, feed_world() as address:
        folder = Path(name)
        subprocess.run(
            [sys.executable, "-c", READER_ADD, address, str(FEEDS)], cwd=folder, check=True
        )
        theirs = run_rounds([sys.executable, "-c", READER_UPDATE], folder, address, lambda: None)
        report("reader", theirs)
    compare(ours, theirs, idle)


if __name__ == "__main__":
    main()
