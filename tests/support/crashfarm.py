"""Start daemons by the hundred and kill them: the side of the tests.

Process. A `Farm` is a zygote (see `crashzygote`) with everything imported; `live` has it fork a
daemon, which takes a tenth of the time that starting one does.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tests.support import crashstub

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
START_SECONDS = 90.0
#: Others may be at the program's files while it is imported.
STARTS = 3
#: What is called in a life before it begins: a function, as `module:name`, and its arguments.
Step = tuple[str, dict[str, Any]]


@dataclass(kw_only=True)
class Life:
    """A process that runs a command of the program, `run` as a rule."""

    pid: int
    log: Path
    _line: socket.socket
    _pidfd: int
    _code: int | None = field(default=None)

    def is_over(self, *, within: float = 0.0) -> bool:
        """Say whether it has ended, waiting so long for it."""
        if self._code is None and select.select([self._line], [], [], within)[0]:
            self._code = int(self._line.makefile().readline())
            self._line.close()
            os.close(self._pidfd)
        return self._code is not None

    def wait(self, seconds: float = 30.0) -> int:
        """Give the exit code: -9 for one that was killed."""
        if not self.is_over(within=seconds):
            raise AssertionError(f"it did not end within {seconds:g} s:\n{self.log_text()[-4000:]}")
        assert self._code is not None
        return self._code

    def signal(self, number: int) -> None:
        """Send it a signal, if it still lives."""
        if not self.is_over():
            signal.pidfd_send_signal(self._pidfd, number)

    def kill(self) -> int:
        """Kill it as a power cut would; gives the exit code."""
        self.signal(signal.SIGKILL)
        return self.wait()

    def terminate(self, seconds: float = 30.0) -> int:
        """Ask it to stop and give the exit code."""
        self.signal(signal.SIGTERM)
        return self.wait(seconds)

    def log_text(self) -> str:
        """What it wrote to standard error."""
        return self.log.read_text(encoding="utf-8", errors="replace")


class Farm:
    """A zygote and what it gives birth to; use as a context manager."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="farm-")
        self._address = f"{self._folder.name}/zygote"
        self._stub = Path(self._folder.name) / "python"
        self._zygote: subprocess.Popen[bytes] | None = None
        self._lives: list[Life] = []

    def __enter__(self) -> Self:
        self._stub.write_text(
            f"#!{sys.executable} -IS\n{Path(crashstub.__file__).read_text(encoding='utf-8')}",
            encoding="utf-8",
        )
        self._stub.chmod(0o700)
        for attempt in range(1, STARTS + 1):
            if self._start(f"{self._address}{attempt}"):
                return self
        raise AssertionError("the program cannot be imported")

    def __exit__(self, *_: object) -> None:
        for life in self._lives:
            if not life.is_over():
                life.kill()
        assert self._zygote is not None
        assert self._zygote.stdin is not None
        assert self._zygote.stdout is not None
        self._zygote.stdin.close()
        self._zygote.stdout.close()
        self._zygote.wait(10)
        self._folder.cleanup()

    @property
    def pid(self) -> int:
        """The zygote's process."""
        assert self._zygote is not None
        return self._zygote.pid

    def live(
        self,
        folder: Path,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        prepare: Sequence[Step] = (),
        log: str = "daemon.log",
    ) -> Life:
        """Run a command of the program in a folder, `run` when none is given."""
        (folder / log).touch()
        line = socket.socket(socket.AF_UNIX)
        line.connect(self._address)
        request = {
            "kind": "life",
            "folder": str(folder),
            "log": str(folder / log),
            "env": dict(env or {}),
            "stub": str(self._stub),
            "prepare": list(prepare),
            "arguments": list(arguments or ("run",)),
        }
        line.sendall(json.dumps(request).encode() + b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            answer += line.recv(1)
        pid = int(answer)
        life = Life(pid=pid, log=folder / log, _line=line, _pidfd=os.pidfd_open(pid))
        self._lives = [one for one in self._lives if not one.is_over()]
        self._lives.append(life)
        return life

    def _start(self, address: str) -> bool:
        self._address = address
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.support.crashzygote", address, str(os.getpid())],
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._zygote.stdout is not None
        if select.select([self._zygote.stdout], [], [], START_SECONDS)[0]:
            return self._zygote.stdout.readline() == b"ready\n"
        return False


def wait_for_log(life: Life, words: str, *, seconds: float = 30.0) -> None:
    """Wait until it wrote these words."""
    deadline = time.monotonic() + seconds
    while words not in life.log_text():
        if life.is_over() or time.monotonic() > deadline:
            raise AssertionError(f"{words!r} was not written:\n{life.log_text()[-4000:]}")
        time.sleep(0.01)
