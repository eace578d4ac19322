from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import jsonschema
import pytest

from monitor.model import AttemptResult, DeliveryState, FailureKind, Outcome
from monitor.store import Store
from tests.support.builders import NOW, make_draft, make_poll, make_result
from tests.support.feedserver import FeedServer
from tests.support.scenes import alert_about, lease_deliveries, lease_feed, store_articles

if TYPE_CHECKING:
    from tests.integration.cli.conftest import Shell

FEED = "https://times.example/world.xml"
NEWSROOM = """\
feeds:
  - {url: https://times.example/world.xml, source: Example Times}
concepts:
  shoigu: {kind: person, name: Sergei Shoigu}
topics:
  visit: {query: "@shoigu", receivers: [desk-mail], examples: {match: [Shoigu arrives]}}
"""


def test_works_in_an_empty_folder_without_settings(shell: Shell) -> None:
    (shell.folder / "monitor.toml").unlink()

    shell.done("feeds", "add", FEED)

    (feed,) = shell.objects("feeds", "list")
    assert feed["url"] == FEED
    assert (shell.folder / "monitor.db").exists()


def test_adds_feeds_with_options_and_says_when_they_are_polled(shell: Shell) -> None:
    said = shell.done(
        *("feeds", "add", FEED, "--source", "Times", "--family", "F", "--country", "no"),
        *("--language", "nb", "--tags", "a, b", "--interval", "5m", "--full-text"),
    )

    (feed,) = shell.objects("feeds", "list")
    assert "monitor feeds poll" in said
    assert (feed["source"], feed["family"], feed["country"]) == ("Times", "F", "NO")
    assert (feed["language"], feed["tags"], feed["interval"]) == ("nb", ["a", "b"], "5m")
    assert feed["full_text"] is True


@pytest.mark.parametrize("login", ["", "me:CANARY@"])
def test_the_secret_of_a_feed_that_gives_a_page_reaches_neither_log_nor_database(
    shell: Shell, login: str
) -> None:
    shell.write("monitor.toml", "[fetch]\nallow_private = true\n")
    with FeedServer() as server:
        url = server.set("/page?token=CANARY", body=b"<html><body>Hello")
        url = url.replace("http://", f"http://{login}")
        shell.done("feeds", "add", url)

        result = shell.run("feeds", "poll", url)

    assert result.code == 1
    assert "not a feed" in result.err
    assert "CANARY" not in result.err
    (feed,) = shell.objects("feeds", "list")
    assert "token=***" in feed["last_error"]
    assert "CANARY" not in feed["last_error"]


def test_says_of_a_feed_that_somebody_else_polls_that_it_was_not_polled(shell: Shell) -> None:
    shell.done("feeds", "add", FEED)
    with Store("sqlite:///monitor.db") as store:
        century = timedelta(days=36_500)
        store.lease_feeds(owner="other", now=NOW, lease_for=century, limit=1, due_only=False)

    result = shell.run("feeds", "poll", FEED)

    assert result.code == 1
    assert f"{FEED}: not polled: another process is polling it" in result.out
    assert "paused" not in result.out


def test_pauses_resumes_and_removes_feeds(shell: Shell) -> None:
    shell.done("feeds", "add", FEED)

    shell.done("feeds", "pause", FEED)
    paused = shell.objects("feeds", "list")[0]["state"]
    shell.done("feeds", "resume", FEED)
    resumed = shell.objects("feeds", "list")[0]["state"]
    shell.done("feeds", "remove", FEED)

    assert (paused, resumed) == ("paused", "new")
    assert shell.objects("feeds", "list") == []


def test_applies_a_newsroom_once(shell: Shell) -> None:
    file = shell.write("n.yaml", NEWSROOM)

    first = shell.objects("apply", file)
    second = shell.objects("apply", file)

    assert first == [
        {"noun": "feed", "key": FEED, "change": "added"},
        {"noun": "concept", "key": "shoigu", "change": "added"},
        {"noun": "topic", "key": "visit", "change": "added"},
    ]
    assert {change["change"] for change in second} == {"unchanged"}


def test_a_dry_run_changes_nothing(shell: Shell) -> None:
    said = shell.done("apply", shell.write("n.yaml", NEWSROOM), "--dry-run")

    assert "added     topic visit" in said
    assert "dry run" in said
    assert shell.objects("topics", "list") == []


def test_tells_every_problem_of_a_newsroom_on_a_line(shell: Shell) -> None:
    text = NEWSROOM.replace("source:", "sauce:").replace("desk-mail", "desk-male")

    result = shell.run("apply", shell.write("n.yaml", text))

    assert result.code == 2
    assert result.err.splitlines() == [
        "error: n.yaml:2: feeds[0].sauce: unknown key – did you mean `source`?",
        (
            "error: n.yaml:6: topics.visit.receivers[0]: the settings know no such receiver"
            " (given: desk-male) – did you mean `desk-mail`?"
        ),
    ]
    assert shell.objects("feeds", "list") == []


def test_shows_a_caret_under_a_query_that_is_wrong(shell: Shell) -> None:
    result = shell.run("search", "missile AND (launch")

    first, query, caret = result.err.splitlines()
    assert first.startswith("error: the query cannot be understood at position ")
    assert query[caret.index("^")] == "("


def test_prunes_what_the_file_does_not_name(shell: Shell) -> None:
    shell.done("apply", shell.write("n.yaml", NEWSROOM))

    shell.done("apply", shell.write("n.yaml", "feeds: []\n"), "--prune")

    assert shell.objects("feeds", "list") == []
    assert shell.objects("topics", "list") == []


def test_exports_to_a_file_what_applies_without_a_change(shell: Shell) -> None:
    shell.done("apply", shell.write("n.yaml", NEWSROOM))

    shell.done("export", "out.yaml")

    assert {one["change"] for one in shell.objects("apply", "out.yaml")} == {"unchanged"}
    assert shell.done("export") == (shell.folder / "out.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [("apply", "--schema"), ("config", "schema")])
def test_prints_a_json_schema(shell: Shell, arguments: tuple[str, ...]) -> None:
    schema = json.loads(shell.done(*arguments))

    jsonschema.Draft202012Validator.check_schema(schema)


def test_lint_fails_when_an_example_does_not_hold_any_more(shell: Shell) -> None:
    shell.done("apply", shell.write("n.yaml", NEWSROOM))
    fine = shell.run("topics", "lint")
    with Store("sqlite:///monitor.db") as store:
        (topic,) = store.load_catalog().topics
        (concept,) = store.load_catalog().concepts
        changed = type(concept)(key="shoigu", kind=concept.kind, name="Lavrov", names=())
        store.save_catalog(concepts=[changed], now=NOW)

    broken = shell.run("topics", "lint", topic.name)

    assert (fine.code, broken.code) == (0, 1)
    assert "this example must match, but does not" in broken.out


def test_lint_points_at_what_is_doubtful_and_is_done_all_the_same(shell: Shell) -> None:
    query = "missile or Rim"
    shell.done("apply", shell.write("n.yaml", f"topics:\n  t: {{query: {query}}}\n"))

    shown = shell.run("topics", "lint")
    found = shell.objects("topics", "lint", "t")

    assert shown.code == 0
    assert "  missile or Rim\n          ^^\n" in shown.out
    assert "problems: 0, warnings: 3" in shown.err
    assert [(one["reason"], one["start"], one["end"]) for one in found] == [
        ("no_receiver", None, None),
        ("small_operator", 8, 10),
        ("common_word", 11, 14),
    ]
    assert {(one["topic"], one["concept"], one["kind"]) for one in found} == {
        ("t", None, "warning")
    }
    assert found[1]["text"] == f"{found[1]['found']}; {found[1]['remedy']}"


def test_shows_where_each_name_of_a_concept_comes_from(shell: Shell) -> None:
    shell.done("apply", shell.write("n.yaml", NEWSROOM))

    shown = shell.done("concepts", "show", "@shoigu")
    (concept,) = shell.objects("concepts", "show", "shoigu")

    assert ["Shoigu", "–", "derived", "on", "0", "–", "–", "–"] in [
        line.split() for line in shown.splitlines()
    ]
    assert [name["source"] for name in concept["names"]] == ["given", "derived"]


def test_retries_a_dead_delivery(shell: Shell) -> None:
    shell.done("db", "upgrade")
    with Store("sqlite:///monitor.db") as store:
        alert_about(store, make_draft())
        leased = lease_deliveries(store)[0]
        dead = AttemptResult(
            delivery_id=leased.delivery.id,
            lease_owner=leased.lease_owner,
            attempt=leased.attempt,
            state=DeliveryState.DEAD,
            finished_at=NOW,
            error="no such mailbox",
        )
        store.save_attempts([dead])
    (listed,) = shell.objects("deliveries", "list", "--state", "dead")

    shell.done("deliveries", "retry", str(listed["id"]))

    assert listed["last_error"] == "no such mailbox"
    assert shell.objects("deliveries", "list", "--state", "dead") == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--config", "other.toml", "config", "show", "--json"),
        ("config", "--config", "other.toml", "show", "--json"),
        ("config", "show", "--json", "--config", "other.toml"),
    ],
)
def test_takes_the_settings_file_before_or_after_the_noun(
    shell: Shell, arguments: tuple[str, ...]
) -> None:
    shell.write("other.toml", '[web]\nbind = "127.0.0.1:1234"\n')

    assert json.loads(shell.done(*arguments))["web"]["bind"] == "127.0.0.1:1234"


def test_shows_settings_that_can_be_used_again_without_their_secrets(shell: Shell) -> None:
    shown = shell.done("config", "show")
    shell.write("again.toml", shown.replace('"**********"', '"https://hooks.example/x"'))

    assert "geheim" not in shown
    assert "geheim" not in shell.done("receivers", "list")
    assert shell.run("config", "check", "--config", "again.toml").code == 0


def test_tells_every_problem_of_the_settings_on_a_line(shell: Shell) -> None:
    shell.write("monitor.toml", '[fetsh]\n[smtp]\nport = "x"\n')

    result = shell.run("config", "check")

    assert result.code == 2
    assert result.err.splitlines() == [
        "error: monitor.toml:1: fetsh: unknown key – did you mean `fetch`?",
        "error: monitor.toml:3: smtp.port: must be a whole number (given: x)",
    ]


def test_checks_and_copies_the_database(shell: Shell) -> None:
    missing = shell.run("db", "check")
    shell.done("db", "upgrade")
    shell.done("feeds", "add", FEED)

    shell.done("db", "check")
    shell.done("db", "backup", "copy.db")

    shell.write("copy.toml", '[database]\nurl = "sqlite:///copy.db"\n')
    assert missing.code == 1
    assert "monitor db upgrade" in missing.err
    assert [one["url"] for one in shell.objects("feeds", "list", "--config", "copy.toml")] == [FEED]


def run_process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monitor", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        **options,
    )


def test_runs_as_a_process(shell: Shell) -> None:
    result = run_process("feeds", "add", FEED, "--json", cwd=shell.folder, env=_environ(shell))

    assert result.returncode == 0
    assert json.loads(result.stdout) == {"noun": "feed", "key": FEED, "change": "added"}
    assert result.stderr == ""


def test_ends_quietly_when_the_reader_has_seen_enough(shell: Shell) -> None:
    command = f"{sys.executable} -m monitor export | head -n 1; exit ${{PIPESTATUS[0]}}"
    feeds = "".join(f"  - url: https://times.example/{n}\n" for n in range(5000))
    shell.done("apply", shell.write("n.yaml", f"feeds:\n{feeds}"))

    result = subprocess.run(
        ["bash", "-c", command],
        cwd=shell.folder,
        env=_environ(shell),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert result.stdout == "feeds:\n"
    assert result.stderr == ""


def test_help_comes_at_once(shell: Shell) -> None:
    slowest = 0.6  # A loaded machine; 0.06 on an idle one.
    started = time.monotonic()

    result = run_process("--help", cwd=shell.folder, env=_environ(shell))

    assert time.monotonic() - started < slowest
    assert "apply" in result.stdout


def test_help_loads_no_library_of_the_rooms(shell: Shell) -> None:
    code = (
        "import sys; from monitor.cli.program import run_command; run_command(['--help']);"
        "sys.exit(' '.join({'pydantic', 'sqlalchemy', 'yaml', 'httpx', 'babel', 'asyncio'}"
        " & set(sys.modules)))"
    )

    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=shell.folder,
        env=_environ(shell),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert result.stderr.strip() == ""


def _environ(shell: Shell) -> dict[str, str]:
    path = os.pathsep.join(filter(None, sys.path))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "PWD": str(shell.folder)}


def test_takes_over_a_topic_of_another_program(shell: Shell) -> None:
    query = "apple NEAR/4 watch AND sentiment:negative"

    told = shell.run("topics", "import", "--from", "meltwater", "watches", query)
    again = shell.run("topics", "import", "--from", "meltwater", "watches", query)
    [topic] = shell.objects("topics", "list")

    assert topic["query"] == "apple NEAR/5 watch"
    assert told.code == 0
    assert "the field sentiment: has no counterpart, left out; finds more" in told.err
    assert again.code == 2
    assert "is taken already" in again.err


def test_takes_over_no_topic_that_would_tell_nobody(shell: Shell) -> None:
    result = shell.run(
        "topics", "import", "--from", "google", "watches", "kim", "--receiver", "desk-mial"
    )

    assert result.code == 2
    assert "desk-mail" in result.err
    assert shell.objects("topics", "list") == []


def test_proposes_names_and_takes_over_those_that_are_picked(shell: Shell) -> None:
    text = (
        "concepts:\n  drone: {kind: term, name: drone}\n"
        "  odesa: {kind: organization, name: Odesa}\n"
        'topics:\n  t: {query: "@drone AND @odesa"}\n'
    )
    shell.done("apply", shell.write("n.yaml", text))
    titles = ("Dron trafia w port Odesa", "Nad Odesa dron")
    with Store("sqlite:///monitor.db") as store:
        drafts = [make_draft(one, title=one, summary="", language="pl") for one in titles]
        store_articles(store, *drafts)

    shown = shell.done("concepts", "propose", "drone", "--since", "9999d")
    (first, *_) = shell.objects("concepts", "propose", "drone", "--since", "9999d")
    wrong = shell.run("concepts", "propose", "drone", "--since", "9999d", "--pick", "99")
    shell.done("concepts", "propose", "drone", "--since", "9999d", "--pick", "1")

    (concept,) = shell.objects("concepts", "show", "drone")
    assert "1. dron (pl), articles: 2" in shown
    assert (first["name"], first["articles"], first["example"] in titles) == ("dron", 2, True)
    assert wrong.code == 2
    assert [name["text"] for name in concept["names"]] == ["drone", "dron"]


def test_lists_receivers_without_their_secrets_and_says_how_they_fare(shell: Shell) -> None:
    shell.write(
        "monitor.toml",
        """
[receivers.desk-mail]
kind = "email"
to = ["desk@example.org"]
[receivers.bot]
kind = "slack"
token = "xoxb-geheim"
channel = "C0123456789"
[receivers.hook]
kind = "slack"
webhook_url = "https://hooks.example/geheim"
[receivers.program]
kind = "webhook"
url = "https://x.example/geheim"
[receivers.others]
kind = "apprise"
urls = ["json://geheim/"]
""",
    )

    listed = shell.objects("receivers", "list")
    table = shell.done("receivers", "list")

    assert [(one["name"], one["kind"], one["waiting"]) for one in listed] == [
        ("desk-mail", "email", 0),
        ("bot", "slack", 0),
        ("hook", "slack", 0),
        ("program", "webhook", 0),
        ("others", "apprise", 0),
    ]
    assert "geheim" not in f"{listed}{table}"
    for words in ("channel C0123456789", "not signed", "1 services", "fine"):
        assert words in table


def test_says_of_a_broken_receiver_since_when_and_why(shell: Shell) -> None:
    shell.done("db", "upgrade")
    with Store("sqlite:///monitor.db") as store:
        alert_about(store, make_draft())
        (leased, *_) = lease_deliveries(store)
        dead = make_result(leased, state=DeliveryState.DEAD, reached=False, error="550 gone")
        store.save_attempts([dead])

    (mail,) = [one for one in shell.objects("receivers", "list") if one["name"] == "desk-mail"]

    assert (mail["failures"], mail["error"]) == (1, "550 gone")
    assert mail["broken_at"] is not None
    assert "broken since" in shell.done("receivers", "list")
    told = "receiver desk-mail is broken since 2026-11-24T09:00:00Z: 550 gone"
    status = shell.done("status")
    assert f"trouble      {told}" in status
    assert "trouble      1 delivery is dead: `monitor deliveries list --state dead`" in status
    (written,) = shell.objects("status")
    assert told in written["troubles"]
    assert f"broken    deliveries: {told}" in shell.run("doctor").out


def test_a_newsroom_is_exported_to_standard_output_where_a_dash_says_so(shell: Shell) -> None:
    shell.done("apply", shell.write("newsroom.yaml", "topics: {visit: {query: Schoigu}}"))

    assert shell.done("export", "-") == shell.done("export")
    assert not (shell.folder / "-").exists()


def test_names_the_feeds_that_fail_and_counts_the_others(shell: Shell) -> None:
    shell.done("db", "upgrade")
    with Store("sqlite:///monitor.db") as store:
        for number in range(7):
            feed = lease_feed(store, f"https://times.example/{number}?token=geheim")
            failed = make_poll(
                feed,
                outcome=Outcome.FAILED,
                error="status 500",
                failures=3,
                failing_since=NOW,
                failure_kind=FailureKind.SOFT,
            )
            store.save_polls([failed])

    status = shell.done("status")

    assert (
        "feed https://times.example/0?token=*** is failing since 2026-11-24T09:00:00Z: status 500"
    ) in status
    assert "trouble      2 more feeds like that: `monitor feeds list`" in status
    assert "geheim" not in status


def test_an_alert_is_shown_with_its_kind_and_with_who_answered_what(shell: Shell) -> None:
    shell.done("db", "upgrade")
    with Store("sqlite:///monitor.db") as store:
        alert_about(store, make_draft())

    shell.done("alerts", "ack", "1", "--not-relevant", "--who", "Anna", "--note", "a namesake")

    table, shown = shell.done("alerts", "list"), shell.done("alerts", "show", "1")
    assert table.split()[:4] == ["ID", "CREATED", "KIND", "TOPIC"]
    assert " first " in table
    assert "answered: not relevant, by Anna at " in shown
    assert "Z: a namesake" in shown


def test_a_topic_is_tried_with_another_policy(shell: Shell) -> None:
    shell.done("apply", shell.write("newsroom.yaml", "topics: {visit: {query: report}}"))
    with Store("sqlite:///monitor.db") as store:
        store_articles(store, make_draft())
    since = ("--since", "20000d")

    plain = shell.done("topics", "test", "report", *since)
    strict = shell.objects("topics", "test", "report", *since, "--min-publishers", "2")
    wrong = shell.run("topics", "test", "report", "--active-hours", "25:00-26:00 UTC")

    assert "first 2026-11-24 09:00:30Z to its receivers" in plain
    assert strict[0]["told"]["held_back"] == "too_few_publishers"
    assert (wrong.code, "--active-hours" in wrong.err) == (2, True)
