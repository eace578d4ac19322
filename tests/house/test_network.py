"""Keep one gate to the network: who may speak HTTP, and who may open a connection, and why."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import monitor

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(monitor.__file__).parent
FILES = sorted(
    file for file in PACKAGE.rglob("*.py") if file.relative_to(PACKAGE).parts[0] != "outbound"
)

#: What speaks HTTP for a program; `http` alone holds names of statuses.
CLIENTS = frozenset(
    {
        *("httpx", "httpcore", "h11", "httptools", "aiohttp", "requests", "urllib3", "pycurl"),
        *("urllib.request", "http.client", "httpx2", "websockets", "ftplib", "telnetlib", "xmlrpc"),
    }
)
#: Who may name sockets besides outbound, and for what.
MAY_NAME_SOCKETS = {
    "daemon/app.py": "the type of the socket that the pages are served from",
    "daemon/parts.py": "the name of this machine, in the owner of leases",
    "deliver/smtp.py": "the name of this machine, in Message-IDs; mail goes where settings say",
    "demo/tour.py": "looks for a free port on loopback",
    "fetch/visit.py": "tells apart why a connection failed",
    "web/server.py": "the socket that the pages are served from",
}
#: Calls that open a connection to somewhere.
OPENING = frozenset(
    {
        *("create_connection", "open_connection", "connect_ex", "sock_connect", "urlopen"),
        *("create_datagram_endpoint", "open_unix_connection", "start_tls"),
    }
)


def name_of(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def walk(file: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def read_imports(file: Path) -> set[str]:
    """Give every module that a file names in an import, wherever in it."""
    found = set()
    for node in walk(file):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_only_outbound_speaks_http(file: Path) -> None:
    named = {
        name for name in read_imports(file) if name in CLIENTS or name.partition(".")[0] in CLIENTS
    }

    assert named == set()


def test_only_those_who_say_why_name_sockets() -> None:
    named = {
        name_of(file)
        for file in FILES
        if any(name.partition(".")[0] == "socket" for name in read_imports(file))
    }

    assert named == set(MAY_NAME_SOCKETS)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_only_outbound_opens_a_connection(file: Path) -> None:
    opened = {
        node.func.attr
        for node in walk(file)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in OPENING
    }

    assert opened == set()
