"""Hide what opens a door in a URL: passwords, tokens, the paths of webhooks.

Pure. Knows nothing else; every error and every log that names a URL asks here.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_HIDDEN: Final = "***"

#: Names of query parameters whose values open a door.
_SECRET_NAME: Final = re.compile(
    r"(?:^|[_\-.])(?:auth|authorization|credentials?|hmac|jwt|key|pass|passwd|pat|pwd|session|"
    r"sid|sig|signature)(?:$|[_\-.])|(?:token|secret|apikey|password|sessionid)$",
    re.IGNORECASE,
)

#: Hosts whose path itself is the secret.
_SECRET_PATH_HOSTS: Final = ("hooks.slack.com", "hooks.slack-gov.com")


def redact_url(url: str) -> str:
    """Give `url` with user, password, secret query values and webhook paths replaced by `***`."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        hidden_user = "@" in parts.netloc
        path = _redact_path(host, parts.path)
    except ValueError:
        return "(unreadable URL)"
    netloc = f"{_HIDDEN}@{host}" if hidden_user else host
    return urlunsplit((parts.scheme, netloc, path, _redact_query(parts.query), ""))


def _redact_path(host: str, path: str) -> str:
    if host.partition(":")[0].lower() in _SECRET_PATH_HOSTS and path.strip("/"):
        return f"/{_HIDDEN}"
    return path


def _redact_query(query: str) -> str:
    return "&".join(_redact_pair(pair) for pair in query.split("&")) if query else ""


def _redact_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if equals and value and _SECRET_NAME.search(name):
        return f"{name}={_HIDDEN}"
    return pair
