"""Templates of an operator's own: what they may do, and what is done when they fail."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from monitor.deliver import open_style, rehearse, render, render_outage, render_test
from monitor.deliver.filling import LONGEST_FILLING_SECONDS
from monitor.model import AlertKind, EmailReceiver, Look, SMTPServer, WebhookReceiver
from tests.support.deliveries import NOON, make_leased, make_reported
from tests.support.hostile import HOSTILE
from tests.support.messages import make_digest, make_outage, tell_without_article

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.deliver import Style


def open_own(folder: Path, **files: str) -> Style:
    """Write templates (`alert_txt` is `alert.txt`) and open the style of who has them."""
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    look = Look(templates=str(folder), timezone="Europe/Berlin")
    return open_style(EmailReceiver(name="desk", to=("desk@example.org",), look=look))


def test_a_part_of_its_own_stands_in_and_the_others_stay_ours(tmp_path: Path) -> None:
    style = open_own(tmp_path, alert_txt="{{ facts.title }} / {{ facts.source }}")

    message = render(make_leased(), style)

    assert message.text == "Schoigu in Pjöngjang eingetroffen / Beispiel-Zeitung"
    assert "Why you get this" in message.html
    assert message.note == ""


def test_subject_and_slack_can_be_written_too(tmp_path: Path) -> None:
    style = open_own(
        tmp_path,
        alert_subject_txt="Desk: {{ facts.title }}\r\nBcc: x@y.org",
        alert_mrkdwn="<!here> *{{ facts.title }}*",
    )

    article = make_reported(title="a <!channel> *b*")
    message = render(make_leased(article=article, evidence=()), style)

    assert message.subject == "Desk: a <!channel> *b* Bcc: x@y.org"
    (block,) = message.blocks
    assert block["text"]["text"] == "<!here> *a &lt;!channel&gt; ∗b∗*"


def test_a_template_may_change_one_block_of_ours(tmp_path: Path) -> None:
    style = open_own(
        tmp_path,
        alert_html='{% extends "monitor/alert.html" %}{% block next %}<tr><td>Call 112</td></tr>'
        "{% endblock %}",
    )

    html = render(make_leased(), style).html

    assert "Call 112" in html
    assert "monitor alerts ack" not in html
    assert "Why you get this" in html


def test_what_feeds_wrote_is_escaped_in_html(tmp_path: Path) -> None:
    style = open_own(tmp_path, alert_html="<h1>{{ facts.title }}</h1>")

    article = make_reported(title=HOSTILE["markup"])
    html = render(make_leased(article=article, evidence=()), style).html

    assert "<script" not in html
    assert html.startswith("<h1>&lt;")


def test_one_template_serves_all_notices_unless_one_has_its_own(tmp_path: Path) -> None:
    style = open_own(tmp_path, notice_txt="N {{ notice.title }}", digest_txt="D {{ notice.about }}")

    digest = tell_without_article(AlertKind.DIGEST, style, content=make_digest())
    outage = render_outage(make_outage(), NOON, style)

    assert digest.text == "D Shoigu visits Pyongyang"
    assert outage.text == "N Receiver desk-slack is broken"


def test_a_test_message_shows_its_own_template(tmp_path: Path) -> None:
    style = open_own(tmp_path, test_txt="Hello {{ name }}, {{ at }}")

    assert render_test("desk", NOON, style).text == "Hello desk, 2026-11-24 12:00 UTC (13:00 CET)"


def test_a_change_counts_at_once(tmp_path: Path) -> None:
    style = open_own(tmp_path, alert_txt="one")
    render(make_leased(), style)

    open_own(tmp_path, alert_txt="another")

    assert render(make_leased(), style).text == "another"


BROKEN = {
    "grammar": ("one\n{% if facts.title %}\n", 2, "Unexpected end of template"),
    "unknown name": ("one\n\n{{ facts.titel }}", 3, "Facts has no attribute 'titel'"),
    "unknown filter": ("{{ facts.title | shout }}", 1, "No filter named 'shout'"),
    "unknown template": ('{% include "absent.txt" %}', 1, "there is no template absent.txt"),
    "out of the folder": ('{% include "../secret.txt" %}', 1, "there is no template"),
    "private": ("{{ facts.__class__.__mro__ }}", 1, "unsafe"),
    "private of a text": ("{{ ''.__class__ }}", 1, "unsafe"),
    "changing": ("{% set _ = [].append(1) %}", 1, "of 'list' object is unsafe"),
    "power": ("{{ 9 ** 9 ** 9 }}", 1, "powers are not for templates"),
    "large text": ('{{ "x" * 999999999 }}', 1, "repeats more than"),
    "large range": ("{% for i in range(999999999) %}x{% endfor %}", 1, "OverflowError"),
    "format": ('{{ "%999999999d" | format(1) }}', 1, "No filter named 'format'"),
    "padding": ('{{ "x".ljust(999999999) }}', 1, "unsafe"),
    "without end": ("{% for i in range(99999) %}{{ facts.reason }}{% endfor %}", None, "more than"),
    "deep": ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", 1, "RecursionError"),
    "division": ("{{ 1 / 0 }}", 1, "ZeroDivisionError"),
}


@pytest.mark.parametrize(("text", "line", "problem"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_template_loses_no_alert_and_says_file_and_line(
    tmp_path: Path, text: str, line: int | None, problem: str
) -> None:
    (tmp_path.parent / "secret.txt").write_text("canary")
    style = open_own(tmp_path, alert_txt=text)

    message = render(make_leased(), style)

    assert "Schoigu in Pjöngjang eingetroffen" in message.text.replace("«", "").replace("»", "")
    assert message.note.startswith("written with the built-in template: alert.txt")
    assert problem in message.note
    assert line is None or f"line {line}:" in message.note
    assert "canary" not in message.text


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    ],
)
def test_a_template_that_takes_too_long_is_stopped(tmp_path: Path, text: str) -> None:
    style = open_own(tmp_path, alert_txt=text)
    started = time.monotonic()

    message = render(make_leased(), style)

    assert "it takes longer than" in message.note
    assert time.monotonic() - started < LONGEST_FILLING_SECONDS + 5


def test_two_parts_that_fail_are_both_named(tmp_path: Path) -> None:
    style = open_own(tmp_path, alert_txt="{{ x }}", alert_html="{{ y }}")

    note = render(make_leased(), style).note

    assert "alert.txt, line 1" in note
    assert "alert.html, line 1" in note


def test_a_folder_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    style = open_own(tmp_path / "absent")

    assert render(make_leased(), style).note == ""


def test_a_program_has_no_templates() -> None:
    style = open_style(WebhookReceiver(name="archive", url="https://archive.example"))

    assert style.own is None


def test_a_rehearsal_finds_nothing_wrong_with_ours(tmp_path: Path) -> None:
    open_own(
        tmp_path,
        **{
            f"{kind}_{form}": f'{{% extends "monitor/{base}.{form}" %}}'
            for kind, base in (("alert", "alert"), ("digest", "notice"), ("coverage", "notice"))
            for form in ("html", "txt")
        },
    )

    assert rehearse(str(tmp_path)) == ()


def test_a_rehearsal_finds_what_only_a_barer_alert_would_show(tmp_path: Path) -> None:
    open_own(tmp_path, alert_txt="\n{{ facts.url.upper() }}", spike_html="{{ notice.chart.line }}")

    told = [str(flaw) for flaw in rehearse(str(tmp_path))]

    assert [one.partition(":")[0] for one in told] == ["alert.txt, line 2", "spike.html, line 1"]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda folder: folder, "holds none of alert.html"),
        (lambda folder: folder / "x", "no folder"),
    ],
)
def test_a_rehearsal_misses_templates_that_are_not_there(tmp_path: Path, make, problem) -> None:
    (flaw,) = rehearse(str(make(tmp_path)))

    assert problem in flaw.problem


def test_the_settings_of_the_mail_server_are_out_of_reach(tmp_path: Path) -> None:
    SMTPServer(password="canary")
    style = open_own(tmp_path, alert_txt="{{ self }} {{ facts }}")

    assert "canary" not in render(make_leased(), style).text
