"""Read YAML and TOML into plain values, and keep for each the line it stands on.

Pure. YAML scalars are read as YAML 1.2 means them, so that the country `NO` stays text;
tags that ask for objects are refused, duplicate keys are a problem, and aliases may not make
a file larger than `MOST_VALUES` (no billion laughs).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import yaml

from monitor.errors import ConfigError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Path = tuple[str | int, ...]
#: What a file may hold: text, number, truth, None, and lists and mappings of them.
Value = Any
#: PyYAML has no types for its loader and events.
Event = Any

#: Enough for a newsroom of 100,000 feeds with all their keys, small enough for any memory.
MOST_VALUES = 2_000_000
#: Deeper than any key of ours; keeps hostile nesting from exhausting the stack.
MOST_LEVELS = 50
#: Longer numbers are none of ours, and slow to read.
MOST_DIGITS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value was written."""

    file: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Plain values with their places, and what was wrong with the writing itself."""

    value: Any
    file: str
    places: Mapping[Path, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def place(self, path: Path) -> Place:
        """Give the place of a value, or of the nearest thing around it that has one."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return Place(file=self.file, line=None)


def write_path(path: Path) -> str:
    """Write a place as `topics.shoigu.query` or `feeds[0].url`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.lstrip(".") or "the file"


#: libyaml reads ten times faster; it comes with every wheel of PyYAML, not with every build.
_FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_FASTEST):  # type: ignore[misc]  # chosen when the program runs
    """A safe loader whose plain scalars mean what YAML 1.2's core schema says."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


_SCALARS = (
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
        list("-+0123456789."),
    ),
)
for _tag, _pattern, _first in _SCALARS:
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), _first)


def parse_yaml(text: str, *, file: str) -> Document:
    """Read one YAML document.

    Raises:
        ConfigError: the text is not YAML; what is YAML but wrong stands in `problems`.
    """
    try:
        loader = _Loader(text)
        try:
            reader = _YAMLReader(file, loader)
            value = reader.read_document()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        said = " ".join(filter(None, (error.context, error.problem)))
        raise ConfigError((_unreadable(file, line, f"is not YAML: {said}"),)) from error
    except yaml.YAMLError as error:
        said = str(error).splitlines()[0]
        raise ConfigError((_unreadable(file, None, f"is not YAML: {said}"),)) from error
    return Document(value=value, file=file, places=reader.places, problems=tuple(reader.problems))


def _unreadable(file: str, line: int | None, problem: str) -> Problem:
    return Problem(file=file, line=line, where="the file", problem=problem)


class _YAMLReader:
    """Turns the parser's events into plain values.

    It reads events and not nodes because PyYAML composes nodes by recursion in C, which a
    file of brackets can make crash; and because here an alias costs a reference, no copy.
    """

    def __init__(self, file: str, loader: Event) -> None:
        self.file = file
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self._loader = loader
        #: Of each anchor its value, and how many values that stands for.
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._count = 0

    def read_document(self) -> Value:
        self._loader.get_event()
        if self._loader.check_event(yaml.StreamEndEvent):
            return {}
        self._loader.get_event()
        value = self._read(self._loader.get_event(), ())
        self._loader.get_event()
        if not self._loader.check_event(yaml.StreamEndEvent):
            self._complain((), self._loader.peek_event(), "holds a second document after `---`")
        return value

    def _read(self, event: Event, path: Path) -> Value:
        self.places.setdefault(path, Place(file=self.file, line=event.start_mark.line + 1))
        if isinstance(event, yaml.AliasEvent):
            return self._read_alias(event, path)
        before = self._count
        self._grow(1, event, path)
        if not isinstance(event, yaml.ScalarEvent) and event.tag not in _COLLECTION_TAGS:
            self._complain_of_tag(event, event.tag, path)
        if isinstance(event, yaml.MappingStartEvent):
            value: Any = self._read_mapping(path)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._read_sequence(path)
        else:
            value = self._read_scalar(event, path)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, self._count - before)
        return value

    def _read_alias(self, event: Event, path: Path) -> Value:
        if event.anchor not in self._anchors:
            self._complain(path, event, f"there is no &{event.anchor} above *{event.anchor}")
            return None
        value, size = self._anchors[event.anchor]
        self._grow(size, event, path)
        return value

    def _grow(self, size: int, event: Event, path: Path) -> None:
        self._count += size
        if self._count > MOST_VALUES or len(path) > MOST_LEVELS:
            deep = len(path) > MOST_LEVELS
            why = "is nested too deeply" if deep else "holds too many values (aliases count too)"
            raise ConfigError((_unreadable(self.file, event.start_mark.line + 1, why),))

    def _read_sequence(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while not self._loader.check_event(yaml.SequenceEndEvent):
            values.append(self._read(self._loader.get_event(), (*path, len(values))))
        self._loader.get_event()
        return values

    def _read_mapping(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not self._loader.check_event(yaml.MappingEndEvent):
            event = self._loader.get_event()
            key = event.value if isinstance(event, yaml.ScalarEvent) else None
            if key is None:
                self._read(event, (*path, "?"))
                self._complain(path, event, "a key must be a single word")
            inner = (*path, "?" if key is None else key)
            again = self.places.get(inner) if key in values else None
            if again is None:
                self.places[inner] = Place(file=self.file, line=event.start_mark.line + 1)
            value = self._read(self._loader.get_event(), inner)
            if again is not None:
                self._complain(inner, event, f"stands here again, first on line {again.line}")
            elif key == "<<":
                self._complain(inner, event, "merge keys are not supported", "write the keys out")
            elif key is not None:
                values[key] = value
        self._loader.get_event()
        return values

    def _read_scalar(self, event: Event, path: Path) -> Value:
        text = str(event.value)
        tag = event.tag
        if tag is None or tag == "!":
            tag = self._loader.resolve(yaml.ScalarNode, text, event.implicit)
        kind = tag.removeprefix("tag:yaml.org,2002:")
        try:
            return _SCALAR_KINDS[kind](text)
        except KeyError:
            self._complain_of_tag(event, tag, path)
        except ValueError:
            self._complain(path, event, f"is no {kind}")
        return text

    def _complain_of_tag(self, event: Event, tag: str, path: Path) -> None:
        self._complain(path, event, f"the tag {tag} is not allowed", "write a plain value")

    def _complain(self, path: Path, event: Event, problem: str, remedy: str | None = None) -> None:
        line = event.start_mark.line + 1
        where = write_path(path)
        self.problems.append(
            Problem(file=self.file, line=line, where=where, problem=problem, remedy=remedy)
        )


_COLLECTION_TAGS = {None, "!", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}
_SCALAR_KINDS: Mapping[str, Callable[[str], Any]] = {
    "str": str,
    "null": lambda _: None,
    "bool": lambda text: text.lower() == "true",
    "int": lambda text: int(text) if len(text) < MOST_DIGITS else float(text),
    "float": float,
}


def parse_toml(text: str, *, file: str) -> Document:
    """Read one TOML document.

    Raises:
        ConfigError: the text is not TOML.
    """
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        said = str(error).split(" (at ", maxsplit=1)[0]
        raise ConfigError((_unreadable(file, line, f"is not TOML: {said}"),)) from error
    except RecursionError as error:
        raise ConfigError((_unreadable(file, None, "is nested too deeply"),)) from error
    places: dict[Path, Place] = {}
    for path, line in _find_keys(text):
        for end in range(1, len(path) + 1):
            places.setdefault(path[:end], Place(file=file, line=line))
    return Document(value=value, file=file, places=places)


_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"^\s*\[\[?\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(rf"^\s*({_DOTTED})\s*=")


def _find_keys(text: str) -> Iterator[tuple[Path, int]]:
    """Give the path and line of each table and key of a text that is known to be TOML.

    A line that begins like a key inside a many-line text or list gives a path too many; that
    does no harm, since only real paths are looked up.
    """
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _split_key(header[1])
            yield table, number
        elif assignment := _ASSIGNMENT.match(line):
            yield (*table, *_split_key(assignment[1])), number


def _split_key(dotted: str) -> Path:
    return tuple(key[1:-1] if key[0] in "\"'" else key for key in re.findall(_KEY, dotted))
