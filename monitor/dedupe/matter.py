"""Say what kind of thing happened: quake, vote, verdict, in the languages of most news.

Pure. A table of the beginnings of words, hand-written. It tells two events of one place and one
person apart, and brings the reports of one event together where names are few. A language that is
not in the table is not the worse for it: its articles are compared by everything else.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from monitor.dedupe.keying import Group, Kind, make_key
from monitor.text import Script, fold_plain, script_of

#: Beginnings of words by what they are about: Latin, Cyrillic, other alphabets, running scripts.
_MATTERS = """
quake: earthquake quake erdbeben beben seism terremoto sismo terramoto trzesieni zemetres potres
 jordskalv jordskjelv maanjarist deprem zelzele gempa cutremur foldrenges aardbeving tremblement
 землетряс землетрус земятрус зямлетрус земетръс земјотрес потрес زلزال زلزله زلزلہ σεισμ רעידת
 भूकंप भूकम्प நிலநடுக்க ভূমিকম্প მიწისძვრ 地震 지진 แผ่นดินไหว
storm: storm hurricane typhoon cyclone tornado sturm orkan hurrikan taifun tempete ouragan
 tormenta huracan tifon ciclon furacao tempestade tufao uragano tempesta huragan burz boure
 kasirga firtina tayfun badai topan taifuuni myrsky ураган тайфун циклон шторм буревій إعصار
 عاصفة طوفان توفان καταιγ τυφων τυφών סופה הוריקן तूफान चक्रवात புயல் 台风 颱風 台風 飓风 颶風
 태풍 พายุ
flood: flood hochwasser uberschwemmung flut inondation inundaci inundacoes enchente alluvion
 powodz povoden povodn poplav oversvom oversvam tulva sel banjir inundati arviz overstroming
 наводнен повін паводок поводка сель فيضان سيول سیل سیلاب πλημμ שיטפון बाढ़ வெள்ள 洪水 洪灾 홍수
 น้ำท่วม
fire: wildfire fire blaze brand feuer incendie incendio pozar pozaru brann palo yangin kebakaran
 incendiu tuz пожар пожеж пажар حريق حرائق آتش πυρκαγ φωτια שריפה आग தீ 火灾 火災 화재 산불
 ไฟไหม้
crash: crash collision collide derail unfall absturz ungluck zusammensto accident accidente
 choque acidente colisao incidente scontro wypadek katastrof nehoda srazk olycka ulykke
 onnettomuus kaza carpis kecelakaan tabrakan ciocnir baleset ongeluk авар крушен катастроф
 столкн аварі зіткнен катастрофа حادث تصادم سقوط σύγκρου δυστύχ תאונה दुर्घटना விபத்து 相撞 坠毁
 墜毀 事故 空难 衝突 墜落 충돌 추락 사고 อุบัติเหตุ ตก
blast: explosion blast bomb explod bombe sprengsatz anschlag attentat bombard bomba explosao
 esplosion wybuch zamach vybuch eksploz explozi eksplosjon rajahd patlama saldiri ledakan bom
 robbanas взрыв вибух выбух теракт взорв атентат انفجار تفجير هجوم بمب εκρηξ εκρήξ βομβ επιθεσ
 פיצוץ פיגוע विस्फोट बम धमाक குண்டு வெடி 爆炸 炸弹 炸彈 爆発 襲撃 폭발 폭탄 테러 ระเบิด
shooting: shooting gunman shooter schusse schutze amoklauf fusillade tireur tiroteo tiroteio
 sparatoria strzelanin strelb skyting skytning skottloss ampuminen silahli penembakan impuscatur
 стрельб стрілянин стральб إطلاق تیراندازی πυροβολ ירי गोलीबारी துப்பாக்கி 枪击 槍擊 銃撃 총격
 กราดยิง
strike: airstrike shelling missile rocket rakete raketenangriff frappe misil bombardeo missil
 missili rakiet raketov rakett ohjus fuze rudal peluru racheta raket ракет обстрел обстріл
 абстрэл удар صاروخ صواريخ قصف موشک پهپاد πυραυλ πύραυλ טיל मिसाइल ஏவுகணை 导弹 導彈 飞弹 飛彈
 ミサイル 미사일 ขีปนาวุธ
war: invasion offensive invad einmarsch guerra krieg wojn valk savas perang razboi haboru oorlog
 krig sota войн вайн вторжен вторгн наступлен війн غزو حرب جنگ حمله πολεμ πόλεμ εισβολ מלחמה
 פלישה युद्ध போர் 战争 戰爭 入侵 侵攻 戦争 전쟁 침공 สงคราม
truce: ceasefire truce armistice peace waffenruhe frieden treve paix tregua paz cessate pace
 rozejm pokoj primer mir ateskes baris gencatan damai fred rauha tuzszunet перемир мирн мирний
 прекращен هدنة سلام صلح εκεχειρ ειρην הפסקת שלום युद्धविराम शांति 停火 和平 停戦 휴전 평화
 หยุดยิง
vote: election vote ballot elect wahl stimmzettel scrutin eleccion comicio votac eleicao
 eleicoes elezion wybor volby volb izbor valg val vaalit vaali secim pemilihan pemilu alegeri
 valasztas verkiezing referend выбор выбар вибор голосован референдум избори انتخابات استفتاء
 انتخاب εκλογ בחירות चुनाव தேர்தல் নির্বাচন არჩევნ 选举 選舉 大选 大選 選挙 総選挙 公投 선거
 대선 총선 เลือกตั้ง
resign: resign steps stepped quit ousted rucktritt zuruck tritt demission dimit renunci demit
 dimission ustapi rezygn odstoup rezign demis ostavk avgang avgar eroaa istifa mundur lemond
 отставк відставк адстаўк оставк استقالة استعفا παραιτ התפטר इस्तीफा ராஜினாமா 辞职 辭職 下台
 辞任 사임 사퇴 물러 ลาออก
appoint: appointed inaugurat sworn ernannt vereidigt nomme investi nombrad juramentad nomead
 empossad nominat insediat powolan zaprzysiezo jmenovan innsatt utnamnd nimitet atandi yemin
 dilantik numit kinevez назначен призначен вступил присяг تعيين تنصيب منصوب διοριστ ορκωμοσ מונה
 नियुक्त शपथ 任命 就任 就职 就職 취임 임명 สาบานตน แต่งตั้ง
verdict: sentenced convicted guilty verdict court trial verurteilt urteil gericht haft condamne
 coupable proces tribunal condenad culpable sentencia condenado julgamento condannat colpevole
 skazan wyrok odsouzen rozsudek domt dom tuomitt mahkeme hapis suclu dihukum pengadilan
 condamnat itelet elitelt veroordeel приговор осужд вирок засудж прысуд присъд суд محكمة حكم سجن
 دادگاه محکوم δικαστ καταδικ נידון अदालत दोषी நீதிமன்ற தண்டனை 判处 判處 判刑 监禁 監禁 有罪 法院
 判決 징역 유죄 판결 법원 ศาล
arrest: arrest detain festgenommen verhaft arrete interpell detenid arrestad preso detido
 arrestat aresztowan zatrzyman zatcen zadrzen gripen pagrep pidatet gozalti tutuklan ditangkap
 letartoztat gearresteerd арест задерж затриман арышт اعتقال دستگیر بازداشت συλληφ σύλληψ נעצר
 गिरफ्तार கைது 逮捕 被捕 拘留 체포 구속 จับกุม
protest: protest demonstrat riot unrest proteste manifestation manifestant protesta manifestaci
 protesto manifestac manifestaz demonstrac mielenosoi gosteri tuntutan unjuk tuntetes протест
 митинг демонстрац беспоряд مظاهر احتجاج اعتراض διαδηλ διαμαρτυρ מחאה הפגנ विरोध प्रदर्शन
 போராட்ட 抗议 抗議 示威 デモ 시위 ประท้วง
death: died dies death dead passed gestorben stirbt verstorben tod mort deces decede muere
 fallec murio morre morreu faleceu muore morto morta zmarl smierc zemrel umrl dod dor kuollut
 kuoli oldu hayatini meninggal wafat murit deced meghalt halala overleden умер скончал погиб
 помер загин памёр почина смерт وفاة توفي مقتل مرگ درگذشت جان کشته πεθαν θανατ נפטר מת निधन
 मृत्यु மரண இற மறைவ காலமானா 去世 逝世 身亡 死亡 驾崩 死去 崩御 사망 별세 숨져 숨졌 서거
 เสียชีวิต
murder: assassinat stabbed ermordet erstochen assassin poignard asesinat apunal assassinad
 accoltellat zamordowan zavrazden mordad myrdet murhat suikast pembunuhan asasinat meggyilkol
 vermoord убийств убит вбит вбивств اغتيال قتل ترور δολοφον רצח התנקש हत्या கொலை 暗杀 暗殺 刺杀
 遇刺 암살 ลอบสังหาร
win: wins won winner victory champion title trophy gewinnt sieg meister remporte victoire gana
 victoria campeon vence vitoria campeao vince vittoria campion wygra zwyciest vitez vinder
 vinner seger seier voitta kazandi sampiyon zafer juara menang castiga bajnok gyoz wint победи
 чемпион выигра перемог перамог спечели فوز بطل يفوز قهرمان پیروز νικη νίκη πρωταθλ ניצח אליפות
 जीत விज வெற்றி சாம்பியன் გაიმარჯვ 夺冠 奪冠 冠军 冠軍 赢得 贏得 获胜 優勝 우승 승리 ชนะ แชมป์
cup: football soccer match goal fussball weltmeisterschaft finale coupe mondial futbol mundial
 copa futebol calcio coppa pilka mistrzostw fotbal mistrovstvi fotball fotboll jalkapallo kupa
 sepak piala bola labdarugo футбол кубок чемпионат матч كأس كرة جام جهانی ποδοσφ μουντιάλ κυπελ
 כדורגל גביע फुटबॉल विश्व उल உலகக் கால்பந்து 世界杯 足球 世界盃 サッカー 월드컵 축구 ฟุตบอล
prize: prize award nobel oscar preis auszeichnung prix premio nagrod oscary cena pris palkinto
 odul penghargaan premiul dij премі премия награ جائزة نوبل جایزه βραβει פרס पुरस्कार விருது 奖
 獎 诺贝尔 ノーベル 賞 노벨 수상 รางวัล
visit: visit arrives meeting summit talks besuch reist trifft gipfel gesprach visite rencontre
 sommet visita cumbre reune llega cupula encontro incontro vertice wizyt spotkan szczyt navstev
 setkal besok mote vierail tapaa ziyaret gorusme zirve kunjungan pertemuan vizit intalnir
 latogat csucstalalkoz bezoek top визит переговор саммит встреч прибыл візит перегов зустріч
 посещен زيارة قمة لقاء محادثات دیدار سفر اجلاس επισκεψ συνάντησ συναντησ סיור ביקור פגישה
 यात्रा बैठक वार्ता பயண சந்திப்ப 访问 訪問 会谈 會談 会晤 峰会 峰會 抵达 抵達 訪朝 会談 首脳
 방문 회담 회동 정상회담 도착 เยือน หารือ
deal: takeover acquire merger buys ubernahme ubernimmt fusion rachat rachete acquisition compra
 adquier adquisici aquisicao acquist acquisizion przeje fuzj prevzet akvizic oppkjop uppkop
 yrityskaup satin devral akuisisi achizitie felvasarl overname поглощен слиян купит приобрет
 поглинан استحواذ اندماج خرید εξαγορ συγχώνευ רכישה मर्जर अधिग्रहण கையகப்படுத்த 收购 收購 并购
 併購 買収 인수 합병 ซื้อกิจการ
agree: agreement treaty accord abkommen vertrag traite acuerdo tratado acordo accordo trattato
 umow porozumieni dohod smlouv avtal avtale sopimus anlasma perjanjian kesepakatan acord
 megallapod verdrag соглашен договор угод пагадненн اتفاق معاهدة توافق قرارداد συμφων συνθηκ
 הסכם समझौता ஒப்பந்த 协议 協議 条约 條約 協定 条約 협정 합의 ข้อตกลง
sanction: sanction sanktion sancion sancao sanzion sankcj sankc sanksi sanctiuni szankci санкц
 عقوبات تحریم κυρωσ סנקצי प्रतिबंध தடை 制裁 제재 คว่ำบาตร
disease: virus pandemic epidemic outbreak vaccin covid epidemie seuche impfst pandemie vacuna
 epidemia pandemia vacina vaccino szczepion ockovan vaksin rokote asi wabah jarvany oltas эпидем
 вирус вакцин епідем вірус пандем فيروس وباء لقاح ویروس واکسن ιος πανδημ εμβολ נגיף מגפה חיסון
 वायरस महामारी टीका தடுப்பூசி 疫情 病毒 疫苗 感染 ワクチン 감염 백신 코로나 ไวรัส วัคซีน
space: spacecraft satellite orbit raumsonde satellit weltraum spatial espacial nave spazial
 sonda kosmiczn vesmir romfart rymd avaruus uzay antariksa urhajo ruimte космос космич спутник
 космічн فضاء قمر فضایی διαστημ חלל अंतरिक्ष விண்வெளி 航天 太空 卫星 衛星 宇宙 우주 위성 อวกาศ
economy: inflation budget bankrupt zins haushalt insolvenz taux faillite inflacion tasas
 bancarrot inflacao juros falencia inflazion tassi inflacj stop inflac uroky rante korko
 enflasyon faiz inflasi bunga inflatie dobanda inflacio kamat инфляц ставк бюджет банкрот інфляц
 تضخم فائدة تورم بودجه πληθωρισ επιτοκ אינפלצי ריבית महंगाई ब्याज பணவீக்க 通胀 利率 預算 预算
 インフレ 金利 물가 금리 예산 เงินเฟ้อ ดอกเบี้ย
royal: king queen monarch coronation konig konigin kronung roi reine couronnement rey reina
 coronaci rei rainha coroac regina incoronaz krol krolow koronac kral kralovn korunovac konge
 dronning kung drottning kuningas kuningatar kralice raja ratu regele kiraly koning король
 королев коронац الملك ملكة تتويج پادشاه ملکه تاج βασιλ στεψ מלך מלכה राजा रानी அரச ராணி மகாராணி
 முடிசூட 国王 國王 女王 加冕 戴冠 국왕 여왕 대관식 กษัตริย์
refugee: migrant refugee fluchtling refugie refugiad migrante profug uchodz uprchlik flykting
 flyktning pakolai multeci gocmen pengungsi refugiat menekult vluchteling беженц мигрант біженц
 لاجئ مهاجر پناهند προσφυγ μεταναστ פליט शरणार्थी அகதி 难民 難民 移民 난민 ผู้ลี้ภัย
"""
#: Shorter stems are whole words; in scripts without spaces two signs are a word.
_WHOLE = 4
_LONGEST = 14


def find_matter(word: str) -> Group:
    """Return what a folded word is about; nothing for most."""
    stems = _stems().spaced
    for length in range(min(len(word), _LONGEST), 1, -1):
        key = stems.get(word[:length])
        if key is not None and (length > _WHOLE or length == len(word)):
            return (key,)
    return ()


def find_running_matters(text: str) -> list[Group]:
    """Return what a stretch of running text, or a Korean word, is about."""
    stems = _stems()
    return [(stems.running[found],) for found in stems.pattern.findall(text)]


def list_matters() -> frozenset[int]:
    """Return the keys of all kinds of things."""
    return _stems().keys


class _Stems(NamedTuple):
    spaced: dict[str, int]
    running: dict[str, int]
    pattern: re.Pattern[str]
    keys: frozenset[int]


@cache
def _stems() -> _Stems:
    spaced: dict[str, int] = {}
    running: dict[str, int] = {}
    for block in re.split(r"\n(?=\w)", _MATTERS.strip()):
        matter, _, words = block.partition(":")
        key = make_key(Kind.MATTER, matter)
        for word in words.split():
            stem = fold_plain(word)
            is_spaced = script_of(stem[0]) is Script.SPACED
            (spaced if is_spaced else running).setdefault(stem, key)
    keys = frozenset((*spaced.values(), *running.values()))
    longest_first = sorted(running, key=lambda stem: (-len(stem), stem))
    return _Stems(spaced, running, re.compile("|".join(longest_first)), keys)
