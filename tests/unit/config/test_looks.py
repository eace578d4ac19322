"""How messages look, and where people can open the pages, by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.config import load_config
from monitor.errors import ConfigError
from monitor.model import Look

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config import Config

MAIL = '[receivers.desk]\nkind = "email"\nto = ["desk@example.org"]\n'
SLACK = '[receivers.desk]\nkind = "slack"\nwebhook_url = "https://hooks.slack.com/x"\n'
BOT = '[receivers.desk]\nkind = "slack"\ntoken = "xoxb-1"\nchannel = "C0123456789"\n'
APPRISE = '[receivers.desk]\nkind = "apprise"\nurls = ["json://localhost"]\n'
LOOK = 'timezone = "Asia/Seoul"\ntemplates = "desk"\n'


@pytest.fixture(autouse=True)
def _in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def load(tmp_path: Path, text: str) -> Config:
    (tmp_path / "monitor.toml").write_text(text, encoding="utf-8")
    return load_config(None, {})


@pytest.mark.parametrize("kind", [MAIL, SLACK, BOT, APPRISE])
def test_every_receiver_that_people_read_has_a_look(tmp_path: Path, kind: str) -> None:
    (plain,) = load(tmp_path, kind).to_receivers()
    (receiver,) = load(tmp_path, kind + LOOK).to_receivers()

    assert plain.look == Look()
    assert receiver.look == Look(timezone="Asia/Seoul", templates="desk")


@pytest.mark.parametrize("zone", ["Berlin", "Mars/Olympus", "../etc/passwd", "", "Europe"])
def test_a_time_zone_that_does_not_exist_is_told(tmp_path: Path, zone: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, f'{MAIL}timezone = "{zone}"\n')

    assert "is no time zone" in str(caught.value)
    assert "receivers.desk" in str(caught.value)


def test_a_program_has_no_look(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load(tmp_path, f'[receivers.x]\nkind = "webhook"\nurl = "https://x.example"\n{LOOK}')


@pytest.mark.parametrize(
    ("web", "pages"),
    [
        ("", None),
        ('public_url = "https://news.example.org"', None),
        (
            'public_url = "https://news.example.org"\npassword = "long enough 123"',
            "https://news.example.org",
        ),
        (
            'public_url = "https://news.example.org/m"\nallowed_hosts = ["news.example.org"]',
            "https://news.example.org/m",
        ),
        ('allowed_hosts = ["news.example.org"]', None),
    ],
)
def test_messages_link_to_pages_only_where_those_are_shown(
    tmp_path: Path, web: str, pages: str | None
) -> None:
    assert load(tmp_path, f"[web]\n{web}\n").pages_url == pages


@pytest.mark.parametrize(
    ("web", "base"),
    [
        ("", "http://127.0.0.1:8600"),
        ('public_url = "https://news.example.org/m/"', "https://news.example.org/m"),
    ],
)
def test_feeds_of_topics_stand_at_the_public_address_where_there_is_one(
    tmp_path: Path, web: str, base: str
) -> None:
    assert load(tmp_path, f"[web]\n{web}\n").web.base_url == base
