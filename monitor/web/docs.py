"""Show the API to people: each endpoint, what it takes and what it answers with.

Network. Made from the OpenAPI document, with nothing from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import HTMLResponse

from monitor import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    import jinja2
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

#: Where the paths of the document begin.
PREFIX: Final = "/api"
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocsPage:
    """The page about the API."""

    api: FastAPI
    clock: Callable[[], datetime]
    pages: jinja2.Environment

    async def show(self, _request: Request) -> Response:
        """Show every endpoint."""
        document = self.api.openapi()
        html = self.pages.get_template("api.html").render(
            description=document["info"]["description"],
            endpoints=tuple(read_endpoints(document)),
            now=self.clock(),
            version=__version__,
        )
        return HTMLResponse(html)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What the page says of one endpoint."""

    call: str
    text: str
    #: What it takes, a line each.
    takes: tuple[str, ...]
    #: Name of the object it answers with; empty where the document names none.
    gives: str


def read_endpoints(document: Mapping[str, Any]) -> Iterator[Endpoint]:
    """Read the endpoints of an OpenAPI document."""
    for path, verbs in document["paths"].items():
        for verb, described in verbs.items():
            yield Endpoint(
                call=f"{verb.upper()} {PREFIX}{path}",
                text=described["description"],
                takes=(*_read_parameters(described), *_read_body(document, described)),
                gives=_read_answer(described),
            )


def _read_parameters(described: Mapping[str, Any]) -> Iterator[str]:
    for parameter in described.get("parameters", ()):
        words = _name(parameter["name"], is_needed=parameter["required"])
        text = parameter.get("description")
        yield f"{words}: {text}" if text else words


def _read_body(document: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[str]:
    if "requestBody" not in described:
        return
    name = _name_of(described["requestBody"]["content"][JSON]["schema"])
    schema = document["components"]["schemas"][name]
    for key in schema["properties"]:
        yield "in the body, " + _name(key, is_needed=key in schema.get("required", ()))


def _name(name: str, *, is_needed: bool) -> str:
    return name if is_needed else f"{name} (may be left out)"


def _read_answer(described: Mapping[str, Any]) -> str:
    for code, answer in described["responses"].items():
        schema = answer.get("content", {}).get(JSON, {}).get("schema", {}) if code < "3" else {}
        if name := _name_of(schema.get("items", {})):
            return f"a list of {name}"
        if name := _name_of(schema):
            return name
    return ""


def _name_of(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
