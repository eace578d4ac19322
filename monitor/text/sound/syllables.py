"""Say how syllables sound: kana, Hangul, Han characters.

Pure. Han characters are read in Mandarin, by anyascii, as Chinese papers write foreign names; its
tables are read when first asked.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from anyascii import anyascii

_KANA = {
    "si": "Si", "ti": "Ci", "tu": "cu", "zi": "Ji", "di": "Ji", "du": "zu", "n": "n", "vu": "vu",
    "va": "va", "wo": "o", "wi": "vi", "we": "ve", "wa": "va", "hu": "hu",
}  # fmt: skip
_INITIALS = (
    "g", "k", "n", "d", "t", "r", "m", "b", "p", "s", "s", "", "J", "J", "C", "k", "t", "p", "h",
)  # fmt: skip
_VOWELS = (
    "a", "E", "ia", "ie", "@", "e", "io", "ie", "o", "ua", "ue", "ue", "io", "u", "uo", "ue",
    "ui", "iu", "y", "yi", "i",
)  # fmt: skip
_FINALS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p",
    "t", "t", "ng", "t", "t", "k", "t", "p", "t",
)  # fmt: skip
_FIRST_SYLLABLE, _SYLLABLES = 0xAC00, 11_172
#: Numbers of the finals of loanwords: none, ㄱ ㄴ ㄹ ㅁ ㅂ ㅅ ㅇ.
_LOAN_FINALS = frozenset((0, 1, 4, 8, 16, 17, 19, 21))
_PINYIN = (
    ("zh", "J"), ("ch", "C"), ("sh", "S"), ("j", "J"), ("q", "C"), ("x", "S"), ("c", "c"),
    ("r", "Z"), ("y", "i"), ("wu", "u"), ("w", "v"), ("h", "x"),
)  # fmt: skip
#: Characters that spell another sound in foreign names than in Mandarin.
_IRREGULAR = {
    "默": "me", "尔": "r", "爾": "r", "厄": "e", "儿": "r", "兒": "r", "科": "ko", "可": "ko",
    "加": "ka", "基": "ki", "塞": "se", "埃": "e", "维": "vi", "維": "vi", "戈": "go", "哥": "go",
    "什": "Si",
}  # fmt: skip
#: Characters that Chinese papers spell foreign names with, simplified and traditional.
_SPELLING = frozenset(
    "阿埃艾爱愛安昂奥奧澳巴白拜班邦保鲍鮑贝貝本彼比别別宾賓波博勃伯布达達戴丹当當道德登邓鄧迪蒂丁东東杜顿頓多厄恩尔爾"
    "法凡范方菲费費芬冯馮夫弗福富盖蓋甘冈岡高戈哥格葛根贡貢古瓜圭哈海汉漢杭豪赫黑亨洪侯胡华華怀懷惠霍基吉季加贾賈简簡"
    "江杰傑金津京久卡凯凱坎康考柯科克肯孔库庫昆拉来來莱萊赖賴兰蘭朗劳勞勒雷李里裡利连連廉良列烈林琳龙龍隆卢盧鲁魯路吕"
    "呂伦倫罗羅洛马馬玛瑪迈邁麦麥曼芒茂梅门門蒙米密缅緬明摩莫默穆姆纳納娜奈南内內尼妮年涅宁寧纽紐农農努诺諾欧歐帕派潘"
    "庞龐佩彭皮平珀普奇契钱錢乔喬切秦琼瓊丘热熱仁荣榮茹瑞若萨薩塞赛賽桑瑟森沙山尚绍紹舍申生圣聖施什史舒斯丝絲松苏蘇"
    "索塔泰坦汤湯唐陶特腾騰提铁鐵廷通图圖土托瓦万萬旺威韦韋维維卫衛魏温溫文翁沃乌烏武西希锡錫夏香肖谢謝辛欣休雪逊遜雅"
    "亚亞延扬揚耶叶葉伊因英尤于约約扎札赞贊泽澤曾詹章哲真珍芝治朱祖佐柏贺賀川拿破泼潑默兹茲岑澳翁卓齐齊娅婭丽麗莉蕾薇"
    "洁潔黛茨桥橋蕭萧任娃琴朔滕钦欽魯坡彬捷茜呼图圖拖丕馮贊诸諸敏晓曉慕棱稜岱思恰措楚狄芙莎萝芭敦堡缪"
)
#: Family names of Chinese persons; the given name after them is one or two characters.
_FAMILIES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈"
    "曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江"
    "史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文习習温溫栗"
)


def read_kana(word: str) -> str:
    """Return the sounds of a word in kana."""
    sounds = ""
    for char in word:
        name = unicodedata.name(char, "")
        if "LETTER" not in name:
            continue
        syllable = name.rsplit(" ", 1)[-1].lower()
        if " SMALL " in name:
            sounds = _join_small(sounds, syllable)
        else:
            sounds += _KANA.get(syllable, syllable.replace("y", "i"))
    return sounds


def _join_small(sounds: str, syllable: str) -> str:
    """Change a syllable by the small one after it: shi + yo is sho, fu + a is fa."""
    if syllable == "tu":
        return sounds
    before = sounds[:-1] if sounds[-1:] in "aiueo" else sounds
    if before.endswith("h") and sounds.endswith("hu"):
        before = before[:-1] + "f"
    return before + syllable.lstrip("yw")


def read_hangul(word: str) -> str:
    """Return the sounds of a word in Hangul."""
    sounds = ""
    for char in word:
        number = ord(char) - _FIRST_SYLLABLE
        if 0 <= number < _SYLLABLES:
            initial, rest = divmod(number, 588)
            vowel, final = divmod(rest, 28)
            sounds += _join_glide(_INITIALS[initial], _VOWELS[vowel]) + _FINALS[final]
    return sounds


def _join_glide(initial: str, vowel: str) -> str:
    """Take in the glide after s, j, ch: syo is sho."""
    if initial in ("s", "J", "C") and len(vowel) > 1 and vowel[0] == "i":
        return initial.replace("s", "S") + vowel[1:]
    return initial + vowel


@cache
def read_han(char: str) -> str:
    """Return the sounds of one character, in Mandarin."""
    if char in _IRREGULAR:
        return _IRREGULAR[char]
    pinyin = anyascii(char).lower()
    for letters, sound in _PINYIN:
        if pinyin.startswith(letters):
            pinyin = sound + pinyin[len(letters) :]
            break
    return pinyin.replace("ng", "n").replace("uo", "o").replace("ii", "i").replace("ei", "e")


def spells_loanwords(word: str) -> bool:
    """Whether Korean spells foreign words with these syllables: they end in seven sounds only."""
    numbers = (ord(char) - _FIRST_SYLLABLE for char in word)
    return all(number % 28 in _LOAN_FINALS for number in numbers if 0 <= number < _SYLLABLES)


def spells_names(char: str) -> bool:
    """Whether Chinese papers spell foreign names with this character."""
    return char in _SPELLING


def is_family_name(char: str) -> bool:
    """Whether Chinese names begin with this character."""
    return char in _FAMILIES
