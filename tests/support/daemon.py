"""Run the real program as a process, in a folder of its own, as an operator would.

Process. `Desk` is a folder with settings; its methods run commands there and start the
daemon. Everything listens on loopback.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.daemon import utc_now
from monitor.manage import apply_newsroom
from monitor.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.support.slackserver import SlackServer
    from tests.support.smtpserver import SmtpServer

START_SECONDS = 60.0
RECEIVERS = ("desk-mail", "desk-slack")

SETTINGS = """
[fetch]
allow_private = true
default_interval = "{interval}"
min_interval = "{interval}"

[smtp]
host = "127.0.0.1"
port = {smtp}
from = "monitor@example.org"
{login}
[receivers.desk-mail]
kind = "email"
to = ["desk@example.org"]

[receivers.desk-slack]
kind = "slack"
webhook_url = "{slack}"

[log]
level = "debug"
format = "{log}"
"""


def write_settings(
    smtp: SmtpServer, slack: SlackServer, *, interval: str = "500ms", log: str = "human"
) -> str:
    """Write settings that poll often and deliver to these servers."""
    login = ""
    if smtp.username is not None:
        login = f"username = {json.dumps(smtp.username)}\npassword = {json.dumps(smtp.password)}"
    return SETTINGS.format(
        smtp=smtp.port, slack=slack.webhook_url, interval=interval, log=log, login=login
    )


def write_newsroom(
    *feeds: str, query: str = "Schoigu", receivers: tuple[str, ...] = RECEIVERS, wait: str = "0s"
) -> str:
    """Write a newsroom with these feeds and one topic, called `visit`."""
    lines = "".join(f"  - url: {url}\n" for url in feeds)
    return (
        f"feeds:\n{lines or '  []'}\ntopics:\n  visit:\n    title: The visit\n"
        f"    query: {json.dumps(query, ensure_ascii=False)}\n"
        f"    receivers: [{', '.join(receivers)}]\n    notify: {{group_wait: {wait}}}\n"
    )


def free_port() -> int:
    """Give a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool], *, seconds: float = 30.0, what: str = "it") -> None:
    """Wait until something holds; fail with a sentence when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {seconds:g} s")
        time.sleep(0.02)


@dataclass(kw_only=True)
class Running:
    """A daemon that runs."""

    process: subprocess.Popen[bytes]
    log: Path
    port: int

    def wait_for_start(self) -> None:
        """Wait until it says that it has started."""
        deadline = time.monotonic() + START_SECONDS
        while "monitor started" not in self.log_text():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the daemon did not start:\n{self.log_text()}")
            time.sleep(0.02)

    def log_text(self) -> str:
        """What it wrote to standard error."""
        return self.log.read_text(encoding="utf-8")

    def get(self, path: str) -> tuple[int, str]:
        """Ask its pages."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def entries(self) -> list[dict[str, Any]]:
        """What it wrote to standard error, where that is JSON."""
        *whole, _ = self.log_text().split("\n")
        return [json.loads(line) for line in whole]

    def children(self) -> list[Path]:
        """Folders of its worker processes under /proc."""
        numbers = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [Path("/proc") / number for number in numbers.split()]

    def page(self, path: str = "/") -> str:
        """Give the words of a page, without its markup."""
        return unescape(re.sub(r"<[^>]+>", "", self.get(path)[1]))

    def is_reading(self) -> bool:
        """Say whether a worker has begun to read a document: it ignores SIGINT since."""
        for child in self.children():
            with suppress(OSError):
                status = (child / "status").read_text()
                ignored = next(line for line in status.splitlines() if line.startswith("SigIgn"))
                if int(ignored.split()[1], 16) & (1 << (signal.SIGINT - 1)):
                    return True
        return False

    def terminate(self, seconds: float = 30.0) -> int:
        """Send SIGTERM and give the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def interrupt(self, seconds: float = 30.0) -> int:
        """Press Ctrl-C, which every process of the group hears, and give the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self.process.kill()
        self.process.wait(10)


@dataclass(kw_only=True)
class Desk:
    """A folder with settings, and what can be done there."""

    folder: Path
    settings: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    #: How the program is called.
    program: tuple[str, ...] = (sys.executable, "-m", "monitor")

    def __post_init__(self) -> None:
        web = f'\n[web]\nbind = "127.0.0.1:{self.port}"\n'
        (self.folder / "monitor.toml").write_text(self.settings + web, encoding="utf-8")

    def run(self, *arguments: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [*self.program, *arguments],
            cwd=self.folder,
            env=self._env(),
            capture_output=True,
            encoding="utf-8",
            timeout=seconds,
            check=False,
        )

    def done(self, *arguments: str) -> str:
        """Run a command that must succeed; gives its standard output."""
        result = self.run(*arguments)
        assert result.returncode == 0, f"{arguments}: {result.stdout}{result.stderr}"
        return result.stdout

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """Run a listing with `--json`; gives its objects."""
        return [json.loads(line) for line in self.done(*arguments, "--json").splitlines()]

    def apply(self, newsroom: str) -> None:
        """Apply a newsroom file that must be right."""
        (self.folder / "newsroom.yaml").write_text(newsroom, encoding="utf-8")
        self.done("apply", "newsroom.yaml")

    @property
    def database(self) -> str:
        """URL of the database."""
        return self.env.get("MONITOR_DATABASE__URL", f"sqlite:///{self.folder}/monitor.db")

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the database in this process, which is quicker than a command."""
        with Store(self.database) as store:
            yield store

    def stock(self, newsroom: str, *, receivers: tuple[str, ...] = RECEIVERS) -> None:
        """Make the database and apply a newsroom in this process."""
        with self.store() as store:
            now = utc_now()
            store.upgrade(now=now)
            apply_newsroom(store, newsroom, file="newsroom.yaml", receivers=receivers, now=now)

    @contextmanager
    def daemon(self, *arguments: str) -> Iterator[Running]:
        """Run `monitor run` until the block ends; it is killed then if it still lives."""
        with self.launch(*arguments) as running:
            running.wait_for_start()
            yield running

    @contextmanager
    def launch(self, *arguments: str) -> Iterator[Running]:
        """Run `monitor run` as `daemon` does, without waiting until it has started."""
        log = self.folder / f"daemon-{time.monotonic_ns()}.log"
        with log.open("wb") as errors:
            process = subprocess.Popen(
                [*self.program, "run", *arguments],
                cwd=self.folder,
                env=self._env(),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        running = Running(process=process, log=log, port=self.port)
        try:
            yield running
        finally:
            if process.poll() is None:
                running.kill()

    def _env(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MONITOR_")}
        return {**kept, "PYTHONUTF8": "1", **self.env}
