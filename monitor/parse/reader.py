"""Follow a plain document element by element.

Pure. Each place in a document has a table of the elements that may stand there and of what to do
with them; anything that stands in no table, and is not idle, is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from monitor.parse.clip import MAX_ENTRIES
from monitor.parse.dates import read_date
from monitor.parse.fields import Holder, mend
from monitor.parse.names import XML_NAMESPACE, DoubtError, Names, bare_attributes, is_idle

if TYPE_CHECKING:
    from pyexpat import XMLParserType

    from monitor.parse.names import Attributes

_MAX_DEPTH: Final = 50
_TEXT_TYPES: Final = {
    **dict.fromkeys(("text", "text/plain"), "text/plain"),
    **dict.fromkeys(("html", "text/html"), "text/html"),
}
_LINKED_TYPES: Final = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})
_RSS_VERSIONS: Final = {
    "0.91": "rss091u",
    "0.92": "rss092",
    "0.93": "rss093",
    "0.94": "rss094",
}
_HALF_ESCAPED: Final = re.compile("&([A-Za-z0-9_]+);")

#: What to do at an element's start and at its end, and what may stand in it.
Rule = tuple["Callable[[Reader, Attributes], None]", "Callable[[Reader], object]", "Place"]
#: Rules by name; the empty name stands for all idle elements.
Place = Mapping[str, Rule]


class Reader:
    """Handlers for expat's events, and what came of them."""

    __slots__ = (
        *("_append", "_depth", "_guid_links", "_has_content", "_holder", "_kept", "_lang"),
        *("_names", "_parser", "_pieces", "_place", "_raw_names", "_stack", "_title_depth"),
        *("_has_children", "_outer", "base", "entries", "feed", "version"),
    )

    def __init__(self, parser: XMLParserType, root: Place, base: str) -> None:
        #: What links are resolved against; empty for RSS.
        self.base = base
        self.version = ""
        self.feed = Holder(is_entry=False)
        self.entries: list[dict[str, Any]] = []
        self._parser = parser
        self._names = Names()
        self._raw_names: dict[str, str] = {}
        self._place = root
        self._stack: list[tuple[Place, Callable[[Reader], object], str | None]] = []
        self._depth = 0
        self._lang: str | None = None
        self._holder = self._outer = self.feed
        self._pieces: list[str] = []
        self._append = self._pieces.append
        self._kept: tuple[str, str] | None = None
        self._title_depth = -1
        self._has_content = False
        self._guid_links = False
        self._has_children = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartNamespaceDeclHandler = self._names.declare
        parser.StartDoctypeDeclHandler = _refuse_doctype

    def _start(self, raw: str, attributes: Attributes) -> None:
        name = self._raw_names.get(raw)
        if name is None:
            name = self._raw_names[raw] = self._names.name_of(raw)
        rule = self._place.get(name)
        if rule is None:
            rule = self._place.get("")
            if rule is None or not is_idle(name):
                raise DoubtError(name)
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise DoubtError("depth")
        begin, end, inner = rule
        self._stack.append((self._place, end, self._lang))
        if attributes:
            self._heed(attributes)
        self._place = inner
        begin(self, attributes)

    def _end(self, _: str) -> None:
        place, end, lang = self._stack.pop()
        end(self)
        self._place, self._lang = place, lang
        self._depth -= 1

    def _heed(self, attributes: Attributes) -> None:
        """Take the language; a base is a doubt, and so is what could be mistaken for either."""
        for name, value in attributes.items():
            if name == XML_NAMESPACE + "lang":
                self._lang = value or None
            elif name.rpartition(" ")[2].lower() in ("base", "lang"):
                raise DoubtError("base or lang")

    def resolve(self, address: str) -> str:
        """Resolve a link as feedparser does; slashes in excess it would take away."""
        if ":///" in address:
            raise DoubtError("slashes")
        if not self.base:
            return address
        try:
            return urljoin(self.base, address)
        except ValueError:
            return ""

    def listen(self, _: Attributes | None = None) -> None:
        """Gather text from here on."""
        self._pieces.clear()
        self._parser.CharacterDataHandler = self._append

    def heard(self) -> str:
        """Give the text since `listen`, and gather no more."""
        self._parser.CharacterDataHandler = None
        return "".join(self._pieces).strip()

    # -- entries, and what holds fields as they do

    def begin_rss(self, attributes: Attributes) -> None:
        version = bare_attributes(attributes).get("version", "")
        self.version = _RSS_VERSIONS.get(version) or ("rss20" if version[:2] == "2." else "rss")
        self._keep_language()

    def begin_feed(self, _: Attributes) -> None:
        if not self._names.declares_atom:
            raise DoubtError("another Atom")
        self.version = "atom10"
        self._keep_language()

    def _keep_language(self) -> None:
        if self._lang:
            self.feed.fields["language"] = self._lang.replace("_", "-")

    def begin_channel(self, attributes: Attributes) -> None:
        if not bare_attributes(attributes).keys().isdisjoint(("href", "lastmod")):
            raise DoubtError("CDF")

    def begin_entry(self, attributes: Attributes) -> None:
        self.begin_channel(attributes)
        if len(self.entries) == MAX_ENTRIES:
            raise DoubtError("entries")
        self._holder = Holder(is_entry=True)
        self.entries.append(self._holder.fields)
        self._title_depth = -1

    def end_entry(self) -> None:
        self._holder = self.feed
        self._has_content = False

    def begin_source(self, _: Attributes) -> None:
        self._outer = self._holder
        self._holder = Holder(is_entry=False)
        self._title_depth = -1

    def end_source(self) -> None:
        self._holder = self._outer

    def begin_untitled(self, _: Attributes) -> None:
        """An image or a text input: feedparser forgets which title it has."""
        self._title_depth = -1

    # -- texts

    def begin_bare(self, attributes: Attributes) -> None:
        """A text that feedparser has no method for: with attributes it would be another thing."""
        if attributes:
            raise DoubtError("attributes")
        self.listen()

    def end_text(self, name: str) -> None:
        self._holder.put(name, mend(self.heard()), self._depth)

    def end_date(self, name: str) -> None:
        self._holder.fields[name] = read_date(self.heard())

    def begin_title(self, attributes: Attributes) -> None:
        self._begin_detailed("title", attributes, "text")

    def begin_description(self, attributes: Attributes) -> None:
        self._begin_summary("description", attributes, "html")

    def begin_summary(self, attributes: Attributes) -> None:
        self._begin_summary("summary", attributes, "text")

    def _begin_summary(self, name: str, attributes: Attributes, usual_type: str) -> None:
        """A second summary before any content is a content."""
        if "summary" in self._holder.fields and not self._has_content:
            self.begin_content(attributes)
        else:
            self._begin_detailed(name, attributes, usual_type)

    def begin_content(self, attributes: Attributes) -> None:
        self._has_content = True
        self._begin_detailed("content", attributes, "text")

    def begin_encoded(self, attributes: Attributes) -> None:
        self._has_content = True
        self._begin_detailed("content", attributes, "html")

    def _begin_detailed(self, name: str, attributes: Attributes, usual_type: str) -> None:
        bare = bare_attributes(attributes)
        text_type = _TEXT_TYPES.get(bare.get("type", usual_type).lower())
        if text_type is None or "mode" in bare:
            raise DoubtError("type")
        self._kept = (name, text_type)
        self.listen()

    def end_title(self) -> None:
        if self.end_media_title():
            self._title_depth = self._depth

    def end_media_title(self) -> str:
        value, detail = self._end_detailed()
        if not -1 < self._title_depth <= self._depth:
            self._holder.put_detailed("title", value, self._depth, detail)
        return value

    def end_summary(self) -> None:
        name = self._kept[0] if self._kept else ""
        value, detail = self._end_detailed()
        if name == "content":
            self._holder.add_content(value, detail)
        elif self._holder.is_entry or name == "summary":
            self._holder.put_detailed("summary", value, self._depth, detail)

    def _end_detailed(self) -> tuple[str, dict[str, Any]]:
        text_type = self._kept[1] if self._kept else ""
        language = self._lang.replace("_", "-") if self._lang else None
        return mend(self.heard()), {"type": text_type, "language": language}

    # -- links and ids

    def begin_link(self, attributes: Attributes) -> None:
        bare = bare_attributes(attributes)
        rel = bare.get("rel", "alternate").lower()
        href = bare.get("href")
        if href == "" or "url" in bare or "uri" in bare:
            raise DoubtError("link")
        link = {"rel": rel}
        self._holder.fields.setdefault("links", []).append(link)
        self._kept = None
        if href is None:
            self._kept = ("link", "")
            self.listen()
            return
        link["href"] = self.resolve(href)
        usual_type = "application/atom+xml" if rel == "self" else "text/html"
        if rel == "alternate" and bare.get("type", usual_type).lower() in _LINKED_TYPES:
            self._holder.fields["link"] = link["href"]

    def end_link(self) -> None:
        if self._kept is None:
            return
        link = self.heard()
        if link:
            link = mend(self.resolve(link))
        holder = self._holder
        if holder.is_entry:
            link = link.replace("&amp;", "&")
        holder.fields["link"] = link = _HALF_ESCAPED.sub(r"&\1", link)
        if link or not holder.is_entry:
            holder.fields["links"][-1]["href"] = link

    def begin_id(self, attributes: Attributes) -> None:
        self._guid_links = bare_attributes(attributes).get("ispermalink", "true") == "true"
        self.listen()

    def end_id(self) -> None:
        value = self.heard()
        if value and self._guid_links:
            value = self.resolve(value)
        value = mend(value)
        self._holder.put("id", value, self._depth)
        if self._guid_links:
            self._holder.fields.setdefault("link", value)

    # -- categories

    def begin_category(self, attributes: Attributes) -> None:
        self._begin_category(bare_attributes(attributes))

    def begin_media_category(self, attributes: Attributes) -> None:
        bare = bare_attributes(attributes)
        bare.setdefault("scheme", "http://search.yahoo.com/mrss/category_schema")
        self._begin_category(bare)

    def _begin_category(self, bare: Attributes) -> None:
        scheme = bare.get("scheme", bare.get("domain"))
        self._holder.add_tag(bare.get("term"), scheme, bare.get("label"))
        self.listen()

    def end_category(self) -> None:
        self._holder.name_tag(mend(self.heard()))

    def end_keywords(self, scheme: str | None) -> None:
        for term in mend(self.heard()).split(","):
            if term.strip():
                self._holder.add_tag(term.strip(), scheme, None)

    # -- authors

    def begin_author(self, _: Attributes) -> None:
        self._holder.open_author()
        self._has_children = False
        self.listen()

    def begin_in_author(self, _: Attributes | None = None) -> None:
        """A person has a text or children, not both."""
        self._has_children = True
        self._hear_nothing()
        self._pieces.clear()

    def end_in_author(self, name: str) -> None:
        self._holder.put_in_author(name, "".join(self._pieces).strip())
        self._pieces.clear()

    def end_idle_in_author(self) -> None:
        self._hear_nothing()

    def _hear_nothing(self) -> None:
        if "".join(self._pieces).strip():
            raise DoubtError("text among children")

    def end_author(self) -> None:
        if self._has_children:
            self._hear_nothing()
        self._holder.put("author", mend(self.heard()), self._depth)
        self._holder.sync_author()


def _refuse_doctype(*_: object) -> None:
    raise DoubtError("doctype")
