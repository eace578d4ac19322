"""The errors are one tree: drawn as it is, told in sentences, whole after a journey."""

from __future__ import annotations

import inspect
import pickle
import re
from datetime import timedelta

import pytest

from monitor import errors
from monitor.errors import MonitorError, Problem

URL = "https://times.example/feed.xml"
CLASSES = {
    kind.__name__: kind
    for kind in vars(errors).values()
    if inspect.isclass(kind) and issubclass(kind, Exception)
}
PROBLEM = Problem(
    file="newsroom.yaml",
    line=7,
    where="topics.visit.receiver",
    problem="is no key",
    value="[desk]",
    remedy="did you mean receivers?",
)

#: One of each, and what a person reads.
TOLD: list[tuple[MonitorError, str]] = [
    (MonitorError(), "Something went wrong in monitor"),
    (
        errors.ConfigError((PROBLEM, PROBLEM)),
        "\n".join(
            [
                (
                    "newsroom.yaml:7: topics.visit.receiver: is no key (given: [desk]) "
                    "– did you mean receivers?"
                )
            ]
            * 2
        ),
    ),
    (errors.FeedError(URL), f"A feed could not be read; url: {URL}"),
    (errors.FetchError(URL), f"The document could not be fetched; url: {URL}"),
    (errors.ConnectFailed(URL), f"No connection to the server; url: {URL}"),
    (errors.FetchTimeout(URL), f"The server did not finish within the deadline; url: {URL}"),
    (
        errors.TooManyRedirects(URL),
        f"The server redirected too often or in a circle; url: {URL}",
    ),
    (
        errors.BadStatus(URL, status_code=503, retry_after=timedelta(minutes=2)),
        f"The server answered with an error status; url: {URL}; status code: 503",
    ),
    (
        errors.BodyTooLarge(URL, limit=1024),
        f"The document is larger than the limit; url: {URL}; limit: 1024",
    ),
    (
        errors.BadEncoding(URL, encoding="br"),
        (
            "The server sent a content encoding that was not offered, or broke it; "
            f"url: {URL}; encoding: br"
        ),
    ),
    (
        errors.NotAPage(URL, media_type="application/pdf"),
        f"The document is not a web page; url: {URL}; media type: application/pdf",
    ),
    (
        errors.AddressRefused(URL, address="10.0.0.1"),
        f"The address guard refused to call this address; url: {URL}; address: 10.0.0.1",
    ),
    (
        errors.ParseError(URL, format="rss20"),
        f"The document could not be parsed; url: {URL}; format: rss20",
    ),
    (errors.NotAFeed(URL), f"{URL} is not a feed but something else; check the address"),
    (
        errors.NotAFeed(URL, format="wall", wall="Cloudflare"),
        (
            f"{URL} is not a feed but a page that keeps programs out (Cloudflare); ask the "
            "publisher to let this program through (name its User-Agent), or use another feed"
        ),
    ),
    (
        errors.ParseLimit(URL, limit="20 s"),
        (
            "Parsing the document took more time or memory than it may take; "
            f"url: {URL}; limit: 20 s"
        ),
    ),
    (errors.Unstorable(URL), f"The database refused what this document says; url: {URL}"),
    (
        errors.Unpollable(URL),
        (f"A fault of this program kept the feed from being polled; the log has it; url: {URL}"),
    ),
    (
        errors.QuerySyntaxError("shoigu AND\t(", position=11, expected="a word or a phrase"),
        (
            "the query cannot be understood at position 12: a word or a phrase\n"
            "  shoigu AND (\n"
            "             ^"
        ),
    ),
    (
        errors.NoWikidata("https://wikidata.example/w/api.php", problem="there is no Q0"),
        (
            "Wikidata did not answer what was asked; url: https://wikidata.example/w/api.php; "
            "problem: there is no Q0"
        ),
    ),
    (
        errors.AddressTaken("127.0.0.1:8600", problem="Address already in use"),
        (
            "the pages cannot be served at 127.0.0.1:8600: Address already in use; "
            "set another address as `bind` under [web]"
        ),
    ),
    (errors.StoreError(), "The database could not do what was asked"),
    (errors.NotFound("topic", "visit"), "there is no topic visit"),
    (
        errors.Conflict("topic", "visit"),
        "Another thing has this name already; noun: topic; key: visit",
    ),
    (
        errors.LeaseLost("desk:17"),
        "Somebody else took over this work while it was being done; holder: desk:17",
    ),
    (
        errors.DatabaseBusy("monitor.db"),
        "Another monitor daemon is already running on this database; path: monitor.db",
    ),
    (
        errors.DatabaseUnavailable("sqlite:///monitor.db", problem="disk I/O error"),
        "the database sqlite:///monitor.db cannot be used: disk I/O error",
    ),
    (
        errors.DatabaseRefused("UNIQUE constraint failed"),
        "The database refused what was asked of it; problem: UNIQUE constraint failed",
    ),
    (
        errors.BackupRefused("the file exists"),
        "The backup was not made; problem: the file exists",
    ),
    (
        errors.SchemaMismatch(found=None, expected="2"),
        "the database has no tables yet; run `monitor db upgrade`",
    ),
    (
        errors.SchemaMismatch(found="1", expected="2"),
        (
            "the database has schema 1, this version of monitor works with 2; if it is older run "
            "`monitor db upgrade`, if it is newer install the newer monitor"
        ),
    ),
    (
        errors.DeliveryError(reason="550 no such user", permanent=True),
        "A receiver did not take a message; reason: 550 no such user",
    ),
]


def draw(line: str) -> tuple[int, list[str], set[str]] | None:
    """Read one line of the drawing: how deep, which classes, which attributes."""
    drawn = re.match(r"([│├└─ ]*)([A-Z].*)", line)
    if drawn is None:
        return None
    names, _, attributes = re.sub(r" +· ", " · ", drawn[2]).partition("  ")
    told = re.sub(r"\(.*\)", "", attributes)
    return len(drawn[1]) // 4, names.split(" · "), set(re.findall(r"[a-z_]+", told))


def read_drawing() -> dict[str, tuple[str | None, set[str]]]:
    """Give the parent and the own attributes of each class that is drawn."""
    above: dict[int, str] = {}
    drawing: dict[str, tuple[str | None, set[str]]] = {}
    for line in str(errors.__doc__).partition("\n\n")[2].splitlines():
        if (drawn := draw(line)) is not None:
            depth, names, attributes = drawn
            for name in names:
                above[depth] = name
                drawing[name] = (above.get(depth - 1), attributes)
    return drawing


def test_the_drawing_shows_the_tree_as_it_is() -> None:
    drawn = {name: parent for name, (parent, _) in read_drawing().items()}

    assert drawn == {
        name: None if kind is MonitorError else kind.__base__.__name__
        for name, kind in CLASSES.items()
    }


@pytest.mark.parametrize("error", [error for error, _ in TOLD], ids=lambda it: type(it).__name__)
def test_the_drawing_names_the_facts_that_an_error_carries(error: MonitorError) -> None:
    drawing = read_drawing()

    drawn: set[str] = set()
    name: str | None = type(error).__name__
    while name is not None:
        parent, attributes = drawing[name]
        drawn |= attributes
        name = parent

    assert drawn == set(vars(error))


def test_every_error_is_tried_here() -> None:
    assert {type(error).__name__ for error, _ in TOLD} == set(CLASSES)


@pytest.mark.parametrize(("error", "told"), TOLD, ids=lambda it: type(it).__name__)
def test_an_error_is_told_in_a_sentence(error: MonitorError, told: str) -> None:
    assert str(error) == told


@pytest.mark.parametrize(("error", "told"), TOLD, ids=lambda it: type(it).__name__)
def test_an_error_comes_whole_from_another_process(error: MonitorError, told: str) -> None:
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own

    assert type(back) is type(error)
    assert vars(back) == vars(error)
    assert str(back) == told


def test_the_cause_is_told_after_the_sentence() -> None:
    error = errors.ConnectFailed(URL)
    error.__cause__ = ConnectionRefusedError("nobody there")

    assert str(error).endswith("; cause: ConnectionRefusedError: nobody there")


def test_a_problem_of_the_environment_has_no_line() -> None:
    problem = Problem(file="environment", line=None, where="MONITOR_X", problem="is no setting")

    assert str(problem) == "environment: MONITOR_X: is no setting"
