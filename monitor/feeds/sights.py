"""Say what looking at an address came to: which feeds there are, and which of them is meant.

Pure. A site often has one feed in several formats, and one of its comments; neither leaves a
choice to anybody. Where there is one, nothing is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from monitor.feeds.facts import FeedFacts, are_alike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.feeds.discovery import Hint


class Verdict(StrEnum):
    """What an address is."""

    FEED = "feed"
    #: A page, and feeds of its site were found.
    SITE = "site"
    #: It answers, and neither it nor its site shows a feed.
    NOTHING = "nothing"
    #: No answer that could be read came.
    UNREACHABLE = "unreachable"
    #: It can never be polled: the guard calls no such place, it is gone, or a list of feeds.
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A feed that was found."""

    url: str
    hint: Hint
    title: str | None
    is_comments: bool = False
    #: None when it was not looked at, because the page names so many.
    facts: FeedFacts | None = None
    #: Another of the feeds found, which shows the same articles.
    same_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What looking at one address came to."""

    url: str
    #: The address with https that was meant first, where only http is spoken.
    instead_of: str | None = None
    verdict: Verdict
    #: The likeliest first.
    sights: tuple[Sight, ...] = ()
    #: Why there is no feed, without secrets.
    note: str | None = None
    #: Where the address leads for good.
    moved_to: str | None = None

    @property
    def given(self) -> str:
        """The address that was asked about."""
        return self.instead_of or self.url

    @property
    def best(self) -> Sight | None:
        """The feed that is meant; None when there is a choice."""
        meant = [s for s in self.sights if s.same_as is None and not s.is_comments]
        return meant[0] if len(meant) == 1 else None


#: Of one feed in several formats the first of these is the best: it tells most.
_FORMATS: Final = ("atom", "rss", "rdf", "json", "cdf")


#: Texts that differ by less are as long as each other.
_TEXT_STEP: Final = 500


def compare_sights(sights: Sequence[Sight]) -> tuple[Sight, ...]:
    """Say of feeds that show the same articles which one is the best of them."""
    compared: list[Sight] = []
    for sight in sorted(sights, key=lambda one: one.is_comments):
        twin = next((one for one in compared if _is_twin(one, sight)), None)
        if twin is None:
            compared.append(sight)
        elif _worth(sight) > _worth(twin):
            place = compared.index(twin)
            compared[place] = sight
            compared.append(replace(twin, same_as=sight.url))
        else:
            compared.append(replace(sight, same_as=twin.url))
    return tuple(sorted(compared, key=lambda one: (one.is_comments, one.same_as is not None)))


def _is_twin(one: Sight, other: Sight) -> bool:
    if one.same_as is not None or one.facts is None or other.facts is None:
        return False
    return one.is_comments == other.is_comments and are_alike(one.facts, other.facts)


def _worth(sight: Sight) -> tuple[int, int, int]:
    """Weigh one feed's formats: more entries, then longer texts, then the format."""
    facts = sight.facts
    if facts is None:
        return 0, 0, 0
    format_ = next(
        (n for n, name in enumerate(_FORMATS) if facts.format.startswith(name)), len(_FORMATS)
    )
    return facts.entries, facts.text_chars // _TEXT_STEP, -format_
