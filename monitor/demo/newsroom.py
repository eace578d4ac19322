"""Write the settings and the newsroom file of the tour, as a newcomer would.

Process. The files are real ones: a newcomer may copy them and go on from there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monitor.demo.world import PAPERS

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = """
concepts:
  shoigu:
    kind: person
    name: Sergei Shoigu
    names: {de: [Schoigu], ko: [쇼이구], ru: [Шойгу]}
  pyongyang: {kind: place, name: Pyongyang, country: KP}
  dprk: {kind: country, code: KP}
topics:
  shoigu-in-pyongyang:
    title: Shoigu visits Pyongyang
    query: "@shoigu AND (@pyongyang OR @dprk)"
    priority: urgent
    receivers: [desk-slack, desk-mail]
    examples:
      match: ["Schoigu in Pjöngjang eingetroffen", "쇼이구, 평양 도착", "Шойгу прибыл в Пхеньян"]
      no_match: ["Schoigu reist nach Teheran"]
  storms-on-the-lake:
    title: Storms on the lake
    query: "(tempête OR storm OR Sturm) AND (lac OR lake OR See)"
    receivers: [desk-mail]
    notify: {group_wait: 5s}
"""


def write_settings(folder: Path, *, smtp_port: int, slack_url: str, web_port: int) -> Path:
    """Write `monitor.toml`; returns its path."""
    path = folder / "monitor.toml"
    path.write_text(
        f"""# Written by `monitor demo`.
[database]
url = {json.dumps(f"sqlite:///{folder / 'monitor.db'}")}

[fetch]
allow_private = true          # the made-up papers live on this machine
default_interval = "3s"
min_interval = "1s"

[web]
bind = "127.0.0.1:{web_port}"

[smtp]
host = "127.0.0.1"
port = {smtp_port}
from = "monitor@example.org"

[receivers.desk-mail]
kind = "email"
to = ["desk@example.org"]

[receivers.desk-slack]
kind = "slack"
webhook_url = {json.dumps(slack_url)}

[log]
level = "warning"
""",
        encoding="utf-8",
    )
    return path


def write_newsroom(folder: Path, press: str) -> Path:
    """Write `newsroom.yaml` with the feeds at the address `press`; returns its path."""
    path = folder / "newsroom.yaml"
    feeds = "".join(
        f"  - url: {press}/{paper.slug}.xml\n"
        f"    source: {paper.name}\n"
        f"    country: {paper.country}\n"
        f"    language: {paper.language}\n"
        for paper in PAPERS
    )
    path.write_text(f"# Written by `monitor demo`.\nfeeds:\n{feeds}{TOPICS}", encoding="utf-8")
    return path
