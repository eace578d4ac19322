from __future__ import annotations

import json
import re

import pytest

from monitor.deliver import render
from monitor.model import Field
from tests.support.deliveries import find_evidence, make_leased, make_reported
from tests.support.hostile import HOSTILE


def texts_of(node: object) -> list[dict[str, object]]:
    """Give every text object of the blocks."""
    if isinstance(node, dict):
        own = [node] if isinstance(node.get("text"), str) else []
        return own + [text for value in node.values() for text in texts_of(value)]
    if isinstance(node, list | tuple):
        return [text for item in node for text in texts_of(item)]
    return []


def assert_slack_takes(blocks) -> None:
    assert 0 < len(blocks) <= 50
    assert len(json.dumps(blocks, ensure_ascii=False)) <= 12_000
    for block in blocks:
        for text in texts_of(block):
            longest = {"header": 150, "section": 3_000, "context": 3_000}[block["type"]]
            assert 0 < len(text["text"]) <= longest
            if text["type"] == "mrkdwn":
                assert text["verbatim"] is True


def assert_nothing_breaks_out(blocks) -> None:
    for text in texts_of(list(blocks)):
        said = text["text"]
        # Our own links are all that Slack may parse, and our own marks all that format.
        links = re.findall(r"<[^<>]*>", said)
        assert all(re.fullmatch(r"<https?://[!-~]+\|[^<>|]*>", link) for link in links), links
        rest = re.sub(r"<[^<>]*>", "", said)
        assert not re.search(r"[<>]", rest)
        assert not re.search(r"&(?!amp;|lt;|gt;)", said)
        if text["type"] == "plain_text":
            continue  # stars and underscores format nothing there
        unmarked = re.sub(r"\u200b\*[^*\n]*\*\u200b|^\*[^*\n]*\*$", "", rest, flags=re.MULTILINE)
        assert "*" not in unmarked
        assert unmarked.count("`") % 2 == 0
        assert not re.search(r"[_~]", unmarked)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_neither_breaks_out_nor_breaks_the_limits(text):
    article = make_reported(title=text, summary=text, text=text, source=text)
    evidence = tuple(
        find_evidence(article, text[:9], field=field)
        for field in (Field.TITLE, Field.SUMMARY, Field.TEXT)
        if text
    )

    message = render(make_leased(article=article, evidence=evidence, reason=text))

    assert_slack_takes(message.blocks)
    assert_nothing_breaks_out(message.blocks)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a|b>c<!channel>",
        "https://example.org/?q=<@U1>&lt;=1",
        "https://example.org/`x`*y*",
        "https://example.org/" + "&" * 290,
    ],
)
def test_a_hostile_address_stays_inside_its_link(url):
    message = render(make_leased(article=make_reported(url=url)))

    assert_slack_takes(message.blocks)
    link = re.search(r"<(https://[^|]*)\|Schoigu", str(message.blocks))
    assert link
    assert not re.search(r"[<>`]", link[1])


def test_an_address_that_grows_too_long_is_not_linked():
    url = "https://example.org/" + "&" * 1_400

    message = render(make_leased(article=make_reported(url=url)))

    assert_slack_takes(message.blocks)
    assert texts_of(message.blocks[1])[0]["text"].startswith("*Schoigu in Pjöngjang eingetroffen*")


def test_an_ordinary_alert_reads_well():
    blocks = render(make_leased()).blocks

    assert [block["type"] for block in blocks] == [
        "header",
        "section",
        "section",
        "section",
        "section",
        "context",
        "context",
    ]
    assert texts_of(blocks[0])[0]["text"] == "URGENT · Shoigu visits Pyongyang"
    assert texts_of(blocks[1])[0]["text"] == (
        "*<https://example.org/politik/schoigu|Schoigu in Pjöngjang eingetroffen>*\n"
        "Beispiel-Zeitung · example.org · German\n"
        "Published 2026-11-24 11:56 UTC · first seen 2026-11-24 11:59 UTC, 3 minutes later"
    )
    assert texts_of(blocks[2])[0]["text"] == (
        "@shoigu in the title:\n\u200b*Schoigu*\u200b in Pjöngjang eingetroffen"
    )
    assert texts_of(blocks[3])[0]["text"].startswith("Der Sicherheitschef traf am Dienstag")


def test_a_mark_inside_a_word_has_edges_that_slack_sees():
    article = make_reported(title="쇼이구가 왔다")

    message = render(make_leased(article=article, evidence=(find_evidence(article, "쇼이구"),)))

    assert texts_of(message.blocks[2])[0]["text"].endswith("\u200b*쇼이구*\u200b가 왔다")


def test_passages_give_way_when_there_is_no_room_for_all():
    words = [f"Wort{number:02}" for number in range(24)]
    # Four words to a passage that is full of what grows when escaped, then a gap.
    groups = [("&" * 55).join(words[at : at + 4]) for at in range(0, 24, 4)]
    article = make_reported(
        title="&" * 300, text=("&" * 400).join(groups), url="https://x.org/" + "a" * 1_400
    )
    evidence = tuple(find_evidence(article, word, field=Field.TEXT) for word in words)

    message = render(make_leased(article=article, evidence=evidence, reason="&" * 500))

    assert_slack_takes(message.blocks)
    shown = [block for block in message.blocks if "in the text:" in str(block)]
    assert 0 < len(shown) < 6
    assert any("Why: " in str(block) for block in message.blocks)


def test_a_long_topic_title_fits_the_header():
    message = render(make_leased(topic_title="Пхеньян " * 60))

    assert_slack_takes(message.blocks)


def test_the_name_of_a_topic_can_be_copied():
    message = render(make_leased(topic="a_b"))

    assert '`monitor silences add a_b --for 1d --why "…"`' in str(message.blocks)


def test_the_name_of_a_topic_does_not_leave_its_backticks():
    message = render(make_leased(topic="a`<!channel>"))

    assert (
        "`monitor silences add 'aˋ&lt;!channel&gt;' --for"
        in texts_of(message.blocks[-2])[0]["text"]
    )
