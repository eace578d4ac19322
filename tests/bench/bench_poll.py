"""Poll 1,000 feeds of 30 entries, cold and unchanged, next to lemon24/reader.

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

from monitor.store import Store
from tests.bench.measure import Cost, measure

if TYPE_CHECKING:
    from collections.abc import Iterator

FEEDS = 1_000
ENTRIES = 30

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
    """Let the second round poll every feed again at once."""
    store = Store(f"sqlite:///{folder / 'monitor.db'}")
    urls = [feed.url for feed in store.list_feeds()]
    stored = sum(feed.articles for feed in store.list_feeds())
    assert stored == FEEDS * ENTRIES, f"monitor stored {stored} articles"
    store.make_due(urls, now=datetime.now(UTC))
    store.close()


def report(name: str, cold: Cost, unchanged: Cost) -> None:
    """Print one program's figures."""
    print(
        f"{name:<10} cold {FEEDS / cold.wall_seconds:7.1f} feeds/s "
        f"{FEEDS * ENTRIES / cold.wall_seconds:8.0f} articles/s {cold.cpu_seconds:7.1f} CPU s "
        f"{cold.peak_bytes / 1e6:6.0f} MB | unchanged {FEEDS / unchanged.wall_seconds:7.1f} "
        f"feeds/s {unchanged.cpu_seconds:6.1f} CPU s {unchanged.peak_bytes / 1e6:6.0f} MB"
    )


def main() -> None:
    """Measure both programs and print the ratio."""
    print(__doc__)
    with tempfile.TemporaryDirectory() as name, feed_world() as address:
        folder = Path(name)
        prepare_monitor(folder, address)
        once = [sys.executable, "-m", "monitor", "run", "--once"]
        ours_cold = measure(once, cwd=folder)
        make_all_due(folder)
        ours_unchanged = measure(once, cwd=folder)
        report("monitor", ours_cold, ours_unchanged)

        subprocess.run(
            [sys.executable, "-c", READER_ADD, address, str(FEEDS)], cwd=folder, check=True
        )
        update = [sys.executable, "-c", READER_UPDATE]
        theirs_cold = measure(update, cwd=folder)
        theirs_unchanged = measure(update, cwd=folder)
        report("reader", theirs_cold, theirs_unchanged)
    print(
        "ratio      "
        f"cold {theirs_cold.wall_seconds / ours_cold.wall_seconds:.1f} x as fast with "
        f"{ours_cold.cpu_seconds / theirs_cold.cpu_seconds:.2f} of the CPU; "
        f"unchanged {theirs_unchanged.wall_seconds / ours_unchanged.wall_seconds:.1f} x as fast "
        f"with {ours_unchanged.cpu_seconds / theirs_unchanged.cpu_seconds:.2f} of the CPU"
    )


if __name__ == "__main__":
    main()
