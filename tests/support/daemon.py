"""Run the real program as a process, in a folder of its own, as an operator would.

Process. `Desk` is a folder with settings; its methods run commands there and start the
daemon. Everything listens on loopback.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

START_SECONDS = 30.0


def free_port() -> int:
    """Give a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool], *, seconds: float = 15.0, what: str = "it") -> None:
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

    def terminate(self, seconds: float = 30.0) -> int:
        """Send SIGTERM and give the exit code."""
        self.process.send_signal(signal.SIGTERM)
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

    def __post_init__(self) -> None:
        web = f'\n[web]\nbind = "127.0.0.1:{self.port}"\n'
        (self.folder / "monitor.toml").write_text(self.settings + web, encoding="utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "monitor", *arguments],
            cwd=self.folder,
            env=self._env(),
            capture_output=True,
            encoding="utf-8",
            timeout=60,
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

    @contextmanager
    def daemon(self, *arguments: str) -> Iterator[Running]:
        """Run `monitor run` until the block ends; it is killed then if it still lives."""
        log = self.folder / f"daemon-{time.monotonic_ns()}.log"
        with log.open("wb") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "monitor", "run", *arguments],
                cwd=self.folder,
                env=self._env(),
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        running = Running(process=process, log=log, port=self.port)
        try:
            _wait_for_start(running)
            yield running
        finally:
            if process.poll() is None:
                running.kill()

    def _env(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MONITOR_")}
        return {**kept, "PYTHONUTF8": "1", **self.env}


def _wait_for_start(running: Running) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "monitor started" not in running.log_text():
        if running.process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the daemon did not start:\n{running.log_text()}")
        time.sleep(0.02)
