"""Tell a host that speaks no https from one whose certificate is not trusted.

Pure. Only the former is asked by http instead, and only where nobody said https: otherwise
whoever stands in between could take the encryption away.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from monitor.errors import ConnectFailed
from monitor.fetch import is_unknown_name

if TYPE_CHECKING:
    from monitor.errors import MonitorError


def lacks_https(error: MonitorError) -> bool:
    """Say whether the host was found, and took no encrypted connection."""
    if not isinstance(error, ConnectFailed) or is_unknown_name(error):
        return False
    return not is_untrusted(error)


def is_untrusted(error: MonitorError) -> bool:
    """Say whether encryption is spoken, with a certificate that is not trusted."""
    return isinstance(error.__cause__, ssl.SSLCertVerificationError)


def is_unencrypted(error: MonitorError) -> bool:
    """Say whether something answered, and not in a way that encryption could begin with."""
    return isinstance(error.__cause__, ssl.SSLError) and not is_untrusted(error)
