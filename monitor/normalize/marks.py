"""Say whether entries can be understood without those that were left out.

Pure. Whether an id or a link names an entry is decided over a whole document: an id that stands
for two things is none, a page that many entries lead to is nobody's. An entry that shares neither
its id nor its page with one that was left out is what it would be among all of them.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from monitor.model import Names
from monitor.normalize.link import canonicalize, clean_link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Entry, Mark, ParsedFeed

_NAME_BYTES: Final = 4


def names_of(entry_id: str | None, link: str | None) -> Names:
    """Give the names of an entry in digests; the link is canonical where it can be."""
    return Names(id=_digest(entry_id) if entry_id else None, page=_digest(link or ""))


def _digest(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "replace"), digest_size=_NAME_BYTES).digest()


_NO_PAGE: Final = _digest("")


def name_marks(marks: Sequence[Mark], names: Sequence[Names]) -> tuple[Mark, ...]:
    """Give the marks of entries that were read their names, in the order of both."""
    unused = iter(names)
    return tuple(
        mark._replace(names=next(unused)) if mark.names is None else mark for mark in marks
    )


def can_stand_alone(parsed: ParsedFeed) -> bool:
    """Tell whether the entries of a document share nothing with those that were left out."""
    left_out = [mark.names for mark in parsed.marks if mark.names is not None]
    if not left_out:
        return True
    names = [_name(entry) for entry in parsed.entries]
    ids = Counter(name.id for name in names if name.id is not None)
    ids.update({name.id for name in left_out if name.id is not None})
    pages = {name.page for name in left_out}
    return all(_stands_alone(name, ids, pages) for name in names)


def _name(entry: Entry) -> Names:
    link = clean_link(entry.link)
    return names_of(entry.id, link and (canonicalize(link) or link))


def _stands_alone(name: Names, ids: Counter[bytes], pages: set[bytes]) -> bool:
    if name.id is not None and ids[name.id] > 1:
        return False
    return name.page not in pages or (name.id is not None and name.page == _NO_PAGE)
