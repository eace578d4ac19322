"""Lay the sources of settings over each other and check the result whole.

Process. Later ones win: defaults, file, environment. A secret may stand in a file of its own:
`password_file` names it, and the source that says `password` or `password_file` last wins.
Variables find their key whatever the case, and `_` stands for `-` too, since shells allow no
more. A variable that holds nothing counts as absent.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.checks import Document, Place, judge, parse_toml, problem_at
from monitor.config.receivers import KINDS
from monitor.config.settings import Config
from monitor.errors import ConfigError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import BaseModel

DEFAULT_FILE = "monitor.toml"
CONFIG_VARIABLE = "MONITOR_CONFIG"
PREFIX = "MONITOR_"

#: Keys that may be read from a file of their own; `*` stands for any receiver.
SECRETS = (
    ("database", "url"),
    ("smtp", "password"),
    ("web", "password"),
    *(("receivers", "*", key) for key in ("webhook_url", "token", "url", "secret", "urls")),
)

KeyPath = tuple[str, ...]


def load_config(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Read the settings from file and environment.

    Args:
        path: the file that `--config` names; None: the one that `MONITOR_CONFIG` names, else
            `monitor.toml` in the working folder, if there is one.
        environ: the environment.

    Raises:
        ConfigError: with every problem of every source.
    """
    document = _read_file(path, environ)
    draft = _Draft(document)
    for name in sorted(environ):
        if name.upper().startswith(PREFIX) and name != CONFIG_VARIABLE and environ[name]:
            draft.set_variable(name, environ[name])
    draft.read_secrets()
    config, problems = judge(draft.to_document(), Config)
    if config is None:
        raise ConfigError(tuple(map(draft.name_file, problems)))
    return config


def find_settings_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Give the file that settings are read from; None: there is none, the defaults hold."""
    from_environ = environ.get(CONFIG_VARIABLE)
    named = path or (Path(from_environ) if from_environ else None)
    return named or (Path(DEFAULT_FILE) if Path(DEFAULT_FILE).exists() else None)


def _read_file(path: Path | None, environ: Mapping[str, str]) -> Document:
    chosen = find_settings_file(path, environ)
    if chosen is None:
        return Document(value={}, file=DEFAULT_FILE)
    try:
        text = chosen.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise _unusable(chosen, "does not exist") from error
    except UnicodeDecodeError as error:
        raise _unusable(chosen, "is not UTF-8 text") from error
    except OSError as error:
        raise _unusable(chosen, f"cannot be read: {error.strerror}") from error
    return parse_toml(text, file=str(chosen))


def _unusable(path: Path, problem: str) -> ConfigError:
    return ConfigError((Problem(file=str(path), line=None, where="the file", problem=problem),))


class _Draft:
    """The raw values while one source is laid over another."""

    def __init__(self, document: Document) -> None:
        self._file = document.file
        self._value: dict[str, Any] = document.value
        self._places = dict(document.places)
        self._problems = list(document.problems)
        #: Dotted places of secrets that files held.
        self._read_from_files: set[str] = set()

    def to_document(self) -> Document:
        return Document(
            value=self._value,
            file=self._file,
            places=self._places,
            problems=tuple(self._problems),
        )

    def set_variable(self, name: str, value: str) -> None:
        """Lay one variable over what is there."""
        words = name[len(PREFIX) :].split("__")
        place = Place(file=f"environment variable {name}", line=None)
        if len(words) == 1:
            self._look_at_lone(words[0], place)
            return
        section = self._value
        path: KeyPath = ()
        for word in words[:-1]:
            path = (*path, _find_key(word, path, section))
            section = section.setdefault(path[-1], {})
            self._places.setdefault(path, place)
            if not isinstance(section, dict):
                return  # The file has a plain value where a section belongs: that is told.
        key = _find_key(words[-1], path, section)
        self._forget_twin(section, path, key)
        section[key] = value
        self._places[(*path, key)] = place

    def _look_at_lone(self, word: str, place: Place) -> None:
        """Take a variable without `__` for somebody else's, unless it looks like a slip."""
        for key_path in _all_keys():
            if _plain("_".join(key_path)) == _plain(word):
                variable = PREFIX + "__".join(key_path).upper()
                remedy = f"did you mean `{variable}`?"
                self._complain(
                    key_path, place, "section and key are parted by two underscores", remedy
                )

    def _forget_twin(self, section: dict[str, Any], path: KeyPath, key: str) -> None:
        """Let a variable for `password` win over the file's `password_file`, or the reverse."""
        twin = key.removesuffix("_file") if key.endswith("_file") else f"{key}_file"
        place = self._places.get((*path, twin))
        if twin in section and place is not None and place.line is not None:
            del section[twin]

    def read_secrets(self) -> None:
        """Put in the place of each `…_file` what the file holds."""
        for section, path, key in self._secret_files():
            named = section[f"{key}_file"]
            place = Document(value=None, file=self._file, places=self._places).place(
                (*path, f"{key}_file")
            )
            if key in section:
                where = (*path, f"{key}_file")
                self._complain(where, place, f"is given together with {key}", "keep one of them")
            elif isinstance(named, str):
                self._read_secret(section, (*path, key), Path(named), place)

    def _read_secret(
        self, section: dict[str, Any], path: KeyPath, source: Path, place: Place
    ) -> None:
        where = (*path[:-1], f"{path[-1]}_file")
        try:
            text = source.read_text(encoding="utf-8").rstrip("\r\n")
            if text.strip():
                section[path[-1]] = text
                self._read_from_files.add(".".join(path))
            else:
                self._complain(where, place, "is empty", value=str(source))
        except UnicodeDecodeError:
            self._complain(where, place, "is not UTF-8 text", value=str(source))
        except OSError as error:
            said = f"cannot be read: {error.strerror}"
            self._complain(where, place, said, value=str(source))
        self._places[path] = place
        # What is missing for that reason needs no second problem.
        section.setdefault(path[-1], _STAND_INS[path[0], path[-1]])

    def name_file(self, problem: Problem) -> Problem:
        """Say of a secret that was read from a file what was written: the key of the file."""
        if problem.where not in self._read_from_files:
            return problem
        return replace(problem, where=f"{problem.where}_file")

    def _secret_files(self) -> Iterator[tuple[dict[str, Any], KeyPath, str]]:
        for *parts, key in SECRETS:
            for section, path in _walk(self._value, parts):
                if f"{key}_file" in section:
                    yield section, path, key

    def _complain(
        self,
        path: KeyPath,
        place: Place,
        problem: str,
        remedy: str | None = None,
        value: str | None = None,
    ) -> None:
        document = Document(value=None, file=self._file, places={path: place})
        self._problems.append(problem_at(document, path, problem, value=value, remedy=remedy))


#: Values that pass, so that an unreadable secret is one problem and not two.
_STAND_INS = {
    ("database", "url"): "sqlite://",
    ("smtp", "password"): "-",
    ("web", "password"): "an unreadable password",
    ("receivers", "webhook_url"): "https://unreadable.invalid",
    ("receivers", "url"): "https://unreadable.invalid",
    ("receivers", "urls"): "json://unreadable.invalid",
    ("receivers", "token"): "unreadable",
    ("receivers", "secret"): "an unreadable secret",
}


def _walk(
    value: dict[str, Any], parts: list[str], path: KeyPath = ()
) -> Iterator[tuple[dict[str, Any], KeyPath]]:
    if not parts:
        yield value, path
        return
    for key in list(value) if parts[0] == "*" else parts[:1]:
        if isinstance(value.get(key), dict):
            yield from _walk(value[key], parts[1:], (*path, key))


def _find_key(word: str, path: KeyPath, section: Mapping[str, Any]) -> str:
    """Find the key that a variable means; an unknown one is told later, as in a file."""
    for key in (*section, *_known_keys(path)):
        if _plain(key) == _plain(word):
            return key
    return _plain(word).replace("_", "-") if path == ("receivers",) else word.lower()


def _plain(key: str) -> str:
    return key.lower().replace("-", "_")


def _known_keys(path: KeyPath) -> Iterable[str]:
    models: tuple[type[BaseModel], ...]
    match path:
        case ():
            models = (Config,)
        case ("receivers", _):
            models = KINDS
        case (section,) if section in Config.model_fields and section != "receivers":
            models = (type(getattr(Config(), section)),)
        case _:
            models = ()
    return [f.alias or name for model in models for name, f in model.model_fields.items()]


def _all_keys() -> Iterator[KeyPath]:
    for section in _known_keys(()):
        for key in _known_keys((section,)):
            yield (section, key)
