"""Hear the words of a passage that may be names: what they sound like, whatever their letters.

Pure. In scripts with capitals only words that begin with one; Hangul without its particles; in
Chinese the runs of characters that spell foreign names, and family names with what follows.
What a word sounds like is remembered by the word as it is written: a language has few of them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from monitor.match.written import drop_invisible, write_surface, write_surfaces
from monitor.text import (
    Ear,
    Script,
    cut_thai,
    ear_of,
    fold,
    is_family_name,
    keys_of_heard,
    lemmas_of,
    read_aloud,
    script_of,
    spells_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from monitor.text import Folded, Tokens

#: Begins the index keys of sounds.
SOUND_MARK = "~"
#: Sounds of one word in all its forms; more say nothing new.
_MAX_SOUNDS = 60
_MAX_FORMS = 8
_MAX_OF_FORM = 10
#: Foreign names in Chinese characters.
_MIN_HAN, _MAX_HAN = 2, 6
#: A name of China has one or two characters after the family's.
_MAX_CHINESE = 3
_PLAIN_NAME = re.compile("(?<![A-Za-z0-9])[A-Z][A-Za-z0-9]+")
_GERESH = "'"
HEBREW = "אבגדהוזחטיכלמנסעפצקרשתךםןףץ"
_BEFORE_GERESH = re.compile(f"[{HEBREW}](?={_GERESH})")
#: Letters of different words of one text that are heard at all; more is a list, not a text.
MAX_HEARD_LETTERS = 3_000
#: Letters of different words that are heard in all forms that they may be one of; the rest only
#: as it stands.
MAX_FORMED_LETTERS = 1_200
#: What a word costs besides its letters.
_PER_WORD = 2
#: Characters of Chinese are heard in so many windows each.
_HAN_LETTERS = 3
#: Words whose sounds are remembered, per language; then they are forgotten together.
_TABLE_SIZE = 30_000
#: Windows and runs whose keys are remembered, and the longest run: about 50 MB when full.
_MAX_WINDOWS, _MAX_RUNS, _MAX_RUN = 100_000, 20_000, 100
_MAX_GERESH = 4
#: Scripts that names are not spelled in, or not word by word.
_UNHEARD = (Script.HIRAGANA,)
#: Scripts whose running text is heard in windows.
_CUT = (Script.HAN, Script.SOUTHEAST)
_NEVER_WHOLE = (*_CUT, *_UNHEARD)
_MIN_LEMMA = 3
_MAX_LETTERS = 30
#: What Korean writes onto a name, the longest first.
_PARTICLES = sorted(
    (
        "은", "는", "이", "가", "을", "를", "의", "에", "에서", "에게", "에겐", "와", "과",
        "도", "로", "으로", "서", "측", "씨", "만", "부터", "까지", "보다", "처럼", "이나",
        "나", "라며", "이라고", "라고", "한테", "께", "님", "께서", "대통령", "총리", "장관",
        "의원", "전", "식", "발", "이란", "란", "이다", "이었다", "였다", "엔", "에는",
        "와의", "과의",
    ),
    key=len,
    reverse=True,
)  # fmt: skip


class Spot(NamedTuple):
    """A stretch of a passage that may be a name."""

    #: Number of the token it begins in.
    number: int
    #: Place in the folded text.
    start: int
    end: int
    #: As written, in small letters.
    text: str
    folded: str
    #: Whether it is heard in all its forms.
    is_formed: bool = True


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


def find_spots(folded: Folded, tokens: Tokens) -> list[Spot]:
    """Return the stretches that may be names, in order."""
    spots: list[Spot] = []
    last, formed = _choose_heard(folded, tokens)
    for number in range(last):
        token = tokens[number]
        if token.script in _CUT:
            spots += _cut_run(number, token.start, token.text)
            continue
        if token.script is Script.SPACED and _is_small(
            folded.original[folded.offsets[token.start]]
        ):
            continue
        if token.text[0] in HEBREW:
            spots += _join_over_geresh(folded, tokens, number)
        surface = write_surface(folded, token.start, token.end)
        is_formed = formed is None or token.text in formed
        for text, heard in _forms_to_hear(surface, token.text):
            end = token.start + len(text) if token.script is Script.HANGUL else token.end
            spots.append(Spot(number, token.start, end, text, heard, is_formed))
    return spots


def hear_spot(spot: Spot, language: str | None) -> Spoken | None:
    """Hear a stretch of a passage; None when it has no sound."""
    heard = _hear_text(spot.text, spot.folded, language, is_formed=spot.is_formed)
    if heard is None:
        return None
    return Spoken(spot.number, spot.start, spot.end, spot.text, True, *heard)


def find_sound_keys(folded: Folded, tokens: Tokens, language: str | None) -> set[str]:
    """Return the keys of all stretches that may be names: what `find_spots` finds, faster."""
    table = _keys_of(language)
    original = folded.original
    if original.isascii():
        names = set(_PLAIN_NAME.findall(original))
        if _are_few(names):
            return set().union(*map(table.__getitem__, names))
    last, formed = len(tokens), None
    words = _find_surfaces(folded, tokens, last)
    if tokens.words.running or not _are_few(words):
        last, formed = _choose_heard(folded, tokens)
        words = _find_surfaces(folded, tokens, last, formed)
    keys: set[str] = set().union(*map(table.__getitem__, words))
    if formed is not None:
        plain = _keys_of(language, is_formed=False)
        others = _find_surfaces(folded, tokens, last) - words
        keys.update(*map(plain.__getitem__, others))
    if tokens.words.running:
        runs = {text for text in tokens.texts[:last] if script_of(text[0]) in _CUT}
        keys.update(*map(_RUNS.__getitem__, runs))
    for found in _BEFORE_GERESH.finditer(folded.text):
        number = bisect_right(tokens.starts, found.start()) - 1
        if number < last and tokens.texts[number][0] in HEBREW:
            for spot in _join_over_geresh(folded, tokens, number):
                keys.update(table[spot.text])
    return keys


def _find_surfaces(
    folded: Folded, tokens: Tokens, last: int, among: AbstractSet[str] | None = None
) -> set[str]:
    """Return the words as they are written, but for those that begin small."""
    places: Iterable[tuple[int, str]] = zip(tokens.starts[:last], tokens.texts, strict=False)
    if among is not None:
        places = [place for place in places if place[1] in among]
    if tokens.words.running:
        places = [place for place in places if script_of(place[1][0]) not in _NEVER_WHOLE]
    if isinstance(folded.offsets, range):
        original = folded.original
        words = {original[start : start + len(text)] for start, text in places}
    else:
        words = set(write_surfaces(folded, places))
    return {word for word in words if not _SMALL[word[:1]]}


def _are_few(words: set[str]) -> bool:
    """Whether all these words may be heard in all their forms."""
    return sum(map(len, words)) + _PER_WORD * len(words) <= MAX_FORMED_LETTERS


def _choose_heard(folded: Folded, tokens: Tokens) -> tuple[int, AbstractSet[str] | None]:
    """Say how many words are heard before those that may be names are too many.

    And which of them are heard in all their forms; None stands for all.
    """
    most = MAX_FORMED_LETTERS // (_HAN_LETTERS if tokens.words.running else 1)
    if len(folded.text) <= most:
        return len(tokens), None
    heard: set[str] = set()
    formed: frozenset[str] | None = None
    letters = 0
    for number, (start, text) in enumerate(zip(tokens.starts, tokens.texts, strict=True)):
        if text in heard or _SMALL[folded.original[folded.offsets[start]]]:
            continue
        letters += _PER_WORD + len(text) * (_HAN_LETTERS if script_of(text[0]) in _CUT else 1)
        if letters > MAX_HEARD_LETTERS:
            return number, formed
        if letters > MAX_FORMED_LETTERS and formed is None:
            formed = frozenset(heard)
        heard.add(text)
    return len(tokens), formed


class _KeyTable(dict[str, tuple[str, ...]]):
    """Words as they are written with the keys of their sounds, found when first asked for."""

    def __init__(self, language: str | None, *, is_formed: bool) -> None:
        super().__init__()
        self._language = language
        self._is_formed = is_formed

    def __missing__(self, surface: str) -> tuple[str, ...]:
        if len(surface) > 2 * _MAX_LETTERS:
            return ()
        word = unicodedata.normalize("NFKC", drop_invisible(surface))
        heard = (
            _hear_text(*form, self._language, is_formed=self._is_formed)
            for form in _forms_to_hear(word, fold(word).text)
        )
        keys = tuple(dict.fromkeys(key for one in heard if one is not None for key in one.keys))
        if len(self) >= _TABLE_SIZE:
            self.clear()
        self[surface] = keys
        return keys


@cache
def _keys_of(language: str | None, *, is_formed: bool = True) -> _KeyTable:
    return _KeyTable(language, is_formed=is_formed)


def _forms_to_hear(surface: str, folded: str) -> Iterable[tuple[str, str]]:
    """Return what of a word is heard, where it is written like a name."""
    if not 1 < len(surface) <= _MAX_LETTERS or not folded:
        return ()
    script = script_of(folded[0])
    if script is Script.HANGUL:
        return ((form, form) for form in (folded, *without_particles(folded)))
    if script in _UNHEARD or (script is Script.SPACED and _is_small(surface[0])):
        return ()
    return ((surface.lower(), folded),)


def _hear_text(
    text: str, folded: str, language: str | None, *, is_formed: bool = True
) -> Heard | None:
    language = "zh" if script_of(folded[0]) is Script.HAN else language
    return hear(text, folded, language) if is_formed else hear(text, folded, language, 1)


def _join_over_geresh(folded: Folded, tokens: Tokens, number: int) -> Iterator[Spot]:
    """Take a Hebrew word with those that a geresh parts from it: ג'ונסון."""
    start, last = tokens.starts[number], number
    is_first = number == 0 or not _is_geresh(folded.text, tokens, number - 1)
    longest = min(len(tokens), number + _MAX_GERESH) - 1
    while is_first and last < longest and _is_geresh(folded.text, tokens, last):
        last += 1
    end = tokens[last].end
    after = end + (folded.text[end : end + 1] == _GERESH)
    text = folded.text[start:after]
    if _GERESH in text and is_first:
        yield Spot(number, start, end, text, text)


def _is_geresh(text: str, tokens: Tokens, number: int) -> bool:
    gap = text[tokens[number].end : tokens.starts[number + 1]]
    return gap == _GERESH and tokens.texts[number + 1][0] in HEBREW


def _is_small(char: str) -> bool:
    """Whether a letter has a capital and is not it; Georgian is written without, though it has."""
    return char.islower() and char.upper() != char and not "ა" <= char <= "ჿ"


class _SmallTable(dict[str, bool]):
    """Letters with whether they are small, found when first asked for."""

    def __missing__(self, char: str) -> bool:
        is_small = _is_small(char)
        if len(self) < _TABLE_SIZE:
            self[char] = is_small
        return is_small


_SMALL = _SmallTable()


@lru_cache(maxsize=30_000)
def hear(surface: str, folded: str, language: str | None, most: int = _MAX_FORMS) -> Heard | None:
    """Return what a word sounds like, in so many of the forms that it may be one of."""
    return _hear(surface, folded, language, most)


def _hear(surface: str, folded: str, language: str | None, most: int) -> Heard | None:
    ear = ear_of(surface)
    if ear is None:
        return None
    sounds: dict[str, None] = {}
    for number, form in enumerate(_forms(surface, folded, language, ear, most)):
        read = read_aloud(form, language, widely=number == 0)
        sounds.update(dict.fromkeys(read if number == 0 else read[:_MAX_OF_FORM]))
    kept = tuple(sounds)[:_MAX_SOUNDS]
    return Heard(ear, kept, tuple(sound_key(ear, key) for key in keys_of_heard(kept, ear)))


def _forms(surface: str, folded: str, language: str | None, ear: Ear, most: int) -> Iterator[str]:
    yield surface
    if ear in (Ear.KANA, Ear.HANGUL, Ear.THAI) or len(surface) != len(folded):
        return
    for lemma in lemmas_of(folded, language).as_name[1:most]:
        if len(lemma) >= _MIN_LEMMA:
            yield _like(surface, folded, lemma)


def without_particles(surface: str) -> Iterator[str]:
    """Give a Korean word without each of the particles that may be written onto it."""
    rest = surface
    for particle in _PARTICLES:
        if rest.endswith(particle) and len(rest) - len(particle) > 1:
            yield rest[: -len(particle)]


def _like(surface: str, folded: str, lemma: str) -> str:
    """Write a folded lemma with the letters of the word as it stands, marks and all."""
    if folded.endswith(lemma):
        return surface[len(folded) - len(lemma) :]
    shared = len(lemma)
    while not folded.startswith(lemma[:shared]):
        shared -= 1
    return surface[:shared] + lemma[shared:]


def _cut_run(number: int, at: int, text: str) -> Iterator[Spot]:
    """Take the windows out of a run of Chinese or Thai that may be names."""
    for start, end in _cut(text):
        cut = text[start:end]
        yield Spot(number, at + start, at + end, cut, cut)


def _cut(text: str) -> Iterator[tuple[int, int]]:
    return _cut_han(text) if script_of(text[0]) is Script.HAN else cut_thai(text)


class _WindowTable(dict[str, tuple[str, ...]]):
    """Windows of running text with the keys of their sounds, found when first asked for.

    Apart from words, which they would push out: a text has many more windows than words.
    """

    def __missing__(self, cut: str) -> tuple[str, ...]:
        heard = _hear(cut, cut, "zh" if script_of(cut[0]) is Script.HAN else None, 1)
        keys = heard.keys if heard is not None else ()
        if len(self) >= _MAX_WINDOWS:
            self.clear()
        self[cut] = keys
        return keys


class _RunTable(dict[str, tuple[str, ...]]):
    """Runs of running text with the keys of their windows, found when first asked for."""

    def __missing__(self, run: str) -> tuple[str, ...]:
        cuts = {run[start:end] for start, end in _cut(run)}
        keys = tuple(set().union(*map(_WINDOWS.__getitem__, cuts)))
        if len(run) <= _MAX_RUN:
            if len(self) >= _MAX_RUNS:
                self.clear()
            self[run] = keys
        return keys


_WINDOWS = _WindowTable()
_RUNS = _RunTable()


def _cut_han(text: str) -> Iterator[tuple[int, int]]:
    """Yield the windows of a run of Chinese that may be names."""
    spelling = [0] * (len(text) + 1)
    for place in range(len(text) - 1, -1, -1):
        spelling[place] = spelling[place + 1] + 1 if spells_names(text[place]) else 0
    for start in range(len(text) - 1):
        longest = min(spelling[start], _MAX_HAN)
        if is_family_name(text[start]):
            longest = max(longest, min(_MAX_CHINESE, len(text) - start))
        for size in range(_MIN_HAN, longest + 1):
            yield start, start + size
