"""Score the running daemon as publishers score feed readers: what it asks, how, and how often.

The criteria are those of public feed reader scores: one unconditional request for each feed,
then conditional ones with the validators as they came, byte for byte; no cookies, no referrer,
nothing added to the address; no request before its time, also after a restart, and none to a
host that asked to be left alone; a name to complain to.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tests.support.daemon import Desk, wait_until, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.feedserver import FeedServer, Request
    from tests.support.slackserver import SlackServer
    from tests.support.smtpserver import SmtpServer

CONTACT = "desk@example.org"
INTERVAL_SECONDS = 1.0
#: Publishers write validators of all sorts; they are nobody's business but theirs.
ODD_ETAG = 'W/"caf\xe9;, gzip"'
ODD_DATE = "Tue, 24 Nov 2026 8:00:00 +0100"
COOKIE = ("Set-Cookie", "seen=1; Path=/")


def find_faults(requests: list[Request]) -> Iterator[str]:
    """Name what a publisher would complain about in any request."""
    for request in requests:
        if request.method != "GET":
            yield f"{request.method} {request.path}"
        if "?" in request.path:
            yield f"something added to the address: {request.path}"
        for name in ("cookie", "referer", "authorization", "from"):
            if name in request.headers:
                yield f"{name} sent for {request.path}"
        if CONTACT not in request.headers.get("user-agent", ""):
            yield f"no contact in {request.headers.get('user-agent')}"
        if "gzip" not in request.headers.get("accept-encoding", ""):
            yield f"asks for {request.path} uncompressed"


def find_haste(requests: list[Request], seconds: float) -> Iterator[str]:
    """Name requests for one feed that came before their time; a tenth is chance."""
    for earlier, later in pairwise(requests):
        if later.at - earlier.at < 0.9 * seconds:
            yield f"{later.path} again after {later.at - earlier.at:.2f} s"


def validators_of(request: Request) -> tuple[str | None, str | None]:
    return request.headers.get("if-none-match"), request.headers.get("if-modified-since")


def test_a_publisher_finds_no_fault_with_a_daemon_that_is_restarted_again_and_again(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    body = write_rss(make_item())
    honest = publisher.set(
        "/honest.xml", body, etag=ODD_ETAG, last_modified=ODD_DATE, headers=(COOKIE,)
    )
    dated = publisher.set("/dated.xml", body, last_modified=ODD_DATE, headers=(COOKIE,))
    cached = publisher.set(
        "/cached.xml", body, etag='"1"', headers=(("Cache-Control", "max-age=3600"),)
    )
    busy = publisher.set("/busy.xml", "later", status=429, headers=(("Retry-After", "3600"),))
    # The same machine under another name: another host.
    busy = busy.replace("127.0.0.1", "localhost")
    sister = publisher.set("/sister.xml", body).replace("127.0.0.1", "localhost")
    desk = Desk(
        folder=tmp_path,
        settings=write_settings(smtp, slack, interval=f"{INTERVAL_SECONDS:g}s"),
        env={"MONITOR_FETCH__CONTACT": CONTACT},
    )
    desk.stock(write_newsroom(honest, dated, cached, busy))

    def run(*, polls: int) -> None:
        """Run the daemon until a feed was polled so often again."""
        target = len(publisher.requests_for("/honest.xml")) + polls
        with desk.daemon() as daemon:
            wait_until(
                lambda: len(publisher.requests_for("/honest.xml")) >= target, what="the polls"
            )
            assert daemon.terminate() == 0

    run(polls=3)
    desk.stock(write_newsroom(honest, dated, cached, busy, sister))
    run(polls=1)
    publisher.change("/honest.xml", body=write_rss(make_item("new")).encode(), etag='"2"')
    changed_at = len(publisher.requests_for("/honest.xml"))
    run(polls=3)

    asked = {
        path: publisher.requests_for(f"/{path}.xml")
        for path in ("honest", "dated", "cached", "busy", "sister")
    }
    assert list(find_faults(publisher.requests)) == []
    assert list(find_haste(asked["honest"], INTERVAL_SECONDS)) == []
    assert list(find_haste(asked["dated"], INTERVAL_SECONDS)) == []
    first, *conditional = map(validators_of, asked["honest"])
    assert first == (None, None)
    assert conditional[:changed_at] == [(ODD_ETAG, ODD_DATE)] * changed_at
    assert set(conditional[changed_at:]) == {('"2"', ODD_DATE)}
    assert [*map(validators_of, asked["dated"])][1:] == [(None, ODD_DATE)] * (
        len(asked["dated"]) - 1
    )
    assert len(asked["dated"]) > 3
    assert {path: len(asked[path]) for path in ("cached", "busy", "sister")} == {
        "cached": 1,
        "busy": 1,
        "sister": 0,
    }
