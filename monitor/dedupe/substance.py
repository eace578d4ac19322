"""Say what of a text counts when two texts are compared.

Pure. Words and numbers count; case, spaces and signs do not, nor what a site writes beside its
text: how often it was read, how long ago, when it was touched, where to go on reading. Numbers
in sentences do count: five dead are not seven.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from monitor.text import digest, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_COUNTED: Final = (
    r"comments?|repl(?:y|ies)|views?|shares?|likes?|reads?|kommentare?|aufrufe|leserbriefe?|"
    r"commentaires?|vues|partages|comentarios?|visitas|commenti|visualizzazioni|reacties|"
    r"просмотр\w*|комментари\w*|yorum|komentarz\w*|조회수?|댓글|コメント|评论|閱讀|阅读|点赞"
)
_UNIT: Final = (
    r"s|sec(?:onds?)?|m|mins?|minutes?|h|hrs?|hours?|d|days?|sekunden?|minuten?|stunden?|tage?n?|"
    r"heures?|jours?|horas?|minutos?|días?|dias?|ore|minuti|giorni|час\w*|мин\w*|дн\w*|день"
)
_TOUCHED: Final = "updated?|aktualisiert|stand|mis à jour|actualizado|aggiornato|обновлено"
_GO_ON: Final = (
    "continue reading|read more|read the full (?:story|article)|weiterlesen|lire la suite|"
    "leer más|leggi tutto|читать далее|читать полностью"
)
_CLOCK: Final = r"[\d:./,\- ]{4,}(?:uhr|gmt|utc|est|cet|am|pm|h)?"

#: Written beside a text and not in it; texts are folded before these are looked for.
_BESIDE: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b\d[\d.,]*\s?k?\s*(?:{_COUNTED})\b",
        rf"\b(?:{_COUNTED})\s*[:(]\s*\d[\d.,]*\s?k?",
        r"(?:댓글|조회수?|コメント|评论|閱讀|阅读)\s*\d+",
        rf"\b\d+\s*(?:{_UNIT})\s+(?:ago|назад|fa)\b",
        rf"\b(?:vor|il y a|hace|há)\s+\d+\s+(?:{_UNIT})\b",
        r"\d+\s*(?:초|분|시간|일)\s*전|\d+\s*(?:秒|分|分钟|小时|時間|天|日)前",
        rf"\b(?:last\s+)?(?:{_TOUCHED})(?:\s+(?:on|at|am|um|le|el|в))?\s*:?\s*{_CLOCK}",
        r"\b\d+\s*min(?:ute)?s?\.?\s*read\b|\blesedauer:?\s*\d+\s*min\w*",
        r"\bthe post .{1,300}? (?:appeared )?first (?:appeared )?on .{1,100}",
        rf"\b(?:{_GO_ON})\b",
        r"続きを読む|閱讀全文|阅读全文|더보기",
    )
)
_WORD: Final = re.compile(r"\w+")


def words_of(parts: Iterable[str]) -> tuple[str, ...]:
    """Give the words and numbers of a text that count, in order and folded."""
    text = fold("\n".join(parts)).text
    if any(char.isdigit() for char in text) or " " in text:
        for pattern in _BESIDE:
            text = pattern.sub(" ", text)
    return tuple(_WORD.findall(text))


def substance_of(*parts: str) -> str:
    """Give a digest that is equal for texts which say the same in the same words."""
    # Word by word, but spaces do not count: they come and go between Chinese words.
    return digest("".join(words_of(parts)))
