"""Write markup inside of a text (`type="xhtml"`) as feedparser does.

Pure. Tags become pieces of text again, in lower case and without prefixes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from monitor.parse.names import XML_NAMESPACE, DoubtError

if TYPE_CHECKING:
    from monitor.parse.names import Attributes


def start_tag(raw: str, attributes: Attributes) -> str:
    """Write a tag with its attributes; those of other namespaces feedparser may write twice."""
    name = raw.rpartition(" ")[2].lower()
    if not attributes:
        return f"<{name}>"
    written: dict[str, str] = {}
    for raw_name, value in attributes.items():
        key = raw_name.lower()
        if " " in key:
            if not raw_name.startswith(XML_NAMESPACE):
                raise DoubtError("attributes")
            key = "xml:" + key[len(XML_NAMESPACE) :]
        written[key] = value.lower() if key in ("rel", "type") else value
    return f"<{name}{''.join(_attribute(*pair) for pair in written.items())}>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value, {chr(34): "&quot;"})}"'


def end_tag(raw: str) -> str:
    """Write the end of an element."""
    return f"</{raw.rpartition(' ')[2].lower()}>"


def escape_text(text: str) -> str:
    """Write a text."""
    return escape(text)


def unwrap(pieces: list[str]) -> None:
    """Take away a `div` around it all (RFC 4287 §3.1.1.3)."""
    while len(pieces) > 1 and not pieces[-1].strip():
        del pieces[-1]
    while len(pieces) > 1 and not pieces[0].strip():
        del pieces[0]
    if not pieces or pieces[-1] != "</div>":
        return
    if pieces[0] == "<div>" or pieces[0].startswith("<div "):
        depth = 0
        for piece in pieces[:-1]:
            if piece.startswith("</"):
                depth -= 1
                if depth == 0:
                    return
            elif piece.startswith("<"):
                depth += 1
        pieces[:] = pieces[1:-1]
