"""Numbers and sizes in a description: threads, dimensions, ratings, packages, pack counts, standards.

`take_facts` returns what it understood as `kind=value` and the text that is left. Values are normalised
(0.2 A = 200 mA, 1 m = 1000 mm, SO-8 = 8-SOIC), so that equal facts are equal strings.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

Found = Iterator[str]

_NUMBER = r"\d*\.?\d+"
_START = r"(?<![\w.])"
_END = r"(?![^\W_])"

_UNITS: dict[str, tuple[str, float]] = {}


def _units(kind: str, scale: float, names: str) -> None:
    _UNITS.update({name.replace("_", " "): (kind, scale) for name in names.split()})


_units("mm2", 1, "mm2 qmm sqmm mmq mm_q sq_mm mm_sq mm_مربع میلیمتر_مربع میلی_متر_مربع میلیمترمربع square_mm mm^2")
_units("mm", 1, "mm millimeter millimetre milimetro milimetros میلیمتر میلی_متر میل")
_units("mm", 10, "cm centimeter centimetre centimetro سانتیمتر سانتی_متر سانت")
_units("mm", 1000, "m mtr mtrs meter metre meters metres metro metros متر متری lfm")
_units("mm", 0.001, "um micron microns میکرون")
_units("in", 1, "\" in inch inches zoll pol pol. polegada polegadas اینچ ''")
_units("ft", 1, "ft feet foot")
_units("nm", 1, "nm")
_units("v", 1, "v vdc vac volt volts volt_dc ولت v_dc v_ac vcc")
_units("v", 1000, "kv kilovolt")
_units("v", 0.001, "mv")
_units("a", 1, "a amp amps ampere amperes adc آمپر امپر")
_units("a", 0.001, "ma")
_units("a", 1e-6, "ua")
_units("w", 1, "w watt watts وات")
_units("w", 1000, "kw کیلووات")
_units("w", 0.001, "mw")
_units("hz", 1, "hz")
_units("hz", 1e3, "khz")
_units("hz", 1e6, "mhz")
_units("hz", 1e9, "ghz")
_units("ohm", 1, "ohm ohms r اهم")
_units("ohm", 1e3, "k kohm kohms k_ohm کیلواهم")
_units("ohm", 1e6, "mohm mohms megaohm")
_units("f", 1e-12, "pf")
_units("f", 1e-9, "nf")
_units("f", 1e-6, "uf mfd")
_units("h", 1e-9, "nh")
_units("h", 1e-6, "uh")
_units("h", 1e-3, "mh")
_units("g", 1, "g gr gram grams gramm grs گرم گرمی")
_units("g", 1000, "kg kgs kilo kilos کیلو کیلوگرم کیلوگرمی کیلویی")
_units("l", 1, "l lt ltr liter litre liters litres litro litros لیتر لیتری")
_units("l", 0.001, "ml cc میلی_لیتر میلیلیتر")
_units("l", 0.01, "cl")
_units("ah", 1, "ah آمپرساعت امپرساعت آمپر_ساعت امپر_ساعت")
_units("ah", 0.001, "mah")
_units("wh", 1, "wh")
_units("pct", 1, "% percent prozent درصد")
_units("db", 1, "db dba دسیبل دسی_بل")
_units("bar", 1, "bar بار")
_units("psi", 1, "psi")
_units("bit", 1, "bit bits b بیت")
_units("byte", 1e3, "kb kbyte kbytes")
_units("byte", 1e6, "mb mbyte")
_units("byte", 1e9, "gb gbyte")
_units(
    "pos", 1, "pos p pole poles polig poliges polos vias way ways pin pins pinos position positions contacts پین کنتاکت"
)
_units("ch", 1, "ch channel channels circuit circuits circ kanal canais کانال کاناله")
_units("hole", 1, "holes hole loch furos furo سوراخ سوراخه")
_units("deg", 1, "deg degree degrees grad graus درجه deg_c deg_f")
_units("ton", 1, "ton tonne tons تن")
_units("awg", 1, "awg")

_UNIT = "|".join(sorted((re.escape(name) for name in _UNITS), key=len, reverse=True))
_PACKS = (
    r"box|boxes|bx|pack|packs|packet|pk|pkg|pkt|pck|bag|carton|ctn|roll|reel|set|ve|vpe|karton|schachtel|packung|"
    r"paket|beutel|inhalt|caixa|caixas|cx|pct|pcte|pacote|emb|embalagem|saco|بسته|پک|جعبه|کارتن|پاکت"
)
_PIECES = (
    r"pieces|piece|pcs|pce|pc|ea|each|nos|stueck|stuck|stk|st|teilig|teile|tlg|teiliges|pecas|peca|pcs|unidades|unid|"
    r"un|uns|sheets|sheet|blatt|folhas|عددی|عدد|تایی|تکه|پارچه|برگ|برگی|قطعه"
)
_LENGTHS = r"mm|cm|m|in|میلیمتر|میلی متر|سانتیمتر|سانتی متر|متر"
_SIZES = r"xxs|xs|s|m|l|xl|xxl|xxxl|[2-6]xl"


def number(text: str, scale: float = 1) -> str:
    """Return a number in one spelling, scaled."""
    return format(float(f"{float(text) * scale:.6g}"), ".10g")


def _standard(match: re.Match[str]) -> Found:
    body = re.sub(r"[^a-z]", "", match["body"])
    family = next(
        (name for name in ("din", "iso", "ansi", "asme", "jis", "nbr", "iec", "vde", "astm") if name in body), "en"
    )
    plain = match["number"]
    yield f"std={_SAME_STANDARD.get(family + plain, family + plain)}"


_SAME_STANDARD = {
    "iso4017": "din933", "iso4014": "din931", "iso4762": "din912", "iso4032": "din934", "iso4033": "din934",
    "iso7089": "din125", "iso7090": "din125", "iso10511": "din985", "iso7040": "din982", "iso7045": "din7985",
    "iso10642": "din7991", "iso7380": "iso7380", "iso4026": "din913", "iso4027": "din914", "iso4029": "din916",
    "iso7092": "din433", "iso7093": "din9021", "iso2009": "din963", "iso7046": "din965", "iso1207": "din84",
    "din976": "din975", "iso4161": "din6923", "iso2338": "din7", "iso8734": "din6325", "iso8752": "din1481",
    "iso1234": "din94", "iso235": "din338", "iso7050": "din7982", "iso7049": "din7981", "iso1587": "din1587",
}  # fmt: skip


def _thread(match: re.Match[str]) -> Found:
    yield f"thread={number(match['m'])}"
    steps = [part for part in (match["one"], match["two"]) if part]
    if steps and (len(steps) > 1 or float(steps[0]) * 3 < float(match["m"])):
        yield f"pitch={number(steps.pop(0))}"
    if steps:
        scale = _UNITS[match["unit"]][1] if match["unit"] else 1
        yield f"mm={number(steps[0], scale)}"


def _cores(match: re.Match[str]) -> Found:
    yield f"core={number(match['n'])}"
    yield f"mm2={number(match['area'])}"


def _dimensions(match: re.Match[str]) -> Found:
    units = [match[f"u{i}"] for i in (1, 2, 3)]
    last = next((unit for unit in reversed(units) if unit), "mm")
    for i in (1, 2, 3):
        if match[f"n{i}"]:
            kind, scale = _UNITS[units[i - 1] or last]
            yield f"{kind}={number(match[f'n{i}'], scale)}"


def _range(match: re.Match[str]) -> Found:
    kind, scale = _UNITS[match["unit"]]
    yield f"{kind}={number(match['low'], scale)}"
    yield f"{kind}={number(match['high'], scale)}"


def _temperatures(match: re.Match[str]) -> Found:
    yield f"temp={match['low']}..{match['high']}{match['unit']}"


def _fraction(match: re.Match[str]) -> Found:
    unit = match["unit"]
    value = float(match["whole"] or 0) + float(match["top"]) / float(match["bottom"])
    if unit:
        kind, scale = _UNITS[unit]
        yield f"{kind}={number(str(value), scale)}"
    else:
        yield f"part={number(str(value))}"


def _share(value: float) -> Callable[[re.Match[str]], Found]:
    def take(_: re.Match[str]) -> Found:
        yield f"part={number(str(value))}"

    return take


def _amount(match: re.Match[str]) -> Found:
    kind, scale = _UNITS[match["unit"].strip()]
    yield f"{kind}={number(match['n'], scale)}"


def _named(kind: str) -> Callable[[re.Match[str]], Found]:
    def take(match: re.Match[str]) -> Found:
        value = next(group for group in match.groups() if group)
        yield f"{kind}={number(value) if re.fullmatch(_NUMBER, value) else value}"

    return take


def _size(match: re.Match[str]) -> Found:
    value = match[1]
    doubled = re.fullmatch(r"([2-6])xl", value)
    if doubled:
        value = "x" * int(doubled[1]) + "l"
    yield f"size={number(value) if re.fullmatch(_NUMBER, value) else value}"


_PIN_FAMILY = (
    "so|soic|soicn|soicw|pso|dip|pdip|sdip|cdip|cerdip|ssop|tssop|htssop|msop|vssop|qsop|tsop|sop|hsop|sip|zip|"
    "qfn|vqfn|uqfn|wqfn|vfqfn|ufqfn|tqfn|hqfn|qfp|lqfp|tqfp|htqfp|pqfp|plcc|dfn|tdfn|wdfn|udfn|son|wson|uson|vson|"
    "lga|vflga|tflga|clga|hclga|bga|tfbga|lcc|lfcsp|csp|wlcsp|dsbga|micropak|multiwatt|smd|sipm|oesip|mbs|cdfn|jlcc"
)
_SAME_FAMILY = {"soic": "so", "soicn": "so", "soicw": "so", "pso": "so", "pdip": "dip", "cdip": "dip", "cerdip": "dip"}
_NAMED_FAMILY = r"sot|tsot|sc|sod|to|do|smini|tssot"
_USUAL_PINS = {"sot23": "3", "sot323": "3", "to92": "3", "to220": "3", "to247": "3", "tsot23": "", "sot89": "3"}


def _pins(match: re.Match[str]) -> Found:
    family = match["family"]
    yield f"pkg={_SAME_FAMILY.get(family, family)}-{match['pins']}"


def _outline(match: re.Match[str]) -> Found:
    name = match["family"] + match["number"]
    pins = match["pins"] or _USUAL_PINS.get(name, "")
    yield f"pkg={name}-{pins}" if pins else f"pkg={name}"


_GRADES = {"v2a": "a2", "v4a": "a4", "304": "a2", "316": "a4", "1.4301": "a2", "1.4401": "a4", "1.4571": "a4"}


def _grade(match: re.Match[str]) -> Found:
    yield f"grade={_GRADES.get(match[1], match[1])}"


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    take: Callable[[re.Match[str]], Found]


def _rule(pattern: str, take: Callable[[re.Match[str]], Found]) -> _Rule:
    return _Rule(re.compile(pattern), take)


_RULES = (
    _rule(
        rf"{_START}(?P<body>(?:(?:din|iso|en|iec|ansi|asme|jis|nbr|vde|astm|ul)[\s/]*)+)-?(?P<number>\d{{2,6}})(?:[-:]\d+)*[ab]?{_END}",
        _standard,
    ),
    _rule(rf"{_START}vg\s?(\d+){_END}", _named("vg")),
    _rule(rf"{_START}(?P<pins>\d+)\s?-?(?P<family>{_PIN_FAMILY}){_END}", _pins),
    _rule(rf"{_START}(?P<family>{_PIN_FAMILY})-?(?P<pins>\d+){_END}(?!-\d)", _pins),
    _rule(
        rf"{_START}(?P<family>{_NAMED_FAMILY})-?(?P<number>\d{{1,3}})(?:-(?P<pins>\d+))?(?:ab|ac|aa|nis|pl|p|l|f|w|b)?{_END}",
        _outline,
    ),
    _rule(r"(?<!\w)(یکچهارم|یک چهارم|viertel|quarter|um quarto)(?!\w)", _share(0.25)),
    _rule(r"(?<!\w)(یکسوم|یک سوم|drittel|one third|um terco)(?!\w)", _share(1 / 3)),
    _rule(
        rf"{_START}(?:(?P<whole>\d+)[\s-])?(?P<top>\d{{1,2}})/(?P<bottom>[1-9]\d?)(?:\s?-?(?P<unit>{_UNIT}){_END}|{_END})",
        _fraction,
    ),
    _rule(rf"{_START}(?P<n>\d+)\s?(?:g|x)\s?(?P<area>{_NUMBER})\s?(?:mm2|qmm|sqmm|mmq|mm مربع|میلیمتر مربع|میلی متر مربع){_END}", _cores),
    _rule(rf"{_START}(?P<n>\d+)\s?g\s?(?P<area>{_NUMBER}){_END}", _cores),
    _rule(
        rf"{_START}m\s?(?P<m>\d+(?:\.\d+)?)(?:\s?[x*]\s?(?P<one>{_NUMBER})(?:\s?[x*]\s?(?P<two>{_NUMBER}))?\s?(?P<unit>mm|cm|m)?)?{_END}",
        _thread,
    ),
    _rule(rf"{_START}(?:{_PACKS})\.?\s?(?:of|a|with|com|mit|zu|c/|=|x|:)?\s?(\d+)(?:\s?-?(?:{_PIECES})\.?)?{_END}", _named("count")),
    _rule(rf"{_START}(\d+)\s?(?:{_PIECES})?\.?\s?(?:/|per|pro|por|je|p/)\s?(?:{_PACKS}){_END}", _named("count")),
    _rule(rf"{_START}(\d+)\s?-?(?:{_PIECES})\.?{_END}", _named("count")),
    _rule(r"\(\s?(\d+)\s?(?:" + _PIECES + r")?\.?\s?\)", _named("count")),
    _rule(rf"{_START}(?:size|sizes|gr|groesse|grosse|sz|tam|tamanho|taglia|no|سایز)\.?\s?({_SIZES}|\d{{1,2}}(?:\.5)?){_END}", _size),
    _rule(rf"{_START}(?:level|cl|class|klasse|stufe|nivel|classe|سطح|کلاس)\.?\s?([a-f]|\d{{1,2}}(?:\.\d)?){_END}", _named("level")),
    _rule(rf"{_START}ip\s?-?(\d{{2}}k?){_END}", _named("ip")),
    _rule(rf"{_START}(?:ffp|pff|n|p)\s?-?([123]|95|99|100){_END}(?<=ffp\d)|{_START}(?:ffp|pff)\s?-?([123]){_END}", _named("ffp")),
    _rule(rf"{_START}(?:p|grit|k|koernung|kornung|grao|dane|دانه بندی|دانه)\.?\s?(\d{{2,4}}){_END}", _named("grit")),
    _rule(rf"{_START}dn\s?(\d+){_END}", _named("dn")),
    _rule(rf"{_START}ral\s?(\d{{4}}){_END}", _named("ral")),
    _rule(rf"{_START}awg\s?#?(\d+){_END}", _named("awg")),
    _rule(rf"{_START}(\d+)\s?:\s?1{_END}", _named("ratio")),
    _rule(rf"{_START}(v2a|v4a|a2|a4|1\.4301|1\.4401|1\.4571)(?:-\d\d)?{_END}", _grade),
    _rule(rf"{_START}(?:aisi|sus|ss|inox)\s?(304|316)l?{_END}", _grade),
    _rule(rf"{_START}(4\.8|5\.6|5\.8|6\.8|8\.8|9\.8|10\.9|12\.9){_END}(?!\s?(?:{_UNIT}){_END})", _named("strength")),
    _rule(
        rf"{_START}(?P<n1>{_NUMBER})\s?(?P<u1>{_LENGTHS})?\s?x\s?(?P<n2>{_NUMBER})\s?(?P<u2>{_LENGTHS})?"
        rf"(?:\s?x\s?(?P<n3>{_NUMBER})\s?(?P<u3>{_LENGTHS})?)?{_END}",
        _dimensions,
    ),
    _rule(rf"(?<![\w.])(?P<low>-?\d+)\s?(?:deg\s?)?[cf]\s?-\s?(?P<high>-?\d+)\s?(?:deg\s?)?(?P<unit>[cf]){_END}", _temperatures),
    _rule(rf"{_START}(?P<low>{_NUMBER})\s?(?:-|\.\.\.?|~|to|bis|ate|تا)\s?(?P<high>{_NUMBER})\s?-?(?P<unit>{_UNIT}){_END}", _range),
    _rule(rf"{_START}(?P<n>{_NUMBER})\s?-?(?P<unit>{_UNIT}){_END}", _amount),
    _rule(rf"(?<![\w.'-])\(?({_SIZES})\)?(?![\w'-])", _size),
)  # fmt: skip

_BARE = re.compile(rf"(?<![\w./-])(\d+(?:\.\d+)?)(?![\w/-])")


def take_facts(folded: str) -> tuple[list[str], str]:
    """Return the facts in a folded text, in order and with repetitions, and the text that is left."""
    facts: list[str] = []

    def taken(rule: _Rule) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            facts.extend(rule.take(match))
            return " "

        return replace

    for rule in _RULES:
        folded = rule.pattern.sub(taken(rule), folded)
    facts.extend(f"n={number(value)}" for value in _BARE.findall(folded))
    return facts, _BARE.sub(" ", folded)
