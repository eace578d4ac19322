"""A newcomer's first minute: `monitor demo` as a process."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.daemon import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: The first alert comes a few seconds after the start; a newcomer waits no longer than this.
PATIENCE_SECONDS = 30.0


@dataclass(kw_only=True)
class Tour:
    """A demo that runs, with what it printed."""

    process: subprocess.Popen[bytes]
    folder: Path
    #: Where it may make a folder of its own.
    scratch: Path
    env: Mapping[str, str]

    def text(self) -> str:
        return (self.folder / "out").read_text(encoding="utf-8")

    def trouble(self) -> str:
        return (self.folder / "err").read_text(encoding="utf-8")

    def wait_for(self, words: str) -> None:
        def has_come() -> bool:
            assert self.process.poll() is None, self.text() + self.trouble()
            return words in self.text()

        wait_until(has_come, seconds=PATIENCE_SECONDS, what=repr(words))

    def interrupt(self) -> int:
        """Press Ctrl-C, which every process of the terminal hears."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(30)


@contextmanager
def start_demo(folder: Path) -> Iterator[Tour]:
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MONITOR_")}
    env = {**kept, "PYTHONUTF8": "1", "TMPDIR": str(scratch)}
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "demo"],
            cwd=folder,
            env=env,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    try:
        yield Tour(process=process, folder=folder, scratch=scratch, env=env)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def read_boxes(text: str) -> dict[str, list[str]]:
    """Give the messages that were printed, by what they are."""
    boxes: dict[str, list[str]] = {}
    for title, body in re.findall(r"┌─ (\w+) ─+\n((?:│.*\n)+)└─+", text):
        boxes.setdefault(title, []).append(re.sub(r"^│ ?", "", body, flags=re.MULTILINE))
    return boxes


def read_next_steps(text: str) -> tuple[dict[str, str], list[list[str]]]:
    """Give what a newcomer is told to type: the variables, and the commands."""
    lines = re.findall(r"^    (\S.*)$", text.partition("What to do next")[2], flags=re.MULTILINE)
    typed = [shlex.split(line) for line in lines]
    variables = dict(words[1].split("=", 1) for words in typed if words[0] == "export")
    return variables, [words for words in typed if words[0] != "export"]


def test_two_tours_side_by_side_each_show_the_first_alert_and_leave_nothing_behind(
    tmp_path: Path,
) -> None:
    with start_demo(tmp_path / "first") as first, start_demo(tmp_path / "second") as second:
        for tour in (first, second):
            tour.wait_for("What to do next")
            tour.wait_for("┌─ Slack")
            assert_tells_the_visit(tour)
        assert_next_steps_work(first)

        assert first.interrupt() == 0
        second.process.send_signal(signal.SIGTERM)
        assert second.process.wait(30) == 0

    for tour in (first, second):
        assert not list(tour.scratch.iterdir())
        assert {path.name for path in tour.folder.iterdir()} == {"out", "err", "scratch"}
        assert "Traceback" not in tour.text() + tour.trouble()


def assert_tells_the_visit(tour: Tour) -> None:
    """One mail and one Slack message, with title, source and reason."""
    boxes = read_boxes(tour.text())

    assert [len(messages) for messages in boxes.values()] == [1, 1]
    for box in (boxes["mail"][0], boxes["Slack"][0]):
        assert "Schoigu in Pjöngjang eingetroffen" in re.sub("[*«»]", "", box)
        assert "Donau-Kurier" in box
        assert "@shoigu" in box


def assert_next_steps_work(tour: Tour) -> None:
    """Type what is printed in a second terminal."""
    variables, commands = read_next_steps(tour.text())
    assert len(commands) == 4
    told = {}
    for words in commands:
        result = subprocess.run(
            words,
            cwd=tour.folder,
            env={**tour.env, **variables},
            capture_output=True,
            encoding="utf-8",
            timeout=30,
            check=False,
        )
        assert result.returncode == 0, (words, result.stderr)
        told[words[words.index("monitor") + 1 if "monitor" in words else 1]] = result.stdout

    assert told.keys() == {"why", "alerts", "search", "topics"}
    assert "desk-mail" in told["why"]
    assert "shoigu-in-pyongyang" in told["alerts"]
    assert "Schoigu in Pjöngjang eingetroffen" in told["search"]


def test_ends_quietly_when_nobody_reads_any_more(tmp_path: Path) -> None:
    read, write = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "demo"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=write,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    os.close(write)
    try:
        assert b"monitor demo" in os.read(read, 4096)
        os.close(read)
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    assert b"Traceback" not in errors
    assert not list(tmp_path.iterdir())
