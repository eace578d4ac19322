from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from monitor.feeds import Outline, read_list, write_list
from tests.support.builders import NOW


def make_outline(url: str = "https://a.example/f", **values: object) -> Outline:
    return Outline(**{"url": url, "title": "A", "settings": {}, **values})


def write(*outlines: Outline) -> str:
    return write_list(outlines, title="Feeds", now=NOW)


def parse(text: str) -> Any:
    return ET.fromstring(text)  # noqa: S314 - a document of our own


def test_writes_what_other_programs_read() -> None:
    root = parse(write(make_outline(url="https://a.example/?a=1&b=<2>", title='"A" & B')))

    [outline] = root.iter("outline")
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert outline.attrib == {
        "text": '"A" & B',
        "title": '"A" & B',
        "type": "rss",
        "xmlUrl": "https://a.example/?a=1&b=<2>",
    }


def test_puts_feeds_into_folders_by_their_first_tag() -> None:
    root = parse(
        write(
            make_outline("https://1.example/", tags=("News", "wire")),
            make_outline("https://2.example/"),
            make_outline("https://3.example/", tags=("News",)),
        )
    )

    folder, alone = root.findall("body/outline")
    assert folder.get("text") == "News"
    assert [one.get("xmlUrl") for one in folder] == ["https://1.example/", "https://3.example/"]
    assert folder[0].get("category") == "News,wire"
    assert alone.get("xmlUrl") == "https://2.example/"


def test_writes_our_settings_into_a_namespace_and_reads_them_back() -> None:
    text = write(make_outline(settings={"family": "A\n&\t<B>", "fullText": "true"}))

    [feed] = read_list(text, file="x").feeds
    assert feed.settings == {"family": "A\n&\t<B>", "fulltext": "true"}
    assert "urn:x-monitor:opml:1" in text


def test_writes_a_document_that_can_be_read_whatever_a_title_holds() -> None:
    text = write(make_outline(title="a\x00b\x1bc\ud800d\ufffee"))

    assert parse(text).find(".//outline") is not None
