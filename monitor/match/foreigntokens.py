"""Cut a query of another program into its signs and words.

Pure. One expression for all dialects; what a sign means in one of them, its reader decides.
"""

from __future__ import annotations

import re
from typing import Final

TOKEN: Final = re.compile(
    r"""(?P<space>[\s\u200b-\u200f\u2060\ufeff]+|[,;](?=\s|$))
    |(?P<comment><<<.*?>>>)
    |(?P<quoted>["“”„‟«»＂](?P<phrase>[^"“”„‟«»＂]*)["“”‟«»＂])
    |(?P<braced>\{(?P<exact>[^{}]*)\})
    |(?P<range>\[[^\[\]]*\])
    |(?P<gap>~(?P<width>\d+))
    |(?P<weight>\^\d+(?:\.\d+)?)
    |(?P<open>\()|(?P<close>\))
    |(?P<or>\|\|?)
    |(?P<and>&&?(?=\s|$))
    |(?P<near>(?:
        (?i:O?NEAR/(?P<distance>\d+)(?P<forward>f)?)
        |(?i:AROUND\((?P<around>\d+)\))
        |(?i:O?NEAR)
      )(?=[\s("“”„«{]|$))
    |(?P<plus>\+{1,2})(?=[\w"“”„«＂])
    |(?P<least>(?i:ATLEAST/?\d+)(?=[\s(]))
    |(?P<field>[^\W\d][\w.]*):(?!//)(?=\S|\s*[("“”„«])
    |(?P<whole>(?i:allin[a-z]+)):(?=\s)
    |(?P<minus>-(?=\S)|[–—−](?=[^\s\d]))
    |(?P<word>(?:AND|OR)(?=-\S)|[^\s()"“”„‟«»＂{}\[\]~^|]+)
    |(?P<stray>.)""",
    re.VERBOSE | re.DOTALL,
)
SOMETHING: Final = "a word, a phrase in quotes, a field or ( … )"
_UNOPENED: Final = {"{": "this brace", "[": "this bracket"}


def tell_stray(sign: str) -> str:
    """Say what a sign that fits nowhere lacks."""
    if sign == ")":
        return f"{SOMETHING} before this parenthesis"
    if sign in '"“”„‟«»＂':
        return "this quotation mark is never closed"
    return f"{_UNOPENED[sign]} is never closed" if sign in _UNOPENED else "this means nothing here"
