"""Say which endings, and which words written onto the front, other scripts have.

Pure. Lines as in monitor.text.inflection.latin; folded letters: Greek without marks and final
sigma, Arabic with one alef, ya and heh.
"""

from __future__ import annotations

from itertools import product

_GREEK = """
οσ: ου ο ον ε οι ων ουσ η ησ ην α ασ αν εσ
ησ: η ην εσ ων
ασ: α αν εσ ων
α: ασ αν ων εσ ατα ατων
η: ησ ην εσ εισ εωσ εων ων
ο: ου α ων
ι: ιου ια ιων
εσ: ων
οι: ων ουσ
"""
_GEORGIAN = """
-: ს მ ში ზე დან თან თვის სთვის სთან ც მა ის ით იდან
ი: ის მა ს ში ზე იდან თან ით ისთვის მ ისთან ად -
ა: ის ით
ე: ის
"""
_ARMENIAN = "-: ի ին ից ով ում ը ն ներ ների յի յում յից յով ում ուն ական"
_HINDI = """
-: ों ओं
ा: े ों
ी: ियों ियां ियाँ
"""
_MARATHI = "-: ा च्या चा ची चे चं ला ने मध्ये त तील ाचा ाची ाचे ाच्या ाला ाने ात ातील ावर वर हून कडे"
_BENGALI = "-: র ের কে তে য় রা দের টি ে এর য়ের"
_GUJARATI = "-: ના ની નો નું માં ને થી એ"
_PUNJABI = "-: ਾਂ"
_TAMIL = """
-: வில் வின் வை வுக்கு வுடன் வால் க்கு யில் யின் யை யுடன் யிடம் யால்
்: ில் ின் ை ுக்கு ால் ிடம் ுடன் ிலிருந்து ுக்கும்
"""
_TELUGU = "-: లో కు ను తో ని నుంచి కి పై లోని\n్: లో కు ను తో "
_KANNADA = "-: ನಲ್ಲಿ ದಲ್ಲಿ ಗೆ ನ ದ ಕ್ಕೆ ನಿಂದ ಯ ಯಲ್ಲಿ"
_MALAYALAM = "-: ിൽ ിലെ ന്റെ യുടെ ക്ക് യിൽ യെ ിലേക്ക്\n്: ിൽ ിലെ ിന്റെ ിനെ"
_SINHALA = "-: ගේ ට ේ හි"

NAMES: dict[str, str] = {
    "el": _GREEK,
    "ka": _GEORGIAN,
    "hy": _ARMENIAN,
    "hi": "",
    "mr": _MARATHI,
    "ne": "-: को मा ले लाई बाट सँग",
    "bn": _BENGALI,
    "gu": _GUJARATI,
    "pa": _PUNJABI,
    "ta": _TAMIL,
    "te": _TELUGU,
    "kn": _KANNADA,
    "ml": _MALAYALAM,
    "si": _SINHALA,
    "am": "-: ን ና ም ው",
    "ar": "",
    "fa": "-: ي",
    "ur": "",
    "ku": "-: ي",
    "he": "",
    "yi": "-: ס",
}
WORDS: dict[str, str] = {
    "hi": _HINDI,
    "ar": "-: ه ات ون ين ان\nه: ات",
    "fa": "-: ها هاي هايي ان",
    "ur": "-: وں يں",
    "he": "-: ים ות יים יות\nה: ות\nי: ים יה",
}


def _arabic_front() -> tuple[str, ...]:
    """Join and/so, with/for/like and the; `لل` is "for the" and takes the place of an article."""
    parts = product(("", "و", "ف"), ("", "ب", "ل", "ك"), ("", "ال"))
    forms = ("".join(part).replace("لال", "لل") for part in parts)
    return tuple(dict.fromkeys(filter(None, forms)))


def _hebrew_front() -> tuple[str, ...]:
    """One of and, the, in, to, like, from, that; or two where the first is and, that or when."""
    pairs = product(("", "ו", "ש", "כש"), ("", *"והבלכמש"))
    return tuple(dict.fromkeys(a + b for a, b in pairs if a + b and a != b))


#: What may stand before a word without a space, per language.
FRONTS: dict[str, tuple[str, ...]] = {
    "ar": _arabic_front(),
    "fa": (),
    "he": _hebrew_front(),
    "am": ("በ", "ከ", "የ", "ለ", "ስለ", "እና", "ወደ"),
}
#: Fronts that swallowed the beginning of the word: `للصين` is `ل` and `الصين`.
SWALLOWED: dict[str, tuple[tuple[str, str], ...]] = {
    "ar": (("لل", "ال"), ("ولل", "ال"), ("فلل", "ال")),
}
