"""Say which endings words take in the languages of the Latin script.

Pure. Folded letters, so no marks. A line is `ending of the word as looked up: endings in its
place`; `-` is nothing. NAMES are the cases of names and nouns, WORDS what only common words take.
"""

from __future__ import annotations

#: Letters that double before an ending: stopped, Putinnal.
_DOUBLING = "bdfgklmnprstz"


def _doubled(*endings: str) -> str:
    return "\n".join(
        f"{letter}: {' '.join(letter * 2 + ending for ending in endings)}" for letter in _DOUBLING
    )


_SOUTH_SLAVIC = """
-: a u om em e i ov ova ovo ove ovi ovu ovog ovom ovim ovih
a: e i u om o ama
o: a u om em
e: a u em
ea: eje eji eju ejom
ka: ci
ga: zi
ha: si
ac: ca cu cem ce ci
ak: ka ku kom
ar: ra ru rom
ski: skog skoga skom skome skim ska sku ske sko skoj skih
cki: ckog ckom ckim cka cku cke cko ckoj
na: noj nu nom ne
ni: nog nom nim ne nih
"""
_SLOVENE = """
-: a u om em e i ov ih im jem ja ju
a: e i o ah ami
o: a u om em
e: a u em
ka: ki
ski: skega skemu skem skim ska ske sko
ni: nega nemu nem nim
"""
_CZECH = """
-: a u ovi em e y i ech ich um uv ova ovo ove ovu ovy ovou ovych ovym
a: y e u ou o ach am ami i
ka: ce
ha: ze
ga: ze
cha: se
ea: eje eji eu eou
e: i u em
ie: ii
o: a u em e
i: iho imu im
y: eho emu em ym a ou e ych ymi
a: e ou
ec: ce cem ci
ek: ka ku kem kovi
el: la lu lem lovi
"""
_SLOVAK = """
-: a ovi om e u y i ov och mi am ami ach ovej
a: y e u ou ej i o ach
ka: ke
ea: ey ei eu eou
o: a u om e
e: a u om i
y: eho emu om ym a ej u ou e ych ymi
ec: ca covi com ci
ek: ka ku kom kovi
"""
_POLISH = """
-: a u owi em ie e y i ow om ami ach iem owie ej
a: y i e o ie om ach ami ej u
ka: ce
ga: dze
ra: rze
ta: cie
da: dzie
cha: sze
t: cie
d: dzie
r: rze
st: scie
s: sie
o: a u em ie om
ie: iego
ski: skiego skiemu skim ska skiej scy skich skimi skie
cki: ckiego ckiemu ckim cka ckiej ckich ckie
y: ego emu ym a ej ych ymi e ach om ami
i: iego iemu im ie ich imi
ec: ca cowi cem cu ce
ek: ka kowi kiem ku
cy: iec czech com cami
chy: ch szech chom
ry: ier rzech rom
e: ych ym ymi
"""
_FINNISH_CASES = "n ssa sta lla lta lle ksi na a ta"


def _finnish() -> str:
    cases = _FINNISH_CASES.split()
    after_i = [f"i{case}" for case in cases]
    vowels = [f"-: {' '.join([*cases, *after_i, 'iin', 'seen', 'ssaan', 'iaan'])}"]
    vowels += [f"{v}: {v}{v}n {v}h{v}n {v}an" for v in "aeiouy"]
    graded = (
        ("nki", "ngi"), ("nti", "nni"), ("nta", "nna"), ("tti", "ti"), ("kki", "ki"),
        ("kka", "ka"), ("kko", "ko"), ("tta", "ta"), ("ppa", "pa"), ("ppi", "pi"), ("i", "e"),
        ("nen", "se"), ("nko", "ngo"), ("lta", "lla"), ("mpi", "mmi"), ("us", "ukse"),
        ("nto", "nno"), ("nki", "ngi"),
    )  # fmt: skip
    vowels += [f"{strong}: {' '.join(weak + case for case in cases)}" for strong, weak in graded]
    irregular = "vallat: valtain valtojen valloissa valloista valloille valtoihin valtoja vallois"
    return "\n".join([*vowels, "i: een ea", "nen: sta", irregular])


_ESTONIAN = """
-: i is isse ist il ile ilt iga iks ini ina ita s sse st l le lt ga ks d t ni u us ut uga e es
a: asse
ne: se ses sest sel sele selt sega seks st
"""
_HUNGARIAN = """
-: ban ben ba be bol nal nel hoz hez n on en ra re rol tol nak nek t at et ot ert val vel ig kent
-: i iak iek iakat it inak e ja je jai ei a ok ek ak k s es as os us is
a: ai
""" + _doubled("al", "el")
_TURKISH = """
-: da de ta te dan den tan ten in un nin nun i u yi yu a e ya ye la le yla yle
-: daki deki taki teki ki nda nde ndan nden ni nu na ne si su sinin
k: gi ga gu ge gin gun
"""
_TURKISH_WORDS = """
-: lar ler lari leri larin lerin larda lerde lardan lerden lara lere larini li lu lik luk
p: bi ba bu be bin
t: di da du de
"""
_AZERBAIJANI = """
-: in un nin nun da də dan dən a ə ya yə i u ni nu la lə ini ina inə daki dəki dir dər
"""
_ROMANIAN = """
-: ul ului lui a ei i ii
a: ei ii i
e: ei ea
"""
_ROMANIAN_WORDS = """
-: uri urile urilor le lor i ii ilor e ele elor
a: e ele elor
e: i ile ilor
t: ti tii tilor
"""
_LITHUANIAN = """
-: as o ui a u e ai us is io iui i iu ia iaus aus umi uje yje oje os
as: o ui a u e ai ams
is: io iui i iu yje
ys: io iui i iu yje
us: aus ui u umi uje iaus
a: os ai u oje
ja: jos jai ja jos joje
e: es ei eje
"""
_LATVIAN = """
-: s a am u i ai os iem us is e as
a: as ai u am os
e: es ei i em
s: a am u i os iem us
is: a im i u ja jam ju ji
"""
_ALBANIAN = """
-: i it in un ut ja se es n te s
e: es en ja
a: es en ne ane
ja: ne se
i: ise
"""
_BASQUE = "-: n ko ra tik ak a en ek ri rekin etik ean eko era ren k"
_ICELANDIC = "-: s i ar um u a nu na in ins\na: u um"
_ENGLISH_WORDS = """
-: es ed ing
e: ed es ing
y: ies ied
f: ves
fe: ves
us: i
""" + _doubled("ed", "ing")
_GERMAN_WORDS = """
-: n en e er ern em es ens ene ener enen nen t te ten
e: t te ten
en: t te ten e end ende
n: t te
um: en
us: en
a: en
"""
_DUTCH_WORDS = """
-: e en er ers t te ten de den
""" + _doubled("en", "e")
_SCANDINAVIAN_WORDS = """
-: en et er ar or n t na a e ne ene ens ets ers erna arna orna ernas de te r
a: or orna an ade ar
e: ar arna er ene et en ede te
el: lar ler
"""
_FRENCH_WORDS = """
-: s x e es
al: aux
f: ve ves
x: se ses
n: nne nnes
er: ere eres e ent ait ant a es
"""
_SPANISH_WORDS = """
-: s es a as
o: a os as
e: a as es
z: ces
"""
_PORTUGUESE_WORDS = """
-: s es a as
o: a os as
ao: oes aes a
l: is
m: ns
"""
_ITALIAN_WORDS = """
o: i a e
a: e
e: i
co: chi che ca ci
ca: che
go: ghi ghe ga
ga: ghe
io: i
"""
_SLAVIC_WORDS = "a: ami\nost: osti osci"
_FINNISH_WORDS = (
    "-: t en ja jen issa ista illa ilta ille ien\n"
    "us: ukset uksen uksia uksissa uksista\ninen: iset isen ista isia isten"
)
_ESTONIAN_WORDS = "-: id ide idele te de"
_HUNGARIAN_WORDS = "-: okat eket akat okban ekben okrol ekrol oknak eknek okkal ekkel"
_INDONESIAN = "-: nya"

NAMES: dict[str, str] = {
    "en": "-: s es\ny: ies",
    "de": "-: s",
    "nl": "-: s",
    "sv": "-: s",
    "no": "-: s",
    "da": "-: s",
    "fr": "",
    "es": "",
    "pt": "",
    "it": "",
    "ca": "",
    "is": _ICELANDIC,
    "pl": _POLISH,
    "cs": _CZECH,
    "sk": _SLOVAK,
    "sl": _SLOVENE,
    "hr": _SOUTH_SLAVIC,
    "fi": _finnish(),
    "et": _ESTONIAN,
    "hu": _HUNGARIAN,
    "tr": _TURKISH,
    "az": _AZERBAIJANI,
    "ro": _ROMANIAN,
    "lt": _LITHUANIAN,
    "lv": _LATVIAN,
    "sq": _ALBANIAN,
    "eu": _BASQUE,
    "ms": _INDONESIAN,
}
WORDS: dict[str, str] = {
    "en": _ENGLISH_WORDS,
    "de": _GERMAN_WORDS,
    "nl": _DUTCH_WORDS,
    "sv": _SCANDINAVIAN_WORDS,
    "no": _SCANDINAVIAN_WORDS,
    "da": _SCANDINAVIAN_WORDS,
    "fr": _FRENCH_WORDS,
    "es": _SPANISH_WORDS,
    "ca": _SPANISH_WORDS,
    "pt": _PORTUGUESE_WORDS,
    "it": _ITALIAN_WORDS,
    "ro": _ROMANIAN_WORDS,
    "tr": _TURKISH_WORDS,
    "fi": _FINNISH_WORDS,
    "et": _ESTONIAN_WORDS,
    "hu": _HUNGARIAN_WORDS,
    "pl": _SLAVIC_WORDS,
    "cs": _SLAVIC_WORDS,
    "sk": _SLAVIC_WORDS,
}
