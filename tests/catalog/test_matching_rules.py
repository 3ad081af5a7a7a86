"""What is true of matching whatever the catalog: one spelling, facts that must agree, words that mean the same."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.catalog.matching import judging
from nexus.catalog.matching.comparing import Weights, compare
from nexus.catalog.matching.facts import take_facts
from nexus.catalog.matching.index import described, terms
from nexus.catalog.matching.normal import maker_key, part_key, same_maker, stem_key
from nexus.catalog.matching.numbers import Kind, kind_of, spans
from nexus.catalog.matching.reading import read
from nexus.catalog.matching.spelling import Lexicon
from nexus.catalog.matching.telling import in_words
from nexus.catalog.matching.vocabulary import vocabulary
from nexus.platform.folding import fold

ANYTHING = st.text(max_size=80)
THREADS = st.sampled_from([3, 4, 5, 6, 8, 10, 12, 16])
LENGTHS = st.integers(6, 200)
FINISHES = st.sampled_from(["zinc plated", "stainless A2", "black"])


def facts(text: str) -> list[str]:
    return take_facts(fold(text))[0]


def judged(asked: str, offered: str) -> float:
    evidence = compare(read(asked), described(offered, "", "", ""), Weights(1000, lambda _: 5))
    values = judging.features(read(asked), _judged(evidence), 2.0, Weights(1000, lambda _: 5), foreign_number=False)
    return judging.text_confidence(values)


def _judged(evidence):
    from nexus.catalog.ids import ProductId
    from nexus.catalog.matching.shapes import Judged, Offer

    offer = Offer(id=ProductId(1), sku="S", name="N", described=described("N", "", "", ""))
    return Judged(offer, evidence, judging.score(evidence))


@given(ANYTHING)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANYTHING)
def test_any_text_can_be_read(text: str) -> None:
    assert all("\x00" not in feature for feature in read(text).features())


@given(st.text(alphabet=string.ascii_uppercase + string.digits, min_size=4, max_size=20), st.sampled_from("-/ ._"))
def test_a_part_number_is_known_with_other_case_and_separators(number: str, separator: str) -> None:
    cut = len(number) // 2
    assert part_key(f"{number[:cut]}{separator}{number[cut:]}".lower()) == part_key(number)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SP-SAC3O5T3-500GJAR", "SP-SAC305T3-500GJAR"),
        ("LM3 39AN", "LM339AN"),
        ("ph7985m4x8200", "PH7985-M4X8-200"),
        ("HV-M--YE", "HV-M-YE"),
        ("۵۰۱۱", "5011"),
    ],
)
def test_noise_in_a_part_number_does_not_matter(one: str, other: str) -> None:
    assert part_key(one) == part_key(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("LM358DR", "LM358D", True),
        ("IRLML6402TRPBF", "IRLML6402", True),
        ("BC847B,215", "BC847B", True),
        ("LT3092ETS8#PBF", "LT3092ETS8", True),
        ("SN74HC595PWR", "SN74HC595N", False),
        ("2N7000", "2N7002", False),
        ("BC547B", "BC547C", False),
    ],
)
def test_only_a_packing_ending_may_differ(one: str, other: str, *, same: bool) -> None:
    assert (stem_key(one) == stem_key(other)) is same


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hex head bolt DIN 933 M8x25", ["std=din933", "thread=8", "mm=25"]),
        ("ISO 4017 M8 x 25 mm", ["std=din933", "thread=8", "mm=25"]),
        ("پیچ DIN ۹۳۳ M۸x۲۵", ["std=din933", "thread=8", "mm=25"]),
        ("M20x1.5", ["thread=20", "pitch=1.5"]),
        ("threaded rod M10, 1 metre", ["thread=10", "mm=1000"]),
        ("0.2A", ["a=0.2"]),
        ("200 mA", ["a=0.2"]),
        ("10k ohm", ["ohm=10000"]),
        ("1/2 kg", ["g=500"]),
        ("7,5 mm", ["mm=7.5"]),
        ("box of 100", ["count=100"]),
        ("VE 200 Stück", ["count=200"]),
        ("pct c/ 100", ["count=100"]),
        ("بسته ۵۰ عددی", ["count=50"]),
        ("100/box", ["count=100"]),
        ("13-piece", ["count=13"]),
        ("8 pin DIP", ["pkg=dip-8"]),
        ("14-pin SOIC", ["pkg=so-14"]),
        ("-55 to 125 °C", ["temp=-55..125c"]),
        ("-40..+85 °C", ["temp=-40..85c"]),
        ("Gr. XL", ["size=xl"]),
        ("sz 10", ["size=10"]),
        ("سایز L", ["size=l"]),
        ("0.75mm2", ["mm2=0.75"]),
        ("1.5 میلی‌متر مربع", ["mm2=1.5"]),
        ("12G1.5", ["core=12", "mm2=1.5"]),
        ("IP 65", ["ip=65"]),
        ("SO-8", ["pkg=so-8"]),
        ("8-SOIC", ["pkg=so-8"]),
        ("TO-92", ["pkg=to92-3"]),
        ("SOT23-5", ["pkg=sot23-5"]),
        ("1/4 in", ["in=0.25"]),
        ("20 AWG", ["awg=20"]),
        ("3POS 2.54MM", ["pos=3", "mm=2.54"]),
        ("V2A", ["grade=a2"]),
        ("8.2-45V", ["v=8.2", "v=45"]),
    ],
)
def test_sizes_are_understood_however_they_are_written(text: str, expected: list[str]) -> None:
    assert sorted(facts(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sechskantschraube DIN 933 M8x25 verzinkt", "Hex head bolt DIN 933 M8x25 zinc plated"),
        ("Parafuso sextavado DIN 933 M8x25 zincado", "Hex head bolt DIN 933 M8x25 zinc plated"),
        ("پیچ شش‌گوش DIN 933 M8x25 گالوانیزه", "Hex head bolt DIN 933 M8x25 zinc plated"),
        ("Inbusschraube M5x20 schwarz", "socket head cap screw, black, M5 x 20"),
        ("Linsenkopfschraube Kreuzschlitz M3x10, VE 200", "cross recess pan screws M3x10, 200/box"),
        ("hi-vis waistcoat XL orange", "Warnweste orange, Gr. XL"),
        ("IC REG BUCK ADJ 1.2A SOT23-6", "Integrated circuit regulator step-down adjustable 1.2A SOT-23-6"),
        ("CONN RCPT USB2.0 MICRO B SMD R/A", "Connector receptacle USB2.0 micro B surface mount right-angle"),
        ("MOSFET N-CH 60V 300MA SOT-23", "Mosfet N-channel 60V 0.3A SOT23-3"),
        ("Luva nitrílica descartável tam. M, azul", "Nitrile disposable gloves size M, blue"),
        ("Kabelverschraubung M20 Polyamid grau IP68", "Cable gland M20 nylon grey IP68"),
    ],
)
def test_the_same_thing_reads_the_same_in_other_words(one: str, other: str) -> None:
    assert set(read(one).features()) == set(read(other).features())


@given(THREADS, THREADS, LENGTHS, FINISHES)
def test_another_thread_is_never_a_match(asked: int, offered: int, length: int, finish: str) -> None:
    name = "Hex head bolt DIN 933 M{}x{} {}"
    confidence = judged(name.format(asked, length, finish), name.format(offered, length, finish))
    assert (confidence >= 0.5) is (asked == offered)


@given(THREADS, LENGTHS, LENGTHS, FINISHES)
def test_another_length_is_never_a_match(thread: int, asked: int, offered: int, finish: str) -> None:
    confidence = judged(f"Sechskantschraube M{thread}x{asked} {finish}", f"Hex bolt M{thread}x{offered} {finish}")
    assert (confidence >= 0.5) is (asked == offered)


@given(THREADS, LENGTHS, FINISHES, FINISHES)
def test_another_finish_is_never_a_match(thread: int, length: int, asked: str, offered: str) -> None:
    confidence = judged(f"Hex bolt M{thread}x{length} {asked}", f"Hex bolt M{thread}x{length} {offered}")
    assert (confidence >= 0.5) is (asked == offered)


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("Cable tie 200x4.8 mm black", "Cable tie 200x4.8 mm natural"),
        ("TRANS NPN 45V 0.1A TO-92", "TRANS PNP 45V 0.1A TO-92"),
        ("MOSFET N-CH 20V 3A SOT-23", "MOSFET P-CH 20V 3A SOT-23"),
        ("Respirator mask FFP2 with valve", "Respirator mask FFP2 without valve"),
        ("CONN D-SUB RCPT 9POS R/A", "CONN D-SUB PLUG 9POS R/A"),
        ("Conformal coating acrylic, 400 ml", "Conformal coating silicone, 400 ml"),
        ("DIN rail 35x7.5 slotted", "DIN rail 35x7.5 solid box of 5"),
        ("Deep groove ball bearing 6204-2RS", "Hex nut M8"),
        ("IC SUPERVISOR 3.3V SOT23-5", "IC SUPERVISOR 5V SOT23-5"),
    ],
)
def test_siblings_are_not_matches(asked: str, offered: str) -> None:
    assert judged(asked, offered) < 0.5


@pytest.mark.parametrize(
    ("word", "meant"),
    [("stainlsse", "stainless"), ("Trennnscheibe", "trennscheibe"), ("plaated", "plated"), ("xyzzyx", None)],
)
def test_misspelled_words_are_recognised(word: str, meant: str | None) -> None:
    assert Lexicon(10, {"plated": 3}).spell(fold(word)) == meant


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("MAT-381993", Kind.HOUSE),
        ("246/725803", Kind.HOUSE),
        ("5411.493.129", Kind.HOUSE),
        ("K596797", Kind.HOUSE),
        ("IRFZ44NPBF", Kind.MAKER),
        ("TJA1051T/3", Kind.MAKER),
        ("HB933-M8X25-A2", Kind.MAKER),
    ],
)
def test_a_customers_own_number_looks_otherwise_than_a_makers(number: str, kind: Kind) -> None:
    assert kind_of(number) is kind


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("HB933-M8X25-A2 – Hex head bolt DIN 933", "HB933-M8X25-A2"),
        ("LED GREEN, OSRAM LG R971-KN-1", "LG R971-KN-1"),
        ("Isopropyl alcohol (IPA-5LCANISTER)", "IPA-5LCANISTER"),
        ("Cable gland, P/N cgl-m16-gy", "cgl-m16-gy"),
        ("OAG-FINE Oil absorbent", "OAG-FINE"),
        ("SIT1533AI H4 DCC 32.768E", "SIT1533AI H4 DCC 32.768E"),
    ],
)
def test_part_numbers_are_found_inside_descriptions(text: str, number: str) -> None:
    assert part_key(number) in {part_key(span) for span in spans(text)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Texas Instruments", "Texas Instruments Inc.", True),
        ("STMicroelectronics", "ST", True),
        ("Analog Devices, Inc.", "analog devices", True),
        ("ON Semiconductor", "Diodes Incorporated", False),
    ],
)
def test_manufacturers_are_recognised_without_their_legal_form(one: str, other: str, *, same: bool) -> None:
    assert same_maker(maker_key(one), maker_key(other)) is same


@pytest.mark.parametrize(
    ("fact", "words"),
    [("thread=8", "M8"), ("mm=25", "25 mm"), ("a=0.2", "200 mA"), ("count=100", "pack of 100"), ("size=xl", "size XL")],
)
def test_facts_are_said_as_people_say_them(fact: str, words: str) -> None:
    assert in_words(fact) == words


def test_exclusive_groups_share_no_phrase() -> None:
    known = vocabulary()
    for members in known.groups.values():
        both = [tokens for tokens in known.phrases.values() if len(members & set(tokens)) > 1]
        assert both == []


def test_every_product_is_found_by_its_numbers() -> None:
    found = terms(described("Hex bolt M8", "", "", ""), "B-1", "HB933-M8X25-ZN")
    assert {"n:b1", "n:hb933m8x25zn", "w:hex", "w:screw", "f:thread=8"} <= set(found)
