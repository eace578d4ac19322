from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.feeds import FeedList, SkipReason, read_list
from monitor.feeds.opml import MAX_DEPTH, MAX_LIST_BYTES, MAX_OUTLINES
from monitor.parse import decode_page

OTHERS = Path(__file__).parents[3].parent / "shared" / "data" / "feeds" / "listparser"


def read(text: str) -> FeedList:
    return read_list(text, file="list.opml")


def opml(body: str) -> str:
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{body}</body></opml>'


def urls(found: FeedList) -> list[str]:
    return [feed.url for feed in found.feeds]


def refusal(text: str) -> str:
    with pytest.raises(ConfigError) as told:
        read(text)
    return str(told.value)


def test_reads_a_feed_with_its_title_and_line() -> None:
    found = read(
        '<opml version="2.0">\n<head><title> My\n feeds </title></head>\n<body>\n'
        '<outline type="rss" text="Times" xmlUrl="https://times.example/f"/>\n</body></opml>'
    )

    [feed] = found.feeds
    assert (found.title, found.skipped, found.warnings) == ("My feeds", (), ())
    assert (feed.url, feed.title, feed.line, feed.tags) == (
        "https://times.example/f",
        "Times",
        5,
        (),
    )


@pytest.mark.parametrize(
    "attributes",
    [
        'xmlURL="https://a.example/f"',
        'XMLURL="https://a.example/f" type="RSS"',
        'type="atom" url="https://a.example/f"',
        'type="link" xmlUrl="https://a.example/f"',
        'xmlUrl="  https://a.example/f\n"',
        'xmlUrl="feed:https://a.example/f"',
        'type="nonsense" title="" xmlUrl="https://a.example/f"',
    ],
)
def test_takes_a_feed_however_a_program_writes_it(attributes: str) -> None:
    assert urls(read(opml(f"<outline {attributes}/>"))) == ["https://a.example/f"]


def test_makes_tags_of_folders_and_of_categories() -> None:
    found = read(
        opml(
            '<outline text="News"><outline title=" Far  East ">'
            '<outline xmlUrl="https://a.example/f" category="/Asia/Korea, wire"/>'
            "</outline></outline>"
        )
    )

    assert found.feeds[0].tags == ("News", "Far East", "Asia", "Korea", "wire")


def test_a_feed_in_two_folders_is_one_feed_with_two_tags() -> None:
    found = read(
        opml(
            '<outline text="A"><outline xmlUrl="https://a.example/f"/></outline>'
            '<outline text="B"><outline xmlUrl="https://a.example/f"/></outline>'
        )
    )

    assert [feed.tags for feed in found.feeds] == [("A", "B")]
    assert [one.reason for one in found.skipped] == [SkipReason.TWICE]


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ('type="include" url="https://a.example/more.opml"', SkipReason.LIST),
        ('type="link" url="https://a.example/more.opml"', SkipReason.LIST),
        ('type="source" xmlUrl="https://a.example/more.opml"', SkipReason.LIST),
        ('type="rss" xmlUrl="" htmlUrl="https://a.example/"', SkipReason.SITE),
        ('type="rss" text="Lost"', SkipReason.NO_ADDRESS),
        ('xmlUrl="javascript:alert(1)"', SkipReason.SCHEME),
        ('xmlUrl="file:///etc/passwd"', SkipReason.SCHEME),
        ('xmlUrl="data:text/xml,x"', SkipReason.SCHEME),
        ('xmlUrl="/relative"', SkipReason.SCHEME),
        ('xmlUrl="https:///nohost"', SkipReason.MALFORMED),
        ('xmlUrl="https://a.example/with space"', SkipReason.MALFORMED),
        ('xmlUrl="https://[::1"', SkipReason.MALFORMED),
    ],
)
def test_says_of_each_line_why_it_was_not_taken(attributes: str, reason: SkipReason) -> None:
    found = read(opml(f'\n<outline {attributes}/><outline xmlUrl="https://b.example/f"/>'))

    assert urls(found) == ["https://b.example/f"]
    assert [(one.reason, one.line) for one in found.skipped] == [(reason, 2)]


@pytest.mark.parametrize(
    "text",
    [
        '<opml><body><outline xmlUrl="https://a.example/?a=1&b=2" text="R&D"/></body></opml>',
        '<opml><body><outline xmlUrl="https://a.example/?a=1&amp;b=2" text="R&amp;D">',
        '<opml><outline xmlUrl=https://a.example/?a=1&amp;b=2 text="R&amp;D"></bogus>',
        '<x:opml><outline fz:o="1" xmlUrl="https://a.example/?a=1&amp;b=2" text="R&amp;D"/>',
    ],
)
def test_reads_a_list_that_is_not_well_formed_as_far_as_it_goes(text: str) -> None:
    found = read(text)

    assert urls(found) == ["https://a.example/?a=1&b=2"]
    assert found.feeds[0].title == "R&D"
    assert ["not well-formed" in warning for warning in found.warnings] == [True]


@pytest.mark.parametrize("attribute", ['monitor:interval="5m"', 'm:interval="5m"'])
def test_reads_our_own_settings_also_where_the_list_was_cut_short(attribute: str) -> None:
    prefix = attribute.partition(":")[0]
    found = read(
        f'<opml xmlns:{prefix}="urn:x-monitor:opml:1"><body>'
        f'<outline xmlUrl="https://a.example/f" {attribute}/>'
    )

    assert found.feeds[0].settings == {"interval": "5m"}


@pytest.mark.parametrize("tail", ["", "<broken"])
def test_refuses_a_document_type_and_so_every_entity(tail: str) -> None:
    bomb = '<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    body = opml('<outline xmlUrl="https://a.example/&b;"/>').removeprefix('<?xml version="1.0"?>')

    assert "document type" in refusal(f"{bomb}{body}{tail}")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x" * (MAX_LIST_BYTES + 1), "larger than 5 MiB"),
        (opml('<outline text="x"/>' * (MAX_OUTLINES + 1)), "more than 50,000 outlines"),
        ("https://a.example/\n" * (MAX_OUTLINES + 1), "more than 50,000 addresses"),
        (opml('<outline text="x">' * (MAX_DEPTH + 1)), "deeper than 100 folders"),
        ('{"feeds": []}', "is JSON"),
        ("<html><body>Hello</body></html>", "no OPML: it begins with <html>"),
        ("<rss><channel/></rss>", "monitor feeds add"),
    ],
)
def test_refuses_whole_what_is_no_list_or_too_much(text: str, problem: str) -> None:
    assert problem in refusal(text)


def test_takes_fifty_thousand_feeds() -> None:
    many = "".join(f'<outline xmlUrl="https://{n}.example/"/>' for n in range(MAX_OUTLINES))

    assert len(read(opml(many)).feeds) == MAX_OUTLINES


def test_reads_one_address_a_line() -> None:
    found = read(
        "# my feeds\n\nhttps://a.example/f\nb.example/rss  a note\n"
        'https://c.example/f "News" "~Example Times" "!hidden"\nnonsense\n'
    )

    assert urls(found) == ["https://a.example/f", "https://b.example/rss", "https://c.example/f"]
    assert (found.feeds[2].tags, found.feeds[2].title) == (("News",), "Example Times")
    assert [(one.line, one.what) for one in found.skipped] == [(6, "nonsense")]


def expectations(document: str) -> tuple[int | None, dict[int, str], list[tuple[str, int]]]:
    """Read what a document of listparser's says of itself: how many feeds, which, with what."""
    count = re.search(r"len\(result\['feeds'\]\) == (\d+)", document)
    addresses = re.findall(r"\['feeds'\]\[(\d+)\]\['url'\] == ['\"]([^'\"]*)", document)
    tags = re.findall(r"'([^']*)' in result\['feeds'\]\[(\d+)\]\['tags'\]", document)
    return (
        None if count is None else int(count[1]),
        {int(number): url for number, url in addresses},
        [(tag, int(number)) for tag, number in tags],
    )


@pytest.mark.skipif(not OTHERS.is_dir(), reason="the documents of other projects are not here")
def test_reads_the_lists_of_another_project_as_it_expects() -> None:
    documents = [
        path
        for folder in ("opml", "malformed")
        for path in sorted((OTHERS / "tests" / "files" / folder).rglob("*.xml"))
    ]

    for path in documents:
        body = path.read_bytes()
        found = read(decode_page(body, None))
        count, addresses, tags = expectations(body.decode("utf-8", "replace"))

        assert count in {None, len(found.feeds)}, path
        assert all(found.feeds[number].url == url for number, url in addresses.items()), path
        assert all(tag in found.feeds[number].tags for tag, number in tags), path
    assert len(documents) > 80


@pytest.mark.skipif(not OTHERS.is_dir(), reason="the documents of other projects are not here")
def test_refuses_the_friends_of_friends_of_another_project_in_words() -> None:
    documents = sorted((OTHERS / "tests" / "files" / "rdf").rglob("*.xml"))

    for path in documents:
        assert "is no OPML" in refusal(decode_page(path.read_bytes(), None)), path
    assert documents


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        (" \n\t\n", "is empty"),
        ("https://a.example/f\n\0\0", "is no text"),
        ("Dear readers,\nthis is no list.\nYours", "hardly has a line that is an address"),
        ("https://a.example/f\n" + "a word\n" * 20, "hardly has a line that is an address"),
    ],
)
def test_refuses_what_is_no_list_at_all(text: str, problem: str) -> None:
    assert problem in refusal(text)


@pytest.mark.parametrize("text", ["# none yet", "javascript:alert(1)", "a.example\na word\nb"])
def test_takes_a_poor_list_for_a_list(text: str) -> None:
    assert read(text).warnings == ()
