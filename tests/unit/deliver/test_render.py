from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from monitor.deliver import render, render_test
from monitor.model import Field, Priority
from tests.support.deliveries import NOON, find_evidence, make_leased, make_reported
from tests.support.hostile import HOSTILE
from tests.support.telling import make_standing

VOID = {"meta", "br", "link", "img", "hr"}


class Reader(HTMLParser):
    """Reads HTML as a mail program does: its elements, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.marked: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if "mark" in self.open:
            self.marked.append(data)


def test_says_everything_an_analyst_asks_for_in_every_form():
    message = render(make_leased())
    blocks = str(message.blocks)

    for said in (
        "Shoigu visits Pyongyang",
        "Beispiel-Zeitung",
        "German",
        "2026-11-24 11:56 UTC",
        "2026-11-24 11:59 UTC",
        "https://example.org/politik/schoigu",
        "@shoigu",
        "URGENT",
        "first report: @shoigu found as «Schoigu»",
        "monitor why https://example.org/politik/schoigu",
        "monitor silences add",
        "alert 42",
    ):
        assert said in message.text
        assert said in Reader(message.html).text or said in message.html
        assert said in blocks


def test_marks_the_match_in_each_form_its_own_way():
    message = render(make_leased())

    assert "\nSchoigu in Pjöngjang eingetroffen\n" in message.text, "a title is copied as it is"
    assert "«Schoigu» in Pjöngjang eingetroffen" in message.text
    assert Reader(message.html).marked == ["Schoigu"]
    assert "*Schoigu*" in str(message.blocks)


def test_the_subject_names_topic_title_and_source():
    message = render(make_leased())

    assert message.subject == (
        "[URGENT] Shoigu visits Pyongyang: Schoigu in Pjöngjang eingetroffen (Beispiel-Zeitung)"
    )


@pytest.mark.parametrize("priority", [Priority.LOW, Priority.NORMAL, Priority.HIGH])
def test_only_urgent_topics_shout(priority):
    message = render(make_leased(priority=priority))

    assert "URGENT" not in message.subject + message.text + message.html + str(message.blocks)


def test_links_the_title_and_offers_to_open_the_article():
    links = Reader(render(make_leased()).html).links

    assert links == ["https://example.org/politik/schoigu"] * 2


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "ftp://example.org/x"])
def test_an_article_without_a_web_address_is_told_without_a_link(url):
    message = render(make_leased(article=make_reported(url=url)))

    assert Reader(message.html).links == []
    assert "javascript" not in message.html + message.text + str(message.blocks)
    assert "monitor alerts show 42" in message.text


def test_says_that_the_publisher_gave_no_date():
    message = render(make_leased(article=make_reported(published_at=None)))

    assert "not stated" in message.text
    assert "No publication time stated" in message.html
    assert "None" not in message.text + message.html + str(message.blocks)


def test_an_unknown_language_is_left_out():
    message = render(make_leased(article=make_reported(language=None)))

    assert "None" not in message.text + message.html + str(message.blocks)
    assert "Beispiel-Zeitung · example.org" in message.text


def test_a_language_without_a_name_is_shown_by_its_code():
    message = render(make_leased(article=make_reported(language="qu")))

    assert "Beispiel-Zeitung · qu · example.org" in message.text


def test_shows_the_true_name_of_a_look_alike_host():
    message = render(make_leased(article=make_reported(url="https://аррӏе.com/x")))

    assert "xn--80ak6aa92e.com" in message.text
    assert "xn--80ak6aa92e.com" in message.html
    # `why` finds an article by its address as we keep it, which is not typed here.
    assert "monitor alerts show 42" in message.text


def test_foreign_text_is_set_apart_by_direction():
    article = make_reported(title="شويغو يصل إلى بيونغ يانغ", language="ar", source="صحيفة")
    leased = make_leased(article=article, evidence=(find_evidence(article, "شويغو"),))

    html = render(leased).html

    assert '<td dir="rtl" lang="ar" align="right"' in html
    assert "<bdi>صحيفة</bdi>" in html


def test_the_same_delivery_renders_the_same_message():
    assert render(make_leased(attempt=1)) == render(make_leased(attempt=9))


def test_the_message_carries_key_topic_and_time_of_the_alert():
    message = render(make_leased(key="a/b/c"))

    assert (message.key, message.topic, message.written_at) == (
        "a/b/c",
        "shoigu-in-pyongyang",
        NOON,
    )


def test_counts_passages_that_there_was_no_room_for():
    words = [f"Wort{number:02}" for number in range(10)]
    article = make_reported(text=("Lorem ipsum " * 30).join(words))
    evidence = tuple(find_evidence(article, word, field=Field.TEXT) for word in words)

    message = render(make_leased(article=article, evidence=evidence))

    assert "and 4 more passages" in message.text
    assert "and 4 more passages" in message.html
    assert "and 4 more passages" in str(message.blocks)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_stays_text(text):
    plain = Reader(render(make_leased()).html)
    article = make_reported(title=text, summary=text, source=text, url=f"https://x.org/{text}")
    evidence = tuple(find_evidence(article, word) for word in (text[:7],) if word)

    message = render(make_leased(article=article, evidence=evidence, reason=text))

    html = Reader(message.html)
    assert html.open == []
    assert html.tags <= plain.tags
    assert html.attributes <= plain.attributes
    assert len(message.html) < 20_000
    assert len(message.text) < 10_000
    assert "=?" not in message.subject
    assert len(message.subject.splitlines()) == 1
    (message.subject + message.text + message.html).encode("utf-8")


def test_a_title_of_nothing_is_named_by_its_address():
    message = render(make_leased(article=make_reported(title=" "), evidence=()))

    assert "https://example.org/politik/schoigu" in message.subject


def test_a_test_message_names_the_receiver_and_the_time():
    message = render_test("desk-mail", NOON)

    assert message.subject == "Test message for receiver desk-mail"
    assert "desk-mail, sent 2026-11-24 12:00 UTC" in message.text
    assert "desk-mail" in Reader(message.html).text
    assert "desk-mail" in str(message.blocks)


def test_two_test_messages_are_two_messages():
    first = render_test("desk", NOON)
    second = render_test("desk", NOON.replace(second=1))

    assert first.key != second.key


def test_a_test_message_escapes_the_name_of_its_receiver():
    message = render_test("<b>desk</b> <!channel>", NOON)

    assert "<b>" not in message.html
    assert "<!channel>" not in str(message.blocks)


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (None, None),
        (make_standing(), None),
        (make_standing(articles=2, publishers=2), "2 independent publishers"),
        (
            make_standing(articles=41, publishers=1, copies=40),
            "1 independent publisher, 40 copies",
        ),
        (
            make_standing(articles=4, publishers=3, copies=1, languages=("de", "ko", "ru")),
            "3 independent publishers, 1 copy, in German, Korean, Russian",
        ),
        (
            make_standing(articles=9, publishers=9, languages=tuple("abcdefgh")),
            "9 independent publishers, in a, b, c, d, e, f and 2 more",
        ),
    ],
)
def test_says_how_many_publishers_and_copies_there_are(standing, said):
    leased = make_leased()
    message = render(replace(leased, alert=replace(leased.alert, standing=standing)))

    for form in (message.text, message.html, str(message.blocks)):
        assert ("independent publisher" in form) is (said is not None)
        assert said is None or said in form
