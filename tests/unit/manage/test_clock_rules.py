"""What the newsroom file says of digests and spikes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.errors import ConfigError
from monitor.manage.exporting import write_topic
from monitor.manage.reading import Surroundings, read_newsroom
from monitor.model import Catalog, NotifyPolicy, SpikeRule, Topic, read_digest_rule
from tests.support.builders import NOW, make_topic

EMPTY = Catalog(version=0, topics=(), concepts=(), silences=())


def read(notify: str) -> Topic:
    text = f"topics:\n  t:\n    query: x\n    notify: {notify}\n"
    around = Surroundings(catalog=EMPTY, receivers=(), now=NOW)
    (topic,) = read_newsroom(text, file="n.yaml", around=around).topics
    return topic


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("daily 08:00 Europe/Berlin", "daily 08:00 Europe/Berlin"),
        ("Daily 7:05", "daily 07:05 UTC"),
        ("weekly Monday 08:00 Asia/Seoul", "weekly mon 08:00 Asia/Seoul"),
    ],
)
def test_a_topic_says_when_its_digests_come(written: str, rule: str) -> None:
    assert read(f"{{digest: {written}}}").notify.digest == read_digest_rule(rule)


@pytest.mark.parametrize(
    ("notify", "problem"),
    [
        (
            "{digest: at eight}",
            (
                "is no time of a digest (given: at eight)"
                " – write daily 08:00 Europe/Berlin or weekly mon 08:00 Europe/Berlin"
            ),
        ),
        (
            "{digest: daily 08:00 Europe/Berlyn}",
            (
                "names no time zone: Europe/Berlyn (given: daily 08:00 Europe/Berlyn)"
                " – did you mean `Europe/Berlin`?"
            ),
        ),
    ],
)
def test_a_digest_at_no_time_is_told_with_what_helps(notify: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(notify)

    assert str(caught.value.problems[0]) == f"n.yaml:4: topics.t.notify.digest: {problem}"


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("true", SpikeRule()),
        ("false", None),
        ("{}", SpikeRule()),
        ("{factor: 4, window: 3h}", SpikeRule(factor=4, window=timedelta(hours=3))),
    ],
)
def test_a_topic_says_whether_spikes_are_told(written: str, rule: SpikeRule | None) -> None:
    assert read(f"{{spike: {written}}}").notify.spike == rule


@pytest.mark.parametrize(
    "written",
    [
        "{window: 90m}",
        "{window: 25h}",
        "{window: 0s}",
        "{factor: 1}",
        "{history: 2d}",
        "yes please",
    ],
)
def test_a_spike_that_cannot_be_measured_is_refused(written: str) -> None:
    with pytest.raises(ConfigError):
        read(f"{{spike: {written}}}")


@pytest.mark.parametrize(
    "policy",
    [
        NotifyPolicy(digest=read_digest_rule("weekly sun 18:30 Europe/Berlin")),
        NotifyPolicy(spike=SpikeRule()),
        NotifyPolicy(spike=SpikeRule(cooldown=timedelta(hours=1), min_reports=5)),
    ],
)
def test_what_is_written_for_export_is_read_as_it_was(policy: NotifyPolicy) -> None:
    written = write_topic(make_topic(notify=policy))["notify"]

    assert read(str(written)).notify == policy
