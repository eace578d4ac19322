"""How does a person or a script talk to monitor from a shell?

Process. Takes arguments, the settings file and the environment; gives text or JSON lines on
standard output, problems on standard error, and an exit code: 0 done, 1 something failed,
2 wrong usage or settings. Touches whatever the command asks `manage` or `daemon` for; one file
per noun. Never decides anything, and never shows a traceback for what a person can mend.
"""

from __future__ import annotations

from monitor.cli.program import main

__all__ = ["main"]
