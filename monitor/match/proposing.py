"""Propose spellings of a concept that articles hold and that no name of it finds yet.

Pure. Looks where the concept should be: in articles about the other concepts of its topics, in
articles of the stories it was found in. What stands there more often than elsewhere, or resembles
its names, or stands beside the given name of a person, is proposed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from math import log2
from typing import TYPE_CHECKING, NamedTuple

from monitor.match.atom import make_concept
from monitor.match.plainwords import is_plain_word
from monitor.match.plan import Find
from monitor.match.reading import DEFAULT_FIELDS, Reading
from monitor.match.resemblance import is_abbreviation, resembles
from monitor.match.units import cut_units
from monitor.model import ConceptKind, Field, ProposedName
from monitor.text import find_alphabets, fold, is_given_name, split_name, tokenize

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from monitor.match.units import Unit
    from monitor.model import Article, Concept
    from monitor.text import Token

#: Fields that are short and say what an article is about.
_FIELDS = (Field.TITLE, Field.SUMMARY)
#: Articles of one language that are cut up; more say the same.
_MOST_CUT = 150
#: What is looked at more closely, by language.
_MOST_CLOSE = 400
_PER_LANGUAGE = 3
#: How much must speak for a spelling, and how much of what speaks for the best one.
_LEAST_SCORE = 1.0
_LEAST_OF_BEST = 0.75
_MUCH_ALIKE = 0.72
#: Characters of a name where nothing parts words, and how many of that length are compared.
_SHORT, _MOST_SHORT = 8, 4_000
_LITTLE_ALIKE = 0.5
#: Of what resembles nothing: it stands in about every second article and seldom elsewhere.
_LEAST_WEIGHT = 0.3
_OFTEN = 3
_OF_GIVEN = 0.5
_GIVEN_ALIKE = 0.8
_MOST_SEEN = 50_000
#: Stretches of one text; running text has very many.
_MOST_UNITS = 6_000
#: Of two words of which one may be a form of the other.
_LEAST_STEM, _LONGEST_ENDING = 4, 2
_HANGUL = frozenset({"hangul"})
#: Names that a text is compared with.
_MOST_NAMES = 12
_NAMED = (ConceptKind.PERSON, ConceptKind.PLACE)


class _Kept(NamedTuple):
    """An article in which the concept was not found."""

    article: Article
    reading: Reading
    is_near: bool
    taken: dict[Field, tuple[tuple[int, int], ...]]


@dataclass(slots=True)
class _Seen:
    """What was counted of one stretch of text in one language."""

    near: int = 0
    last: int = -1
    surfaces: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    example: str = ""
    is_running: bool = False


def propose_names(
    concept: Concept,
    others: Collection[Concept],
    companions: Collection[str],
    articles: Iterable[Article],
    *,
    now: datetime,
) -> tuple[ProposedName, ...]:
    """Return spellings that are probably names of a concept, the likeliest first.

    Args:
        concept: Whose names are looked for.
        others: All other concepts; what they are found by is not proposed.
        companions: Keys of those that stand beside it in topics.
        articles: Where to look.
        now: The present instant.
    """
    kept = _read(concept, others, companions, articles, now)
    counts = Counter(one.article.language for one in kept)
    near = Counter(one.article.language for one in kept if one.is_near)
    found: list[ProposedName] = []
    for language in sorted(counts, key=lambda code: code or ""):
        of_language = [one for one in kept if one.article.language == language]
        judge = _Judge(
            concept=concept,
            language=language,
            near=near[language],
            far=counts[language] - near[language],
        )
        found += _propose_in(judge, of_language)
    return tuple(sorted(found, key=lambda one: (-one.score, one.text)))


def _read(
    concept: Concept,
    others: Collection[Concept],
    companions: Collection[str],
    articles: Iterable[Article],
    now: datetime,
) -> list[_Kept]:
    """Read the articles; keep those without the concept, with what of them is something else."""
    own = Find(make_concept(concept), DEFAULT_FIELDS, is_scoped=False)
    atoms = [(one.key, make_concept(one)) for one in others]
    stories: set[int] = set()
    kept: list[_Kept] = []
    for article in articles:
        reading = Reading(article, now)
        if own.holds(reading):
            if article.story_id is not None:
                stories.add(article.story_id)
            continue
        taken: dict[Field, tuple[tuple[int, int], ...]] = {}
        is_near = False
        for key, atom in atoms:
            if atom.is_present(reading) is False:
                continue
            for one in _FIELDS:
                hits = reading.find(atom, one)
                places = tuple((hit.folded_start, hit.folded_end) for hit in hits)
                taken[one] = taken.get(one, ()) + places
                is_near = is_near or (bool(places) and key in companions)
        kept.append(_Kept(article, reading, is_near, taken))
    return [
        one._replace(is_near=one.is_near or one.article.story_id in stories)
        if one.article.story_id is not None
        else one
        for one in kept
    ]


@dataclass(slots=True, kw_only=True)
class _Judge:
    """What is looked for in the articles of one language."""

    concept: Concept
    language: str | None
    #: Articles where the concept should be, and the others.
    near: int
    far: int
    seen: dict[str, _Seen] = field(default_factory=dict)

    @property
    def is_word(self) -> bool:
        """Whether it is a common word that is looked for: small letters are no hindrance."""
        return self.concept.kind is ConceptKind.TERM

    def count(self, kept: _Kept, number: int) -> None:
        """Count the stretches of an article in which the concept should be."""
        rows = self.concept.kind is not ConceptKind.PERSON
        for one in _FIELDS:
            for passage in kept.reading.passages(one):
                taken = kept.taken.get(one, ())
                tokens = tokenize(passage.folded)
                units = cut_units(passage, taken, as_words=self.is_word, rows=rows)
                for unit in islice(units, _MOST_UNITS):
                    seen = self.seen.setdefault(unit.key, _Seen())
                    if seen.last != number:
                        seen.last = number
                        seen.near += kept.is_near
                        seen.example = seen.example or kept.article.title
                    seen.is_running = unit.is_running
                    first, last = passage.folded.span(unit.start, unit.end)
                    seen.surfaces[passage.folded.original[first:last]] += 1
                    if not unit.is_running:
                        seen.beside.update(_beside(tokens, unit))
            if len(self.seen) > _MOST_SEEN:
                return


def _beside(tokens: Collection[Token], unit: Unit) -> Iterator[str]:
    """Give the words before and after a stretch."""
    for token in tokens:
        if unit.start - 1 == token.end or token.start == unit.end + 1:
            yield token.text


def _propose_in(judge: _Judge, kept: list[_Kept]) -> tuple[ProposedName, ...]:
    """Propose the best of one language."""
    near = [one for one in kept if one.is_near][:_MOST_CUT]
    looked_at = near or (kept[:_MOST_CUT] if judge.concept.kind in _NAMED else [])
    for number, article in enumerate(looked_at):
        judge.count(article, number)
    texts = [_text_of(article.article) for article in kept if not article.is_near]
    scored = (_score(judge, key, seen, texts) for key, seen in _choose(judge))
    found = [one for one in scored if one is not None]
    best: list[ProposedName] = []
    for one in sorted(found, key=lambda one: (-one.score, one.text)):
        least = max(_LEAST_SCORE, best[0].score * _LEAST_OF_BEST if best else 0.0)
        if one.score >= least and not any(_overlap(one.text, other.text) for other in best):
            best.append(one)
        if len(best) == _PER_LANGUAGE:
            break
    return tuple(best)


def _text_of(article: Article) -> str:
    return fold(f"{article.title} {article.summary}").text


def _overlap(one: str, other: str) -> bool:
    one, other = sorted((fold(one).text, fold(other).text), key=len)
    stem = one[: max(_LEAST_STEM, len(one) - _LONGEST_ENDING)]
    return one in other or other.startswith(stem)


def _choose(judge: _Judge) -> Iterator[tuple[str, _Seen]]:
    """Give what is worth a closer look: of stretches in each other the longest of the frequent."""
    known = _known_words(judge.concept)
    inner = _find_inner({key: seen for key, seen in judge.seen.items() if seen.is_running})
    chosen = [one for one in judge.seen.items() if one[0] not in known and one[0] not in inner]
    chosen.sort(key=lambda one: (-one[1].near, -len(one[0])))
    yield from chosen[:_MOST_CLOSE]
    if judge.concept.kind in _NAMED:
        short = (key for key in inner if len(key) <= _SHORT and key not in known)
        for key in islice(short, _MOST_SHORT):
            if _resemblance(judge, key)[0] >= _MUCH_ALIKE:
                yield key, judge.seen[key]


def _find_inner(running: dict[str, _Seen]) -> dict[str, None]:
    """Give the stretches of running text that only stand within a longer one."""
    return {
        part: None
        for key, seen in running.items()
        for part in (key[:-1], key[1:])
        if part in running and running[part].near == seen.near
    }


def _known_words(concept: Concept) -> frozenset[str]:
    """Give the names that it has, on and off, and their words."""
    names = [fold(name.text).text for name in concept.names]
    words = [token.text for name in concept.names for token in tokenize(fold(name.text))]
    return frozenset((*names, *words))


def _score(judge: _Judge, key: str, seen: _Seen, far: list[str]) -> ProposedName | None:
    """Weigh what speaks for a stretch; None when it is too little."""
    if judge.concept.kind is ConceptKind.PERSON and is_given_name(key, judge.language):
        return None
    text = _write(key, seen)
    alike, name = _resemblance(judge, text)
    is_alike = alike >= _MUCH_ALIKE
    if is_plain_word(text, judge.language, judge.concept.kind, is_alike=is_alike):
        return None
    elsewhere = sum(key in one for one in far)
    weight = _association(seen.near, judge.near, elsewhere, judge.far)
    given = _find_given(judge.concept, seen) if alike >= _LITTLE_ALIKE else None
    if alike < _MUCH_ALIKE and given is None and (seen.near == 1 or weight < _LEAST_WEIGHT):
        return None
    score = (2.0 if judge.concept.kind in _NAMED else 1.0) * alike * alike + 1.5 * weight
    score += _OF_GIVEN if given is not None else 0.0
    if seen.near > 1:
        score += 0.1 * log2(seen.near) + 0.02 * min(len(text), 30)
    return ProposedName(
        text=text,
        language=judge.language,
        articles=max(seen.near, 1),
        example=seen.example,
        why="; ".join(_say_why(judge, seen, elsewhere, alike=alike, name=name, given=given)),
        score=round(score, 3),
    )


def _write(key: str, seen: _Seen) -> str:
    """Write a stretch as articles do: as it is counted, else in its shortest form."""
    written = [one for one in seen.surfaces if fold(one).text == key]
    if written:
        return min(written, key=lambda one: (not one.islower(), -seen.surfaces[one], one))
    shortest = min(seen.surfaces, key=lambda written: (len(written), written))
    if find_alphabets(shortest).keys() & _HANGUL:
        return key
    return shortest


def _resemblance(judge: _Judge, text: str) -> tuple[float, str]:
    concept = judge.concept
    names = [name.text for name in concept.names if name.enabled]
    if concept.kind is ConceptKind.PERSON:
        parts = {name: split_name(name) for name in names}
        names = [
            name if part is None or part.is_family_first else part.family[-1]
            for name, part in parts.items()
        ]
    names = list(dict.fromkeys(names))[:_MOST_NAMES]
    return max(((resembles(text, name, judge.language), name) for name in names), default=(0.0, ""))


def _association(near: int, all_near: int, far: int, all_far: int) -> float:
    """Say how much more often something stands where the concept should be than elsewhere."""
    if not near or not all_near:
        return 0.0
    here, there = near / all_near, far / all_far if all_far else 0.0
    rarity = max(0.0, 1 - _OFTEN * there / here)
    return here * rarity * near / (near + 1)


def _find_given(concept: Concept, seen: _Seen) -> str | None:
    """Give the word beside it that is the person's given name."""
    if concept.kind is not ConceptKind.PERSON:
        return None
    parts = [split_name(name.text) for name in concept.names if name.enabled]
    given = {word for part in parts if part is not None for word in part.given}
    for word in seen.beside:
        if any(resembles(word, one) >= _GIVEN_ALIKE for one in given):
            return word
    return None


def _say_why(
    judge: _Judge, seen: _Seen, elsewhere: int, *, alike: float, name: str, given: str | None
) -> Iterator[str]:
    if alike >= _MUCH_ALIKE:
        yield f"looks like {name}" if not is_abbreviation(name) else f"an abbreviation like {name}"
    if given is not None:
        yield f"stands beside {given}"
    if seen.near:
        yield (
            f"in {seen.near} of {judge.near} articles where it should be, "
            f"in {elsewhere} of {judge.far} others"
        )
    if all(one.language != judge.language for one in judge.concept.names if one.enabled):
        yield f"no name in {judge.language or 'an unknown language'} yet"
