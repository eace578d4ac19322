"""Make foreign text safe to show: what a feed wrote is an attacker's text.

Pure. `clean` takes out what no display should get; the rest escapes or
defuses for one medium each: mail headers (RELIABILITY §0.4: CPython 3.11.7 decodes `=?…?=` in a
subject and then writes the line breaks it finds there), Slack's mrkdwn, and links.
HTML is escaped by the templates.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Callable

#: C0 and C1 controls, DEL, line and paragraph separators.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: Embeddings, overrides and isolates turn around the text that follows them.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: Letters, and figures, that make a program lay out a line from right to left.
_LEFTWARD = frozenset({"R", "AL", "AN"})
_SURROGATES = re.compile("[\ud800-\udfff]")
#: Far more than any message shows of one text; cleaning a megabyte of it would take its time.
_LONGEST_READ = 20_000
#: Header lines above 998 octets are refused; 255 characters are read by nobody anyway.
LONGEST_SUBJECT = 255
#: Look alike, but format nothing.
_MRKDWN = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
#: Not allowed in a URL (RFC 3986 §2), or meaning something where we put it.
_URL_UNSAFE = re.compile(
    r"[\x00-\x20\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\s\"'<>\\^`{|}]"
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
#: Browsers and mail programs cut longer ones; Slack refuses a section above 3,000 characters.
LONGEST_URL = 1_500


def clean(text: str) -> str:
    """Give one line of plain text: no controls, overrides, lone surrogates or double spaces.

    Of a text that nobody would read to its end the beginning.
    """
    text = _SURROGATES.sub("\ufffd", _BIDI.sub("", text[:_LONGEST_READ]))
    return " ".join(_CONTROLS.sub(" ", text).split())


def shorten(text: str, longest: int) -> str:
    """Cut text to at most `longest` characters, never between a letter and its marks."""
    if len(text) <= longest:
        return text
    end = longest - 1
    while end > 0 and joins(text[end]):
        end -= 1
    return text[:end].rstrip() + "…"


def joins(character: str) -> bool:
    """Say whether a character belongs to the one before it (marks, joiners, selectors)."""
    return unicodedata.category(character) in {"Mn", "Me", "Mc"} or character == "\u200d"


def direction_of(text: str) -> str:
    """Say which way a text runs, `ltr` or `rtl`: the way that most of its letters run.

    Not by its first letter, as browsers do: `Reuters: شويغو يصل إلى بيونغ يانغ` is Arabic.
    """
    kinds = [unicodedata.bidirectional(character) for character in text]
    rightward = kinds.count("L")
    leftward = kinds.count("R") + kinds.count("AL")
    return "rtl" if leftward > rightward else "ltr"


def isolate(text: str) -> str:
    """Keep a text that has right-to-left letters from turning around what stands beside it."""
    if any(unicodedata.bidirectional(character) in _LEFTWARD for character in text):
        return f"\u2068{text}\u2069"
    return text


def fit(text: str, longest: int, escape: Callable[[str], str]) -> str:
    """Escape text and cut it so that the *escaped* form has at most `longest` characters."""
    escaped = escape(text)
    budget = longest
    while len(escaped) > longest:
        if budget == 1:  # one character that needs more room than there is
            return "…"
        escaped = escape(shorten(text, budget))
        # An escaped character takes up to 5 places; cutting by a sixth never cuts too much.
        budget = max(1, budget - max(1, (len(escaped) - longest) // 6))
    return escaped


def clean_subject(text: str) -> str:
    """Make a mail subject that cannot become another header nor break the message."""
    return shorten(clean(text).replace("=?", "=\u200b?"), LONGEST_SUBJECT)


def escape_plain(text: str) -> str:
    """Escape for Slack wherever it looks for `<…>`: `&` first, or it would escape its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_mrkdwn(text: str) -> str:
    """Escape for Slack's mrkdwn, where stars, underscores, tildes and backticks format."""
    return escape_plain(text).translate(_MRKDWN)


def link_target(url: str | None) -> str | None:
    """Give an http(s) URL in ASCII, fit to stand in a link anywhere; None for anything else.

    The host is given as the network knows it (`xn--…`), not as its look-alike.
    """
    if url is None or len(url := url.strip()) > LONGEST_URL or _SURROGATES.search(url):
        return None
    host = host_of(url)
    if host is None:
        return None
    parts = urlsplit(_URL_UNSAFE.sub(_percent_encode, url))
    before, at, address = parts.netloc.rpartition("@")
    port = address[address.rindex("]") + 1 :] if "]" in address else address.partition(":")[2]
    netloc = f"{before}{at}{host}{port if port[:1] in {'', ':'} else ':' + port}"
    target = _NOT_ASCII.sub(_percent_encode, urlunsplit(parts._replace(netloc=netloc)))
    return target if len(target) <= LONGEST_URL else None


def host_of(url: str) -> str | None:
    """Give the host of an http(s) URL as the network knows it: `xn--…`, not its look-alike."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        _ = parts.port  # reading it checks it
    except ValueError:
        return None
    if not host or parts.scheme not in {"http", "https"}:
        return None
    return f"[{host}]" if ":" in host else host


def _percent_encode(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found.group().encode())
