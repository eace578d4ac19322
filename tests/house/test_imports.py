"""Importing a module of the program does nothing that anybody could notice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: Imports the modules named on standard input and tells which of them did what.
WATCH = """
import importlib, json, logging, os, signal, sys, threading

modules = json.load(sys.stdin)
importing, done = None, {}
FORBIDDEN = (
    "socket.", "subprocess.", "os.fork", "os.posix_spawn", "os.system", "os.exec", "os.mkdir",
    "os.remove", "os.rename", "os.rmdir", "os.chdir", "os.kill", "os.putenv", "shutil.",
    "tempfile.", "sqlite3.connect", "thread.start",
)
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC

def watch(event, arguments):
    if importing is None:
        return
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES
    if writes or event.startswith(FORBIDDEN):
        done.setdefault(importing, []).append(f"{event} {arguments!r}"[:200])

class WatchedThread(threading.Thread):
    def start(self):  # not every Python tells its audit hooks of threads
        watch("thread.start", (self.name,))
        super().start()

threading.Thread = WatchedThread
sys.addaudithook(watch)
before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
for importing in modules:
    importlib.import_module(importing)
    if logging.getLogger().handlers:
        done.setdefault(importing, []).append("logging set up")
    if (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) != before:
        done.setdefault(importing, []).append("signals taken")
importing = None
print(json.dumps(done))
"""


def find_modules() -> list[str]:
    files = sorted((ROOT / "monitor").rglob("*.py"))
    dotted = (".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files)
    return [name.removesuffix(".__init__") for name in dotted]


def watch_imports(modules: list[str], folder: Path) -> dict[str, list[str]]:
    watched = subprocess.run(
        [sys.executable, "-B", "-c", WATCH],
        input=json.dumps(modules),
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert watched.returncode == 0, watched.stderr
    told: dict[str, list[str]] = json.loads(watched.stdout)
    return told


def test_no_import_opens_a_socket_or_a_file_for_writing_or_starts_anything(tmp_path: Path) -> None:
    modules = find_modules()

    assert len(modules) > 100
    assert watch_imports(modules, ROOT) == {}


@pytest.mark.parametrize(
    ("deed", "event"),
    [
        ("import socket; socket.socket()", "socket.__new__"),
        ("import threading; threading.Thread(target=len, args=[()]).start()", "thread.start"),
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
        ("open('written', 'w').close()", "open"),
        ("import os; os.close(os.open('made', os.O_CREAT | os.O_RDWR))", "open"),
        ("import sqlite3; sqlite3.connect(':memory:')", "sqlite3.connect"),
        ("import logging; logging.basicConfig()", "logging"),
        ("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)", "signals"),
    ],
)
def test_the_watch_sees_what_it_watches_for(tmp_path: Path, deed: str, event: str) -> None:
    (tmp_path / "culprit.py").write_text(deed, encoding="utf-8")

    told = watch_imports(["culprit"], tmp_path)

    assert told["culprit"][0].startswith(event)
