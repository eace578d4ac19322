"""Write what digests and coverage alerts say as JSON values, and read it again.

Pure. What was written by an earlier version stays readable: keys may be added, never renamed.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitor.model import (
    CoverageReport,
    Digest,
    EndedTrouble,
    FeedId,
    HeldBack,
    RankedStory,
    Standing,
    StoryId,
    Trouble,
    TroubleKind,
    Volume,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Object = dict[str, Any]


def pack_content(content: Digest | CoverageReport) -> Object:
    """Write a content."""
    if isinstance(content, Digest):
        return {"digest": _plain(asdict(content))}
    return {"coverage": _plain(asdict(content))}


def unpack_content(packed: Mapping[str, Any]) -> Digest | CoverageReport:
    """Read what `pack_content` wrote."""
    if "digest" in packed:
        return _read_digest(packed["digest"])
    return _read_report(packed["coverage"])


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of JSON
    """Write instants and spans as JSON knows them; words of enumerations are texts already."""
    match value:
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
    return value


def _read_digest(packed: Object) -> Digest:
    volume = packed["volume"]
    return Digest(
        **{
            **packed,
            "since": datetime.fromisoformat(packed["since"]),
            "until": datetime.fromisoformat(packed["until"]),
            "stories": tuple(_read_story(story) for story in packed["stories"]),
            "volume": Volume(
                since=datetime.fromisoformat(volume["since"]),
                span=timedelta(seconds=volume["span"]),
                counts=tuple(volume["counts"]),
            ),
        }
    )


def _read_story(packed: Object) -> RankedStory:
    held_back, standing = packed["held_back"], packed["standing"]
    return RankedStory(
        **{
            **packed,
            "story_id": StoryId(packed["story_id"]),
            "held_back": None if held_back is None else HeldBack(held_back),
            "standing": Standing(
                **{
                    **standing,
                    "languages": tuple(standing["languages"]),
                    "first_seen_at": datetime.fromisoformat(standing["first_seen_at"]),
                    "last_seen_at": datetime.fromisoformat(standing["last_seen_at"]),
                }
            ),
        }
    )


def _read_report(packed: Object) -> CoverageReport:
    return CoverageReport(
        began=tuple(_read_trouble(one) for one in packed["began"]),
        ended=tuple(
            EndedTrouble(
                trouble=_read_trouble(one["trouble"]),
                ended_at=datetime.fromisoformat(one["ended_at"]),
            )
            for one in packed["ended"]
        ),
        surplus=packed["surplus"],
        feeds=packed["feeds"],
    )


def _read_trouble(packed: Object) -> Trouble:
    feed_id = packed["feed_id"]
    return Trouble(
        **{
            **packed,
            "kind": TroubleKind(packed["kind"]),
            "feed_id": None if feed_id is None else FeedId(feed_id),
            "since": datetime.fromisoformat(packed["since"]),
        }
    )
