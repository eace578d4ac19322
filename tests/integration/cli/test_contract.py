"""Hold the command line to DESIGN §8: names, JSON fields, exit codes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from monitor.store import Store
from tests.support.builders import FEED_URL, make_draft
from tests.support.scenes import alert_about

if TYPE_CHECKING:
    from tests.integration.cli.conftest import Shell

DRAFT = make_draft("visit", title="Shoigu arrives in Pyongyang")

ARTICLE = (
    "id, url, canonical_url, title, summary, language, source, feeds, published_at, first_seen_at,"
    " story_id, revision, topics"
)
MATCH = "topic, article_id, url, matched_at, evidence"
EVIDENCE = "field, start, end, text, name, concept, language"
ALERT = "id, topic, story_id, kind, created_at, held_back, deliveries"
DELIVERY = "id, receiver, state, attempts, last_error, sent_at"


@pytest.fixture
def desk(shell: Shell) -> Shell:
    """A newsroom with one article, one match, one alert and two deliveries."""
    shell.done("db", "upgrade")
    with Store("sqlite:///monitor.db") as store:
        alert_about(store, DRAFT)
    return shell


def has(found: dict[str, Any], fields: str) -> bool:
    return set(fields.split(", ")) <= set(found)


def is_instant(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None and text.endswith("Z")


def test_an_article_has_the_fields_that_scripts_rely_on(desk: Shell) -> None:
    (article,) = desk.objects("search", "shoigu")

    assert has(article, ARTICLE)
    assert article["url"] == DRAFT.url
    assert article["source"] == "Example Times"
    assert article["feeds"] == [FEED_URL]
    assert article["topics"] == ["shoigu-in-pyongyang"]
    assert article["revision"] == 1
    assert is_instant(article["first_seen_at"])
    assert is_instant(article["published_at"])


def test_a_match_has_the_fields_that_scripts_rely_on(desk: Shell) -> None:
    (match,) = desk.objects("matches", "list", "--topic", "shoigu-in-pyongyang")

    assert has(match, MATCH)
    assert is_instant(match["matched_at"])
    assert has(match["evidence"][0], EVIDENCE)


def test_an_alert_has_the_fields_that_scripts_rely_on(desk: Shell) -> None:
    (listed,) = desk.objects("alerts", "list")
    (shown,) = desk.objects("alerts", "show", str(listed["id"]))

    assert listed == shown
    assert has(listed, ALERT)
    assert (listed["kind"], listed["held_back"]) == ("first", None)
    assert isinstance(listed["story_id"], int)
    assert is_instant(listed["created_at"])
    assert has(listed["deliveries"][0], DELIVERY)
    assert listed["deliveries"][0]["state"] == "due"


def test_a_delivery_has_the_fields_that_scripts_rely_on(desk: Shell) -> None:
    due = desk.objects("deliveries", "list", "--state", "due")

    assert {one["receiver"] for one in due} == {"desk-mail", "desk-slack"}
    assert all(has(one, DELIVERY) for one in due)
    assert desk.objects("deliveries", "list", "--state", "sent") == []


@pytest.mark.parametrize(
    "listing",
    [
        ("feeds", "list"),
        ("feeds", "show", FEED_URL),
        ("topics", "list"),
        ("topics", "show", "shoigu-in-pyongyang"),
        ("topics", "test", "shoigu", "--since", "36500d"),
        ("concepts", "list"),
        ("matches", "list"),
        ("silences", "list"),
        ("receivers", "list"),
        ("why", str(DRAFT.url)),
        ("status",),
        ("config", "show"),
    ],
)
def test_a_listing_prints_json_lines_and_nothing_else(
    desk: Shell, listing: tuple[str, ...]
) -> None:
    objects = desk.objects(*listing)

    assert all(isinstance(one, dict) for one in objects)
    if listing not in {("concepts", "list"), ("silences", "list")}:
        assert objects


def test_shows_the_same_to_people_in_words(desk: Shell) -> None:
    for command in (
        ("feeds", "list"),
        ("topics", "list"),
        ("matches", "list"),
        ("alerts", "list"),
        ("deliveries", "list"),
        ("status",),
        ("why", str(DRAFT.url)),
        ("alerts", "show", "1"),
    ):
        text = desk.done(*command)
        assert text
        assert "{" not in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--help",), 0),
        (("--version",), 0),
        (("feeds", "--help"), 0),
        (("status",), 0),
        (("feeds", "show", "https://absent.example/"), 1),
        (("alerts", "show", "99"), 1),
        (("deliveries", "retry", "99"), 1),
        (("why", "https://absent.example/"), 0),
        (("receivers", "test", "absent"), 1),
        (("matches", "list", "--topic", "absent"), 1),
        (("nonsense",), 2),
        (("feeds", "nonsense"), 2),
        (("feeds", "add"), 2),
        (("feeds", "add", "gopher://x"), 2),
        (("search", "a AND ("), 2),
        (("topics", "test", "@absent"), 2),
        (("search", "x", "--since", "3"), 2),
        (("deliveries", "list", "--state", "lost"), 2),
        (("run", "--role", "cook"), 2),
        (("apply",), 2),
        (("apply", "absent.yaml"), 2),
        (("status", "--config", "absent.toml"), 2),
    ],
)
def test_ends_with_the_exit_code_that_scripts_rely_on(
    desk: Shell, arguments: tuple[str, ...], code: int
) -> None:
    result = desk.run(*arguments)

    assert result.code == code
    if code:
        assert result.err
        assert "Traceback" not in result.err
    if code == 2:
        assert result.out == ""
        assert result.err.startswith("error: ")


def test_names_the_version(shell: Shell) -> None:
    assert re.fullmatch(r"monitor \d+\.\d+\.\d+\n", shell.done("--version"))


def test_the_doctor_says_how_each_thing_is(shell: Shell) -> None:
    shell.done("db", "upgrade")

    found = {one["name"]: one["state"] for one in shell.objects("doctor")}

    # What the machine has to spare, and whether it takes mail, is not ours.
    outside = ("limits", "disk", "receiver desk-mail")
    assert found == {
        "settings": "fine",
        "schema": "fine",
        "clock": "fine",
        "feeds": "doubtful",
        "topics": "doubtful",
        "deliveries": "fine",
        "dns": "fine",
        "receiver desk-slack": "fine",
        **{name: found[name] for name in outside},
    }
    assert {found[name] for name in outside} <= {"fine", "doubtful"}


def test_the_doctor_fails_where_something_is_broken(shell: Shell) -> None:
    result = shell.run("doctor")

    assert result.code == 1
    assert "broken    schema: found none" in result.out
