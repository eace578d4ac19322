"""Fill templates, ours or an operator's own, within bounds.

Process. Reads templates. An operator's own run in Jinja's sandbox, where they see the values that
they are given and change nothing. One that fails, takes too long or writes too much gives way to
ours, and the message says so: no alert is lost for a template.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sized
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
    select_autoescape,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.deliver.letters import isolate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

    from jinja2.runtime import Context

OURS: Final = Path(__file__).parent / "templates"
#: Our largest message has a tenth of it.
MOST_CHARACTERS: Final = 400_000
#: Our slowest message takes a hundredth of it.
LONGEST_FILLING_SECONDS: Final = 1.0
#: Longest text that one `*` may make.
_LONGEST_REPEATED: Final = 10_000
#: They make texts of any length in one step, out of reach of the bounds.
_BOUNDLESS: Final = frozenset(
    {"center", "ljust", "rjust", "zfill", "format", "format_map", "expandtabs"}
)
_TICK: Final = "_tick"
#: How Jinja calls our values.
_OBJECT: Final = re.compile(r"'monitor\.[\w.]+\.(\w+) object'")

#: Of all templates: what stands in HTML is escaped, and a name that does not exist is an error.
_OPTIONS: Final[dict[str, Any]] = {
    "autoescape": select_autoescape(enabled_extensions=("html",), default=False),
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}

_ends_at: ContextVar[float] = ContextVar("ends_at")


class TooMuch(Exception):  # noqa: N818 - what the template did; it never leaves this room
    """A template took too long or wrote too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What is wrong with a template of an operator's own."""

    file: str
    line: int | None
    problem: str

    def __str__(self) -> str:
        return f"{self.file}{'' if self.line is None else f', line {self.line}'}: {self.problem}"


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with a deadline and an end to what is written."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(loader=loader, **_OPTIONS)
        self.filters["isolate"] = isolate
        for name in _BOUNDLESS:
            self.filters.pop(name, None)
        self.globals.pop("lipsum")
        self.globals[_TICK] = _tick

    def fill(self, name: str, values: Mapping[str, object]) -> str:
        """Fill a template; raises whatever it does wrong."""
        _ends_at.set(time.monotonic() + LONGEST_FILLING_SECONDS)
        pieces: list[str] = []
        size = 0
        for piece in self.get_template(name).generate(values):
            pieces.append(piece)
            size += len(piece)
            if size > MOST_CHARACTERS:
                raise TooMuch(f"it writes more than {MOST_CHARACTERS:,} characters")
        return "".join(pieces)

    def call(self, *args: Any, **kwargs: Any) -> object:  # noqa: ANN401 - what Jinja hands on
        """Call what a template calls, unless its time is over."""
        if time.monotonic() > _ends_at.get():
            raise TooMuch(f"it takes longer than {LONGEST_FILLING_SECONDS:g} s")
        return super().call(*args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Multiply numbers, and texts within reason."""
        if operator == "**":
            raise SecurityError("powers are not for templates")
        for one, other in ((left, right), (right, left)):
            size = len(other) if isinstance(other, Sized) else 0
            if isinstance(one, int) and one * size > _LONGEST_REPEATED:
                raise TooMuch(f"it repeats more than {_LONGEST_REPEATED:,} characters")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Keep what has no bounds from templates, besides what Jinja keeps."""
        if isinstance(obj, str) and attr in _BOUNDLESS:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Let every turn of a loop look at the clock."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            call = nodes.Call(nodes.Name(_TICK, "load"), [], [], None, None)
            tick = nodes.Output([call]).set_lineno(loop.lineno)
            loop.body.insert(0, tick)
            loop.set_environment(self)
        return tree


def _tick() -> str:
    return ""


@cache
def ours() -> Environment:
    """Give what fills our own templates; they need no sandbox."""
    environment = Environment(loader=FileSystemLoader(OURS), **_OPTIONS)  # noqa: S701 - autoescape is among the options
    environment.filters["isolate"] = isolate
    return environment


class OwnTemplates:
    """The templates of an operator's own, in a folder; changes count at once."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        built_in = FileSystemLoader(OURS)
        own = FileSystemLoader(self.folder)
        # `{% extends "monitor/alert.html" %}` is ours, also for a file of that name.
        self._sandbox = Sandbox(ChoiceLoader([own, PrefixLoader({"monitor": built_in}), built_in]))

    def has(self, name: str) -> bool:
        """Say whether there is one of that name."""
        return (self.folder / name).is_file()

    def fill(self, name: str, values: Mapping[str, object]) -> str | Flaw:
        """Fill one; where that fails, say why."""
        try:
            return self._sandbox.fill(name, values)
        except Exception as error:  # noqa: BLE001 - a template can fail in every way; ours is used then
            return self._explain(name, error)

    def _explain(self, name: str, error: Exception) -> Flaw:
        if isinstance(error, TemplateSyntaxError):
            file = Path(error.filename).name if error.filename else error.name or name
            return Flaw(file=file, line=error.lineno, problem=str(error.message))
        file, line = name, None
        for file_name, number in _frames(error.__traceback__):
            if Path(file_name).parent == self.folder:
                file, line = Path(file_name).name, number
        return Flaw(file=file, line=line, problem=_tell(error))


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next


def _tell(error: Exception) -> str:
    """Say what went wrong; only of what templates raise is the text known to be harmless."""
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name}"
    if isinstance(error, TooMuch | SecurityError) or type(error).__module__.startswith("jinja2."):
        return _OBJECT.sub(r"\1", str(error))
    return type(error).__name__
