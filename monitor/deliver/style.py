"""Open the style of a receiver: its zone, its templates, and where it can open our pages.

Process. `Pen` writes one message: it fills the parts, and remembers which of the operator's own
templates failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.deliver.filling import Flaw, OwnTemplates, ours
from monitor.deliver.letters import clean, shorten
from monitor.model import Look, WebhookReceiver

if TYPE_CHECKING:
    from datetime import tzinfo

    from monitor.model import Receiver

_LONGEST_NOTE: Final = 300
#: What every other kind than an alert is written with, unless it has a template of its own.
_REST: Final = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How messages to one receiver look."""

    #: Where it can open our pages; None: nowhere.
    pages_url: str | None = None
    #: Times are shown in it beside UTC.
    zone: tzinfo | None = None
    own: OwnTemplates | None = None


PLAIN: Final = Style()


def open_style(receiver: Receiver, *, pages_url: str | None = None) -> Style:
    """Open the style that the settings ask for."""
    look = Look() if isinstance(receiver, WebhookReceiver) else receiver.look
    return Style(
        pages_url=pages_url,
        zone=None if look.timezone is None else read_zone(look.timezone),
        own=None if look.templates is None else OwnTemplates(look.templates),
    )


def read_zone(name: str) -> tzinfo | None:
    """Give a time zone by its name; None when there is none of it, as after an update of them."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


class Pen:
    """Writes the parts of one message."""

    def __init__(self, style: Style, kind: str) -> None:
        self._style = style
        self._kind = kind
        self._flaws: list[Flaw] = []

    @property
    def has_own(self) -> bool:
        """Whether the operator has templates."""
        return self._style.own is not None

    @property
    def note(self) -> str:
        """What went wrong, for the delivery's detail; empty: nothing did."""
        if not self._flaws:
            return ""
        told = "; ".join(str(flaw) for flaw in self._flaws)
        return f"written with the built-in template: {shorten(clean(told), _LONGEST_NOTE)}"

    def write(self, form: str, **values: object) -> str:
        """Write a part that every message has, such as `html`."""
        own = self.write_own(form, **values)
        if own is not None:
            return own
        names = [f"{kind}.{form}" for kind in (self._kind, _REST)]
        return ours().select_template(names).render(values)

    def write_own(self, form: str, **values: object) -> str | None:
        """Write a part with the operator's own template; None where there is none that works."""
        own = self._style.own
        if own is None:
            return None
        kinds = (self._kind,) if self._kind in _ALONE else (self._kind, _REST)
        for name in (f"{kind}.{form}" for kind in kinds):
            if own.has(name):
                written = own.fill(name, values)
                if not isinstance(written, Flaw):
                    return written
                self._flaws.append(written)
        return None


#: They know other values than the rest.
_ALONE: Final = frozenset({"alert", "test"})
