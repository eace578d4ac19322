"""Say how the languages of the Latin script spell sounds.

Pure. One table per language over one that all share: `letters=sounds`, alternatives parted by
`|`, nothing for a silent letter; before `e i y` and at the end of a word stand other rules. The
sounds are those of monitor.text.sound.likeness.
"""

from __future__ import annotations

#: Letters with marks as scholars and most languages use them.
_SHARED = """
a=a b=b c=k d=d e=e f=f g=g h=h i=i j=i k=k l=l m=m n=n o=o p=p q=k r=r s=s t=t u=u v=v w=v x=ks
y=i z=z š=S ś=S ş=S ș=S ŝ=S ž=Z ż=Z ź=Z č=C ć=C ĉ=C ç=s đ=J ð=d þ=t ł=l ß=s ñ=n ň=n ń=n ņ=n ř=r
ţ=c ț=c ť=t ď=d ľ=l ļ=l ķ=k ģ=g ğ=g|- ĝ=J ĵ=Z ĥ=x ŭ=u æ=e|ae œ=e|o ø=o|e å=o|a ä=e|a ö=o|e ü=u|i
á=a à=a â=a ã=a ā=a ă=a ą=a é=e è=e ê=e ë=e ē=e ė=e ę=e ě=e í=i ì=i î=i ï=i ī=i į=i ı=i ó=o ò=o
ô=o õ=o ō=o ő=o ú=u ù=u û=u ū=u ů=u ű=u ų=u ý=i ÿ=i ə=e|a ơ=o ư=u đ=d|J dž=J dz=z|c ch=x|C|k
sh=S zh=Z kh=x|k gh=g|- ph=f th=t dh=d ts=c tz=c ck=k sch=S tch=C tsch=C dsch=J dzh=J shch=SC|S
qu=kv ks=ks cz=C sz=S|s ou=u oo=u ee=i ae=e|ae oe=o|e ue=u|ue ye=e|ie yu=u|iu ya=a|ia yo=o|io
ie=i|ie ei=ei|ai ey=ei eu=eu|oi ai=ai ay=ai au=au
"""
_ENGLISH = """
off$=of|ov ch=C|k|S sch=S|sk j=J x=ks|s w=v|u wh=v|u ew=iu|ev ow=ov|au|o ou=u|au ai=ai|e ay=ai|e
ei=ei|i ey=ei|i ea=i|ea|e oa=o aw=o|au au=o|au igh=ai kn=n wr=r gn=n|gn dg=J dj=J gue=ge|gue
gui=gi|gui h=h ll=l ce=se ci=si cy=si ge=ge|Je gi=gi|Ji gy=gi|Ji e$=e|- y$=i ie$=i ah$=a eh$=e
oh$=o ck=k ct=kt oe=o|oe ae=e|ae ohn=on ahn=an ehn=en oy=oi a=a o=o i=i e=e tt=t ay$=ei|ai
re$=er|re le$=el|le que$=k ia=ia
"""
_SEED = """
ump=ump|amp|ymp umb=umb|amb|ymb usk=usk|ask|ysk ust=ust|ast|yst unk=unk|ank|ynk unt=unt|ant|ynt
und=und|and|ynd unn=un|an|yn ull=ul|al|yl ubb=ub|ab|yb upp=up|ap|yp uck=uk|ak|yk uss=us|as|ys
udd=ud|ad|yd utt=ut|at|yt uff=uf|af|yf umm=um|am|ym ugg=ug|ag|yg I=ai|i A=ei|a O=o|ou U=u|iu
j=J|i|Z lz=lc rz=rc|Z|rz ntz=nc z=z s=s cs=C|ks c=k ce=se|ce ce$=s|se|ce ci=si|ci|Ci cic$=CiC|cic
ck=k|ck ic$=ik|ic|iC ac$=ak|ac|aC zu=zu|cu ze=ze|ce ze$=z|ze|ce ge$=J|Z|g|ge th=T ^th=t
zuck=zuk|zak|cuk ham$=am|em|ham|ym aham$=aham|am|eiam|em|eiem ez$=ez|es ico$=iko|ico|iCo
ica$=ika|ica eo=eo|io|o aye=aie|ae augh$=o|a|y|aug stein$=stain|Stain|Stein|stin ^st=st|St
^sp=sp|Sp aughn=on|an ll=l lla$=la|ia llo$=lo|io llej=lex|iex ^ll=l|i ch=C|x|k|S gh=g|h q=k|C|g|c
x=ks|S|s|x w=v|u ph=f|p Y=er|yr Z=s|z or$=or|yr on$=on|yn son$=son|syn os$=os|uS
berg$=berg|berk|beri bYg$=berg|berk|byrg|beri ogan$=ogan|oan oglu$=oglu|olu ^john=Jon|iohan
^von=von|fon sc=sk sz=S|s cz=C rz$=rc|rs shi=Si|si sts=sc gy=gi|d ny=n|ni ly=li|l oe=e|o|oe|u
eau=o eaux$=o ault$=o ault=o eux=e ois$=ua oi=ua|oi aa=a aë=ae ij=ei|i uy=ui|ei ein=ain|ein
eich=aix ei=ei|ai|i eu=oi|eu|e au=au|o aw=au|o|av ai=ai|e|ei ea=ea|i|e ee=i|ei|e oo=u|o|ou ue=ue|u
ui=ui|u ey=ei|i|ai ay=ai|ei|e ow=ov|au|o ou=u|ou|au y=i iy=i yy=i yi=i sky$=ski|skii ski$=ski|skii
skyy$=ski|skii e$=e|- es$=es|s|eS x$=ks|- t$=t ye=e|ie|ae|aie ie=i|ie|e
"""
_GERMAN = """
sch=S tsch=C dsch=J schtsch=SC ch=x|k|S|C chs=ks z=c|z tz=c w=v v=f|v j=i|J ei=ai eu=oi äu=oi
ä=e y=i|u ie=i|ie h=h|- ck=k c=k|c ph=f th=t ss=s
"""
_FRENCH = """
ch=S|k tch=C dj=J j=Z ou=u oi=ua|oi oï=oi gu=g|gu gh=g eau=o au=o ai=e|ai aï=ai eï=ei ç=s gn=n
qu=k h=h|- y=i|ii c=k ce=se ci=si cy=si ge=Ze gi=Zi e$=- es$=- x=ks|gs kh=x|k ts=c tz=c ien=ien
in=in ïé=ie ié=ie eu=e|eu euil=ei w=v|u oe=e|o œ=e
"""
_SPANISH = """
ch=C j=x|J ll=l|i z=s|z ce=se ci=si qu=k gue=ge gui=gi ge=xe|ge gi=xi|gi h=h|- v=v|b y=i
x=ks|x|S ñ=n gü=gu|u ua=ua
"""
_PORTUGUESE = """
ch=S|C|x x=S|ks|z nh=n lh=l ç=s j=Z|J qu=k ce=se ci=si ge=Ze|ge gi=Zi|gi gue=ge gui=gi ou=u|o
h=h|-
"""
_ITALIAN = """
ce=Ce ci=Ci ch=k|C ge=Je|ge gi=Ji|gi gh=g gli=li sce=Se sci=Si z=c|z gn=n c=k j=i|J|Z h=h|-
w=v|u
"""
_POLISH = """
sz=S cz=C rz=Z|r ż=Z ź=Z|z ś=S|s ć=C ch=x w=v c=c dz=z|J dż=J dź=J j=i ó=u ą=on ę=en h=h|x ck=ck
ci=Ci|ci si=si|Si zi=zi|Zi ni=ni ie=e|ie
"""
_SLAVIC = """
ch=x pch=p čch=C kch=k ťi=Ji|ti ^si=si|Si c=c j=i đ=J|d dj=J|di w=v y=i lj=l|li nj=n|ni h=x|h
ř=Z|r ck=ck sh=S ks=ks x=ks
"""
_HUNGARIAN = """
s=S|s sz=s cs=C zs=Z c=c gy=d|J|gi ny=n ly=i|l ty=t tty=t j=i dzs=J ss=S|s h=h|- th=t y=i w=v
ck=ck
"""
_DUTCH = """
sj=S tsj=C oe=u ij=ei|i ch=x|S|C sch=sx|S|s j=i|J w=v z=z g=g|x dzj=J zj=Z uu=u aa=a ui=ei|ui
tj=C sjtsj=SC jee=ie|e je=ie|e ja=ia joe=iu v=v|f
"""
_NORDIC = """
sj=S tsj=C tj=C|ti sch=S skj=S sjtj=SC sjtsj=SC kj=C|ki j=i|J w=v å=o|a ä=e|a y=i|u z=z|s
ch=x|S|k|C zj=Z dzj=J dj=J x=ks v=v
"""
_TURKISH = (
    "ş=S ç=C|c c=J ğ=g|- ı=i j=Z y=i|- x=x q=g|k ə=e|a v=v|u oğ=o h=h|x "
    "k=k yu=u|iu ou=u iy=i qu=gu|ku sh=S"
)
_ROMANIAN = "ch=k|x ce=Ce|se ci=Ci gh=g ge=Je|ge gi=Ji|gi j=Z|i|J ț=c â=i|a î=i c=k h=h|x x=ks"
_FINNIC = (
    "š=S tš=C ž=Z s=s|S tsh=C sh=S z=z|c c=k|c|s ts=c|C j=i|J y=i|u ä=e|a ö=o|e x=ks h=h|x g=g"
)
_BALTIC = """
sj=S dzj=J c=c|k ck=k|ck j=i dž=J y=i x=ks w=v h=x|h ie=ie|e ķ=k ģ=g ch=x sh=S o=o uo=o ė=e
au=au|o
"""
_INDONESIAN = "sy=S ch=x|C|k c=C|k|s j=J kh=x|k ny=n sh=S"
_VIETNAMESE = "ch=C tr=tr|C x=s|S ph=f d=d gi=gi|zi"
_ALBANIAN = "sh=S ç=C xh=J zh=Z q=C|k x=z|dz|ks j=i c=c|k ë=e|- dh=d th=t gj=J rr=r ll=l h=h"
_BASQUE = "tx=C x=S|ks tz=c ts=C|c z=s|z j=x|i|J"
_CATALAN = (
    "x=S|ks tx=C ix=S|iks j=Z|i ç=s ny=n l·l=l qu=k ce=se ci=si ge=Ze|ge gi=Zi|gi h=h|- ig$=C"
)

SEED = "seed"
SCHOLARLY = "scholarly"
READINGS: dict[str, str] = {
    SCHOLARLY: "c=c ch=x|C",
    SEED: _ENGLISH + _SEED,
    "en": _ENGLISH,
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "gl": _SPANISH,
    "pt": _PORTUGUESE,
    "it": _ITALIAN,
    "pl": _POLISH,
    "cs": _SLAVIC,
    "sk": _SLAVIC,
    "sl": _SLAVIC,
    "hr": _SLAVIC,
    "sr": _SLAVIC,
    "bs": _SLAVIC,
    "hu": _HUNGARIAN,
    "nl": _DUTCH,
    "sv": _NORDIC,
    "no": _NORDIC,
    "nb": _NORDIC,
    "da": _NORDIC,
    "is": _NORDIC,
    "tr": _TURKISH,
    "az": _TURKISH,
    "uz": _INDONESIAN,
    "ro": _ROMANIAN,
    "fi": _FINNIC,
    "et": _FINNIC,
    "lv": _BALTIC,
    "lt": _BALTIC,
    "id": _INDONESIAN,
    "ms": _INDONESIAN,
    "vi": _VIETNAMESE,
    "sq": _ALBANIAN,
    "eu": _BASQUE,
    "ca": _CATALAN,
}
SHARED = _SHARED
