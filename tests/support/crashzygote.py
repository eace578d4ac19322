"""Give birth to daemons that have nothing left to import.

Process. `python -m tests.support.crashzygote ADDRESS` imports the whole program once and forks
a child for each life that is asked for on its socket. The child is a process of its own that
runs `monitor run` with real settings, sockets, threads and workers, as one that was started by
hand; only the second that imports take is saved. Its readers are forked here too (see
`crashstub`). Nobody else may start threads in here: a fork would not take them along.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import io
import json
import logging
import os
import pkgutil
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Any, NoReturn

from anyio import to_process

import monitor
import monitor.__main__
from monitor.cli.program import run_command
from monitor.daemon import utc_now
from monitor.pipeline import read_document
from tests.support.crashstub import ADDRESS
from tests.support.daemon import Desk, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss
from tests.support.feedserver import FeedServer
from tests.support.slackserver import SlackServer
from tests.support.smtpserver import SmtpServer

#: Not needed by a daemon, or not there without an extra.
LEFT_OUT = ("monitor.demo",)
_REQUEST_BYTES = 1 << 16
#: Of Linux: have a signal sent when the parent ends, however it ends.
_PR_SET_PDEATHSIG = 1


class Zygote:
    """Forks what it is asked for and tells how it ended."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(address)
        self._listener.listen(64)
        self._selector = DefaultSelector()
        #: Who waits for the end of a child.
        self._waiting: dict[int, socket.socket] = {}

    def serve(self) -> None:
        """Serve until the standard input ends."""
        bell, knocker = os.pipe()
        os.set_blocking(knocker, False)
        signal.set_wakeup_fd(knocker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for source in (self._listener, bell, sys.stdin):
            self._selector.register(source, EVENT_READ)
        print("ready", flush=True)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._listener:
                    self._take()
                elif key.fileobj == bell:
                    os.read(bell, 512)
                    self._reap()
                else:
                    return

    def _take(self) -> None:
        asker, _ = self._listener.accept()
        request, fds, _, _ = socket.recv_fds(asker, _REQUEST_BYTES, 2)
        while request and not request.endswith(b"\n"):
            request += asker.recv(_REQUEST_BYTES)
        if not request:
            asker.close()
            return
        asked = json.loads(request)
        zygote = os.getpid()
        child = os.fork()
        if child == 0:
            _die_with(zygote)
            self._begin(asked, asker, fds)
        for fd in fds:
            os.close(fd)
        if asked["kind"] == "life":
            self._waiting[child] = asker
            asker.sendall(b"%d\n" % child)
        else:
            asker.close()

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                child, status = ended
                if (asker := self._waiting.pop(child, None)) is not None:
                    with suppress(OSError), asker:
                        asker.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))

    def _begin(self, asked: dict[str, Any], asker: socket.socket, fds: list[int]) -> NoReturn:
        """Be the child."""
        status = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._selector.close()
            self._listener.close()
            for waiting in self._waiting.values():
                waiting.close()
            if asked["kind"] == "reader":
                # The socket stays open as long as this process lives: the stub waits for that.
                _read(*fds)
                status = 0
            else:
                asker.close()
                status = _live(asked, self._address)
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else 1
        except BaseException:  # noqa: BLE001 - the child must not go on as a zygote
            traceback.print_exc()
        finally:
            with suppress(Exception):
                sys.stderr.flush()
            os._exit(status)


def _die_with(parent: int) -> None:
    """End when the parent does: what is started here must not outlive its test."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(71)


def _live(asked: dict[str, Any], address: str) -> int:
    """Run a command of the program, as `python -m monitor` would."""
    os.setsid()
    os.chdir(asked["folder"])
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd, source in ((0, nothing), (1, nothing), (2, log)):
        os.dup2(source, fd)
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
    for name in [name for name in os.environ if name.startswith("MONITOR_")]:
        del os.environ[name]
    os.environ.update(asked["env"])
    os.environ[ADDRESS] = address
    # What it starts to read documents is a file that may be run.
    sys.executable = asked["stub"]
    sys.modules["__main__"] = monitor.__main__
    for name, arguments in asked["prepare"]:
        module, _, function = name.partition(":")
        getattr(importlib.import_module(module), function)(**arguments)
    return run_command(asked["arguments"])


def _read(source: int, sink: int) -> None:
    """Be a reader, with these pipes as standard input and output, as `python -u` has them."""
    os.dup2(source, 0)
    os.dup2(sink, 1)
    os.close(source)
    os.close(sink)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)))
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), write_through=True)
    to_process.process_worker()


def _import_everything() -> None:
    """Import every module of the program, and what it imports only when it is needed."""
    for module in pkgutil.walk_packages(monitor.__path__, "monitor."):
        if not module.name.startswith((*LEFT_OUT, "monitor.__main__")):
            importlib.import_module(module.name)
    for name in ("feedparser", "uvicorn.protocols.http.h11_impl", "uvicorn.lifespan.off"):
        importlib.import_module(name)


def _warm_up() -> None:
    """Bring one report from a feed to its receivers, so that all that is made once is made.

    The threads of it have ended when it has.
    """
    title = "Schoigu in Pjöngjang"
    with (
        tempfile.TemporaryDirectory() as folder,
        FeedServer() as publisher,
        SmtpServer() as smtp,
        SlackServer() as slack,
    ):
        feed = publisher.set("/feed.xml", write_rss())
        desk = Desk(folder=Path(folder), settings=write_settings(smtp, slack, interval="50ms"))
        desk.stock(write_newsroom(feed))
        here = Path.cwd()
        os.chdir(folder)
        for items in ([], [make_item("one", title)]):
            document = write_rss(*items)
            publisher.set("/feed.xml", document)
            read_document(
                feed, document.encode(), content_type=None, now=utc_now(), default_language=None
            )
            run_command(["run", "--once"])
            time.sleep(0.1)  # until it is due again
        os.chdir(here)
        assert smtp.mails, "the program does not work"
    for handler in tuple(logging.getLogger().handlers):
        logging.getLogger().removeHandler(handler)


def main() -> None:
    """Import, warm up, serve."""
    _die_with(int(sys.argv[2]))
    _import_everything()
    _warm_up()
    assert threading.active_count() == 1, threading.enumerate()
    gc.collect()
    gc.freeze()
    Zygote(sys.argv[1]).serve()


if __name__ == "__main__":
    main()
