"""List what may stand where in a plain RSS or Atom document, and what is done with it.

Pure. An element may be passed over only where feedparser's method for it can change nothing that
we read: not the title it thinks it has, not the last link, not the language. Elements without a
method are idle (`monitor.parse.names`) and need no rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monitor.parse.reader import ITUNES_SCHEME, Reader

if TYPE_CHECKING:
    from monitor.parse.follower import Begin, Place, Rule


def _each(names: str, rule: Rule) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


def _date(name: str) -> Rule:
    return Reader.listen, lambda reader: reader.end_date(name), _LEAF


def _text(name: str, begin: Begin = Reader.begin_bare) -> Rule:
    return begin, lambda reader: reader.end_text(name), _LEAF


def _keywords(scheme: str | None) -> Rule:
    return Reader.begin_bare, lambda reader: reader.end_keywords(scheme), _LEAF


def _person(name: str) -> Rule:
    return Reader.begin_in_author, lambda reader: reader.end_in_author(name), _LEAF


_LEAF: Final[Place] = {}
_PASSED: Final[Rule] = (None, None, _LEAF)
_IDLE_PLACE: Final[dict[str, Rule]] = {}
_IDLE: Final[Rule] = (None, None, _IDLE_PLACE)
_IDLE_PLACE[""] = _IDLE

#: Of a person whom we do not name.
_PERSON: Final[Place] = {"": _IDLE, **_each("name email uri url homepage", _PASSED)}
_AUTHOR: Final[Place] = {
    "": (Reader.begin_in_author, Reader.end_idle_in_author, _LEAF),
    "name": _person("name"),
    "email": _person("email"),
    **_each("uri url homepage", _person("href")),
}
_OWNER: Final[Place] = {
    "": _IDLE,
    "itunes_name": (Reader.listen, lambda reader: reader.end_in_owner("name"), _LEAF),
    "itunes_email": (Reader.listen, lambda reader: reader.end_in_owner("email"), _LEAF),
}
#: Of a feed, whose categories nobody asks for.
_FEED_CATEGORY: Final[dict[str, Rule]] = {}
_FEED_CATEGORY["itunes_category"] = (None, None, _FEED_CATEGORY)
_ITUNES_CATEGORY: Final[dict[str, Rule]] = {}
_ITUNES_CATEGORY["itunes_category"] = (
    Reader.begin_inner_itunes_category,
    Reader.end_itunes_category,
    _ITUNES_CATEGORY,
)

_TITLE: Final[Rule] = (Reader.begin_title, Reader.end_title, _LEAF)
_DESCRIPTION: Final[Rule] = (Reader.begin_description, Reader.end_summary, _LEAF)
_SUMMARY: Final[Rule] = (Reader.begin_summary, Reader.end_summary, _LEAF)
_SUBTITLE: Final[Rule] = (Reader.begin_subtitle, Reader.end_subtitle, _LEAF)
_MEDIA_TITLE: Final[Rule] = (Reader.begin_title, Reader.end_media_title, _LEAF)
_ID: Final[Rule] = (Reader.begin_id, Reader.end_id, _LEAF)

_AUTHORS: Final[Place] = {
    "author": (Reader.begin_author, Reader.end_author, _AUTHOR),
    **_each("dc_creator dc_author itunes_author", (Reader.begin_author, Reader.end_author, _LEAF)),
}

#: Of feeds and entries alike.
_ANYWHERE: Final[dict[str, Rule]] = {
    "": _IDLE,
    **_each("title dc_title", _TITLE),
    "link": (Reader.begin_link, Reader.end_link, _LEAF),
    **_each("id guid", _ID),
    **_each("description dc_description media_description", _DESCRIPTION),
    **_each("summary itunes_summary", _SUMMARY),
    "content": (Reader.begin_content, Reader.end_summary, _LEAF),
    "content_encoded": (Reader.begin_encoded, Reader.end_summary, _LEAF),
    **_each("language dc_language", _text("language", Reader.listen)),
    **_each("pubdate published issued dcterms_issued", _date("published")),
    **_each("updated modified lastbuilddate dc_date dcterms_modified", _date("updated")),
    **_each("created dcterms_created", _date("created")),
    **_each("subtitle tagline itunes_subtitle", _SUBTITLE),
    **_each("googleplay_author", _text("googleplay_author")),
    **_each("googleplay_description", _text("googleplay_description")),
    "contributor": (None, None, _PERSON),
    **_each(
        "copyright rights dc_rights generator cloud dc_publisher "
        "dc_contributor itunes_image itunes_link itunes_block itunes_explicit itunes_name "
        "itunes_email name email info media_thumbnail media_credit media_rating media_player "
        "media_restriction media_license creativecommons_license cc_license "
        "georss_point georss_line georss_polygon georss_box "
        "admin_generatoragent admin_errorreportsto",
        _PASSED,
    ),
}

_MEDIA: Final[dict[str, Rule]] = {
    "": _IDLE,
    "media_title": _MEDIA_TITLE,
    "media_description": _DESCRIPTION,
    "media_category": (Reader.begin_media_category, Reader.end_category, _LEAF),
    "media_keywords": _keywords(None),
    **_each("media_thumbnail media_credit media_rating media_player media_restriction", _PASSED),
}
_MEDIA.update(_each("media_content media_group", (None, None, _MEDIA)))

_SOURCE: Final[Place] = {
    "": _IDLE,
    "title": _TITLE,
    "link": (Reader.begin_link, Reader.end_link, _LEAF),
    "id": _ID,
    "author": (None, None, _PERSON),
    "contributor": (None, None, _PERSON),
    "updated": _date("updated"),
    **_each("subtitle rights generator category", _PASSED),
}

_ENTRY: Final[Place] = {
    **_ANYWHERE,
    **_MEDIA,
    **_AUTHORS,
    **_each("category keywords dc_subject", (Reader.begin_category, Reader.end_category, _LEAF)),
    "itunes_keywords": _keywords(ITUNES_SCHEME),
    "itunes_category": (
        Reader.begin_itunes_category,
        Reader.end_itunes_category,
        _ITUNES_CATEGORY,
    ),
    "feedburner_origlink": _text("feedburner_origlink"),
    "enclosure": (Reader.begin_enclosure, None, _LEAF),
    "source": (Reader.begin_source, Reader.end_source, _SOURCE),
    "image": (Reader.begin_untitled, None, {"url": _PASSED}),
}

_FEED: Final[Place] = {
    **_ANYWHERE,
    **_each("pubdate published updated modified lastbuilddate created dc_date", _PASSED),
    "items": (None, None, _IDLE_PLACE),
    **_each("item entry", (Reader.begin_entry, Reader.end_entry, _ENTRY)),
    **_each("ttl", _text("ttl")),
    "sy_updateperiod": _text("sy_updateperiod"),
    "sy_updatefrequency": _text("sy_updatefrequency"),
    **_AUTHORS,
    "managingeditor": (Reader.begin_author, Reader.end_author, _LEAF),
    "itunes_owner": (None, None, _OWNER),
    "itunes_category": (None, None, _FEED_CATEGORY),
    "image": (
        Reader.begin_untitled,
        None,
        _each("title url link width height description", _PASSED),
    ),
    **_each(
        "textinput", (Reader.begin_untitled, None, _each("title description name link", _PASSED))
    ),
    **_each(
        "category keywords dc_subject media_category media_keywords itunes_keywords webmaster "
        "media_content "
        "feedburner_browserfriendly",
        _PASSED,
    ),
}

#: Where a document begins.
ROOT: Final[Place] = {
    "rss": (Reader.begin_rss, None, {"channel": (Reader.begin_channel, None, _FEED)}),
    "feed": (Reader.begin_feed, None, _FEED),
    "rdf_rdf": (
        Reader.begin_rdf,
        None,
        {
            "channel": (Reader.begin_channel, None, _FEED),
            "item": _FEED["item"],
            "image": _FEED["image"],
            "textinput": _FEED["textinput"],
        },
    ),
}
