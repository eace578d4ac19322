# ruff: noqa: INP001 - a script, no package
"""Make the table of ordinary words that a name may be taken for, from wordfreq's lists.

Process. Run by a maintainer who has wordfreq installed, never by the program, which does not need
it; writes `monitor/text/data/vocabulary.tsv.gz`:

    python tools/make_vocabulary.py

Each line is one language: its code, and its frequent words as they are folded, joined by `|`;
sorted, so that two runs on the same data give the same bytes. Names of persons are left out by the
list beneath, which was read by hand from those frequent words that sound like somebody in the
news. Data of wordfreq 3.1.1, CC BY-SA 4.0.
"""

from __future__ import annotations

import gzip
import io
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from wordfreq import get_frequency_dict

from monitor.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TARGET = Path(__file__).parent.parent / "monitor" / "text" / "data" / "vocabulary.tsv.gz"
#: Languages whose names bear no mark, or are spelled anew; their words are known to one in 100,000.
WIDE = ("ar", "bg", "de", "el", "fa", "he", "hi", "ja", "ko", "ru", "uk")
#: Those that write names as they are: the commonest words alone.
NARROW = (
    "cs", "en", "es", "fi", "fr", "hu", "id", "it", "lt", "lv", "mk", "nb", "nl", "pl", "pt", "ro",
    "sh", "sk", "sl", "sv", "tr", "ur",
)  # fmt: skip
#: How much of all text a word must be.
LEAST_WIDE, LEAST_NARROW = 1e-5, 2.5e-5
#: wordfreq has Serbian and Croatian as one.
CODES = {"sh": "sr"}
#: Names that are frequent words; a * stands for any ending.
NAMES = """
ar محمد ومحمد لمحمد أحمد وأحمد احمد الأحمد حسين الحسين إبراهيم ابراهيم الرحمن الأسد الاسد
ar سلمان عباس العباس عثمان السيسي الشريف شريف أوباما مارتن فيليب ميشيل ترامب المالكي أردوغان
ar براون رونالدو فورد زيدان عرفات بايدن بوتين ميسي ماركوس بشير روحاني الحريري ميلر كروز جونسون
ar حداد خامنئي كارتر هاريس كلينتون
fa محمد محمدی حسین حسینی حسين احمد احمدی عباس عباسی روحانی روحاني ترامپ ابراهیم ابراهیمی خمینی
fa شریف شریفی خامنه خامنه‌ای اوباما سلیمانی سلمان رونالدو عثمان عثمانی پاول پوتین کونت کلینتون
fa مارتین کامران نصرالله جانسون بایدن براون اردوغان مارکوس کارتر کروز فورد استون
he נתניהו שרון השרון לוין בראון מישל טראמפ טרמפ מרטין מילר ליברמן לפיד הרצוג פיליפ קלינטון
he ג'ונסון מרקוס ברוב אובמה קרטר איינשטיין ערפאת הולנד קמרון פוטין פורד פינס ווקר וורן פישר
he ברק
ko 문재인 마틴 스톤 트럼프 브라운 필립 김정은
hi मोदी गांधी गाँधी केजरीवाल सलमान पटेल मोहम्मद अहमद सचिन शरीफ ट्रम्प ट्रंप ओबामा अब्बास रहमान
hi इब्राहिम
ja トランプ ブラウン ストーン マックス
de könig* merkel schulz kohl scholz gauck obama putin trump
ru путин* порошенко обам* медведев* павел павла мартин* лавров* джонс* песков* уильямс*
ru миллер* навальн* лукашенко филипп* шойгу кличко браун* керри меркель форд* коста трамп*
ru ельцин* сталин* ленин* алиев* токаев* назарбаев* горбачев* хрущев* тимошенко янукович*
ru зеленск* собянин* ахмат* кадыров*
uk порошенк* тимошенко путін* саакашвіл* трамп* зеленськ* меркель кличко джонсон* обам*
uk мартін* павла янукович* ленін* сталін*
bg борисов* мартин* павел филип* радев* тръмп* путин* михаил* джонсън* уилямс* марин браун*
bg петков* картър* моди ердоган* хамилтън* мохамед* меркел* форд* обама харис* меси милър*
bg андерсън* станишев* първанов* доган*
el τσίπρας τσίπρα τραμπ ερντογάν μάρτιν σαμαρά σαμαράς μητσοτάκη μητσοτάκης μέρκελ τζόνσον
el πούτιν μπράουν ομπάμα παπανδρέου καραμανλής καραμανλή μάρκο μισέλ
tr erdoğan* özel yıldırım bahçeli atatürk gül philip anderson
fi niinistö* trumpin tuskin putinin obaman sarah anderson
pl kaczyńsk* tuska putina szydło dudy paweł
hu orbán* putyin anderson
ro anderson mitchell einstein
sv löfven söder jonsson
cs zemana pavla martina
lv mārtiņ* džonsons tramps dombrovsk* viljams brauns
lt haris hario martyn* martinas pavelas
nl poetin
mk трамп* путин* груевск* заев* меркел* обама* клинтон*
fr poutine
sh trump* putin* vučić* anderson mitchell martina pavle
"""


def main() -> None:
    """Write the table and say how large it is."""
    names = read_names()
    lines: list[str] = []
    count = 0
    for language in sorted((*WIDE, *NARROW), key=lambda one: CODES.get(one, one)):
        least = LEAST_WIDE if language in WIDE else LEAST_NARROW
        words = sorted(set(list_words(language, least, names.get(language, ()))))
        count += len(words)
        lines.append(f"{CODES.get(language, language)}\t{'|'.join(words)}\n")
    TARGET.write_bytes(compress("".join(lines)))
    sys.stdout.write(f"{count} words, {TARGET.stat().st_size} bytes\n")


def list_words(language: str, least: float, names: Iterable[str]) -> Iterator[str]:
    """Give the frequent words of a language as they are folded, without names."""
    whole = {fold(name).text for name in names if not name.endswith("*")}
    begins = tuple(fold(name[:-1]).text for name in names if name.endswith("*"))
    shortest = 1 if language == "ko" else 2
    for word, share in get_frequency_dict(language, "best").items():
        if share < least:
            continue
        folded = fold(word).text
        is_name = folded in whole or (begins and folded.startswith(begins))
        if len(folded) >= shortest and all(map(is_letter, folded)) and not is_name:
            yield folded


def is_letter(char: str) -> bool:
    """Whether a character is a letter, or a sign that belongs to one."""
    return unicodedata.category(char)[0] in "LM"


def read_names() -> dict[str, list[str]]:
    """Give the names that are no words, by language."""
    names: dict[str, list[str]] = {}
    for line in NAMES.strip().splitlines():
        language, *words = line.split()
        names.setdefault(language, []).extend(words)
    return names


def compress(text: str) -> bytes:
    """Compress without a time, so that the same text gives the same bytes."""
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", mtime=0, compresslevel=9) as stream:
        stream.write(text.encode())
    return target.getvalue()


if __name__ == "__main__":
    main()
