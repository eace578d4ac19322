"""Read the fields of a plain document.

Pure. What is done at the beginnings and ends of the elements that `monitor.parse.places` lists,
so that in the end each field is what feedparser says it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from monitor.parse.fields import Holder
from monitor.parse.names import DoubtError, bare_attributes
from monitor.parse.texts import XHTML, TextReader

if TYPE_CHECKING:
    from pyexpat import XMLParserType

    from monitor.parse.follower import Place
    from monitor.parse.names import Attributes

_LINKED_TYPES: Final = frozenset({"html", "text/html", "xhtml", XHTML})
_RSS_VERSIONS: Final = {
    "0.91": "rss091u",
    "0.92": "rss092",
    "0.93": "rss093",
    "0.94": "rss094",
}
_ATOM_VERSIONS: Final = {"0.1": "atom01", "0.2": "atom02", "0.3": "atom03"}
_HALF_ESCAPED: Final = re.compile("&([A-Za-z0-9_]+);")
ITUNES_SCHEME: Final = "http://www.itunes.com/"
_MEDIA_SCHEME: Final = "http://search.yahoo.com/mrss/category_schema"


class Reader(TextReader):
    """Handlers for expat's events, and what came of them."""

    __slots__ = ("_guid_links", "_has_children", "_outer")

    def __init__(self, parser: XMLParserType, text: bytes, root: Place, base: str) -> None:
        super().__init__(parser, text, root, base)
        self._outer = self.feed
        self._guid_links = False
        self._has_children = False

    # -- documents, entries, and what holds fields as they do

    def begin_rss(self, attributes: Attributes) -> None:
        self.version = self.names.version
        if not self.version.startswith("rss"):
            version = bare_attributes(attributes).get("version", "")
            usual = "rss20" if version.startswith("2.") else "rss"
            self.version = _RSS_VERSIONS.get(version, usual)
        self._keep_language()

    def begin_feed(self, attributes: Attributes) -> None:
        version = bare_attributes(attributes).get("version", "")
        self.version = self.names.version or _ATOM_VERSIONS.get(version, "atom")
        self._keep_language()

    def begin_rdf(self, _: Attributes) -> None:
        self.version = self.names.version
        if not self.version.startswith("rss"):
            raise DoubtError("another RDF")

    def _keep_language(self) -> None:
        if self.lang:
            self.feed.fields["language"] = self.lang.replace("_", "-")

    def begin_channel(self, attributes: Attributes) -> None:
        self.refuse_cdf(attributes)

    def begin_entry(self, attributes: Attributes) -> None:
        self._guid_links = False
        super().begin_entry(attributes)

    def begin_source(self, _: Attributes) -> None:
        self._outer = self.holder
        self.holder = Holder(is_entry=False)
        self._title_depth = -1

    def end_source(self) -> None:
        self.holder = self._outer

    def begin_untitled(self, _: Attributes) -> None:
        """An image or a text input: feedparser forgets which title it has."""
        self._title_depth = -1

    # -- links and ids

    def begin_link(self, attributes: Attributes) -> None:
        self.holder.fields.setdefault("links", [])
        if not attributes:
            self.holder.fields["links"].append({"rel": "alternate"})
            self._kept = "link"
            self.listen()
            return
        bare = bare_attributes(attributes)
        rel = bare.get("rel", "alternate").lower()
        href = bare.get("href")
        if href == "" or "url" in bare or "uri" in bare:
            raise DoubtError("link")
        link = {"rel": rel}
        self.holder.fields["links"].append(link)
        if href is None:
            self._kept = "link"
            self.listen()
            return
        self._kept = ""
        link["href"] = self.resolve(href)
        usual_type = "application/atom+xml" if rel == "self" else "text/html"
        if rel == "alternate" and bare.get("type", usual_type).lower() in _LINKED_TYPES:
            self.holder.fields["link"] = link["href"]

    def end_link(self) -> None:
        if not self._kept:
            return
        link = self.heard()
        if link:
            link = self._mend(self.resolve(link))
        holder = self.holder
        if holder.is_entry:
            link = link.replace("&amp;", "&")
        holder.fields["link"] = link = _HALF_ESCAPED.sub(r"&\1", link)
        if link or not holder.is_entry:
            holder.fields["links"][-1]["href"] = link

    def begin_enclosure(self, attributes: Attributes) -> None:
        bare = bare_attributes(attributes)
        link = {"rel": "enclosure"}
        if href := bare.get("url", bare.get("uri", bare.get("href"))):
            link["href"] = href
        self.holder.fields.setdefault("links", []).append(link)

    def begin_id(self, attributes: Attributes) -> None:
        self._guid_links = (
            not attributes or bare_attributes(attributes).get("ispermalink", "true") == "true"
        )
        self.listen()

    def end_id(self) -> None:
        value = self.heard()
        if value and self._guid_links:
            value = self.resolve(value)
        value = self._mend(value)
        self.holder.put("id", value, len(self._stack))
        self.holder.fields["guidislink"] = self._guid_links
        if self._guid_links:
            self.holder.fields.setdefault("link", value)

    # -- categories

    def begin_category(self, attributes: Attributes) -> None:
        bare = bare_attributes(attributes)
        self.holder.add_tag(
            bare.get("term"), bare.get("scheme", bare.get("domain")), bare.get("label")
        )
        self.listen()

    def begin_media_category(self, attributes: Attributes) -> None:
        self.begin_category({"scheme": _MEDIA_SCHEME, **bare_attributes(attributes)})

    def end_category(self) -> None:
        self.holder.name_tag(self._mend(self.heard()))

    def begin_itunes_category(self, attributes: Attributes) -> None:
        self.holder.add_tag(bare_attributes(attributes).get("text"), ITUNES_SCHEME, None)
        self.listen()

    def begin_inner_itunes_category(self, attributes: Attributes) -> None:
        self._hear_nothing()
        self.begin_itunes_category(attributes)

    def end_itunes_category(self) -> None:
        """Of those around it nothing but more categories may follow."""
        self.end_category()
        self.listen()

    def end_keywords(self, scheme: str | None) -> None:
        for term in self._mend(self.heard()).split(","):
            if term.strip():
                self.holder.add_tag(term.strip(), scheme, None)

    # -- authors

    def begin_author(self, _: Attributes) -> None:
        self.holder.open_author()
        self._has_children = False
        self.listen()

    def begin_in_author(self, _: Attributes | None = None) -> None:
        """A person has a text or children, not both."""
        self._has_children = True
        self._hear_nothing()
        self._pieces.clear()

    def end_in_author(self, name: str) -> None:
        self.holder.put_in_author(name, "".join(self._pieces).strip())
        self._pieces.clear()

    def end_in_owner(self, name: str) -> None:
        self.holder.put_in_last_author(name, self.heard())

    def end_idle_in_author(self) -> None:
        self._hear_nothing()

    def _hear_nothing(self) -> None:
        if "".join(self._pieces).strip():
            raise DoubtError("text among children")

    def end_author(self) -> None:
        if self._has_children:
            self._hear_nothing()
        self.holder.put("author", self._mend(self.heard()), len(self._stack))
        self.holder.sync_author()
