"""What is polled, when, and why then?

Pure. Takes how a poll ended, what the feed does by habit and what was asked for by the
operator, the document and the server; gives the instant of the next poll with its `Reason`.
Judges what a server may be believed: that nothing has changed, that a feed has moved, and that
it is the feed that fails and not our own network. Says what to ask WebSub hubs, what their calls
are worth, and when to poll for them. Touches nothing, reads no clock and rolls
no dice: `now` and the jitter are arguments.
"""

from __future__ import annotations

from monitor.feeds.checkup import Checkup, Trouble, Visit, is_usable, judge_feed
from monitor.feeds.discovery import DECLARED, Candidate, Findings, Hint, find_feeds
from monitor.feeds.facts import FeedFacts, are_alike, take_facts
from monitor.feeds.failure import is_of_network, kind_of
from monitor.feeds.honesty import (
    Finding,
    Judgement,
    are_same,
    is_cut_short,
    is_full_due,
    judge_document,
    judge_unchanged,
)
from monitor.feeds.moving import Moving, judge_move
from monitor.feeds.opml import MAX_LIST_BYTES, FeedList, Listed, Skipped, SkipReason, read_list
from monitor.feeds.outage import Arrival, Horizon
from monitor.feeds.outline import Outline, write_list
from monitor.feeds.push import (
    Heard,
    PushReason,
    is_relied_on,
    judge_hub,
    judge_push,
    look_again,
)
from monitor.feeds.remarks import Condition, Symptom, suggest_interval
from monitor.feeds.rhythm import entries_a_day, has_overflowed, learn
from monitor.feeds.schedule import (
    LONGEST_RETRY_AFTER,
    OUTAGE_RETRY,
    Habit,
    NextPoll,
    PollLimits,
    Reason,
    next_poll,
    patience,
)
from monitor.feeds.sights import Look, Sight, Verdict, compare_sights
from monitor.feeds.signature import Signature, SignatureCheck, may_share_secret
from monitor.feeds.sites import (
    complete_address,
    is_bare,
    keep_user,
    know_site,
    list_probes,
    names_itself,
    use_http,
)
from monitor.feeds.websub import (
    ASKED_LEASE,
    Asked,
    AskReason,
    Intent,
    IntentReason,
    ask_at,
    judge_acceptance,
    judge_intent,
    judge_offer,
    judge_refusal,
    judge_trouble,
    read_offer,
)

__all__ = [
    "ASKED_LEASE",
    "DECLARED",
    "LONGEST_RETRY_AFTER",
    "MAX_LIST_BYTES",
    "OUTAGE_RETRY",
    "Arrival",
    "AskReason",
    "Asked",
    "Candidate",
    "Checkup",
    "Condition",
    "FeedFacts",
    "FeedList",
    "Finding",
    "Findings",
    "Habit",
    "Heard",
    "Hint",
    "Horizon",
    "Intent",
    "IntentReason",
    "Judgement",
    "Listed",
    "Look",
    "Moving",
    "NextPoll",
    "Outline",
    "PollLimits",
    "PushReason",
    "Reason",
    "Sight",
    "Signature",
    "SignatureCheck",
    "SkipReason",
    "Skipped",
    "Symptom",
    "Trouble",
    "Verdict",
    "Visit",
    "are_alike",
    "are_same",
    "ask_at",
    "compare_sights",
    "complete_address",
    "entries_a_day",
    "find_feeds",
    "has_overflowed",
    "is_bare",
    "is_cut_short",
    "is_full_due",
    "is_of_network",
    "is_relied_on",
    "is_usable",
    "judge_acceptance",
    "judge_document",
    "judge_feed",
    "judge_hub",
    "judge_intent",
    "judge_move",
    "judge_offer",
    "judge_push",
    "judge_refusal",
    "judge_trouble",
    "judge_unchanged",
    "keep_user",
    "kind_of",
    "know_site",
    "learn",
    "list_probes",
    "look_again",
    "may_share_secret",
    "names_itself",
    "next_poll",
    "patience",
    "read_list",
    "read_offer",
    "suggest_interval",
    "take_facts",
    "use_http",
    "write_list",
]
