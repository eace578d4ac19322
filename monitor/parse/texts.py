"""Read the texts of a plain document: titles, summaries, contents, dates.

Pure. What becomes of a text depends on what came before it; here that is kept as feedparser keeps
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from feedparser.datetimes import _parse_date

from monitor.parse.dates import read_date
from monitor.parse.fields import may_hold_windows_letters, mend, mend_plain
from monitor.parse.follower import Follower
from monitor.parse.inline import end_tag, escape_text, start_tag, unwrap
from monitor.parse.names import DoubtError, bare_attributes, is_idle

if TYPE_CHECKING:
    from pyexpat import XMLParserType

    from monitor.parse.follower import Place
    from monitor.parse.names import Attributes

_HTML: Final = "text/html"
XHTML: Final = "application/xhtml+xml"
_TEXT_TYPES: Final = {
    **dict.fromkeys(("text", "plain", "text/plain"), "text/plain"),
    **dict.fromkeys(("html", "text/html"), _HTML),
    **dict.fromkeys(("xhtml", XHTML), XHTML),
}
_MAX_TAG_DEPTH: Final = 100


class TextReader(Follower):
    """Handlers for expat's events that gather texts."""

    __slots__ = (
        *("_append", "_has_content", "_is_inline", "_kept", "_mend", "_pieces", "_tag_depth"),
        *("_text_type", "_title_depth", "version"),
    )

    def __init__(self, parser: XMLParserType, text: bytes, root: Place, base: str) -> None:
        super().__init__(parser, text, root, base)
        self.version = ""
        self._mend = mend if may_hold_windows_letters(text) else mend_plain
        self._pieces: list[str] = []
        self._append = self._pieces.append
        #: The name under which the text that is heard will be kept.
        self._kept = ""
        self._text_type = ""
        #: Whether that may hold elements which are part of the text.
        self._is_inline = False
        self._tag_depth = 0
        self._title_depth = -1
        self._has_content = False

    def listen(self, _: Attributes | None = None) -> None:
        """Gather text from here on."""
        self._pieces.clear()
        self._parser.CharacterDataHandler = self._append

    def heard(self) -> str:
        """Give the text since `listen`, and gather no more."""
        self._parser.CharacterDataHandler = None
        pieces = self._pieces
        return pieces[0].strip() if len(pieces) == 1 else "".join(pieces).strip()

    def begin_entry(self, attributes: Attributes) -> None:
        self._title_depth = -1
        super().begin_entry(attributes)

    def end_entry(self) -> None:
        self._has_content = self._is_inline = False
        self._tag_depth = 0
        super().end_entry()

    def begin_bare(self, attributes: Attributes) -> None:
        """A text that feedparser has no method for: with attributes it would be another thing."""
        if attributes:
            raise DoubtError("attributes")
        self.listen()

    def end_text(self, name: str) -> None:
        self.holder.put(name, self._mend(self.heard()), len(self._stack))

    def end_date(self, name: str) -> None:
        text = self._mend(self.heard())
        self.holder.put(name, text, len(self._stack))
        try:
            date: object = read_date(text)
        except DoubtError:
            date = _parse_date(text)
        self.holder.fields[f"{name}_parsed"] = date

    def begin_title(self, attributes: Attributes) -> None:
        self._begin_detailed("title", attributes, "text/plain")

    def begin_description(self, attributes: Attributes) -> None:
        self._begin_summary("description", attributes, _HTML)

    def begin_summary(self, attributes: Attributes) -> None:
        self._begin_summary("summary", attributes, "text/plain")

    def _begin_summary(self, name: str, attributes: Attributes, usual_type: str) -> None:
        """A second summary before any content is a content."""
        if "summary" in self.holder.fields and not self._has_content:
            self.begin_content(attributes)
        else:
            self._begin_detailed(name, attributes, usual_type)

    def begin_content(self, attributes: Attributes) -> None:
        self._has_content = True
        self._begin_detailed("content", attributes, "text/plain")

    def begin_encoded(self, attributes: Attributes) -> None:
        self._has_content = True
        self._begin_detailed("content", attributes, _HTML)

    def _begin_detailed(self, name: str, attributes: Attributes, usual_type: str) -> None:
        self._kept = name
        self._text_type = usual_type
        self._is_inline = True
        self.listen()
        if not attributes:
            return
        bare = bare_attributes(attributes)
        text_type = _TEXT_TYPES.get(bare.get("type", usual_type).lower())
        if text_type is None or bare.get("mode") == "base64":
            raise DoubtError("type")
        self._text_type = text_type
        if text_type == XHTML:
            self._begin_inline()

    def end_title(self) -> None:
        if self.end_media_title():
            self._title_depth = len(self._stack)

    def begin_subtitle(self, attributes: Attributes) -> None:
        self._begin_detailed("subtitle", attributes, "text/plain")

    def end_subtitle(self) -> None:
        value, detail = self._end_detailed()
        self.holder.put_detailed("subtitle", value, len(self._stack), detail)

    def end_media_title(self) -> str:
        """Keep a title, but for the one that feedparser thinks it has."""
        value, detail = self._end_detailed()
        depth = len(self._stack)
        if not -1 < self._title_depth <= depth:
            self.holder.put_detailed("title", value, depth, detail)
        return value

    def end_summary(self) -> None:
        name = self._kept
        value, detail = self._end_detailed()
        if name == "content":
            self.holder.add_content(value, detail)
        elif self.holder.is_entry or name == "summary":
            self.holder.put_detailed("summary", value, len(self._stack), detail)

    def _end_detailed(self) -> tuple[str, dict[str, Any]]:
        language = self.lang.replace("_", "-") if self.lang else None
        self._is_inline = False
        if self._text_type == XHTML and self.version == "atom10":
            unwrap(self._pieces)
        return self._mend(self.heard()), {"type": self._text_type, "language": language}

    # -- markup inside of texts

    @property
    def open_elements(self) -> int:
        """How many elements are open, those inside of a text included."""
        return len(self._stack) + self._tag_depth

    def _begin_inline(self) -> None:
        self._tag_depth = 0
        self._parser.CharacterDataHandler = self._hear_inline
        self._parser.StartElementHandler = self._start_inline
        self._parser.EndElementHandler = self._end_inline

    def _take_inline(self, raw: str, attributes: Attributes) -> bool:
        """Take unescaped markup; feedparser loses count where it begins with a `div`."""
        if not self._is_inline or end_tag(raw) == "</div>":
            return False
        self._text_type = XHTML
        self._begin_inline()
        self._start_inline(raw, attributes)
        return True

    def _hear_inline(self, text: str) -> None:
        self._append(escape_text(text))

    def _start_inline(self, raw: str, attributes: Attributes) -> None:
        self._tag_depth += 1
        try:
            if not is_idle(self.names.name_of(raw)) or self._tag_depth > _MAX_TAG_DEPTH:
                raise DoubtError("inline")
            self._append(start_tag(raw, attributes))
        except DoubtError as doubt:
            self._pass_over(doubt, self.open_elements)

    def _end_inline(self, raw: str) -> None:
        if self._tag_depth:
            self._tag_depth -= 1
            self._append(end_tag(raw))
            return
        self._listen_to_all()
        self._end(raw)
