"""Put the parts together.

Database. One concrete store, synchronous, safe to call from several threads: every call is
one transaction of its own, and nothing is kept between calls but the connections.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from monitor.store.alerts import Alerts
from monitor.store.answering import Answering
from monitor.store.articles import Articles
from monitor.store.bundling import Bundling
from monitor.store.catalog import Catalogs
from monitor.store.caught import Caught
from monitor.store.coverage import Coverage
from monitor.store.deliveries import Deliveries
from monitor.store.dialect import Database
from monitor.store.digests import Digests
from monitor.store.evaluation import Evaluations
from monitor.store.feeds import Feeds
from monitor.store.leases import Leases
from monitor.store.matches import Matches
from monitor.store.merging import Merging
from monitor.store.newsroom import Newsrooms
from monitor.store.outages import Outages
from monitor.store.pages import Pages
from monitor.store.polling import Polling
from monitor.store.polls import Polls
from monitor.store.pruning import Pruning
from monitor.store.pushes import Pushes
from monitor.store.receivers import Receivers
from monitor.store.redirects import Redirects
from monitor.store.schema import Schemas
from monitor.store.search import Searches
from monitor.store.status import Statuses
from monitor.store.stories import Stories
from monitor.store.subscriptions import Subscriptions
from monitor.store.tallies import Tallies
from monitor.store.topicfeeds import TopicFeeds
from monitor.store.volumes import Volumes
from monitor.store.wakeups import Wakeups

if TYPE_CHECKING:
    from types import TracebackType


class Store(
    Schemas,
    Feeds,
    Polling,
    Polls,
    Articles,
    Searches,
    Pages,
    Catalogs,
    Newsrooms,
    Leases,
    Evaluations,
    Matches,
    Caught,
    Merging,
    Alerts,
    Answering,
    Deliveries,
    Bundling,
    Receivers,
    Outages,
    Digests,
    Volumes,
    Coverage,
    Pruning,
    Statuses,
    Stories,
    Subscriptions,
    TopicFeeds,
    Pushes,
    Redirects,
    Tallies,
    Wakeups,
):
    """All that the program keeps, behind one URL.

    `url` is `sqlite:///path`, `sqlite://` (memory) or `postgresql+psycopg://user@host/name`.
    Raises DatabaseUnavailable when it is none of these, or its folder is missing.
    """

    def __init__(self, url: str) -> None:
        super().__init__(Database(url))

    @property
    def url(self) -> str:
        """The URL, fit to be shown: without the password."""
        return self._database.shown_url

    @property
    def is_exclusive(self) -> bool:
        """Whether one daemon holds it alone: a file or memory, not a server."""
        return self._database.is_exclusive

    @property
    def writers(self) -> int:
        """How many threads may call it at once with profit: one where there is one writer."""
        return self._database.writers

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
