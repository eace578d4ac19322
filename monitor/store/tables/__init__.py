"""Lay out the tables.

Database. Rows are typed but never leave this room: queries select columns and build values
of the model. Every constraint has a name by one convention. The rows are the queue: what
is due is an indexed column, a lease is two columns.
"""

from __future__ import annotations

from monitor.store.tables.alerts import (
    AlertRow,
    DeliveryRow,
    LeaseRow,
    MatchRow,
    ReceiverRow,
    alerts,
    deliveries,
    leases,
    matches,
    receivers,
)
from monitor.store.tables.articles import (
    ArticleRow,
    PageRow,
    RevisionRow,
    SightingRow,
    StoryRow,
    articles,
    pages,
    revisions,
    sightings,
    stories,
)
from monitor.store.tables.catalog import (
    CatalogRow,
    ConceptRow,
    NameRow,
    SilenceRow,
    TopicRow,
    catalog,
    concepts,
    names,
    silences,
    topics,
)
from monitor.store.tables.feeds import (
    FeedRow,
    HostRow,
    MoveRow,
    PollRow,
    SubscriptionRow,
    feeds,
    hosts,
    moves,
    polls,
    subscriptions,
)
from monitor.store.tables.row import Base

#: The revision in migrations/versions that leads to these tables. Revisions are named by
#: their date, so a later one sorts after an earlier one.
REVISION = "20261124_1030"

__all__ = [
    "REVISION",
    "AlertRow",
    "ArticleRow",
    "Base",
    "CatalogRow",
    "ConceptRow",
    "DeliveryRow",
    "FeedRow",
    "HostRow",
    "LeaseRow",
    "MatchRow",
    "MoveRow",
    "NameRow",
    "PageRow",
    "PollRow",
    "ReceiverRow",
    "RevisionRow",
    "SightingRow",
    "SilenceRow",
    "StoryRow",
    "SubscriptionRow",
    "TopicRow",
    "alerts",
    "articles",
    "catalog",
    "concepts",
    "deliveries",
    "feeds",
    "hosts",
    "leases",
    "matches",
    "moves",
    "names",
    "pages",
    "polls",
    "receivers",
    "revisions",
    "sightings",
    "silences",
    "stories",
    "subscriptions",
    "topics",
]
