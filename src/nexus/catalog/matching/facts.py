"""Numbers and sizes in a description: threads, dimensions, ratings, packages, pack counts, standards.

`take_facts` returns what it understood as `kind=value` and the text that is left. Values are normalised
(0.2 A = 200 mA, 1 m = 1000 mm, SO-8 = 8-SOIC), so that equal facts are equal strings.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from nexus.catalog.matching.units import UNITS

Found = Iterator[str]

_NUMBER = r"\d*\.?\d+"
_START = r"(?<![\w.])"
_END = r"(?![^\W_])"

_UNIT = "|".join(sorted((re.escape(name) for name in UNITS), key=len, reverse=True))
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
        scale = UNITS[match["unit"]][1] if match["unit"] else 1
        yield f"mm={number(steps[0], scale)}"


def _cores(match: re.Match[str]) -> Found:
    yield f"core={number(match['n'])}"
    yield f"mm2={number(match['area'])}"


def _dimensions(match: re.Match[str]) -> Found:
    units = [match[f"u{i}"] for i in (1, 2, 3)]
    last = next((unit for unit in reversed(units) if unit), "mm")
    for i in (1, 2, 3):
        if match[f"n{i}"]:
            kind, scale = UNITS[units[i - 1] or last]
            yield f"{kind}={number(match[f'n{i}'], scale)}"


def _range(match: re.Match[str]) -> Found:
    kind, scale = UNITS[match["unit"]]
    yield f"{kind}={number(match['low'], scale)}"
    yield f"{kind}={number(match['high'], scale)}"


def _bare_range(match: re.Match[str]) -> Found:
    yield f"n={number(match['low'])}"
    yield f"n={number(match['high'])}"


def _temperatures(match: re.Match[str]) -> Found:
    yield f"temp={match['low']}..{match['high']}{match['unit']}"


def _fraction(match: re.Match[str]) -> Found:
    unit = match["unit"]
    value = float(match["whole"] or 0) + float(match["top"]) / float(match["bottom"])
    if unit:
        kind, scale = UNITS[unit]
        yield f"{kind}={number(str(value), scale)}"
    else:
        yield f"part={number(str(value))}"


def _share(value: float) -> Callable[[re.Match[str]], Found]:
    def take(_: re.Match[str]) -> Found:
        yield f"part={number(str(value))}"

    return take


def _amount(match: re.Match[str]) -> Found:
    kind, scale = UNITS[match["unit"].strip()]
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
    "lga|vflga|tflga|clga|hclga|bga|tfbga|lcc|lfcsp|csp|wlcsp|dsbga|micropak|multiwatt|sipm|oesip|mbs|cdfn|jlcc"
)
_LEGS = "pins?|leads?|polig|pol|pinos|vias|پایه"
_SAME_FAMILY = {"soic": "so", "soicn": "so", "soicw": "so", "pso": "so", "pdip": "dip", "cdip": "dip", "cerdip": "dip"}
PIN_FAMILIES = tuple(family for family in _PIN_FAMILY.split("|") if len(family) > 3)
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


def _rule(pattern: str, take: Callable[[re.Match[str]], Found], start: str = _START, end: str = _END) -> _Rule:
    return _Rule(re.compile(f"{start}(?:{pattern}){end}"), take)


_AREAS = "mm2|qmm|sqmm|mmq|mm مربع|میلیمتر مربع|میلی متر مربع"
_LONE = r"(?<!\w)"
_LONELY = r"(?!\w)"

_RULES = (
    # Standards and packages first: their numbers are no amounts.
    _rule(
        r"(?P<body>(?:(?:din|iso|en|iec|ansi|asme|jis|nbr|vde|astm|ul)[\s/]*)+)-?(?P<number>\d{2,6})(?:[-:]\d+)*[ab]?",
        _standard,
    ),
    _rule(r"vg\s?(\d+)", _named("vg")),
    _rule(rf"(?P<pins>\d{{1,3}})(?:\s?-?(?:{_LEGS}))?\s?-?(?P<family>{_PIN_FAMILY})", _pins),
    _rule(r"(?P<pins>\d{1,2})-?(?P<family>smd)", _pins),
    _rule(rf"(?P<family>{_PIN_FAMILY})-?(?P<pins>\d+)", _pins, end=_END + r"(?!-\d)"),
    _rule(
        rf"(?P<family>{_NAMED_FAMILY})-?(?P<number>\d{{1,3}})(?:-(?P<pins>\d+))?(?:ab|ac|aa|nis|pl|p|l|f|w|b)?",
        _outline,
    ),
    # Fractions before counts: 1/4 sheet is a quarter, not four sheets.
    _rule("یکچهارم|یک چهارم|viertel|quarter|um quarto", _share(0.25), _LONE, _LONELY),
    _rule("یکسوم|یک سوم|drittel|one third|um terco", _share(1 / 3), _LONE, _LONELY),
    _rule(
        rf"(?:(?P<whole>\d+)[\s-])?(?P<top>\d{{1,2}})/(?P<bottom>[1-9]\d?)(?:\s?-?(?P<unit>{_UNIT}))?",
        _fraction,
    ),
    # Cables and threads.
    _rule(rf"(?P<n>\d+)\s?[gx]\s?(?P<area>{_NUMBER})\s?(?:{_AREAS})", _cores),
    _rule(rf"(?P<n>\d+)\s?g\s?(?P<area>{_NUMBER})", _cores),
    _rule(
        rf"m\s?(?P<m>\d+(?:\.\d+)?)"
        rf"(?:\s?[x*]\s?(?P<one>{_NUMBER})(?:\s?[x*]\s?(?P<two>{_NUMBER}))?\s?(?P<unit>mm|cm|m)?)?",
        _thread,
    ),
    # How many are in a box.
    _rule(
        rf"(?:{_PACKS})\.?\s?(?:of|a|with|com|mit|zu|c/|=|x|:)?\s?(\d+)(?:\s?-?(?:{_PIECES})\.?)?",
        _named("count"),
        end=rf"{_END}(?!\s?x\s?\d)(?!\s?(?:{_UNIT}){_END})",
    ),
    _rule(rf"(\d+)\s?(?:{_PIECES})?\.?\s?(?:/|per|pro|por|je|p/)\s?(?:{_PACKS})", _named("count")),
    _rule(rf"(\d+)\s?-?(?:{_PIECES})\.?", _named("count")),
    _rule(rf"\(\s?(\d+)\s?(?:{_PIECES})?\.?\s?\)", _named("count"), "", ""),
    # Sizes, classes, grades.
    _rule(rf"(?:size|sizes|gr|groesse|grosse|sz|tam|tamanho|taglia|no|سایز)\.?\s?({_SIZES}|\d{{1,2}}(?:\.5)?)", _size),
    _rule(r"(?:level|cl|class|klasse|stufe|nivel|classe|سطح|کلاس)\.?\s?([a-f]|\d{1,2}(?:\.\d)?)", _named("level")),
    _rule(r"(?:type|typ|tipo|t)\s?-?([2-8])", _named("type")),
    _rule(r"ip\s?-?(\d{2}k?)", _named("ip")),
    _rule(r"(?:ffp|pff)\s?-?([123])", _named("ffp")),
    _rule(r"(?:p|grit|k|koernung|kornung|grao|دانه بندی|دانه)\.?\s?(\d{2,4})", _named("grit")),
    _rule(r"dn\s?(\d+)", _named("dn")),
    _rule(r"ral\s?(\d{4})", _named("ral")),
    _rule(r"awg\s?#?(\d+)", _named("awg")),
    _rule(r"(\d+)\s?:\s?1", _named("ratio")),
    _rule(r"(v2a|v4a|a2|a4|1\.4301|1\.4401|1\.4571)(?:-\d\d)?", _grade),
    _rule(r"(?:aisi|sus|ss|inox)\s?(304|316)l?", _grade),
    _rule(
        r"(4\.8|5\.6|5\.8|6\.8|8\.8|9\.8|10\.9|12\.9)",
        _named("strength"),
        end=rf"{_END}(?!\s?(?:{_UNIT}){_END})",
    ),
    # Everything else with a unit.
    _rule(
        rf"(?P<n1>{_NUMBER})\s?(?P<u1>{_LENGTHS})?\s?x\s?(?P<n2>{_NUMBER})\s?(?P<u2>{_LENGTHS})?"
        rf"(?:\s?x\s?(?P<n3>{_NUMBER})\s?(?P<u3>{_LENGTHS})?)?",
        _dimensions,
    ),
    _rule(
        r"(?P<low>-?\d+)\s?(?:deg\s?)?[cf]?\s?(?:-|\.\.\.?|~|to|bis|ate|تا)\s?\+?(?P<high>-?\d+)\s?(?:deg\s?)?(?P<unit>[cf])",
        _temperatures,
    ),
    _rule(rf"(?P<low>{_NUMBER})\s?(?:-|\.\.\.?|~|to|bis|ate|تا)\s?(?P<high>{_NUMBER})\s?-?(?P<unit>{_UNIT})", _range),
    _rule(rf"(?P<n>{_NUMBER})\s?-?(?P<unit>{_UNIT})", _amount),
    _rule(r"(?P<low>\d+\.\d+)-(?P<high>\d+(?:\.\d+)?)", _bare_range, r"(?<![\w.-])", r"(?![\w.-])"),
    _rule(rf"\(?({_SIZES})\)?", _size, r"(?<![\w.'-])", r"(?![\w'-])"),
)

_WORN = re.compile(r"glove|vest|waistcoat|jacket|overall|shirt|handschuh|weste|jacke|luva|colete|jaqueta|دستکش|جلیقه")
_WORD_SIZES = {
    "extra small": "xs", "small": "s", "medium": "m", "large": "l", "extra large": "xl", "x-large": "xl",
    "xx-large": "xxl", "klein": "s", "mittel": "m", "gross": "l", "pequeno": "s", "medio": "m", "grande": "l",
    "کوچک": "s", "متوسط": "m", "بزرگ": "l",
}  # fmt: skip
_WORD_SIZE = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_WORD_SIZES, key=len, reverse=True))})(?![\w-])")
"""Sizes of what is worn, in words; of other things `large` is a word like any other."""

_SCANNED = str.maketrans("bosilz", "805112")
_SCANNED_THREADS = (
    re.compile(r"(?<=\bm)(?=[bosilz]*\d?[bosilz]*x)[\dbosilz]{1,2}x(?=[bosilz]*\d)[\dbosilz]{1,3}(?!\w)"),
    re.compile(r"(?<=\d m)[\dbosilz]{1,2}(?=x[\dbosilz]|\s|$)"),
)
"""Threads as scanners misread them: `M8x2S`, and after a standard `DIN 934 MB`."""


def unscanned(folded: str) -> str:
    """Return a text with the threads as they were printed before a scanner took 8 for B and 5 for S."""
    mended = _SCANNED_THREADS[0].sub(lambda match: match[0].translate(_SCANNED), folded)
    if not re.search(r"\b(?:din|iso)\b", mended):
        return mended
    return _SCANNED_THREADS[1].sub(lambda match: match[0].translate(_SCANNED), mended)


_BARE = re.compile(r"(?<![\w./-])(\d+(?:\.\d+)?)(?![\w/-])")


def take_facts(folded: str) -> tuple[list[str], str]:
    """Return the facts in a folded text, in order and with repetitions, and the text that is left."""
    facts: list[str] = []
    if _WORN.search(folded):
        folded = _WORD_SIZE.sub(lambda match: f" size {_WORD_SIZES[match[0]]} ", folded)

    def taken(rule: _Rule) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            facts.extend(rule.take(match))
            return " "

        return replace

    for rule in _RULES:
        folded = rule.pattern.sub(taken(rule), folded)
    facts.extend(f"n={number(value)}" for value in _BARE.findall(folded))
    return facts, _BARE.sub(" ", folded)
