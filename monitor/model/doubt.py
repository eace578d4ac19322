"""Say what is doubtful about a topic, its query or a concept, or wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DoubtReason(StrEnum):
    """Why something is probably not meant so, or cannot work."""

    #: `and`, `or`, `not`, `near` in small letters: words here.
    SMALL_OPERATOR = "small_operator"
    #: AND and OR side by side without parentheses.
    MIXED_OPERATORS = "mixed_operators"
    #: A star inside quotes.
    STAR_IN_QUOTES = "star_in_quotes"
    #: A name that is a common word in some language.
    COMMON_WORD = "common_word"
    #: A name that stands inside other words.
    PART_OF_WORDS = "part_of_words"
    #: A name that many people bear.
    GIVEN_NAME = "given_name"
    #: A few capitals, found in small letters too.
    ABBREVIATION = "abbreviation"
    #: A star after too few letters, or words without end that begin so.
    WIDE_WILDCARD = "wide_wildcard"
    #: A part that no article can satisfy.
    NEVER_MATCHES = "never_matches"
    #: A part that changes nothing.
    ADDS_NOTHING = "adds_nothing"
    #: A NOT that takes away most of the news, or of what the rest finds.
    UNSELECTIVE_NOT = "unselective_not"
    #: A query that names nothing which each of its articles must hold.
    ASKS_ALL = "asks_all"
    #: A word in letters that the language asked for is not written in.
    OTHER_SCRIPT = "other_script"
    #: A fact that no feed has.
    UNKNOWN_FACT = "unknown_fact"
    #: Every name of a concept is switched off.
    NO_NAMES = "no_names"
    #: A concept has no name in a language that the feeds speak.
    NO_NAME_IN_LANGUAGE = "no_name_in_language"
    #: No topic uses the concept.
    UNUSED_CONCEPT = "unused_concept"
    #: Nobody is told.
    NO_RECEIVER = "no_receiver"
    #: The settings do not know the receiver.
    UNKNOWN_RECEIVER = "unknown_receiver"
    #: The query cannot be understood.
    BROKEN_QUERY = "broken_query"
    #: An example is not treated as it should be.
    BROKEN_EXAMPLE = "broken_example"


#: What keeps a topic from working; the others are warnings.
PROBLEMS = frozenset(
    {DoubtReason.UNKNOWN_RECEIVER, DoubtReason.BROKEN_QUERY, DoubtReason.BROKEN_EXAMPLE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing that is doubtful or wrong, and what to do about it."""

    reason: DoubtReason
    #: What is there.
    found: str
    #: What to do or to know.
    remedy: str
    #: Where in the query it stands, in code points; None when it is not in the query.
    start: int | None = None
    end: int | None = None

    @property
    def is_problem(self) -> bool:
        """Whether the topic cannot work so."""
        return self.reason in PROBLEMS

    def __str__(self) -> str:
        return "; ".join(filter(None, (self.found, self.remedy)))
