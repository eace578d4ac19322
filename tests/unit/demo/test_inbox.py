"""Messages on the terminal, as their readers would see them."""

from __future__ import annotations

import io
from email.message import EmailMessage

from monitor.demo.inbox import Printer, mail_lines, slack_lines, spell_commands


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Closed(io.StringIO):
    def write(self, text: str) -> int:  # noqa: ARG002 - its name
        raise BrokenPipeError


def make_printer(out: io.StringIO) -> tuple[Printer, list[str]]:
    ended: list[str] = []
    return Printer(out, on_closed=lambda: ended.append("ended")), ended


def test_a_message_stands_in_a_box() -> None:
    out = io.StringIO()

    make_printer(out)[0].box("mail", ["Subject: The visit", "", "first report"])

    top, *inside, bottom = out.getvalue().strip().splitlines()
    assert top.startswith("┌─ mail ─")
    assert inside == ["│ Subject: The visit", "│ ", "│ first report"]
    assert bottom.startswith("└─")
    assert len(top) == len(bottom) - 1 or len(top) == len(bottom)


def test_on_a_terminal_the_progress_line_moves_down_under_what_is_said() -> None:
    out = Terminal()
    printer, _ = make_printer(out)

    printer.progress("· 1 s")
    printer.say("an alert")
    printer.progress("· 2 s")

    assert out.getvalue() == "· 1 s\r\x1b[2Kan alert\n· 1 s\r\x1b[2K· 2 s"


def test_in_a_file_each_progress_is_a_line_without_control_characters() -> None:
    out = io.StringIO()
    printer, _ = make_printer(out)

    printer.progress("· 1 s")
    printer.progress("· 2 s")

    assert out.getvalue() == "· 1 s\n· 2 s\n"


def test_says_once_that_nobody_reads_any_more() -> None:
    printer, ended = make_printer(Closed())

    printer.say("an alert")
    printer.progress("· 1 s")

    assert ended == ["ended"]


def test_a_mail_shows_its_heads_and_its_plain_text_within_the_width() -> None:
    message = EmailMessage()
    message["From"], message["To"] = "monitor@example.org", "desk@example.org"
    message["Subject"] = "쇼이구 in Pjöngjang"
    message.set_content("word " * 40)
    message.add_alternative("<p>not this</p>", subtype="html")

    lines = mail_lines(message)

    assert lines[:4] == [
        "From: monitor@example.org",
        "To: desk@example.org",
        "Subject: 쇼이구 in Pjöngjang",
        "",
    ]
    assert max(map(len, lines)) <= 74
    assert "not this" not in "".join(lines)


def test_a_slack_message_shows_the_texts_of_its_blocks_with_links_and_letters_as_read() -> None:
    link = "<https://times.example/a?b=1|Kim &amp; Shoigu &lt;meet&gt;>"
    payload = {
        "text": "not this",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "The visit"}},
            {"type": "section", "fields": [{"type": "mrkdwn", "text": link}]},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "why: *@shoigu*"}]},
            {"type": "divider"},
        ],
    }

    assert slack_lines(payload) == [
        "The visit",
        "Kim & Shoigu <meet> (https://times.example/a?b=1)",
        "why: *@shoigu*",
    ]


def test_a_slack_message_without_blocks_shows_its_text() -> None:
    assert slack_lines({"text": "hello"}) == ["hello"]


def test_long_lines_are_wrapped_and_addresses_left_whole() -> None:
    address = f"https://times.example/{'path/' * 30}"
    payload = {"blocks": [{"text": {"text": f"{'word ' * 20}{address} and on"}}]}

    lines = slack_lines(payload)

    assert address in lines
    assert all(len(line) <= 74 for line in lines if line != address)
    assert " ".join(lines).split() == f"{'word ' * 20}{address} and on".split()


def test_a_command_works_when_it_is_copied_and_stands_in_one_line() -> None:
    url = "https://times.example/a-report-of-a-visit-with-a-rather-long-name-in-its-address"
    text = f"<{url}|Open> · The whole trace: `monitor why {url}` · Seen: `monitor alerts ack 2`"
    blocks = [{"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}]

    lines = spell_commands(slack_lines({"blocks": blocks}), "MONITOR_CONFIG=m.toml monitor")

    assert lines == [
        f"Open ({url})",
        f"The whole trace: `MONITOR_CONFIG=m.toml monitor why {url}`",
        "Seen: `MONITOR_CONFIG=m.toml monitor alerts ack 2`",
    ]
