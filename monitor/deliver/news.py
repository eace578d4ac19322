"""Say what is new since a receiver was told of a story.

Pure. Counts what the story amounted to then and now; what was told then is on the receiver's
screen already, so a later message begins with the difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.deliver.languages import list_languages
from monitor.deliver.letters import clean, shorten
from monitor.deliver.times import count, tell_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Alert, Article, Standing

_MOST_LANGUAGES = 4
_LONGEST_SOURCE = 60


def tell_news(alert: Alert, article: Article, opening: Alert | None) -> str | None:
    """Say what is new: `New since 24 Nov 11:59 UTC: 2 more independent publishers (3 now)`.

    None where the receiver was told nothing before.
    """
    if opening is None:
        return None
    grown = list(_grown(opening.standing, alert.standing))
    source = shorten(clean(article.source.name), _LONGEST_SOURCE)
    said = ", ".join(grown) or f"a further report, by {source}"
    return f"New since {tell_clock(opening.created_at)}: {said}"


def tell_now(alert: Alert) -> str | None:
    """Say what the story amounts to, for a subject: `5 publishers`; None where nobody counted."""
    standing = alert.standing
    return None if standing is None else count(standing.publishers, "publisher")


def _grown(then: Standing | None, now: Standing | None) -> Iterator[str]:
    if then is None or now is None:
        return
    publishers = now.publishers - then.publishers
    if publishers > 0:
        yield (
            f"{publishers} more independent publisher{'' if publishers == 1 else 's'} "
            f"({now.publishers} now)"
        )
    fresh = tuple(code for code in now.languages if code not in then.languages)
    if fresh:
        yield f"also in {list_languages(fresh, most=_MOST_LANGUAGES)}"
    copies = now.copies - then.copies
    if copies > 0:
        yield count(copies, "more copy", "more copies")
