"""Units of measure in four languages, and the kind and scale of each."""

UNITS: dict[str, tuple[str, float]] = {}
"""Name -> kind of fact, and what one of it is in the kind's own unit."""


def _units(kind: str, scale: float, names: str) -> None:
    UNITS.update({name.replace("_", " "): (kind, scale) for name in names.split()})


_units(
    "mm2", 1, "mm2 mm? mm* qmm sqmm mmq mm_q sq_mm mm_sq mm_مربع میلیمتر_مربع میلی_متر_مربع میلیمترمربع square_mm mm^2"
)
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
