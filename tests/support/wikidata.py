"""Be Wikidata's API on loopback: `wbgetentities` and `wbsearchentities` in their real shape.

Process. The labels and aliases in tests/data/wikidata are written from general knowledge.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

RECORDS = Path(__file__).parents[1] / "data" / "wikidata" / "records.json"


class WikidataServer:
    """Answers from `records`, which tests may change."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = json.loads(RECORDS.read_text(encoding="utf-8"))
        self.questions: list[dict[str, str]] = []
        #: The User-Agent of each question.
        self.askers: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                question = {
                    key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()
                }
                server.questions.append(question)
                server.askers.append(self.headers.get("User-Agent", ""))
                body = json.dumps(server.answer(question)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Address of the API."""
        return f"http://127.0.0.1:{self._server.server_port}/w/api.php"

    def answer(self, question: dict[str, str]) -> dict[str, Any]:
        """Answer as the API does."""
        if question.get("action") == "wbgetentities":
            return self._get(question["ids"].split("|"))
        if question.get("action") == "wbsearchentities":
            return self._search(question["search"].casefold())
        return {"error": {"code": "badvalue", "info": 'Unrecognized value for "action".'}}

    def _get(self, ids: list[str]) -> dict[str, Any]:
        if any(not id_.startswith("Q") for id_ in ids):
            return {"error": {"code": "no-such-entity", "info": "Could not find such an entity."}}
        missing = {id_: {"id": id_, "missing": ""} for id_ in ids}
        return {"entities": {id_: self.records.get(id_, missing[id_]) for id_ in ids}, "success": 1}

    def _search(self, wanted: str) -> dict[str, Any]:
        found = [
            {
                "id": record["id"],
                "title": record["id"],
                "label": record["labels"]["en"]["value"],
                "description": record["descriptions"]["en"]["value"],
                "match": {"type": "label", "language": "en", "text": wanted},
            }
            for record in self.records.values()
            if wanted in json.dumps(record, ensure_ascii=False).casefold()
        ]
        return {"searchinfo": {"search": wanted}, "search": found, "success": 1}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
