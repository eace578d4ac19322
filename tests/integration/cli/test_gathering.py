"""Getting feeds in and out from the command line."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.support.documents import make_item, write_rss
from tests.support.feedserver import FeedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.cli.conftest import Shell

RSS = 'rel="alternate" type="application/rss+xml"'
LIST = '<opml><body><outline text="News"><outline xmlUrl="https://a.example/f"/></outline></body></opml>'


@pytest.fixture
def publisher(shell: Shell) -> Iterator[FeedServer]:
    shell.write("monitor.toml", "[fetch]\nallow_private = true\n")
    with FeedServer() as server:
        yield server


def publish(publisher: FeedServer, path: str, slug: str, title: str = "Example Times") -> str:
    item = make_item(slug, f"The minister arrives in the city {slug}")
    return publisher.set(path, write_rss(item, title=title), etag='"1"')


def show(publisher: FeedServer, path: str, *feeds: str) -> str:
    links = "".join(f'<link {RSS} href="{feed}">' for feed in feeds)
    return publisher.set(path, f"<html>{links}", content_type="text/html")


def urls(shell: Shell) -> list[str]:
    return [feed["url"] for feed in shell.objects("feeds", "list")]


def test_adds_the_feed_of_a_site_and_shows_what_it_is(shell: Shell, publisher: FeedServer) -> None:
    feed = publish(publisher, "/feed", "visit")

    said = shell.done("feeds", "add", show(publisher, "/", "/feed"))

    assert urls(shell) == [feed]
    assert f"added {feed} (found at {publisher.url}/)" in said
    assert "Example Times, rss20, 1 entry, newest 2026-11-24 08:50:00Z, en" in said
    assert "The minister arrives in the city visit" in said


def test_adds_a_feed_as_it_was_given_and_previews_it_as_json(
    shell: Shell, publisher: FeedServer
) -> None:
    feed = publish(publisher, "/feed", "visit")

    [one] = shell.objects("feeds", "add", feed)

    assert (one["noun"], one["key"], one["change"]) == ("feed", feed, "added")
    assert (one["title"], one["format"], one["entries"]) == ("Example Times", "rss20", 1)
    assert (one["newest_at"], one["languages"]) == ("2026-11-24T08:50:00Z", ["en"])


def test_lists_the_feeds_of_a_site_that_has_several_and_adds_none(
    shell: Shell, publisher: FeedServer
) -> None:
    publish(publisher, "/world", "a", "World")
    publish(publisher, "/sport", "b", "Sport")
    home = show(publisher, "/", "/world", "/sport")

    told = shell.run("feeds", "add", home)
    as_json = shell.run("feeds", "add", home, "--json")

    assert (told.code, as_json.code, urls(shell)) == (1, 1, [])
    assert "World" in told.out
    assert f"monitor feeds add --all {home}" in told.err
    found = [json.loads(line) for line in as_json.out.splitlines()]
    assert [(one["change"], one["title"]) for one in found] == [
        ("found", "World"),
        ("found", "Sport"),
    ]
    assert as_json.err == ""


@pytest.mark.parametrize(
    ("option", "added"),
    [
        (["--all"], ["/sport", "/world"]),
        (["--pick", "2"], ["/sport"]),
        (["--pick", "1,2"], ["/sport", "/world"]),
        (["--all", "--dry-run"], []),
    ],
)
def test_adds_those_feeds_of_a_site_that_are_chosen(
    shell: Shell, publisher: FeedServer, option: list[str], added: list[str]
) -> None:
    publish(publisher, "/world", "a")
    publish(publisher, "/sport", "b")

    shell.done("feeds", "add", show(publisher, "/", "/world", "/sport"), *option)

    assert urls(shell) == [publisher.url + path for path in added]


@pytest.mark.parametrize(
    "arguments", [("--pick", "3"), ("--pick", "x"), ("--pick", "1", "https://other.example/")]
)
def test_a_number_that_no_feed_has_is_wrong_usage(
    shell: Shell, publisher: FeedServer, arguments: tuple[str, ...]
) -> None:
    publish(publisher, "/world", "a")
    publish(publisher, "/sport", "b")

    result = shell.run("feeds", "add", show(publisher, "/", "/world", "/sport"), *arguments)

    assert (result.code, result.out, urls(shell)) == (2, "", [])
    assert result.err.startswith("error: ")


def test_adds_what_cannot_be_reached_and_says_so_to_people(shell: Shell) -> None:
    told = shell.run("feeds", "add", "https://nowhere.invalid/f")
    as_json = shell.run("feeds", "add", "https://nowhere.invalid/g", "--json")

    assert (told.code, as_json.code) == (0, 0)
    assert "could not be looked at" in told.err
    assert as_json.err == ""
    assert json.loads(as_json.out) == {
        "noun": "feed",
        "key": "https://nowhere.invalid/g",
        "change": "added",
    }


def test_adds_a_page_without_feeds_as_it_was_given_and_says_so(
    shell: Shell, publisher: FeedServer
) -> None:
    page = show(publisher, "/page")

    result = shell.run("feeds", "add", page)

    assert (result.code, urls(shell)) == (0, [page])
    assert "no feed was found there" in result.err
    assert "but a web page" in result.err


def test_looks_at_nothing_when_told_so_nor_at_what_is_known(
    shell: Shell, publisher: FeedServer
) -> None:
    page = show(publisher, "/", "/feed")

    shell.done("feeds", "add", page, "--no-look")
    shell.done("feeds", "add", page, "--tags", "news")

    assert publisher.requests == []
    assert shell.objects("feeds", "list")[0]["tags"] == ["news"]


def test_options_change_a_known_feed_however_it_is_named(
    shell: Shell, publisher: FeedServer
) -> None:
    feed = publish(publisher, "/feed", "a")
    home = show(publisher, "/", "/feed")
    shell.done("feeds", "add", feed, "--tags", "news")

    by_itself = shell.done("feeds", "add", "--full-text", feed)
    by_spelling = shell.done("feeds", "add", "--interval", "5m", f"{feed.upper()[:4]}{feed[4:]}#x")
    by_site = shell.done("feeds", "add", "--country", "NO", home)

    assert [said.split()[0] for said in (by_itself, by_spelling, by_site)] == ["changed"] * 3
    [one] = shell.objects("feeds", "list")
    assert (one["url"], one["tags"], one["full_text"]) == (feed, ["news"], True)
    assert (one["interval"], one["country"]) == ("5m", "NO")


def test_adds_nothing_that_can_never_be_polled_and_says_why(
    shell: Shell, publisher: FeedServer
) -> None:
    gone, refused = publisher.set("/gone", status=410), "http://169.254.169.254/feed"

    told = shell.run("feeds", "add", gone, refused, publish(publisher, "/feed", "a"))
    as_json = shell.run("feeds", "add", gone, "--json")

    assert (told.code, as_json.code) == (1, 1)
    assert urls(shell) == [f"{publisher.url}/feed"]
    assert f"not added: {gone}" in told.err
    assert f"not added: {refused}" in told.err
    assert json.loads(as_json.out)["change"] == "refused"


@pytest.mark.parametrize("option", [["--all"], ["--pick", "1"]])
def test_a_lone_feed_of_comments_is_added_when_it_is_wished(
    shell: Shell, publisher: FeedServer, option: list[str]
) -> None:
    feed = publish(publisher, "/comments/feed", "a", "Comments on: Example Times")
    home = show(publisher, "/", "/comments/feed")

    told = shell.run("feeds", "add", home)
    shell.done("feeds", "add", home, *option)

    assert told.code == 1
    assert "has only a feed of comments" in told.err
    assert f"monitor feeds add --pick 1 {home}" in told.err
    assert urls(shell) == [feed]


@pytest.mark.parametrize(
    "options", [["--all", "--pick", "1"], ["--no-look", "--all"], ["--no-look", "--pick", "1"]]
)
def test_options_that_contradict_each_other_are_wrong_usage(
    shell: Shell, publisher: FeedServer, options: list[str]
) -> None:
    result = shell.run("feeds", "add", publisher.url, *options)

    assert (result.code, publisher.requests) == (2, [])
    assert "only one goes at a time" in result.err


def test_takes_http_for_a_bare_host_that_speaks_no_https(
    shell: Shell, publisher: FeedServer
) -> None:
    feed = publish(publisher, "/feed", "a")
    bare = feed.removeprefix("http://")

    added = shell.run("feeds", "add", bare)
    checked = shell.run("feeds", "check", bare)

    assert (added.code, checked.code, urls(shell)) == (0, 0, [feed])
    assert "https is not spoken there" in added.err
    assert "https is not spoken there" in checked.err
    assert "certificate" not in checked.out


def test_a_feed_that_is_gone_has_no_next_poll(shell: Shell, publisher: FeedServer) -> None:
    url = publisher.set("/gone", status=410)
    shell.done("feeds", "add", url, "--no-look")

    shell.run("feeds", "poll", url)

    assert shell.objects("feeds", "show", url)[0]["next_poll_at"] is None
    assert re.search(r"^next poll at +–$", shell.done("feeds", "show", url), re.MULTILINE)


def test_a_feed_that_is_asked_to_wait_is_not_failing(shell: Shell, publisher: FeedServer) -> None:
    url = publisher.set("/busy", status=429, headers={"Retry-After": "3600"})
    shell.done("feeds", "add", url, "--no-look")

    shell.run("feeds", "poll", url)

    listed = shell.done("feeds", "list")
    assert "waiting" in listed
    assert "asked to be left alone until" in listed
    assert shell.objects("status")[0]["feeds_failing"] == 0


def test_options_that_are_wrong_are_told_before_anybody_is_asked(
    shell: Shell, publisher: FeedServer
) -> None:
    result = shell.run("feeds", "add", show(publisher, "/"), "--country", "Germany")

    assert result.code == 2
    assert "write DE" in result.err
    assert publisher.requests == []


def test_a_file_is_imported_and_not_added(shell: Shell) -> None:
    result = shell.run("feeds", "add", shell.write("feeds.opml", LIST))

    assert result.code == 2
    assert "monitor feeds import feeds.opml" in result.err


def test_takes_an_address_as_people_say_it(shell: Shell) -> None:
    shell.done("feeds", "add", "nowhere.invalid/f")

    assert urls(shell) == ["https://nowhere.invalid/f"]


def test_checks_a_feed_that_is_in_no_database(shell: Shell, publisher: FeedServer) -> None:
    found = shell.objects("feeds", "check", publish(publisher, "/feed", "a"))
    said = shell.done("feeds", "check", publisher.url + "/feed")

    states = {one["name"]: one["state"] for one in found}
    assert (states["status"], states["conditional"], states["tls"]) == ("fine", "fine", "doubtful")
    assert all(set(one) == {"url", "name", "state", "detail", "advice"} for one in found)
    assert "fine      format: rss20, well-formed" in said
    assert not (shell.folder / "monitor.db").exists()


@pytest.mark.parametrize(
    ("path", "name"), [("/absent", "status"), ("/page", "document"), ("/slow", "time")]
)
def test_a_checkup_of_what_cannot_be_polled_ends_with_one(
    shell: Shell, publisher: FeedServer, path: str, name: str
) -> None:
    shell.write("monitor.toml", '[fetch]\nallow_private = true\ntimeout = "500ms"\n')
    show(publisher, "/page")
    publisher.set("/slow", delay=3.0)

    result = shell.run("feeds", "check", publisher.url + path, "--json")

    assert result.code == 1
    broken = [one for one in map(json.loads, result.out.splitlines()) if one["state"] == "broken"]
    assert [one["name"] for one in broken] == [name]


def test_imports_a_list_and_reports_each_line(shell: Shell) -> None:
    text = LIST.replace("</body>", '<outline xmlUrl="javascript:alert(1)"/></body>')
    file = shell.write("list.opml", text)

    dry = shell.done("feeds", "import", file, "--dry-run")
    objects = shell.objects("feeds", "import", file)
    again = shell.done("feeds", "import", file)

    assert "added     https://a.example/f" in dry
    assert "1 added, 1 skipped (dry run: nothing was changed)" in dry
    assert [(one["change"], one["key"], one["reason"]) for one in objects] == [
        ("added", "https://a.example/f", None),
        ("skipped", "javascript:alert(1)", "scheme"),
    ]
    assert objects[0]["tags"] == ["News"]
    assert "1 unchanged, 1 skipped" in again


def test_imports_a_list_from_standard_input(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a.example/f\nb.example/f\n")))

    said = shell.done("feeds", "import", "-")

    assert "2 added" in said
    assert urls(shell) == ["https://a.example/f", "https://b.example/f"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<!DOCTYPE opml><opml/>", 2),
        ("{}", 2),
        ("javascript:alert(1)\n", 1),
        ("", 2),
        ("Dear readers", 2),
    ],
)
def test_a_list_without_a_feed_ends_with_an_error(shell: Shell, text: str, code: int) -> None:
    result = shell.run("feeds", "import", shell.write("list.opml", text))

    assert result.code == code
    assert "Traceback" not in result.err


def test_exports_a_list_that_another_newsroom_imports(shell: Shell) -> None:
    shell.done("feeds", "add", "https://nowhere.invalid/f", "--interval", "5m", "--tags", "a, b")
    shell.done("feeds", "pause", "https://nowhere.invalid/f")
    before = shell.objects("feeds", "list")

    shell.done("feeds", "export", "out.opml")
    shell.done("feeds", "remove", "https://nowhere.invalid/f")
    shell.done("feeds", "import", "out.opml")

    kept = ("url", "tags", "interval", "state", "source")
    after = shell.objects("feeds", "list")
    assert [[one[key] for key in kept] for one in after] == [
        [one[key] for key in kept] for one in before
    ]
    assert shell.done("feeds", "export").startswith("<?xml")
