"""Is this file, which a person wrote, as it must be?

Pure. Takes the text of a YAML or TOML file and a pydantic model; gives the model's value, or
every problem with file, line, place, value and remedy. Touches nothing: reading the file is
the caller's, and a bad file changes nothing. Never repeats a secret, never builds an object
that the file asks for, never lets a small file grow large.
"""

from __future__ import annotations

from monitor.checks.clocktime import DigestTime, HoursText, check_zone
from monitor.checks.document import Document, Place, parse_toml, parse_yaml
from monitor.checks.duration import Duration, format_duration, parse_duration
from monitor.checks.judge import BadValueError, Hidden, judge, nearest, problem_at, suggest

__all__ = [
    "BadValueError",
    "DigestTime",
    "Document",
    "Duration",
    "Hidden",
    "HoursText",
    "Place",
    "check_zone",
    "format_duration",
    "judge",
    "nearest",
    "parse_duration",
    "parse_toml",
    "parse_yaml",
    "problem_at",
    "suggest",
]
