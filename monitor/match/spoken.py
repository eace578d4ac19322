"""Hear the words of a passage that may be names: what they sound like, whatever their letters.

Pure. In scripts with capitals only words that begin with one; Hangul without its particles; in
Chinese the runs of characters that spell foreign names, and family names with what follows.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from monitor.text import (
    Ear,
    Script,
    ear_of,
    heard_keys,
    is_family_name,
    is_invisible,
    lemmas_of,
    read_aloud,
    spells_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.text import Folded, Token

#: Begins the index keys of sounds.
SOUND_MARK = "~"
#: Sounds of one word in all its forms; more say nothing new.
_MAX_SOUNDS = 60
_MAX_FORMS = 8
_MAX_OF_FORM = 6
#: Foreign names in Chinese characters.
_MIN_HAN, _MAX_HAN = 2, 6
#: A name of China has one or two characters after the family's.
_MAX_CHINESE = 3
_PLAIN_NAME = re.compile("(?<![A-Za-z0-9])[A-Z][A-Za-z0-9]+")
_GERESH = "'"
HEBREW = "אבגדהוזחטיכלמנסעפצקרשתךםןףץ"
#: Stretches of one text that are heard at all; more is a list, not a text.
_MAX_WINDOWS = 400
_MAX_GERESH = 4
_MIN_LEMMA = 3
_MAX_LETTERS = 30
#: What Korean writes onto a name, the longest first.
_PARTICLES = tuple(
    sorted(
        [
            "은",
            "는",
            "이",
            "가",
            "을",
            "를",
            "의",
            "에",
            "에서",
            "에게",
            "에겐",
            "와",
            "과",
            "도",
            "로",
            "으로",
            "서",
            "측",
            "씨",
            "만",
            "부터",
            "까지",
            "보다",
            "처럼",
            "이나",
            "나",
            "라며",
            "이라고",
            "라고",
            "한테",
            "께",
            "님",
            "께서",
            "대통령",
            "총리",
            "장관",
            "의원",
            "전",
            "식",
            "발",
            "이란",
            "란",
            "이다",
            "이었다",
            "였다",
            "엔",
            "에는",
            "와의",
            "과의",
        ],
        key=len,
        reverse=True,
    )
)


class Spoken(NamedTuple):
    """A word of a passage with its sounds."""

    #: Numbers of the tokens it stands in.
    number: int
    #: Place in the folded text.
    start: int
    end: int
    #: As written, in small letters.
    text: str
    #: Written with a capital, or in a script that has none.
    is_capital: bool
    ear: Ear
    sounds: tuple[str, ...]
    keys: tuple[str, ...]


class Heard(NamedTuple):
    """What a word sounds like, wherever it stands."""

    ear: Ear
    sounds: tuple[str, ...]
    keys: tuple[str, ...]


def sound_key(ear: Ear, consonants: str) -> str:
    """Return the index key of a sound."""
    return f"{SOUND_MARK}{ear}{consonants}"


def find_spoken(
    folded: Folded, tokens: tuple[Token, ...], language: str | None
) -> tuple[Spoken, ...]:
    """Return the words that may be names, in order."""
    found: list[Spoken] = []
    for number, token in enumerate(tokens):
        if len(found) >= _MAX_WINDOWS:
            break
        if token.script is Script.HAN:
            found += islice(_hear_han(number, token), _MAX_WINDOWS)
            continue
        if token.script is Script.SPACED and _is_small(
            folded.original[folded.offsets[token.start]]
        ):
            continue
        if token.text[0] in HEBREW:
            found += _hear_over_geresh(folded, tokens, number, language)
        surface = write_surface(folded, token)
        if not may_be_name(surface, token):
            continue
        if token.script is Script.HANGUL:
            found += _hear_hangul(number, token, language)
            continue
        heard = hear(surface.lower(), token.text, language)
        if heard is not None:
            found.append(Spoken(number, token.start, token.end, surface.lower(), True, *heard))
    return tuple(found)


def find_plain_keys(text: str, language: str | None) -> set[str]:
    """Return the keys of all words in ASCII that may be names: what `find_spoken` finds, faster."""
    keys: set[str] = set()
    words = [word for word in _PLAIN_NAME.findall(text) if len(word) <= _MAX_LETTERS]
    for word in dict.fromkeys(words[:_MAX_WINDOWS]):
        lower = word.lower()
        heard = hear(lower, lower, language)
        if heard is not None:
            keys.update(heard.keys)
    return keys


def _hear_over_geresh(
    folded: Folded, tokens: tuple[Token, ...], number: int, language: str | None
) -> Iterator[Spoken]:
    """Hear a Hebrew word as one that a geresh parts: ג'ונסון."""
    start, last = tokens[number].start, number
    is_first = number == 0 or not _is_geresh(folded.text, tokens, number - 1)
    longest = min(len(tokens), number + _MAX_GERESH) - 1
    while is_first and last < longest and _is_geresh(folded.text, tokens, last):
        last += 1
    end = tokens[last].end
    end += folded.text[end : end + 1] == _GERESH
    text = folded.text[start:end]
    heard = hear(text, text, language) if _GERESH in text and is_first else None
    if heard is not None:
        yield Spoken(number, start, tokens[last].end, text, True, *heard)


def _is_geresh(text: str, tokens: tuple[Token, ...], number: int) -> bool:
    gap = text[tokens[number].end : tokens[number + 1].start]
    return gap == _GERESH and tokens[number + 1].text[0] in HEBREW


def write_surface(folded: Folded, token: Token) -> str:
    """Return a token as it is written, composed, without what nobody sees."""
    if folded.original.isascii():
        return folded.original[token.start : token.end]
    start, end = folded.span(token.start, token.end)
    text = folded.original[start:end]
    if len(text) != len(token.text):
        text = "".join(char for char in text if not is_invisible(char))
    return unicodedata.normalize("NFC", text)


def may_be_name(surface: str, token: Token) -> bool:
    """Whether a word is written like a name: with a capital, where there are any."""
    if not 1 < len(surface) <= _MAX_LETTERS:
        return False
    if token.script is not Script.SPACED:
        return token.script in (Script.HANGUL, Script.KATAKANA)
    return not _is_small(surface[0])


def _is_small(char: str) -> bool:
    """Whether a letter has a capital and is not it; Georgian is written without, though it has."""
    return char.islower() and char.upper() != char and not "ა" <= char <= "ჿ"


@lru_cache(maxsize=30_000)
def hear(surface: str, folded: str, language: str | None) -> Heard | None:
    """Return what a word sounds like, in every form that it may be one of."""
    ear = ear_of(surface)
    if ear is None:
        return None
    sounds: dict[str, None] = {}
    for number, form in enumerate(_forms(surface, folded, language, ear)):
        read = read_aloud(form, language, widely=number == 0)
        sounds.update(dict.fromkeys(read if number == 0 else read[:_MAX_OF_FORM]))
    kept = tuple(sounds)[:_MAX_SOUNDS]
    keys = {sound_key(ear, key) for sound in kept for key in heard_keys(sound, ear)}
    return Heard(ear, kept, tuple(keys))


def _forms(surface: str, folded: str, language: str | None, ear: Ear) -> Iterator[str]:
    yield surface
    if ear in (Ear.KANA, Ear.HANGUL) or len(surface) != len(folded):
        return
    for lemma in lemmas_of(folded, language).as_name[1:_MAX_FORMS]:
        if len(lemma) >= _MIN_LEMMA:
            yield _like(surface, folded, lemma)


def _hear_hangul(number: int, token: Token, language: str | None) -> Iterator[Spoken]:
    """Hear a Korean word as it stands, and without each particle that may be written onto it."""
    for form in (token.text, *_without_particles(token.text)):
        heard = hear(form, form, language)
        if heard is not None:
            yield Spoken(number, token.start, token.start + len(form), form, True, *heard)


def _without_particles(surface: str) -> Iterator[str]:
    rest = surface
    for particle in _PARTICLES:
        if rest.endswith(particle) and len(rest) - len(particle) > 1:
            yield rest[: -len(particle)]


def _like(surface: str, folded: str, lemma: str) -> str:
    """Write a folded lemma with the letters of the word as it stands, marks and all."""
    if folded.endswith(lemma):
        return surface[len(folded) - len(lemma) :]
    shared = 0
    while shared < min(len(folded), len(lemma)) and folded[shared] == lemma[shared]:
        shared += 1
    return surface[:shared] + lemma[shared:]


def _hear_han(number: int, token: Token) -> Iterator[Spoken]:
    text = token.text
    for start in range(len(text) - 1):
        longest = _longest_window(text, start)
        for size in range(_MIN_HAN, longest + 1):
            cut = text[start : start + size]
            heard = hear(cut, cut, "zh")
            if heard is not None:
                place = token.start + start
                yield Spoken(number, place, place + size, cut, True, *heard)


def _longest_window(text: str, start: int) -> int:
    size = 0
    while size < _MAX_HAN and start + size < len(text) and spells_names(text[start + size]):
        size += 1
    if is_family_name(text[start]):
        size = max(size, min(_MAX_CHINESE, len(text) - start))
    return size
