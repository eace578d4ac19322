"""Decide which feeds are added for the addresses that were given.

Pure. What looking brought is one of three things: a feed, which is added as it was given; a site
with one feed that can be meant, which is added instead; or a choice, which is the operator's.
An address that could not be reached, or where no feed was found, is added as it was given: the
operator may know better. What can never be polled is not added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.errors import ConfigError, Problem, redact_url
from monitor.feeds import FeedFacts, Look, Sight, Verdict
from monitor.manage.objects import write_instant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """One address that is added."""

    url: str
    #: What was seen of it.
    sight: Sight | None = None
    #: The site that it was found at, where that was given instead.
    site: str | None = None
    #: What the operator should know, without secrets.
    note: str | None = None
    #: Nobody knows what is there: it did not answer, or was not looked at.
    is_unseen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """What is added, which sites leave a choice, and what can never be polled."""

    additions: tuple[Addition, ...]
    choices: tuple[Look, ...]
    refused: tuple[Look, ...] = ()


def gather(
    urls: Sequence[str],
    looks: Collection[Look],
    *,
    take_all: bool = False,
    picked: Collection[int] = (),
) -> Gathering:
    """Decide what is added for each address.

    Args:
        urls: The addresses that were given.
        looks: What looking at them brought; none of those that were not looked at.
        take_all: Add every feed of a site, but for those that repeat another, and those of
            comments unless it has no other.
        picked: Numbers of the feeds that are meant, as they were listed.

    Raises:
        ConfigError: a number that no feed has.
    """
    seen = {look.given: look for look in looks}
    additions: dict[str, Addition] = {}
    choices, refused = [], []
    for url in urls:
        look = seen.get(url)
        if look is not None and look.verdict is Verdict.REFUSED:
            refused.append(look)
            continue
        found = (Addition(url=url),) if look is None else _choose(look, take_all, picked)
        if not found and look is not None:
            choices.append(look)
        for one in found:
            additions.setdefault(one.url, one)
    return Gathering(
        additions=tuple(additions.values()), choices=tuple(choices), refused=tuple(refused)
    )


def _choose(look: Look, take_all: bool, picked: Collection[int]) -> tuple[Addition, ...]:
    match look.verdict:
        case Verdict.FEED:
            note = "; ".join(_tell(look)) or None
            return (Addition(url=look.url, sight=look.sights[0], note=note, is_unseen=False),)
        case Verdict.UNREACHABLE:
            note = f"added as it was given, though it could not be looked at: {look.note}"
            return (Addition(url=look.url, note=note),)
        case Verdict.NOTHING:
            found = f"added as it was given, though no feed was found there: {look.note}"
            note = "; ".join((*_tell(look), found))
            return (Addition(url=look.url, note=note, is_unseen=False),)
    note = "; ".join(_tell(look)) or None
    return tuple(
        Addition(url=sight.url, sight=sight, site=look.url, note=note, is_unseen=False)
        for sight in _pick(look, take_all, picked)
    )


def _tell(look: Look) -> Iterator[str]:
    """Say what the operator should know of an address where feeds were found."""
    if look.instead_of is not None:
        yield "https is not spoken there, so http was taken"
    if look.moved_to is not None:
        yield f"it has moved for good to {redact_url(look.moved_to)}"


def _pick(look: Look, take_all: bool, picked: Collection[int]) -> tuple[Sight, ...]:
    if picked:
        _demand(look, picked)
        return tuple(s for number, s in enumerate(look.sights, start=1) if number in picked)
    if take_all:
        own = tuple(s for s in look.sights if s.same_as is None)
        return tuple(s for s in own if not s.is_comments) or own
    return () if look.best is None else (look.best,)


def _demand(look: Look, picked: Collection[int]) -> None:
    for number in picked:
        if not 1 <= number <= len(look.sights):
            problem = f"there is no feed number {number}, only {len(look.sights)}"
            file = redact_url(look.url)
            raise ConfigError((Problem(file=file, line=None, where="--pick", problem=problem),))


def write_sight(sight: Sight) -> dict[str, Any]:
    """Give the preview of a feed."""
    return {
        "title": sight.title,
        "hint": sight.hint.value,
        "comments": sight.is_comments,
        "same_as": sight.same_as,
        **({} if sight.facts is None else _write_facts(sight.facts)),
    }


def _write_facts(facts: FeedFacts) -> dict[str, Any]:
    return {
        "format": facts.format,
        "entries": facts.entries,
        "newest_at": write_instant(facts.newest_at),
        "oldest_at": write_instant(facts.oldest_at),
        "languages": list(facts.languages),
        "titles": list(facts.titles),
    }
