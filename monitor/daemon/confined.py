"""Read a document inside a worker process, confined.

Process. A worker may use a bounded amount of memory, and of processor time should nobody be
left to kill it. Signals are for the daemon: a worker finishes its document and ends with it.
It loads what reading needs and nothing else: workers are many, and are replaced.
"""

from __future__ import annotations

import logging
import resource
import signal
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.model import Document, Page
    from monitor.pipeline import Inspection


def read(
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    now: datetime,
    default_language: str | None,
    known_marks: bytes,
    ids_rotate: bool,
    deadline: timedelta,
    max_bytes: int,
) -> Document:
    """Read a feed document; see `monitor.pipeline.read_document`."""
    from monitor.pipeline import read_document

    _confine(deadline, max_bytes)
    return read_document(
        url,
        body,
        content_type=content_type,
        now=now,
        default_language=default_language,
        known_marks=known_marks,
        ids_rotate=ids_rotate,
    )


def read_page(
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    now: datetime,
    deadline: timedelta,
    max_bytes: int,
) -> Page:
    """Read a page; see `monitor.pipeline.read_page`."""
    from monitor.pipeline import read_page as read_it

    _confine(deadline, max_bytes)
    # The libraries complain about pages; nobody here could do anything about it.
    logging.disable()
    return read_it(url, body, content_type=content_type, now=now)


def inspect(
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    link_header: str | None,
    now: datetime,
    deadline: timedelta,
    max_bytes: int,
) -> Inspection:
    """Say what a document is; see `monitor.pipeline.inspect`."""
    from monitor.pipeline import inspect as look

    _confine(deadline, max_bytes)
    return look(url, body, content_type=content_type, link_header=link_header, now=now)


def _confine(deadline: timedelta, max_bytes: int) -> None:
    # A terminal sends Ctrl-C to every process of the group, a supervisor may do so too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (max_bytes, hard))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime + processor_seconds(deadline)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), hard))


def processor_seconds(deadline: timedelta) -> float:
    """Give half of the deadline: on a busy machine a document takes twice its own time."""
    return deadline.total_seconds() / 2
