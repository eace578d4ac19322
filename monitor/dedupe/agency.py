"""Name the news agency that an article says its text is from.

Pure. Only where agencies are credited: in the author, in the dateline that a text begins with, in
brackets or after a dash where it ends, and at the end of the title. A text that tells *about* an
agency names none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from monitor.text import fold_plain

if TYPE_CHECKING:
    from monitor.model import Article

#: What each agency is credited as; the first name is the one shown. Those after a star mean much
#: else too.
_AGENCIES = """
AFP, Agence France-Presse, ا ف ب, أ.ف.ب, فرانس برس, 法新社, 法新, АФП, Франс Пресс, AFP時事
Reuters, Thomson Reuters, Рейтер, Рейтерс, Ройтерс, رويترز, رویترز, 路透社, 路透, ロイター, 로이터,
 รอยเตอร์, רויטרס, रॉयटर्स, রয়টার্স
AP, Associated Press, The Associated Press, AP통신, AP通信, 美联社, 美聯社, أسوشيتد برس, أ ب,
 Ассошиэйтед Пресс, एपी
dpa, Deutsche Presse-Agentur, dpa-AFX, 德新社, ДПА, د ب أ, د.ب.أ
EFE, Agencia EFE, EFEverde, 埃菲社, ЭФЭ, إفي
ANSA, Agenzia ANSA, 安莎社, АНСА, أنسا
APA, Austria Presse Agentur, APA-OTS
TASS, ITAR-TASS, ТАСС, ИТАР-ТАСС, 塔斯社, タス通信, 타스, 타스통신, *تاس, טאס
RIA Novosti, RIA, РИА Новости, РИА, 俄新社, РІА Новини, ريا نوفوستي
Sputnik, Спутник, سبوتنيك
Interfax, Интерфакс, 国际文传电讯社, إنترفاكس
Interfax-Ukraine, Интерфакс-Украина, Інтерфакс-Україна
Ukrinform, Укрінформ, Укринформ
UNIAN, УНІАН, УНИАН
Yonhap, Yonhap News Agency, 연합뉴스, 聯合ニュース, 韩联社, 韓聯社, Ёнхап, Рёнхап, يونهاب
Newsis, 뉴시스
News1, 뉴스1
KCNA, 조선중앙통신, 朝鮮中央通信, 朝中社, ЦТАК
Xinhua, Xinhua News Agency, 新华社, 新華社, 新华网, Синьхуа, شينخوا, シンフア, 신화통신, 신화사
China News Service, 中新社, 中新网, 中国新闻社
*CNA, Central News Agency, 中央社
Kyodo, Kyodo News, *共同, 共同通信, 共同通信社, 共同社, 교도, 교도통신, Киодо, كيودو
Jiji Press, Jiji, *時事, 時事通信, 時事通信社, 时事社
Anadolu, Anadolu Agency, Anadolu Ajansı, *AA, Анадолу, الأناضول, 아나돌루, آناتولی
DHA, Demirören Haber Ajansı
IHA, İhlas Haber Ajansı, İHA
PAP, Polska Agencja Prasowa, ПАП
ČTK, CTK, Česká tisková kancelář, ЧТК
TASR, Tlačová agentúra Slovenskej republiky
*SITA, SITA Slovenská tlačová agentúra
*MTI, Magyar Távirati Iroda
Agerpres, AGERPRES
Mediafax
*BTA, Bulgarian News Agency, БТА, Българска телеграфна агенция
Tanjug, Танјуг, Танюг
*Beta, *Бета
FoNet, ФоНет
*HINA, *Hina
*STA, Slovenska tiskovna agencija
*FENA
*SRNA, *Срна
*MIA, *МИА
*ATA, Agjencia Telegrafike Shqiptare
ANA-MPA, AMNA, ΑΠΕ-ΜΠΕ, ΑΠΕ
Belga, Agence Belga
*ANP, Algemeen Nederlands Persbureau
Keystone-SDA, *SDA, *ATS, Keystone-ATS
NTB, Norsk Telegrambyrå
*TT, Tidningarnas Telegrambyrå
Ritzau, Ritzaus Bureau
*STT, STT-Lehtikuva, Suomen Tietotoimisto, FNB
BNS, Baltic News Service
*ELTA
*LETA
Lusa, Agência Lusa
Europa Press
Colpisa
Agência Brasil
Estadão Conteúdo
Folhapress
Télam, Telam
Notimex
Prensa Latina
*Andina
ACI Prensa
*PA, PA Media, Press Association, PA news agency
PTI, Press Trust of India, पीटीआई, *भाषा
*ANI, Asian News International, एएनआई
IANS, आईएएनएस
*UNI, United News of India
*APP, Associated Press of Pakistan
*BSS
*UNB
*Antara, ANTARA
*Bernama, BERNAMA
*VNA, TTXVN, VNA/VNS, Vietnam News Agency, TTXVN/Vietnam+
*TNA, สำนักข่าวไทย
*PNA, Philippine News Agency
IRNA, ایرنا, إرنا, ИРНА
ISNA, ایسنا
*Fars, Fars News Agency, *فارس, خبرگزاری فارس
*Tasnim, تسنیم, تسنيم
*Mehr, خبرگزاری مهر
WAFA, *وفا
*SANA, *سانا
*SPA, *واس
*WAM, *وام
KUNA, كونا
*QNA, *قنا
*Petra, *بترا
*MENA, أ ش أ, أ.ش.أ
*INA, *واع
*APS, *واج
*MAP, و م ع
*TAP, *وات
*NNA
Armenpress, Արմենպրես, Арменпресс
Azertac, AZƏRTAC, АЗЕРТАДЖ
*Trend
Interpress, InterPressNews
BelTA, БелТА, БЕЛТА
Kazinform, Казинформ, ҚазАқпарат
*Kabar, Кабар
UzA, УзА
Montsame, МОНЦАМЭ
UPI, United Press International
Bloomberg, Блумберг, بلومبرغ, 彭博社, 블룸버그
Canadian Press, The Canadian Press, *CP, La Presse Canadienne, *PC
AAP, Australian Associated Press
*RNZ
*SAPA
*NAN, News Agency of Nigeria
*PANA
*KNA
Inter Press Service, *IPS
"""
#: How far a dateline reaches, and how much of an end is a credit.
_START, _END = 110, 70
_BRACKETS = re.compile("[(\\[（【〔［/]([^)\\]）】〕］/]{2,60})[)\\]）】〕］/]")
_PARTS = re.compile(r"\s*(?:[/,;|+=·&、:]|\b(?:and|und|et|y|и)\b|\s[-–—]\s|\s{2,})\s*")
#: МОСКВА, 24 ноя — РИА Новости.
_DASHED = re.compile(r"(?:^|[\s,.])[-–—―]{1,2}\s*(\S.{1,40}?)\s*(?:[-–—―:.]|$)")
#: AFP – Paris. / TASS:
_LED = re.compile(r"^\s*(.{2,40}?)\s*(?:[-–—―:]\s|（|\()")
_CREDIT = re.compile(
    r"(?:©|\b(?:source|sources|quelle|fuente|fonte|источник|джерело|źródło|zdroj|kaynak|via|with"
    r"|mit|avec|con|from)\b|출처|来源|來源|المصدر|منبع)\s*:?\s*(.{2,40}?)\s*(?:[.|\n]|$)"
)
#: 新华社北京11月24日电
_GLUED = re.compile("^[【(（\\[]?\\s*([\u3040-\u30ff\u3400-\u9fff]{2,6}?社)")
_SENTENCE = re.compile(r"[.!?。\n]\s*|[-–—―|]\s+")
_AFTER_DASH = re.compile(r"\s[-–—|]\s")
_NOISE = re.compile(r"^[\s\d.,:;@©*'\"«»“”-]+|[\s\d.,:;@*'\"«»“”-]+$")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]$")
_LONGEST_EAST_ASIAN = 7
#: Initials are capitals in any text.
_SHORT = 4
#: A longer credit is a sentence.
_LONGEST = 60


class _Name(NamedTuple):
    agency: str
    #: It is written in capitals, or it is a word.
    in_capitals: bool
    #: It means much else too, so that only a dateline in brackets credits it.
    is_common: bool


def find_agency(article: Article, body: str) -> str | None:
    """Return the agency that an article credits with its text; None where it credits none."""
    start, end = body[:_START], body[-_END:]
    for credit in (*_BRACKETS.findall(start), *_BRACKETS.findall(end)):
        agency = _look_up(credit, in_brackets=True)
        if agency:
            return agency
    for credit in _find_open_credits(article, start, end):
        agency = _look_up(credit, in_brackets=False) if len(credit) <= _LONGEST else None
        if agency:
            return agency
    return None


def _find_open_credits(article: Article, start: str, end: str) -> list[str]:
    """Return what stands where agencies are credited without brackets, the surest place first."""
    return [
        *([article.author] if article.author else ()),
        *_GLUED.findall(start),
        *_DASHED.findall(start),
        *_LED.findall(start),
        *_CREDIT.findall(end),
        _SENTENCE.split(end.rstrip(" .)"))[-1],
        *_AFTER_DASH.split(article.title)[1:],
    ]


def _look_up(credit: str, *, in_brackets: bool) -> str | None:
    parts = [credit, *_PARTS.split(credit)]
    if in_brackets:
        parts += [part.rpartition(" ")[2] for part in parts]
        parts += [ending for part in parts for ending in _endings(part)]
    for part in parts:
        plain = _NOISE.sub("", part)
        name = _by_name().get(fold_plain(plain))
        if name is None or (name.is_common and not in_brackets):
            continue
        if not name.in_capitals or plain.isupper():
            return name.agency
    return None


def _endings(part: str) -> list[str]:
    """Return what an East Asian credit may end in: ロンドン共同."""
    if not _EAST_ASIAN.search(part):
        return []
    return [part[-length:] for length in range(min(len(part), _LONGEST_EAST_ASIAN), 1, -1)]


@cache
def _by_name() -> dict[str, _Name]:
    known: dict[str, _Name] = {}
    for block in re.split(r"\n(?=\S)", _AGENCIES.strip()):
        names = [name.strip() for name in block.replace("\n", " ").split(",")]
        agency = names[0].removeprefix("*")
        for name in filter(None, names):
            plain = name.removeprefix("*")
            is_short = plain.isascii() and plain.isupper() and len(plain) <= _SHORT
            key = fold_plain(_NOISE.sub("", plain))
            known.setdefault(key, _Name(agency, is_short, name.startswith("*")))
    return known
