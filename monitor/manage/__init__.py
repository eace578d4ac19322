"""What can the operator do, whichever door they come through?

Database. The verbs behind the command line, the pages and the API: one module per noun, each
taking a `Store`, plain values and `now`, and giving plain values.

Takes: newsroom files, queries, names, URLs.
Gives: changes, listings, traces, and the JSON objects that scripts rely on (`objects`).
Touches: the database through `store`; the tables of names that ship with the program.
Never: prints, reads settings, opens a connection to the outside, or decides what the rooms decide.
"""

from __future__ import annotations

from monitor.manage.applying import Applied, apply_newsroom
from monitor.manage.exporting import export_newsroom

__all__ = ["Applied", "apply_newsroom", "export_newsroom"]
