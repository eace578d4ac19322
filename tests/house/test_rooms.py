"""What STYLE asks of every room and no linter keeps."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import monitor

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "monitor"
FILES = sorted(PACKAGE.rglob("*.py"))
SIGNS = sorted(file for file in FILES if file.name == "__init__.py" and file.parent != PACKAGE)
#: What a room may touch, as its sign says.
KINDS = ("Pure.", "Network.", "Database.", "Process.")

LONGEST_FUNCTION = 50
LONGEST_FILE = 500

#: Names of databases, and of what only one of them has.
DIALECTS = re.compile(r"sqlite|postgres|psycopg|pragma", re.IGNORECASE)
#: Who may name one besides store/dialect.py, and why.
MAY_NAME_DIALECTS = {
    "config/settings.py": "the URL of the database is a setting, and is checked there",
    "config/sources.py": "a URL that takes the place of one that could not be read",
    "daemon/doctoring.py": "a database that is a file needs room on a disk",
    "demo/newsroom.py": "writes the URL of the tour's database into its settings",
}


def relative(file: Path) -> str:
    return str(file.relative_to(PACKAGE))


def read_tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def read_sign(file: Path) -> str:
    return ast.get_docstring(read_tree(file)) or ""


def is_pure(file: Path) -> bool:
    return read_sign(file).partition("\n\n")[2].startswith("Pure.")


def without_docstrings(tree: ast.Module) -> ast.Module:
    """Blot out what is only said, so that what is done remains."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            first = body[0].value
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                first.value = ""
    return tree


def named_dialects(file: Path) -> set[str]:
    code = ast.unparse(without_docstrings(read_tree(file)))
    return {found.lower() for found in DIALECTS.findall(code)}


@pytest.mark.parametrize("sign", SIGNS, ids=relative)
def test_every_room_has_a_sign_that_says_what_it_touches(sign: Path) -> None:
    question, _, rest = read_sign(sign).partition("\n\n")

    assert question.endswith(("?", ".")), "the first line asks the room's question"
    assert "\n" not in question
    assert rest.startswith(KINDS)


def test_the_rooms_that_are_kept_pure_say_so_on_their_signs() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = [
        contract
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["id"] == "pure"
    ]

    told = {f"monitor.{sign.parent.name}" for sign in SIGNS if is_pure(sign)}

    assert set(contract["source_modules"]) <= told


def test_the_map_of_the_house_names_every_room_of_the_line_in_order() -> None:
    mapped = re.findall(r"^\d\. ([a-z]+) ", str(monitor.__doc__), flags=re.MULTILINE)

    assert mapped == (
        ["feeds", "fetch", "parse", "normalize", "dedupe", "store", "match", "alert", "deliver"]
    )
    assert all((PACKAGE / room / "__init__.py").is_file() for room in mapped)


def list_pure_files() -> list[Path]:
    rooms = [sign.parent for sign in SIGNS if is_pure(sign)]
    return [file for room in rooms for file in sorted(room.rglob("*.py"))]


@pytest.mark.parametrize("file", list_pure_files(), ids=relative)
def test_a_pure_room_opens_nothing_and_prints_nothing(file: Path) -> None:
    called = {
        node.func.id
        for node in ast.walk(read_tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert not called & {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}


@pytest.mark.parametrize("file", FILES, ids=relative)
def test_only_the_store_s_dialect_names_a_database(file: Path) -> None:
    name = relative(file)

    named = named_dialects(file)

    if name == "store/dialect.py":
        assert {"sqlite", "postgres", "psycopg", "pragma"} <= named
    elif name in MAY_NAME_DIALECTS:
        assert named, "it names none any more: take it off the list"
    else:
        assert named == set()


@pytest.mark.parametrize("file", FILES, ids=relative)
def test_no_file_and_no_function_is_too_long(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").count("\n")
    long = {
        f"{node.name}: {length}"
        for node in ast.walk(read_tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := count_body_lines(node)) > LONGEST_FUNCTION
    }

    assert lines <= LONGEST_FILE
    assert not long


def count_body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a body, its docstring left out."""
    body = function.body[ast.get_docstring(function) is not None :]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def list_doors() -> list[tuple[str, str]]:
    packages = [f"monitor.{sign.parent.relative_to(PACKAGE)}".replace("/", ".") for sign in SIGNS]
    return [
        (package, name)
        for package in packages
        for name in getattr(importlib.import_module(package), "__all__", ())
    ]


def is_described(value: Any) -> bool:
    """Say whether it has a docstring of its own; dataclasses make themselves a poor one."""
    if isinstance(value, type):
        return bool(vars(value).get("__doc__")) and not value.__doc__.startswith(
            f"{value.__name__}("
        )
    return bool(value.__doc__)


@pytest.mark.parametrize(("package", "name"), list_doors())
def test_every_door_of_a_room_says_what_it_does(package: str, name: str) -> None:
    value = getattr(importlib.import_module(package), name)

    if isinstance(value, type) or callable(value):
        assert is_described(value)
