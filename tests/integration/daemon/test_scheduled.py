"""What the clock brings, from settings and newsroom to mail and Slack."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.daemon import utc_now
from monitor.model import AlertKind, DigestTask, read_digest_rule
from tests.support.builders import FEED_URL, make_draft, make_evaluated, make_match
from tests.support.daemon import Desk, write_newsroom, write_settings
from tests.support.scenes import evaluate, store_articles

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.store import Store
    from tests.support.feedserver import FeedServer
    from tests.support.slackserver import SlackServer
    from tests.support.smtpserver import SmtpServer

RULE = "daily 08:00 Europe/Berlin"
DAY = timedelta(days=1)
AT_ONCE = """
[alert]
coverage_to = "desk-slack"
coverage_wait = "0s"
failing_after = "0s"
"""


def miss_a_digest(store: Store) -> None:
    """Let a digest have been due days ago, with one report in its time."""
    now = utc_now()
    fence = store.take_lease("digest", owner="test", now=now, lease_for=DAY)
    assert fence is not None
    task = DigestTask(
        topic="visit", rule=read_digest_rule(RULE), since=now - 4 * DAY, due_at=now - 3 * DAY
    )
    store.save_digest_tasks(opened=[task], held_to=0, fence=fence)
    store.release_lease("digest", owner="test")
    ((number),) = store_articles(store, make_draft("landing", title="Schoigu lands"))
    matched = make_evaluated(number, matches=(make_match(number, topic="visit"),), alerts=())
    evaluate(store, matched, now=now - 3 * DAY)
    store.release_lease("evaluate", owner="evaluator")
    store.remove_feeds([FEED_URL])


def test_a_digest_that_was_missed_for_days_reaches_mail_and_slack_once(
    tmp_path: Path, smtp: SmtpServer, slack: SlackServer
) -> None:
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack))
    desk.stock(write_newsroom().replace("wait: 0s}", f"wait: 0s, digest: {RULE}}}"))
    with desk.store() as store:
        miss_a_digest(store)

    for _ in range(2):
        assert desk.run("run", "--once").returncode == 0

    (mail,), (post,) = smtp.mails, slack.taken
    assert "The visit" in str(mail.message["Subject"])
    assert "Schoigu lands" in mail.part("plain")
    assert "Schoigu lands" in post.texts()
    with desk.store() as store:
        (alert,) = store.list_alerts()
    assert (alert.kind, len(alert.deliveries)) == (AlertKind.DIGEST, 2)


def test_a_feed_that_fails_is_told_to_the_receiver_of_the_settings(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    feed = publisher.set("/gone.xml", "nothing here", status=404)
    settings = write_settings(smtp, slack, interval="1h") + AT_ONCE
    desk = Desk(folder=tmp_path, settings=settings)
    desk.stock(write_newsroom(feed))

    for _ in range(2):
        assert desk.run("run", "--once").returncode == 0

    assert smtp.mails == []
    (post,) = slack.taken
    assert "failing" in post.texts()
    assert "404" in post.texts()
