"""Name the news agency that an article says its text is from.

Pure. Only where agencies are credited: in the author, in the dateline that a text begins with, in
brackets or after a dash where it ends, and at the end of the title. A text that tells *about* an
agency names none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from monitor.text import fold_plain

if TYPE_CHECKING:
    from monitor.model import Article

#: What each agency is credited as; the first name is the one shown.
_AGENCIES = """
AFP, Agence France-Presse, ا ف ب, أ.ف.ب, فرانس برس, 法新社, 法新, АФП, Франс Пресс, AFP時事
Reuters, Thomson Reuters, Рейтер, Рейтерс, Ройтерс, رويترز, رویترز, 路透社, 路透, ロイター, 로이터, รอยเตอร์, רויטרס, रॉयटर्स, রয়টার্স
AP, Associated Press, The Associated Press, AP통신, AP通信, 美联社, 美聯社, أسوشيتد برس, أ ب, Ассошиэйтед Пресс, एपी
dpa, Deutsche Presse-Agentur, dpa-AFX, 德新社, ДПА, د ب أ, د.ب.أ
EFE, Agencia EFE, EFEverde, 埃菲社, ЭФЭ, إفي
ANSA, Agenzia ANSA, 安莎社, АНСА, أنسا
APA, Austria Presse Agentur, APA-OTS
TASS, ITAR-TASS, ТАСС, ИТАР-ТАСС, 塔斯社, タス通信, 타스, 타스통신, تاس, טאס
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
CNA, Central News Agency, 中央社
Kyodo, Kyodo News, 共同, 共同通信, 共同通信社, 共同社, 교도, 교도통신, Киодо, كيودو
Jiji Press, Jiji, 時事, 時事通信, 時事通信社, 时事社
Anadolu, Anadolu Agency, Anadolu Ajansı, AA, Анадолу, الأناضول, 아나돌루, آناتولی
DHA, Demirören Haber Ajansı
IHA, İhlas Haber Ajansı, İHA
PAP, Polska Agencja Prasowa, ПАП
ČTK, CTK, Česká tisková kancelář, ЧТК
TASR, Tlačová agentúra Slovenskej republiky
SITA, SITA Slovenská tlačová agentúra
MTI, Magyar Távirati Iroda
Agerpres, AGERPRES
Mediafax
BTA, Bulgarian News Agency, БТА, Българска телеграфна агенция
Tanjug, Танјуг, Танюг
Beta, Бета
FoNet, ФоНет
HINA, Hina
STA, Slovenska tiskovna agencija
FENA
SRNA, Срна
MIA, МИА
ATA, Agjencia Telegrafike Shqiptare
ANA-MPA, AMNA, ΑΠΕ-ΜΠΕ, ΑΠΕ
Belga, Agence Belga
ANP, Algemeen Nederlands Persbureau
Keystone-SDA, SDA, ATS, Keystone-ATS
NTB, Norsk Telegrambyrå
TT, Tidningarnas Telegrambyrå
Ritzau, Ritzaus Bureau
STT, STT-Lehtikuva, Suomen Tietotoimisto, FNB
BNS, Baltic News Service
ELTA
LETA
Lusa, Agência Lusa
Europa Press
Colpisa
Agência Brasil
Estadão Conteúdo
Folhapress
Télam, Telam
Notimex
Prensa Latina
Andina
ACI Prensa
PA, PA Media, Press Association, PA news agency
PTI, Press Trust of India, पीटीआई, भाषा
ANI, Asian News International, एएनआई
IANS, आईएएनएस
UNI, United News of India
APP, Associated Press of Pakistan
BSS
UNB
Antara, ANTARA
Bernama, BERNAMA
VNA, TTXVN, VNA/VNS, Vietnam News Agency, TTXVN/Vietnam+
TNA, สำนักข่าวไทย
PNA, Philippine News Agency
IRNA, ایرنا, إرنا, ИРНА
ISNA, ایسنا
Fars, Fars News Agency, فارس, خبرگزاری فارس
Tasnim, تسنیم, تسنيم
Mehr, خبرگزاری مهر
WAFA, وفا
SANA, سانا
SPA, واس
WAM, وام
KUNA, كونا
QNA, قنا
Petra, بترا
MENA, أ ش أ, أ.ش.أ
INA, واع
APS, واج
MAP, و م ع
TAP, وات
NNA
Armenpress, Արմենպրես, Арменпресс
Azertac, AZƏRTAC, АЗЕРТАДЖ
Trend
Interpress, InterPressNews
BelTA, БелТА, БЕЛТА
Kazinform, Казинформ, ҚазАқпарат
Kabar, Кабар
UzA, УзА
Montsame, МОНЦАМЭ
UPI, United Press International
Bloomberg, Блумберг, بلومبرغ, 彭博社, 블룸버그
Canadian Press, The Canadian Press, CP, La Presse Canadienne, PC
AAP, Australian Associated Press
RNZ
SAPA
NAN, News Agency of Nigeria
PANA
KNA
Inter Press Service, IPS
"""
#: How far a dateline reaches, and how much of an end is a credit.
_START, _END = 110, 70
_BRACKETS = re.compile("[(\\[（【〔［]([^)\\]）】〕］]{2,60})[)\\]）】〕］]")
_PARTS = re.compile(r"\s*(?:[/,;|+=·&、:]|\band\b|\bund\b|\bet\b|\by\b|\bи\b)\s*|\s[-–—]\s|\s{2,}")
#: МОСКВА, 24 ноя — РИА Новости. / BERLIN, Nov 24 (Reuters) - / AFP – Paris.
_DASHED = re.compile(r"(?:^|\s|[,.])[-–—―]{1,2}\s*([^\s].{1,40}?)\s*(?:[-–—―:.]|$)")
_LED = re.compile(r"^\s*(.{2,40}?)\s*(?:[-–—―:]\s|（|\()")
_CREDIT = re.compile(
    r"(?:©|\(c\)|source|sources|quelle|fuente|fonte|источник|джерело|źródło|zdroj|kaynak|출처"
    r"|来源|來源|المصدر|منبع|via|with|mit|avec|con|from)\s*:?\s*(.{2,40}?)\s*(?:[.|\n]|$)",
    re.IGNORECASE,
)
#: 新华社北京11月24日电
_GLUED = re.compile("^[【(（\\[]?\\s*([\u3040-\u30ff\u3400-\u9fff]{2,6}?社)")
_NOISE = re.compile(r"^[\s\d.,:;@©*'\"«»“”-]+|[\s\d.,:;@*'\"«»“”-]+$")


def find_agency(article: Article, body: str) -> str | None:
    """Return the agency that an article credits with its text; None where it credits none."""
    for credit in _find_credits(article, body):
        for part in (credit, *_PARTS.split(credit)):
            agency = _by_name().get(_fold(part))
            if agency is not None:
                return agency
    return None


def _find_credits(article: Article, body: str) -> list[str]:
    """Return what stands where agencies are credited, the surest place first."""
    start, end = body[:_START], body[-_END:]
    found = [article.author] if article.author else []
    found += _BRACKETS.findall(start)
    found += _GLUED.findall(start)
    found += [*_DASHED.findall(start), *_LED.findall(start)]
    found += _BRACKETS.findall(end)
    found += _CREDIT.findall(end)
    found.append(re.split(r"[.!?。\n]\s*|[-–—―|]\s+", end.rstrip(" .)"))[-1])
    found += re.split(r"\s[-–—|]\s", article.title)[1:]
    return found


def _fold(name: str) -> str:
    return _NOISE.sub("", fold_plain(name)).strip()


@cache
def _by_name() -> dict[str, str]:
    known: dict[str, str] = {}
    for line in _AGENCIES.strip().splitlines():
        names = [name.strip() for name in line.split(",")]
        known.update((_fold(name), names[0]) for name in names)
    return known
