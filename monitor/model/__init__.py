"""The words: frozen values that pass through doors, one file per noun.

Pure. Every room takes and gives these and nothing else; they hold facts, decide nothing,
and know no room. Instants are aware and in UTC and end in `_at`, `until` or `since`; spans are
`timedelta`. DESIGN.md §2 defines each word.
"""

from __future__ import annotations

from monitor.model.alert import (
    Alert,
    AlertKind,
    EvaluatedArticle,
    HeldBack,
    PlannedAlert,
    Trigger,
)
from monitor.model.article import (
    Article,
    Document,
    Draft,
    Identified,
    KnownArticle,
    Newness,
    Revision,
    Sighting,
    is_fuller,
)
from monitor.model.concept import Concept, ConceptKind, Name, NameSource, WikidataRecord
from monitor.model.conduct import FIRST_TRUST, Block, FailureKind, Move, Rhythm, Skips, Trust
from monitor.model.delivery import (
    AttemptResult,
    Delivery,
    DeliveryState,
    LeasedDelivery,
    Message,
    Receipt,
)
from monitor.model.doubt import Doubt, DoubtReason
from monitor.model.entry import Entry, ParsedFeed
from monitor.model.feed import Feed, FeedSpec, LeasedFeed, Outcome, Source, Validators
from monitor.model.ids import AlertId, ArticleId, DeliveryId, FeedId, SilenceId, StoryId
from monitor.model.mark import Mark, Names, pack_marks, unpack_marks
from monitor.model.match import Evidence, Field, Match, StoredMatch, Verdict
from monitor.model.page import (
    FetchedPage,
    LeasedPage,
    Page,
    PageRecord,
    PageState,
    PageVisit,
    tells_more,
)
from monitor.model.poll import Fetched, Gone, NotModified, Poll, PollRecord, SavedPoll
from monitor.model.receiver import EmailReceiver, Receiver, SlackReceiver, SMTPServer, TLSMode
from monitor.model.story import PlacedBy, Placement, Remembered, Standing
from monitor.model.subscription import (
    HubNews,
    HubOffer,
    HubRequest,
    LeasedSubscription,
    PushTarget,
    Subscription,
    SubscriptionMode,
    SubscriptionState,
)
from monitor.model.topic import Catalog, Examples, NotifyPolicy, Priority, Silence, Topic
from monitor.model.trace import Status, Trace

__all__ = [
    "FIRST_TRUST",
    "Alert",
    "AlertId",
    "AlertKind",
    "Article",
    "ArticleId",
    "AttemptResult",
    "Block",
    "Catalog",
    "Concept",
    "ConceptKind",
    "Delivery",
    "DeliveryId",
    "DeliveryState",
    "Document",
    "Doubt",
    "DoubtReason",
    "Draft",
    "EmailReceiver",
    "Entry",
    "EvaluatedArticle",
    "Evidence",
    "Examples",
    "FailureKind",
    "Feed",
    "FeedId",
    "FeedSpec",
    "Fetched",
    "FetchedPage",
    "Field",
    "Gone",
    "HeldBack",
    "HubNews",
    "HubOffer",
    "HubRequest",
    "Identified",
    "KnownArticle",
    "LeasedDelivery",
    "LeasedFeed",
    "LeasedPage",
    "LeasedSubscription",
    "Mark",
    "Match",
    "Message",
    "Move",
    "Name",
    "NameSource",
    "Names",
    "Newness",
    "NotModified",
    "NotifyPolicy",
    "Outcome",
    "Page",
    "PageRecord",
    "PageState",
    "PageVisit",
    "ParsedFeed",
    "PlacedBy",
    "Placement",
    "PlannedAlert",
    "Poll",
    "PollRecord",
    "Priority",
    "PushTarget",
    "Receipt",
    "Receiver",
    "Remembered",
    "Revision",
    "Rhythm",
    "SMTPServer",
    "SavedPoll",
    "Sighting",
    "Silence",
    "SilenceId",
    "Skips",
    "SlackReceiver",
    "Source",
    "Standing",
    "Status",
    "StoredMatch",
    "StoryId",
    "Subscription",
    "SubscriptionMode",
    "SubscriptionState",
    "TLSMode",
    "Topic",
    "Trace",
    "Trigger",
    "Trust",
    "Validators",
    "Verdict",
    "WikidataRecord",
    "is_fuller",
    "pack_marks",
    "tells_more",
    "unpack_marks",
]
