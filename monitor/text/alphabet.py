"""Say which languages an alphabet can be, and which letters tell a language.

Pure. The tables of monitor.text.language.
"""

from __future__ import annotations

import re

_RANGES = (
    ("latin", "A-Za-z\u00c0-\u024f\u0259\u1e00-\u1eff"),
    ("cyrillic", "\u0400-\u052f"),
    ("greek", "\u0370-\u03ff\u1f00-\u1fff"),
    ("arabic", "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"),
    ("hebrew", "\u05d0-\u05f2\ufb1d-\ufb4f"),
    ("hangul", "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"),
    ("kana", "\u3041-\u3096\u30a1-\u30fa\u30fc\uff66-\uff9f"),
    ("han", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9\U00020000-\U0003ffff"),
    ("thai", "\u0e01-\u0e3a\u0e40-\u0e4e"),
    ("lao", "\u0e81-\u0edf"),
    ("khmer", "\u1780-\u17dd"),
    ("myanmar", "\u1000-\u109d"),
    ("georgian", "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2d"),
    ("armenian", "\u0531-\u0587"),
    ("devanagari", "\u0900-\u0963\u0971-\u097f"),
    ("bengali", "\u0980-\u09e3\u09f0-\u09fe"),
    ("gurmukhi", "\u0a01-\u0a76"),
    ("gujarati", "\u0a81-\u0ae3"),
    ("oriya", "\u0b01-\u0b63"),
    ("tamil", "\u0b82-\u0bd7"),
    ("telugu", "\u0c00-\u0c63"),
    ("kannada", "\u0c80-\u0ce3"),
    ("malayalam", "\u0d00-\u0d63"),
    ("sinhala", "\u0d81-\u0df3"),
    ("tibetan", "\u0f40-\u0fbc"),
    ("ethiopic", "\u1200-\u135f"),
    ("thaana", "\u0780-\u07b1"),
)
#: Languages per alphabet, the likeliest first; one language: the alphabet decides alone.
LANGUAGES_BY_ALPHABET: dict[str, tuple[str, ...]] = {
    "latin": (
        "en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "sv", "no", "da", "fi", "cs", "sk",
        "sl", "hr", "sr", "hu", "ro", "sq", "lt", "lv", "et", "is", "ca", "eu", "az", "ms", "tl",
        "vi", "yo", "ku",
    ),
    "cyrillic": ("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "mn", "tg", "tt"),
    "greek": ("el",),
    "arabic": ("ar", "fa", "ur", "ku", "ps", "ug", "sd"),
    "hebrew": ("he", "yi"),
    "hangul": ("ko",),
    "kana": ("ja",),
    "han": ("zh",),
    "thai": ("th",),
    "lao": ("lo",),
    "khmer": ("km",),
    "myanmar": ("my",),
    "georgian": ("ka",),
    "armenian": ("hy",),
    "devanagari": ("hi", "mr", "ne"),
    "bengali": ("bn", "as"),
    "gurmukhi": ("pa",),
    "gujarati": ("gu",),
    "oriya": ("or",),
    "tamil": ("ta",),
    "telugu": ("te",),
    "kannada": ("kn",),
    "malayalam": ("ml",),
    "sinhala": ("si",),
    "tibetan": ("bo", "dz"),
    "ethiopic": ("am", "ti"),
    "thaana": ("dv",),
}  # fmt: skip
#: Alphabets per language.
ALPHABETS: dict[str, tuple[str, ...]] = {
    language: tuple(
        name for name, languages in LANGUAGES_BY_ALPHABET.items() if language in languages
    )
    for languages_of_one in LANGUAGES_BY_ALPHABET.values()
    for language in languages_of_one
}
#: Japanese headlines may be all Han.
ALPHABETS["ja"] = ("kana", "han")
#: Letters that among the languages of an alphabet only one writes; the detector lacks some of
#: these languages and confuses the others on short titles.
TELLING_LETTERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("be", frozenset("ўЎ")),
    ("mk", frozenset("ѓЃќЌѕЅ")),
    ("sr", frozenset("ћЋђЂ")),
    ("uk", frozenset("їЇєЄґҐ")),
    ("kk", frozenset("әӘғҒқҚұҰ")),
    ("tg", frozenset("ҳҲҷҶӣӢ")),
    ("ps", frozenset("ښځڅټډړږ") - frozenset("ړ")),
    ("ug", frozenset("ۆۈۋ")),
    ("vi", frozenset("ơƠưƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")),
    ("az", frozenset("əƏ")),
)

_LETTER = re.compile("|".join(f"([{ranges}])" for _, ranges in _RANGES))


def find_alphabets(text: str) -> dict[str, int]:
    """Count the letters of each alphabet in a text."""
    counts: dict[str, int] = {}
    if text.isascii():
        letters = sum(map(str.isalpha, text))
        return {"latin": letters} if letters else {}
    for match in _LETTER.finditer(text):
        name = _RANGES[(match.lastindex or 1) - 1][0]
        counts[name] = counts.get(name, 0) + 1
    return counts
