"""The words: frozen values that pass through doors, one file per noun.

Pure. Every room takes and gives these and nothing else; they hold facts, decide nothing,
and know no room. Instants are aware and in UTC and end in `_at` or `until`; spans are
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
from monitor.model.concept import Concept, ConceptKind, Name, NameSource
from monitor.model.delivery import (
    AttemptResult,
    Delivery,
    DeliveryState,
    LeasedDelivery,
    Message,
    Receipt,
)
from monitor.model.entry import Entry, LeftOut, ParsedFeed
from monitor.model.feed import Feed, FeedSpec, LeasedFeed, Outcome, Source, Validators
from monitor.model.ids import AlertId, ArticleId, DeliveryId, FeedId, SilenceId, StoryId
from monitor.model.match import Evidence, Field, Match, StoredMatch, Verdict
from monitor.model.poll import Fetched, Gone, NotModified, Poll, PollRecord, SavedPoll
from monitor.model.receiver import EmailReceiver, Receiver, SlackReceiver, SMTPServer, TLSMode
from monitor.model.topic import Catalog, Examples, NotifyPolicy, Priority, Silence, Topic
from monitor.model.trace import Status, Trace

__all__ = [
    "Alert",
    "AlertId",
    "AlertKind",
    "Article",
    "ArticleId",
    "AttemptResult",
    "Catalog",
    "Concept",
    "ConceptKind",
    "Delivery",
    "DeliveryId",
    "DeliveryState",
    "Document",
    "Draft",
    "EmailReceiver",
    "Entry",
    "EvaluatedArticle",
    "Evidence",
    "Examples",
    "Feed",
    "FeedId",
    "FeedSpec",
    "Fetched",
    "Field",
    "Gone",
    "HeldBack",
    "Identified",
    "KnownArticle",
    "LeasedDelivery",
    "LeasedFeed",
    "LeftOut",
    "Match",
    "Message",
    "Name",
    "NameSource",
    "Newness",
    "NotModified",
    "NotifyPolicy",
    "Outcome",
    "ParsedFeed",
    "PlannedAlert",
    "Poll",
    "PollRecord",
    "Priority",
    "Receipt",
    "Receiver",
    "Revision",
    "SMTPServer",
    "SavedPoll",
    "Sighting",
    "Silence",
    "SilenceId",
    "SlackReceiver",
    "Source",
    "Status",
    "StoredMatch",
    "StoryId",
    "TLSMode",
    "Topic",
    "Trace",
    "Trigger",
    "Validators",
    "Verdict",
    "is_fuller",
]
