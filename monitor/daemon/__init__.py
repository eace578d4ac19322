"""What runs, and when does it tick?

Process. The only constructor: takes a `Config`, builds store, clients, transports and worker
processes, hands them to the walks in `pipeline`, ticks them with APScheduler, wakes them when
there is work, and ends them on SIGTERM. It decides nothing about feeds, articles or alerts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.daemon.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from monitor.config import Config
    from monitor.feeds import Checkup, Look
    from monitor.manage.health import Symptom
    from monitor.model import Poll, Receipt, SavedPoll, WikidataRecord

__all__ = ["poll_now", "run_daemon", "send_test", "utc_now"]


def run_daemon(
    config: Config,
    *,
    once: bool = False,
    role: str = "all",
    on_ready: Callable[[], None] | None = None,
) -> int:
    """Run until SIGTERM or SIGINT, or with `once` until nothing is due.

    Returns:
        The exit code: 0 done, 1 when `once` met a failure.

    Raises:
        SchemaMismatch: the database is newer than this program.
        DatabaseBusy: another daemon runs on this SQLite file.
    """
    from monitor.daemon.app import run

    return run(config, once=once, role=role, on_ready=on_ready)


def poll_now(config: Config, urls: Sequence[str]) -> tuple[tuple[Poll, SavedPoll], ...]:
    """Poll these feeds at once, due or not, and say what each poll brought."""
    from monitor.daemon.once import poll_now as poll

    return poll(config, urls)


def send_test(config: Config, receiver: str) -> Receipt:
    """Send a test message to a receiver.

    Raises:
        NotFound: no receiver of that name.
        DeliveryError: it did not take the message.
    """
    from monitor.daemon.once import send_test as send

    return send(config, receiver)


def look_around(config: Config, urls: Sequence[str], *, send_test: bool) -> tuple[Symptom, ...]:
    """Say how machine, network and receivers are; with `send_test` each gets a message."""
    from monitor.daemon.doctoring import look_around as look

    return look(config, urls, send_test=send_test)


def look_at(config: Config, urls: Sequence[str], *, bare: Collection[str] = ()) -> tuple[Look, ...]:
    """Say of each address whether it is a feed, or which feeds its site has; stores nothing.

    Those among `bare` were given without a scheme: http is tried where https is not spoken.
    """
    from monitor.daemon.looking import look_at as look

    return look(config, urls, bare=bare)


def examine_feed(config: Config, url: str, *, is_bare: bool = False) -> Checkup:
    """Visit a feed and see what there is to see; stores nothing."""
    from monitor.daemon.looking import examine_feed as see

    return see(config, url, is_bare=is_bare)


def ask_wikidata(config: Config, ids: Sequence[str]) -> dict[str, WikidataRecord]:
    """Fetch what Wikidata says of these ids; those that it does not know are left out.

    Raises:
        FetchError: it does not answer.
        NoWikidata: it answers something else.
    """
    from monitor.daemon.asking import ask_wikidata as ask

    return ask(config, ids)


def look_in_wikidata(
    config: Config, text: str, *, language: str = "en"
) -> tuple[WikidataRecord, ...]:
    """Search Wikidata for a name; the records come without their names in other languages."""
    from monitor.daemon.asking import look_in_wikidata as look

    return look(config, text, language=language)
