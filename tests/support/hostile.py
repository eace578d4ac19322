"""What feeds may write to get into a message, a header or a channel that is not theirs."""

from __future__ import annotations

from typing import Final

#: Each a title; names say what is tried.
HOSTILE: Final[dict[str, str]] = {
    "encoded word, q": "=?utf-8?q?x=0D=0ABcc:_evil@x.org?=",
    "encoded word, b": "=?utf-8?b?eA0KQmNjOiBldmlsQHgub3Jn?=",
    "encoded word that opens the body": "=?utf-8?q?x=0D=0A=0D=0A<h1>owned</h1>?=",
    "encoded word after letters": "Schoigu =?utf-8?q?=0D=0ABcc:_evil@x.org?= Пхеньян",
    "line break": "x\r\nBcc: evil@x.org",
    "bare line feed": "x\nBcc: evil@x.org",
    "bare carriage return": "x\rBcc: evil@x.org",
    "line separator": "x\u2028Bcc: evil@x.org",
    "next line": "x\x85Bcc: evil@x.org",
    "lone surrogate": "x \ud83d y \udc00 z",
    "null and controls": "x\x00\x01\x08\x1b[31mred\x7f\x9by",
    "right-to-left override": "\u202egpj.exe\u202c \u2066isolated",
    "channel": "<!channel> <!here> <!everyone> <!subteam^S1> <@U123> <#C1>",
    "escaped already": "&lt;!channel&gt; &amp;lt;!here&amp;gt;",
    "link of its own": "<https://evil.example|bank> <mailto:a@b|c>",
    "formatting": "*bold* _italic_ ~gone~ `code` ```block``` > quote",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>",
    "template": "{{ 7*7 }}{% for i in range(9) %}x{% endfor %}{# #}",
    "end of mail": "x\r\n.\r\nMAIL FROM:<evil@x.org>",
    "long": "Пхеньян " * 12_500,
    "long without spaces": "쇼" * 100_000,
    "long and growing when escaped": "&" * 100_000,
    "marks without end": "a" + "\u0301" * 100_000,
    "empty": "",
    "spaces only": " \t\u00a0\u3000 ",
}
