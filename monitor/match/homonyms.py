"""Know the names that are common words in some language.

Pure. Names of persons, places, countries and organizations that stand in the news also as a word.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from monitor.text import fold

#: Names of places that are likelier the word, without anything that supports them.
_LIKELIER_WORDS = (("ar", "سيول"), ("ar", "السيول"), ("he", "הודו"), ("ko", "가나"), ("ko", "말리"))


class Homonym(NamedTuple):
    """What a name means as a word."""

    language: str
    meaning: str


#: Languages that write every noun with a capital.
NOUNS_IN_CAPITALS = frozenset({"de", "lb"})

#: A language, then words with what they mean there.
_TABLE = """
en may=might, a month|bush=shrub|major=larger|brown=a color|black=a color|white=a color|green=unripe
en rice=a grain|page=of a book|price=cost|hunt=chase|cook=prepare food|gates=doors|stone=rock
en rose=a flower|snow=ice|bond=a security|pence=pennies|walker=who walks|grant=subsidy|hope=wish
en law=rule|sharp=keen|short=brief|long=extended|little=small|blunt=frank|foot=12 inches
en straw=dried stalks|young=not old|king=a ruler|baker=who bakes|cleverly=with skill|banks=of rivers
en field=open land|fox=an animal|marsh=wetland|trump=outdo|turkey=a bird|china=porcelain
en guinea=a coin, a pig|nice=pleasant|bath=a tub|reading=of text|mobile=moving, a phone
en cork=bark, a stopper|split=divided|tours=round trips|lens=optical glass|worms=animals
en bar=a pub, a rod|rim=an edge|male=man|hull=of a ship|who=which person|it=that thing|us=ourselves
en is=of to be|aid=help|pin=a needle|reed=a plant|wood=timber|woods=forest|hill=a height|mark=a sign
en frank=open|swift=fast|sun=a star|son=male child|man=a male|park=a garden|see=look|lake=water
en ray=a beam|wall=of a house|case=matter|apple=a fruit|meta=about itself|shell=a cover
en target=aim|gap=a hole|visa=a permit|orange=a fruit|signal=a sign|telegram=a wire|zoom=move close
en oracle=a seer|boot=a shoe|reeves=stewards|speaker=who speaks|musk=a scent|power=strength
en post=mail|times=hours, by|mirror=a glass|guardian=a keeper|independent=free|state=a country
en congress=a meeting|moon=of the earth|lee=shelter|ham=meat|ban=prohibit|amazon=a warrior
de weil=because|klein=small|groß=large|lang=long|richter=judge|koch=cook|weber=weaver|bauer=farmer
de kaiser=emperor|könig=king|herzog=duke|wolf=wolf|stein=stone|kraft=force|sommer=summer
de stark=strong|schäfer=shepherd|essen=food, to eat|hof=court, yard|halle=hall|modi=modes
de rat=council|bund=the federation|spahn=a chip of wood|bär=bear|fischer=fisherman|jung=young
de see=lake|fest=feast|brand=fire|berg=mountain|vogel=bird|müller=miller|schneider=tailor
fr petit=small|blanc=white|noir=black|roux=red-haired|maire=mayor|royal=of a king|borne=milestone
fr barre=bar|tours=towers, turns|mars=March|marin=of the sea|fillon=vein of ore
fr sens=sense, direction|sur=on|macron=a mark over vowels|pin=pine|roi=king|monde=world
es moreno=dark-haired|blanco=white|rubio=blond|cruz=cross|iglesias=churches|torres=towers
es flores=flowers|ríos=rivers|reyes=kings|guerra=war|paz=peace|rey=king|león=lion|rojo=red
es casado=married|calvo=bald|delgado=thin|montero=hunter|robles=oaks|quito=I take away
es victoria=victory|asunción=assumption|chile=hot pepper|lima=lime, a file|castro=hill fort
es correa=strap|morales=moral|mora=blackberry, delay|franco=frank|país=country|mundo=world
pt lula=squid|costa=coast|rocha=rock|serra=saw, hills|leite=milk|temer=to fear|peru=turkey, the bird
pt praia=beach|porto=harbor|moro=I live|rio=river|natal=Christmas|globo=globe
it conte=count|meloni=melons|monti=mountains|draghi=dragons|grillo=cricket|fini=ends|rossi=red
it bianchi=white|leone=lion|gallo=rooster|modi=ways|porto=harbor|nato=born|mali=evils, pains
it letta=read|stampa=the press|corriere=courier
nl bos=forest|kok=cook|schoof=sheaf|jong=young|bakker=baker|visser=fisherman|van=of|dijk=dike
nl berg=mountain|telegraaf=telegraph|trouw=faithful
sv berg=mountain|palme=palm|lund=grove|ek=oak|sten=stone|ström=stream|han=he|hon=she
da hun=she|han=he|holm=islet|rim=rhyme|rask=quick
no hun=she|han=he|støre=larger|lie=scythe handle|sol=sun|dal=valley|rim=rhyme
fi orpo=orphan|rinne=slope|aho=glade|halla=frost|niemi=cape|mäki=hill
hu magyar=Hungarian|nagy=big|kis=small|fekete=black|szabó=tailor|kovács=blacksmith|tóth=Slovak
hu juhász=shepherd|sólyom=falcon|bor=wine
cs fiala=violet|černý=black|veselý=merry|malý=small|král=king|svoboda=freedom|rok=year
pl duda=bagpipe|wilk=wolf|lis=fox|rada=council|mali=small|kania=kite|lato=summer
hr mali=small|dan=day|sin=son|bor=pine|rat=war|lav=lion|vuk=wolf
sr mali=small|dan=day|rat=war|vuk=wolf
sl mali=small|dan=day|bor=pine
ro rus=Russian|popa=priest|mare=sea, large|rom=Roma, rum
tr fidan=sapling|kalın=thick|şimşek=lightning|güler=laughs|özel=private, special|demir=iron
tr kurtulmuş=saved|gül=rose|yıldırım=lightning|kılıç=sword|ordu=army|batman=an old weight
tr sen=you|ana=main, mother|bayrak=flag|soylu=noble|kaya=rock|rum=Greek of Turkey|yavaş=slow
tr bahçeli=with a garden|sabah=morning|zaman=time
id lima=five|roti=bread|sisi=side|anak=child
ms lima=five|sisi=side|wang=money|roti=bread
tl lima=five|sisi=blame|bato=stone|mali=mistake
sw sisi=we|mali=property|rais=president
sq rama=branch
et kallas=poured, shore|ratas=wheel|kask=birch|tamm=oak|saar=island
lv bērziņš=little birch|zīle=acorn, titmouse|liepa=linden
lt liepa=linden, July|ąžuolas=oak
vi trọng=important|phúc=bless|minh=bright|hồ=lake|đức=Germany, virtue|lâm=forest|ban=board
vi an=peace|hải=sea|sơn=mountain|ngọc=gem|chính=main|thanh=clear
ru чад=fumes|того=of that|дели=divide!|ли=whether|май=May|си=a note
ru песков=of sands|волков=of wolves|медведев=of bears|баранов=of rams|козлов=of goats
ru мир=peace, world|дума=thought|правда=truth|известия=news|вести=news, to lead
uk ким=by whom|рада=council, glad|чад=fumes|дан=given|мир=peace|дія=action|того=of that
bg мир=peace
ar رئيسي=presidential, main|سيول=floods|الجزائر=the islands|المغرب=the sunset|كوبا=a cup|صالح=good
ar حسن=good|كريم=generous, cream|عون=help|سلام=peace|بري=wild, of land|سعيد=happy|غني=rich
ar مالي=financial|قطر=diameter, a country|نصر=victory|العدل=justice|الحريري=silken
ar العربية=Arabic|الاتحاد=the union|الشرق=the east|الأهرام=the pyramids|فتح=opening, conquest
ar حماس=enthusiasm|أمل=hope|بدر=full moon|الوطن=the homeland
fa رئیسی=main, presidential|روحانی=cleric, spiritual|امل=hope|سپاه=army|جهان=world|چین=fold
fa مصر=insistent|مالی=financial
ur شریف=noble|مالی=gardener
he לפיד=torch|ברק=lightning|הודו=turkey, the bird|פרץ=broke out|רגב=clod|כהן=priest|עופר=fawn
he אלון=oak|דגן=grain|אורן=pine
hi मोदी=grocer|सिंह=lion|राज=rule|शाह=king|माली=gardener|नायक=hero|पटेल=village chief
ko 조선=shipbuilding|인도=delivery, sidewalk|이란=called, a particle|수도=water supply, capital
ko 오만=arrogance|가나=does it go|말리=dried, stop|수단=means|조국=fatherland|문=door|이=this
ko 김=steam, laver|박=gourd|정=affection|강=river|조=trillion|한=one|안=inside|노=oar|중앙=center
ko 주한=posted to Korea|파리=a fly|기아=hunger, also Kia|현대=modern, also Hyundai
zh 金=gold|王=king|李=plum|安=peace|高=tall|白=white|石=stone|江=river|马=horse|馬=horse|龙=dragon
zh 文=writing|万=ten thousand|萬=ten thousand|林=forest|和平=peace|美=beautiful|中=middle|英=brave
zh 法=law|德=virtue|日=day|印=to print|平安=safe|小米=millet|光明=light|东方=the east
ja 林=forest|森=forest|菅=sedge|泉=spring|金=gold, money|原=plain|星=star|岸=shore|石=stone
ja 毎日=every day|朝日=morning sun|ソウル=soul, also Seoul|チリ=dust, also Chile
el νέα=news, new|βήμα=step|μαλί=hair|μακρή=long
"""
#: Names that begin or end other words where nothing parts words; one of those words, and its sense.
_LONGER = {
    "조선": ("조선소", "shipyard"),
    "대만": ("대만족", "great satisfaction"),
    "인도": ("인도주의", "humanity"),
    "수도": ("수도권", "the capital region"),
    "가나": ("가나다", "the alphabet"),
    "파리": ("파리채", "a fly swatter"),
    "고려": ("고려하다", "to consider"),
    "平安": ("平安夜", "Christmas Eve"),
    "马里": ("马里兰", "Maryland"),
    "馬里": ("馬里蘭", "Maryland"),
    "印度": ("印度尼西亚", "Indonesia"),
    "京都": ("東京都", "the capital of Japan"),
}


@cache
def _read_table() -> dict[str, tuple[Homonym, ...]]:
    found: dict[str, tuple[Homonym, ...]] = {}
    for line in _TABLE.strip().splitlines():
        language, _, entries = line.partition(" ")
        for entry in entries.split("|"):
            word, _, meaning = entry.partition("=")
            key = fold(word).text
            found[key] = (*found.get(key, ()), Homonym(language, meaning))
    return found


def find_homonyms(name: str) -> tuple[Homonym, ...]:
    """Return what a name of one word means as a word, language by language."""
    return _read_table().get(fold(name).text, ())


def list_likelier_words(name: str) -> frozenset[str]:
    """Return the languages in which the name of a place is likelier a word."""
    folded = fold(name).text
    return frozenset(language for language, word in _LIKELIER_WORDS if fold(word).text == folded)


def find_longer_word(name: str) -> tuple[str, str] | None:
    """Return another word that a name is a part of, with its sense."""
    return _LONGER.get(name)
