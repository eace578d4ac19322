from __future__ import annotations

from datetime import timedelta, timezone
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.deliver import render, render_test
from monitor.deliver.mail import build_mail, message_id
from monitor.errors import DeliveryError
from monitor.model import Message, Thread
from tests.support.deliveries import NOON, make_leased
from tests.support.hostile import HOSTILE

HEADERS = [
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "List-Id",
    "MIME-Version",
    "Content-Type",
]


def make_message(**points) -> Message:
    return Message(**{
        "key": "k", "subject": "s", "text": "t", "html": "<p>h</p>", "topic": "shoigu",
        "written_at": NOON, **points,
    })  # fmt: skip


def build(message: Message, *, sender="Monitor <monitor@example.org>", to=("desk@example.org",)):
    built = build_mail(message, sender=sender, to=to)
    return built, message_from_bytes(built, policy=policy.default)


def test_has_the_headers_that_mail_programs_sort_by():
    _, mail = build(render(make_leased()), to=("Desk <desk@example.org>", "boss@example.org"))

    assert mail.keys() == HEADERS
    assert mail["From"] == "Monitor <monitor@example.org>"
    assert mail["To"] == "Desk <desk@example.org>, boss@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "<shoigu-in-pyongyang.monitor.example.org>"
    assert mail["Date"].datetime == NOON


def test_has_a_text_and_an_html_part():
    message = render(make_leased())

    _, mail = build(message)

    assert mail.get_content_type() == "multipart/alternative"
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == message.text
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n") == message.html


def test_every_attempt_sends_the_same_bytes():
    first, _ = build(render(make_leased(attempt=1)))
    second, _ = build(render(make_leased(attempt=2)))

    assert first == second


def test_the_message_id_comes_from_the_key_and_the_senders_domain():
    assert message_id("a", "example.org") == message_id("a", "example.org")
    assert message_id("a", "example.org") != message_id("b", "example.org")
    assert message_id("a", "example.org").endswith("@example.org>")


def test_another_key_is_another_message():
    _, first = build(make_message(key="a"))
    _, second = build(make_message(key="b"))

    assert first["Message-ID"] != second["Message-ID"]


def test_needs_no_extension_of_the_server():
    built, _ = build(make_message(text="쇼이구\n", html="<p>Пхеньян</p>\n", subject="平壌"))

    assert built.isascii()


def test_comes_in_lines_that_every_server_takes():
    built, _ = build(
        make_message(text="쇼이구 " * 5_000, html="Пхеньян" * 5_000, subject="平壌" * 99)
    )

    assert max(map(len, built.split(b"\r\n"))) <= 998
    assert b"\n" not in built.replace(b"\r\n", b"")


def test_a_subject_in_any_script_arrives_whole():
    for subject in ("쇼이구, 평양 도착", "شويغو يصل إلى بيونغ يانغ", "Schoigu in Pjöngjang: „da“"):
        _, mail = build(make_message(subject=subject))

        assert mail["Subject"] == subject


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_adds_no_header_and_opens_no_body(text):
    built, mail = build(make_message(subject=text, text=text, html=text, topic=text, key=text))

    assert mail.keys() == HEADERS
    assert mail["Bcc"] is None
    assert len(mail["Subject"]) <= 255
    assert len(list(mail.iter_parts())) == 2
    assert b"\nBcc:" not in built.split(b"\r\n\r\n")[0]


ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=300)
#: What encoded words are made of, in any order.
SHARDS = ["=?", "?=", "utf-8", "?q?", "?b?", "=0D=0A", "\r\n", "Bcc: x", " ", "é", '"', "=", "쇼"]


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT | st.lists(st.sampled_from(SHARDS)).map("".join))
def test_no_subject_at_all_changes_the_headers(subject):
    _, mail = build(make_message(subject=subject))

    assert mail.keys() == HEADERS


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_of_a_person_is_refused_or_harmless(text):
    name = text[:200]

    try:
        _, mail = build(make_message(), sender=f'"{name}" <monitor@example.org>')
    except DeliveryError:
        return
    else:
        assert mail.keys() == HEADERS


@pytest.mark.parametrize(
    "address",
    ["", "desk", "@example.org", "desk@", "a b@example.org", "a@b@", "désk@example.org",
     "desk@example.org\r\nBcc: x@y.z", "<desk@exa mple.org>", "desk@" + "x" * 70 + ".org"],
)  # fmt: skip
def test_an_address_that_mail_cannot_use_is_refused_with_a_sentence(address):
    with pytest.raises(DeliveryError, match="correct it in the settings") as caught:
        build(make_message(), to=(address,))

    assert not caught.value.permanent


def test_a_domain_in_another_script_is_sent_to_as_the_network_knows_it():
    _, mail = build(make_message(), to=("desk@bücher.example",))

    assert mail["To"] == "desk@xn--bcher-kva.example"


def test_a_name_in_another_script_arrives_whole():
    _, mail = build(make_message(), to=("Пресс-служба <desk@example.org>",))

    assert mail["To"].addresses[0].display_name == "Пресс-служба"


@pytest.mark.parametrize(
    ("topic", "list_id"),
    [
        ("shoigu", "<shoigu.monitor.example.org>"),
        ("shoigu-in-pyongyang", "<shoigu-in-pyongyang.monitor.example.org>"),
    ],
)
def test_the_list_id_is_the_topics_name(topic, list_id):
    _, mail = build(make_message(topic=topic))

    assert mail["List-Id"] == list_id


def test_topics_that_are_spelled_alike_have_lists_of_their_own():
    names = ["a b", "a.b", "a/b", "평양", "평 양", "x" * 200, "x" * 201]

    ids = {build(make_message(topic=name))[1]["List-Id"] for name in names}

    assert len(ids) == len(names)


def test_a_test_message_belongs_to_no_list():
    _, mail = build(render_test("desk", NOON))

    assert "List-Id" not in mail


def test_the_date_is_the_same_instant_in_whatever_zone_it_is_given():
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))

    _, mail = build(make_message(written_at=tokyo))

    assert mail["Date"].datetime == NOON


def test_a_later_mail_of_a_story_replies_to_the_first():
    first = message_id("first", "example.org")

    _, mail = build(make_message(thread=Thread(root=first)))

    assert (mail["In-Reply-To"], mail["References"]) == (first, first)
    assert mail["Message-ID"] != first


@pytest.mark.parametrize("root", ["", "-", "<a@b>\r\nBcc: evil@x.org", "<a b@c>", "=?utf-8?q?x?="])
def test_a_root_that_is_no_message_id_gets_into_no_header(root):
    with pytest.raises(DeliveryError, match="no Message-ID"):
        build(make_message(thread=Thread(root=root)))
