"""Say what is known of addresses that lead to articles: other names of pages, and redirectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: A page that so many articles name as theirs is nobody's: a section, the front.
SHARED_BY = 3
#: Two articles further apart are not one, whatever a page says of its address.
ONE_PAGE = timedelta(days=3)


class AddressReason(StrEnum):
    """Why an article is known under another address."""

    #: The link as it was before the rules for canonical URLs, which may change.
    SPELLING = "spelling"
    #: The publisher has shown its title and text there.
    TITLE = "title"
    #: Its page names this as its own address.
    CANONICAL = "canonical"
    #: A redirector led there.
    REDIRECT = "redirect"
    #: The article that was known by it was found to be this one.
    JOINED = "joined"


class RedirectState(StrEnum):
    """What came of asking where an address leads."""

    #: It is to be asked, for the first time or once more.
    DUE = "due"
    #: It led to a page.
    RESOLVED = "resolved"
    #: It says where it leads to nobody but browsers, or nowhere.
    SILENT = "silent"
    #: It could not be asked; the last error says why.
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedRedirect:
    """An address that this worker may ask where it leads."""

    url: str
    #: Registered domain: whom we are polite to.
    host: str
    #: Counts from 1.
    attempt: int
    lease_owner: str
    lease_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectVisit:
    """What asking came to; stored in one transaction."""

    url: str
    host: str
    lease_owner: str
    attempt: int
    finished_at: datetime
    state: RedirectState
    #: Canonical URL of the page, in state `RESOLVED`.
    target: str | None = None
    #: The address to be shown and opened.
    target_url: str | None = None
    #: When to ask again, in state `DUE`.
    next_ask_at: datetime | None = None
    error: str | None = None
    #: The host asked to be left alone until then.
    blocked_until: datetime | None = None


def may_be_one(one: datetime | None, other: datetime | None) -> bool:
    """Say whether two articles that name one page may be one, by the dates they claim."""
    return one is None or other is None or abs(one - other) <= ONE_PAGE
