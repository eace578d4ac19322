"""What the doctor finds around the program, with real mail and Slack servers on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.config import load_config
from monitor.daemon import look_around
from tests.support.slackapi import CHANNEL, TOKEN, SlackAPI
from tests.support.smtpserver import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitor.config import Config
    from monitor.manage.health import Symptom

SETTINGS = """\
[fetch]
allow_private = true

[smtp]
host = "{smtp.host}"
port = {smtp.port}
timeout = "2s"

[receivers.desk-mail]
kind = "email"
to = ["desk@example.org"]

[receivers.desk-slack]
kind = "slack"
token = "{token}"
channel = "{channel}"
api_url = "{slack.api_url}"
"""


def configure(folder: Path, smtp: SmtpServer, slack: SlackAPI, *, token: str = TOKEN) -> Config:
    path = folder / "monitor.toml"
    settings = SETTINGS.format(smtp=smtp, slack=slack, token=token, channel=CHANNEL)
    path.write_text(settings, encoding="utf-8")
    return load_config(path, {})


def by_name(found: tuple[Symptom, ...]) -> Mapping[str, Symptom]:
    return {one.name: one for one in found}


def test_asks_mail_and_slack_without_sending_anything(tmp_path: Path) -> None:
    with SmtpServer() as smtp, SlackAPI() as slack:
        found = by_name(look_around(configure(tmp_path, smtp, slack), [], send_test=False))

        mails, messages = smtp.mails, slack.messages

    mail, bot = found["receiver desk-mail"], found["receiver desk-slack"]
    assert (mail.state, mail.detail) == ("fine", f"127.0.0.1:{smtp.port} answers (none)")
    assert (bot.state, bot.detail) == ("fine", "Slack knows the token: monitor in Example Times")
    assert (list(mails), messages) == ([], [])


def test_sends_each_receiver_a_test_when_asked_to(tmp_path: Path) -> None:
    with SmtpServer() as smtp, SlackAPI() as slack:
        found = by_name(look_around(configure(tmp_path, smtp, slack), [], send_test=True))

        (mail,) = smtp.wait_for(1)
        (message,) = slack.messages

    assert {found[f"receiver desk-{kind}"].state for kind in ("mail", "slack")} == {"fine"}
    assert mail.recipients == ("desk@example.org",)
    assert message.text


@pytest.mark.parametrize(("send_test", "state"), [(False, "doubtful"), (True, "broken")])
def test_says_what_is_wrong_with_a_receiver(tmp_path: Path, send_test: bool, state: str) -> None:
    with SmtpServer() as smtp, SlackAPI() as slack:
        smtp.reply("CONNECT", "421 closed for today")
        config = configure(tmp_path, smtp, slack, token="xoxb-of-another-CANARY")
        found = by_name(look_around(config, [], send_test=send_test))

    mail, bot = found["receiver desk-mail"], found["receiver desk-slack"]
    assert (mail.state, bot.state) == (state, state)
    assert "421" in mail.detail
    assert "copy the bot token again" in bot.detail
    assert "CANARY" not in bot.detail


def test_names_the_hosts_that_nobody_knows(tmp_path: Path) -> None:
    urls = ["http://localhost/feed", "http://127.0.0.1:1/feed", "https://nowhere.invalid/feed"]
    with SmtpServer() as smtp, SlackAPI() as slack:
        config = configure(tmp_path, smtp, slack)
        some = by_name(look_around(config, urls, send_test=False))["dns"]
        none = by_name(look_around(config, urls[2:], send_test=False))["dns"]

    assert (some.state, some.detail) == ("doubtful", "does not find nowhere.invalid")
    assert none.state == "broken"


def test_a_folder_that_cannot_be_written_is_broken(tmp_path: Path) -> None:
    with SmtpServer() as smtp, SlackAPI() as slack:
        config = configure(tmp_path, smtp, slack)
        missing = tmp_path / "absent" / "monitor.db"
        database = config.database.model_copy(update={"url": f"sqlite:///{missing}"})
        config = config.model_copy(update={"database": database})

        disk = by_name(look_around(config, [], send_test=False))["disk"]

    assert (disk.state, disk.detail) == ("broken", f"{missing} cannot be written")
