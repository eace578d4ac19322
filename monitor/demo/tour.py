"""Run the tour: start the world, start the daemon, tell what is going on.

Process. The daemon is the real one, in this process; the world around it is made up. What
was written goes into a folder of its own that is removed at the end.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import sys
import tempfile
import threading
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.config import load_config
from monitor.daemon import run_daemon, utc_now
from monitor.demo.inbox import Mailbox, Printer, mail_lines, slack_lines, spell_commands
from monitor.demo.newsroom import write_newsroom, write_settings
from monitor.demo.press import Press
from monitor.demo.world import PAPERS, TOUR
from monitor.errors import AddressTaken
from monitor.manage import apply_newsroom
from monitor.store import Store

if TYPE_CHECKING:
    from email.message import EmailMessage
    from typing import TextIO

    from monitor.config import Config

#: Where the tour's pages are when the port is free; the port of a real daemon otherwise stays free.
WEB_PORT = 8600
PROGRESS_SECONDS = {True: 1.0, False: 10.0}

WELCOME = """\
monitor demo: {papers} made-up papers publish on this machine; the real daemon polls them,
and mail and Slack messages are printed here as their readers would see them.

The topic: Sergei Shoigu's visit to Pyongyang, asked for as
    @shoigu AND (@pyongyang OR @dprk)
What the papers published before is the baseline: one report in it matches and is
held back. The first new report will be German and appear in two feeds of one
publisher; one about Tehran must stay silent; then Korean and Russian ones follow.
Press Ctrl-C to end.
"""

NEXT_STEPS = """
That was the first alert, {{seconds}} s after the report was published. What to do next, in
a second terminal:

    export MONITOR_CONFIG={config}
    {program} why {url}
    {program} alerts list
    {program} search '@shoigu'
    {program} topics test '@shoigu AND NOT @pyongyang'

The pages: http://127.0.0.1:{port}/
Your own newsroom: copy {newsroom}
(its folder goes when the tour ends), put your feeds and topics in, and run
`{program} apply newsroom.yaml`, then `{program} run`.
"""


class Tour:
    """What the visitors are told, as it happens."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self._first = threading.Lock()
        self.next_steps = ""
        #: What this program is called by from another terminal, with the settings of the tour.
        self.command = "monitor"
        self.began_at = utc_now()

    def on_mail(self, message: EmailMessage) -> None:
        """Print a mail; after the first one say what to do next."""
        self._printer.box("mail", spell_commands(mail_lines(message), self.command))
        if self._first.acquire(blocking=False):
            seconds = (utc_now() - self.began_at).total_seconds() - TOUR[0].at
            self._printer.say(self.next_steps.replace("{seconds}", f"{max(seconds, 0.0):.1f}"))

    def on_slack(self, payload: dict[str, Any]) -> None:
        """Print a Slack message."""
        self._printer.box("Slack", spell_commands(slack_lines(payload), self.command))


def run_demo(out: TextIO | None = None) -> int:
    """Run the tour until SIGINT or SIGTERM; returns the exit code."""
    printer = Printer(out or sys.stdout, on_closed=_end)
    tour = Tour(printer)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="monitor-demo-")))
        press = stack.enter_context(Press(clock=utc_now, on_slack=tour.on_slack))
        smtp_port = _free_port(0)
        stack.enter_context(Mailbox(tour.on_mail, port=smtp_port))
        furnish = partial(_furnish, tour, folder, press, smtp_port)
        config = furnish(_free_port(WEB_PORT))
        _apply(config, folder / "newsroom.yaml")
        tour.began_at = press.began_at
        printer.say(WELCOME.format(papers=len(PAPERS)))
        ended = threading.Event()
        narrator = threading.Thread(
            target=_narrate, args=(config, printer, press, ended, out or sys.stdout), daemon=True
        )
        # The narrator has the database open, which lies in the folder that is removed.
        stack.callback(lambda: narrator.join() if narrator.is_alive() else None)
        stack.callback(ended.set)
        try:
            return run_daemon(config, on_ready=narrator.start)
        except AddressTaken:
            # Another program took the port after we looked, and nothing has begun yet.
            return run_daemon(furnish(_free_port(0)), on_ready=narrator.start)


def _furnish(tour: Tour, folder: Path, press: Press, smtp_port: int, port: int) -> Config:
    """Write settings and newsroom for pages at this port, and what to do next with them."""
    settings = write_settings(
        folder, smtp_port=smtp_port, slack_url=f"{press.address}/slack", web_port=port
    )
    tour.command = f"MONITOR_CONFIG={shlex.quote(str(settings))} {_program()}"
    tour.next_steps = NEXT_STEPS.format(
        config=settings,
        newsroom=write_newsroom(folder, press.address),
        port=port,
        program=_program(),
        url=f"{press.address}/{TOUR[0].papers[0]}/{TOUR[0].slug}",
    )
    return load_config(settings, {})


def _end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def _apply(config: Config, newsroom: Path) -> None:
    store = Store(config.database.url)
    try:
        store.upgrade(now=utc_now())
        apply_newsroom(
            store,
            newsroom.read_text(encoding="utf-8"),
            file=str(newsroom),
            receivers=tuple(config.receivers),
            now=utc_now(),
        )
    finally:
        store.close()


def _narrate(
    config: Config, printer: Printer, press: Press, ended: threading.Event, out: TextIO
) -> None:
    """Keep the progress line true."""
    store = Store(config.database.url)
    while not ended.wait(PROGRESS_SECONDS[out.isatty()]):
        now = utc_now()
        status = store.get_status(now)
        elapsed = (now - press.began_at).total_seconds()
        ahead = [item for item in TOUR if item.at > elapsed]
        coming = f"next report in {ahead[0].at - elapsed:.0f} s" if ahead else "the papers go on"
        printer.progress(
            f"· {elapsed:.0f} s: {status.feeds} feeds, {status.articles} articles, "
            f"{status.matches} matches, {status.alerts} alerts, {status.alerts_held_back} of them "
            f"held back, {status.deliveries['sent']} sent; {coming}"
        )
    store.close()


def _free_port(wanted: int) -> int:
    """Give the wanted port when nobody has it, any free one else."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return wanted


def _program() -> str:
    """Say how this program is called from here."""
    if shutil.which("monitor"):
        return "monitor"
    called = sys.argv[0]
    return f"{sys.executable} -m monitor" if called.endswith("__main__.py") else called
