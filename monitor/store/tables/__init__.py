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
    OutageReportRow,
    ReceiverRow,
    ThreadRow,
    alerts,
    deliveries,
    leases,
    matches,
    outage_reports,
    receivers,
    threads,
)
from monitor.store.tables.articles import (
    AddressRow,
    ArticleRow,
    PageRow,
    RedirectRow,
    RevisionRow,
    SightingRow,
    StoryRow,
    addresses,
    articles,
    pages,
    redirects,
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
from monitor.store.tables.caught import CaughtRow, caught
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
from monitor.store.tables.placing import PlacementRow, placements
from monitor.store.tables.row import Base
from monitor.store.tables.search import TermEditionRow, is_laid_out, term_editions

#: The revision in migrations/versions that leads to these tables. Revisions are named by
#: their date, so a later one sorts after an earlier one.
REVISION = "20261124_1740"

__all__ = [
    "REVISION",
    "AddressRow",
    "AlertRow",
    "ArticleRow",
    "Base",
    "CatalogRow",
    "CaughtRow",
    "ConceptRow",
    "DeliveryRow",
    "FeedRow",
    "HostRow",
    "LeaseRow",
    "MatchRow",
    "MoveRow",
    "NameRow",
    "OutageReportRow",
    "PageRow",
    "PlacementRow",
    "PollRow",
    "ReceiverRow",
    "RedirectRow",
    "RevisionRow",
    "SightingRow",
    "SilenceRow",
    "StoryRow",
    "SubscriptionRow",
    "TermEditionRow",
    "ThreadRow",
    "TopicRow",
    "addresses",
    "alerts",
    "articles",
    "catalog",
    "caught",
    "concepts",
    "deliveries",
    "feeds",
    "hosts",
    "is_laid_out",
    "leases",
    "matches",
    "moves",
    "names",
    "outage_reports",
    "pages",
    "placements",
    "polls",
    "receivers",
    "redirects",
    "revisions",
    "sightings",
    "silences",
    "stories",
    "subscriptions",
    "term_editions",
    "threads",
    "topics",
]
