"""The tour can be taken again: it leaves no folder and no port behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.support.daemon import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

START_SECONDS = 30.0


class Visit:
    """A demo that runs."""

    def __init__(self, process: subprocess.Popen[bytes], screen: Path, folder: Path) -> None:
        self.process = process
        self._screen = screen
        #: Where it keeps what it needs.
        self.folder = folder

    def shown(self) -> str:
        return self._screen.read_text(encoding="utf-8")

    def wait_for(self, words: str, seconds: float = START_SECONDS) -> None:
        wait_until(lambda: words in self.shown(), seconds=seconds, what=words)

    def interrupt(self) -> int:
        """Press Ctrl-C."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(20)


@contextmanager
def take_tour(tmp_path: Path) -> Iterator[Visit]:
    folder, screen = tmp_path / "temporary", tmp_path / "screen"
    desk = tmp_path / "desk"
    for path in (folder, desk):
        path.mkdir(exist_ok=True)
    with screen.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "demo"],
            cwd=desk,
            env={**os.environ, "TMPDIR": str(folder), "PYTHONUTF8": "1"},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Visit(process, screen, folder)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)


def is_up(address: str) -> Callable[[], bool]:
    def ask() -> bool:
        try:
            with urllib.request.urlopen(f"{address}healthz") as answer:  # noqa: S310 - loopback
                return bool(answer.status == 200)
        except OSError:
            return False

    return ask


def test_can_be_taken_twice_in_a_row(tmp_path: Path) -> None:
    for _ in range(2):
        with take_tour(tmp_path) as visit:
            visit.wait_for("Press Ctrl-C to end.")
            [folder] = visit.folder.iterdir()
            settings = (folder / "monitor.toml").read_text(encoding="utf-8")
            bind = re.search(r'bind = "(.+)"', settings)
            assert bind is not None
            wait_until(is_up(f"http://{bind[1]}/"), what="the pages")
            assert visit.interrupt() == 0
        assert list(visit.folder.iterdir()) == []
