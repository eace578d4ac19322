"""Say how the alphabets other than Latin spell sounds.

Pure. Written as in monitor.text.sound.latin. Greek writes b, d, g with two letters and has no sh;
Arabic and Hebrew leave most vowels out, and one letter stands for several sounds.
"""

from __future__ import annotations

_CYRILLIC = """
а=a б=b в=v г=g|h д=d е=e|ie ё=o|io ж=Z з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f
х=x ц=c ч=C ш=S щ=S|SC|St ъ=-|a|u ы=i|y ь=- э=e ю=u|iu я=a|ia і=i ї=i є=e|ie ґ=g ў=v|u ј=i љ=l њ=n
ћ=C ђ=J|d џ=J ѓ=g|J ќ=k ѕ=z|J ә=e|a ғ=g қ=k ң=n ө=o ұ=u ү=u һ=h җ=J дж=J цз=J|cz чж=J дз=z|c|J
тс=c тц=c кс=ks ье=e|ie ьє=e|ie ьо=o|io йо=o|io ау=au оу=ou|o тч=C ѐ=e ѝ=i ӯ=u ӣ=i ҳ=h ҷ=J
"""
_GREEK = """
α=a β=v γ=g|i δ=d ε=e ζ=z η=i θ=t ι=i κ=k λ=l μ=m ν=n ξ=ks ο=o π=p ρ=r σ=s ς=s τ=t υ=i φ=f χ=x
ψ=ps ω=o ά=a έ=e ή=i ί=i ό=o ύ=i ώ=o ϊ=i ϋ=i ΐ=i ΰ=i μπ=b|mp|mb ντ=d|nt|nd γουά=va γουό=vo γουί=vi
γουι=vi γουέ=ve γουε=ve γουα=va γουο=vo γκ=g|nk|ng γγ=ng|g τσ=c τζ=c ου=u ού=u αι=e|ai αί=e|ai
ει=i|ei εί=i|ei οι=i|oi οί=i|oi ευ=ev|eu εύ=ev|eu αυ=av|au αύ=av|au γι=i|gi γιο=io|gio νγκ=ng
"""
_ARABIC = """
ا=a أ=a إ=i آ=a ٱ=a ب=b|p ت=t ث=t|s ج=J|g ح=h خ=x د=d ذ=d|z ر=r ز=z س=s ش=S ص=s ض=d ط=t ظ=z
^ع=a|- ع=q غ=g ف=f|v ق=k|g ك=k|g ل=l م=m ن=n ه=h و=u|v ي=i ى=i|a ة=a ء=- ؤ=u ئ=i پ=p چ=C ژ=Z ڤ=v
گ=g ګ=g ک=k|g ی=i ۀ=a ھ=h ہ=h|a ں=n ے=e|i ٹ=t ڈ=d ڑ=r ڭ=n ۋ=v ۇ=u ۆ=o ې=i ە=a|e تش=C دج=J تس=c كس=ks
غو=gu و$=u وو=u|vu|uv ه$=a|e|h های$=ei|hai
"""
_HEBREW = """
א=a|- ב=b|v ג=g ד=d ה=h ו=u|v ז=z ח=x ט=t י=i כ=k|x ך=k|x ל=l מ=m ם=m נ=n ן=n ס=s ע=a|- פ=p|f
ף=f|p צ=c ץ=c ק=k ר=r ש=S|s ת=t ו$=u וו=v|u|vu יי=ai|i טש=C דז=z ג'=J ז'=Z צ'=C ץ'=C ה$=a|e|-
א$=a|o|- תש=tS
"""
_GEORGIAN = """
ა=a ბ=b გ=g დ=d ე=e ვ=v ზ=z თ=t ი=i კ=k ლ=l მ=m ნ=n ო=o პ=p ჟ=Z რ=r ს=s ტ=t უ=u ფ=p|f ქ=k ღ=g
ყ=k შ=S ჩ=C ც=c ძ=z|c წ=c ჭ=C ხ=x ჯ=J ჰ=h ი$=i|-
"""
_ARMENIAN = """
ա=a բ=b|p գ=g|k դ=d|t ե=e|ie զ=z է=e ը=e|- թ=t ժ=Z ի=i լ=l խ=x ծ=c կ=k|g հ=h ձ=z|c ղ=g|l ճ=C|J
մ=m յ=i ն=n շ=S ո=o|vo չ=C պ=p|b ջ=J ռ=r ս=s վ=v տ=t|d ր=r ց=c ւ=v|u փ=p ք=k օ=o ֆ=f ու=u և=ev
եւ=ev
"""
TABLES: dict[str, str] = {
    "cyrillic": _CYRILLIC,
    "greek": _GREEK,
    "arabic": _ARABIC,
    "hebrew": _HEBREW,
    "georgian": _GEORGIAN,
    "armenian": _ARMENIAN,
}
