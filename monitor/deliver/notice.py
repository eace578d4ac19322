"""Lay out what tells of more than one article: digests, spikes, coverage, outages.

Pure. A `Notice` says it all, cleaned and shortened, before it is put in any form; mail and Slack
write the same. The makers of notices are `digests`, `backlog` and `coverage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from monitor.deliver.letters import clean, direction_of, shorten

if TYPE_CHECKING:
    from monitor.deliver.charts import Chart
    from monitor.deliver.facts import Link, Step

LONGEST_TITLE: Final = 160
LONGEST_DETAIL: Final = 500
LONGEST_PARAGRAPH: Final = 700


class Mood(StrEnum):
    """How a notice, or a line of it, is to be taken."""

    PLAIN = "plain"
    URGENT = "urgent"
    GOOD = "good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of the things that a notice tells."""

    title: str
    #: Which way the title runs: `ltr` or `rtl`.
    direction: str
    #: Safe to link to; None when there is nothing to link to.
    url: str | None = None
    #: BCP 47, for `lang` attributes.
    language_code: str | None = None
    #: What it belongs to, said before it; empty where all belong to the same.
    about: str = ""
    #: One word that sets it apart; empty: nothing does.
    badge: str = ""
    mood: Mood = Mood.PLAIN
    #: What is told of it, in short.
    facts: tuple[str, ...] = ()
    #: A sentence more; empty: there is none.
    detail: str = ""

    @property
    def detail_direction(self) -> str:
        """Which way the detail runs."""
        return direction_of(self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines under a heading."""

    heading: str
    lines: tuple[Line, ...]
    #: Lines that there was no room for.
    more: int = 0
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a message says about more than one article."""

    #: Names its templates.
    kind: str
    #: What it is, in a word or two.
    badge: str
    mood: Mood
    #: Whom it is about: a topic's title, or the program.
    about: str
    title: str
    paragraphs: tuple[str, ...] = ()
    chart: Chart | None = None
    groups: tuple[Group, ...] = ()
    links: tuple[Link, ...] = ()
    steps: tuple[Step, ...] = ()
    foot: str = "monitor"

    @property
    def preview(self) -> str:
        """What a list of mails shows beside the subject."""
        titles = [line.title for group in self.groups for line in group.lines[:3]]
        return shorten(" · ".join(titles) or " ".join(self.paragraphs) or self.title, 200)


def tidy(text: str, longest: int) -> str:
    """Clean a text and cut it."""
    return shorten(clean(text), longest)
