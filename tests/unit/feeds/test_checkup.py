from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from monitor.feeds import (
    Checkup,
    Condition,
    Symptom,
    Trouble,
    Visit,
    is_usable,
    judge_feed,
    suggest_interval,
)
from tests.support.builders import NOW
from tests.support.facts import make_facts

URL = "https://times.example/world.xml"
FINE, DOUBTFUL, BROKEN = Condition.FINE, Condition.DOUBTFUL, Condition.BROKEN


HEADERS = {"etag": '"1"', "content-type": "application/rss+xml", "content-encoding": "gzip"}


def make_visit(**values: Any) -> Visit:
    return Visit(**{"status_code": 200, "final_url": URL, "headers": HEADERS, **values})


def make_checkup(**values: Any) -> Checkup:
    defaults = {
        "url": URL,
        "visit": make_visit(),
        "again": make_visit(status_code=304),
        "facts": make_facts(),
    }
    return Checkup(**{**defaults, **values})


def symptom(checkup: Checkup, name: str) -> Symptom:
    [found] = [one for one in judge_feed(checkup) if one.name == name]
    return found


def test_a_good_feed_is_well_in_all_respects() -> None:
    symptoms = judge_feed(make_checkup())

    assert [one.name for one in symptoms if one.condition is not FINE] == []
    assert [one.name for one in symptoms if one.advice] == []
    assert is_usable(symptoms)


@pytest.mark.parametrize(
    ("trouble", "name"),
    [
        (Trouble.ADDRESS, "address"),
        (Trouble.NAME, "name"),
        (Trouble.TLS, "tls"),
        (Trouble.CONNECTION, "connection"),
        (Trouble.TIMEOUT, "time"),
        (Trouble.REDIRECTS, "redirects"),
        (Trouble.SIZE, "size"),
        (Trouble.CODING, "encoding"),
        (Trouble.OTHER, "connection"),
    ],
)
def test_names_what_kept_an_answer_away_and_what_helps(trouble: Trouble, name: str) -> None:
    visit = Visit(headers={}, trouble=trouble, error="it did not work")

    symptoms = judge_feed(Checkup(url=URL, visit=visit))

    assert (symptoms[-1].name, symptoms[-1].condition) == (name, BROKEN)
    assert symptoms[-1].text == "it did not work"
    assert symptoms[-1].advice
    assert not is_usable(symptoms)


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410, 429, 451, 500, 503])
def test_an_error_status_keeps_a_feed_from_being_polled(status: int) -> None:
    visit = make_visit(status_code=status, headers={"retry-after": "120"})

    symptoms = judge_feed(make_checkup(visit=visit, facts=None))

    assert not is_usable(symptoms)
    assert symptoms[-1].text == f"{status}; Retry-After: 120"
    assert symptoms[-1].advice or status == 301


def test_an_answer_that_is_no_feed_is_said_to_be_what_it_is() -> None:
    checkup = make_checkup(facts=None, error="x is no feed but a web page", named="https://f/")

    assert symptom(checkup, "document").text == "x is no feed but a web page"
    assert symptom(checkup, "document").advice == "the page names https://f/"
    assert not is_usable(judge_feed(checkup))


@pytest.mark.parametrize(
    ("visit", "condition", "text"),
    [
        ({}, FINE, "none"),
        ({"final_url": "https://times.example/w"}, FINE, "led to https://times.example/w"),
        (
            {"final_url": "https://new.example/w", "moved_to": "https://new.example/w"},
            DOUBTFUL,
            "moved permanently to https://new.example/w",
        ),
    ],
)
def test_tells_a_move_for_good_from_one_for_now(
    visit: dict[str, Any], condition: Condition, text: str
) -> None:
    found = symptom(make_checkup(visit=make_visit(**visit)), "redirects")

    assert found.condition is condition
    assert text in found.text


@pytest.mark.parametrize(
    ("again", "is_same", "condition"),
    [
        ({"status_code": 304}, False, FINE),
        ({"status_code": 200}, True, DOUBTFUL),
        ({"status_code": 200}, False, FINE),
        ({"status_code": 500}, False, DOUBTFUL),
        ({"status_code": None, "trouble": Trouble.TIMEOUT, "error": "late"}, False, DOUBTFUL),
    ],
)
def test_says_whether_the_server_keeps_what_its_validators_promise(
    again: dict[str, Any], is_same: bool, condition: Condition
) -> None:
    checkup = make_checkup(again=make_visit(**again), is_same=is_same)

    assert symptom(checkup, "conditional").condition is condition


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"visit": make_visit(headers={"content-type": "text/xml"}), "again": None}, "validators"),
        ({"visit": make_visit(headers={**HEADERS, "content-type": "text/html"})}, "media type"),
        ({"visit": make_visit(body_bytes=3 << 20)}, "size"),
        ({"visit": make_visit(took=timedelta(seconds=9))}, "time"),
        ({"url": "http://times.example/world.xml"}, "tls"),
        ({"facts": make_facts(flaw="mismatched tag")}, "format"),
        ({"facts": make_facts(entries=0)}, "entries"),
        ({"facts": make_facts(beyond=2_600)}, "entries"),
        ({"facts": make_facts(undated=3)}, "dates"),
        ({"facts": make_facts(future=1)}, "dates"),
        ({"facts": make_facts(is_frozen=True)}, "dates"),
        ({"facts": make_facts(newest_at=NOW - timedelta(days=400))}, "freshness"),
        ({"facts": make_facts(without_id=2)}, "ids"),
        ({"facts": make_facts(shared_ids=2)}, "ids"),
        ({"facts": make_facts(without_link=1)}, "links"),
        ({"facts": make_facts(relative_links=4)}, "links"),
        ({"facts": make_facts(without_title=4)}, "titles"),
        ({"facts": make_facts(language=None)}, "languages"),
        ({"facts": make_facts(language="de")}, "languages"),
        ({"facts": make_facts(text_chars=200)}, "texts"),
        ({"facts": make_facts(text_chars=0)}, "texts"),
    ],
)
def test_what_is_odd_is_doubtful_comes_with_advice_and_does_not_stop_a_poll(
    values: dict[str, Any], name: str
) -> None:
    checkup = make_checkup(**values)

    assert symptom(checkup, name).condition is DOUBTFUL
    assert symptom(checkup, name).advice
    assert is_usable(judge_feed(checkup))


def test_tells_of_hubs() -> None:
    checkup = make_checkup(facts=make_facts(hubs=("https://hub.example/",)))

    assert symptom(checkup, "push").text == "WebSub: https://hub.example/"


@pytest.mark.parametrize(
    ("pace", "window", "suggested"),
    [
        (timedelta(hours=1), timedelta(hours=10), timedelta(hours=1)),
        (timedelta(minutes=12), timedelta(days=1), timedelta(minutes=10)),
        (timedelta(seconds=10), timedelta(minutes=5), timedelta(minutes=5)),
        (timedelta(days=9), timedelta(days=90), timedelta(days=1)),
        (timedelta(hours=4), timedelta(hours=1), timedelta(minutes=30)),
        (None, timedelta(hours=1), None),
    ],
)
def test_suggests_an_interval_that_meets_what_is_new_and_misses_nothing(
    pace: timedelta | None, window: timedelta, suggested: timedelta | None
) -> None:
    assert suggest_interval(make_facts(pace=pace, oldest_at=NOW - window)) == suggested


def test_an_encoding_that_is_called_by_a_false_name_is_odd() -> None:
    checkup = make_checkup(facts=make_facts(mislabeled="iso-8859-1"))

    assert symptom(checkup, "encoding").condition is DOUBTFUL


def test_what_speaks_no_tls_has_no_bad_certificate() -> None:
    visit = Visit(headers={}, trouble=Trouble.HANDSHAKE, error="wrong version number")

    found = symptom(make_checkup(visit=visit), "tls")

    assert found.is_broken
    assert "certificate" not in f"{found.text} {found.advice}"
