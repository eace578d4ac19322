"""What may a program ask, and what may it do?

Network. The operator's verbs over HTTP under `/api/v1`, described at `/api/openapi.json` and, for
people, at `/api/docs`. Objects are those of `--json`; what goes wrong is an object with `error`.
"""

from __future__ import annotations

from monitor.web.api.desk import Desk
from monitor.web.api.door import build_api

__all__ = ["Desk", "build_api"]
