"""Fasteners, tools, enclosures, machine elements and safety goods of the example catalog."""

from collections.abc import Iterator

from making.parts import Part

FASTEN = "Haldorf Fasteners"
TOOLS = "Stavne Tools"
HOUSING = "Pellworth Enclosures"
MOTION = "Rundvik Motion"
CARE = "Sorrel Workwear"
CHEMISTRY = "Tarnbrook Chemicals"

SCREWS = [
    ("Hexagon head screw DIN 933", "933", "A2", ("M5x16", "M6x20", "M6x30", "M8x20", "M8x25", "M8x30", "M8x40", "M10x30", "M10x40", "M10x50", "M12x40", "M12x60")),
    ("Hexagon head screw DIN 933", "933", "8.8 zinc plated", ("M8x30", "M8x40", "M10x40", "M12x50")),
    ("Socket head cap screw ISO 4762 (DIN 912)", "4762", "A2", ("M3x8", "M3x10", "M4x10", "M4x16", "M5x16", "M5x20", "M6x20", "M6x30", "M8x30", "M8x40")),
    ("Socket head cap screw ISO 4762 (DIN 912)", "4762", "12.9", ("M6x20", "M8x30", "M10x40")),
    ("Countersunk socket screw ISO 10642", "10642", "A2", ("M4x12", "M5x16", "M6x20")),
    ("Set screw with flat point DIN 913", "913", "A2", ("M4x6", "M5x8", "M6x10")),
]  # fmt: skip

NUTS_AND_WASHERS = [
    ("Hexagon nut DIN 934", "934", "A2", ("M3", "M4", "M5", "M6", "M8", "M10", "M12"), 0.021),
    ("Hexagon nut DIN 934", "934", "8 zinc plated", ("M8", "M10"), 0.016),
    ("Lock nut with nylon insert DIN 985", "985", "A2", ("M4", "M5", "M6", "M8", "M10"), 0.038),
    ("Washer DIN 125 A", "125", "A2", ("M3", "M4", "M5", "M6", "M8", "M10", "M12"), 0.011),
    ("Spring washer DIN 127 B", "127", "A2", ("M6", "M8", "M10"), 0.016),
]

TOOL_LIST = [
    ("SV-SC125", "Side cutter 125 mm ESD", "Side cutting pliers, 125 mm, ESD handles, flush cut", "pcs", 14.9),
    ("SV-WS6", "Wire stripper 0.2-6 mm2", "Automatic wire stripper for 0.2 to 6 mm2, with cutter", "pcs", 27.5),
    ("SV-CP6", "Crimping pliers for ferrules 0.25-6 mm2", "Crimping pliers for wire end ferrules 0.25 to 6 mm2, square crimp", "pcs", 34.8),
    ("SV-TS5", "Torque screwdriver 1-5 Nm", "Torque screwdriver, adjustable 1 to 5 Nm, 1/4 inch bit holder", "pcs", 89.0),
    ("SV-HK9", "Hex key set 1.5-10 mm, 9 pieces", "Hex key set with ball end, 1.5 to 10 mm, 9 pieces, in holder", "set", 16.4),
    ("SV-BS32", "Bit set 32 pieces", "Screwdriver bit set, 32 pieces, PH, PZ, TX, hex, with ratchet", "set", 24.9),
    ("SV-TP16", "Soldering tip chisel 1.6 mm", "Soldering iron tip, chisel, 1.6 mm, long life", "pcs", 6.9),
    ("SV-TP24", "Soldering tip chisel 2.4 mm", "Soldering iron tip, chisel, 2.4 mm, long life", "pcs", 6.9),
    ("SV-TP32", "Soldering tip chisel 3.2 mm", "Soldering iron tip, chisel, 3.2 mm, long life", "pcs", 7.2),
    ("SV-SW05", "Solder wire lead-free 0.5 mm 250 g", "Solder wire, lead-free Sn99Cu1, flux core 2.2 %, 0.5 mm, 250 g reel", "pcs", 21.6),
    ("SV-SW10", "Solder wire lead-free 1.0 mm 500 g", "Solder wire, lead-free Sn99Cu1, flux core 2.2 %, 1.0 mm, 500 g reel", "pcs", 36.2),
    ("SV-DB20", "Desoldering braid 2.0 mm x 1.5 m", "Desoldering braid, no-clean flux, width 2.0 mm, length 1.5 m", "pcs", 2.8),
    ("SV-TW7", "ESD tweezers curved fine tip", "Tweezers, ESD safe, curved, very fine tip, 115 mm, non-magnetic", "pcs", 7.6),
    ("SV-EM60", "ESD table mat 600 x 1200 mm grey", "ESD table mat, two layers, 600 x 1200 mm, grey, with snap", "pcs", 42.0),
    ("SV-EW1", "ESD wrist strap with coil cord", "ESD wrist strap, adjustable, coil cord 1.8 m, 1 Mohm, 4 mm snap", "pcs", 6.4),
    ("SV-MM60", "Digital multimeter 600 V CAT III", "Digital multimeter, true RMS, 6000 counts, 600 V CAT III", "pcs", 64.5),
    ("SV-CL150", "Digital caliper 150 mm", "Digital caliper, 150 mm, resolution 0.01 mm, stainless steel", "pcs", 31.9),
]  # fmt: skip

HOUSINGS = [
    (
        "PW-A10",
        "ABS enclosure 100 x 60 x 25 mm black",
        "Hand-held enclosure, ABS, 100 x 60 x 25 mm, black, with screws",
        3.9,
    ),
    ("PW-A15", "ABS enclosure 150 x 80 x 50 mm black", "Enclosure, ABS, 150 x 80 x 50 mm, black, with screws", 5.6),
    (
        "PW-P12",
        "Polycarbonate enclosure 120 x 80 x 60 mm IP66",
        "Enclosure, polycarbonate, 120 x 80 x 60 mm, IP66, grey",
        9.8,
    ),
    (
        "PW-P20",
        "Polycarbonate enclosure 200 x 120 x 75 mm IP66",
        "Enclosure, polycarbonate, 200 x 120 x 75 mm, IP66, grey",
        16.9,
    ),
    (
        "PW-X10",
        "Aluminium profile enclosure 100 x 84 x 28 mm",
        "Extruded aluminium enclosure, 100 x 84 x 28 mm, natural, for euro boards",
        13.4,
    ),
    (
        "PW-R22",
        "DIN rail housing 22.5 mm",
        "Electronics housing for DIN rail, width 22.5 mm, grey, with terminals",
        7.9,
    ),
    ("PW-R45", "DIN rail housing 45 mm", "Electronics housing for DIN rail, width 45 mm, grey, with terminals", 10.7),
    (
        "PW-S43",
        "Steel cabinet 400 x 300 x 200 mm IP66",
        "Wall cabinet, sheet steel, 400 x 300 x 200 mm, IP66, RAL 7035, with plate",
        71.0,
    ),
    (
        "PW-S64",
        "Steel cabinet 600 x 400 x 250 mm IP66",
        "Wall cabinet, sheet steel, 600 x 400 x 250 mm, IP66, RAL 7035, with plate",
        118.0,
    ),
    ("PW-F80", "Axial fan 80 x 80 x 25 mm 24 VDC", "Axial fan, 80 x 80 x 25 mm, 24 VDC, 68 m3/h, ball bearing", 11.2),
    ("PW-FF12", "Filter fan 120 mm 24 VDC IP54", "Cabinet filter fan, cut-out 120 mm, 24 VDC, 105 m3/h, IP54", 46.5),
]

MACHINE_ELEMENTS = [
    (
        "RV-608-2RS",
        "Ball bearing 608-2RS 8 x 22 x 7 mm",
        "Deep groove ball bearing 608-2RS, 8 x 22 x 7 mm, sealed",
        1.15,
    ),
    (
        "RV-6000-2RS",
        "Ball bearing 6000-2RS 10 x 26 x 8 mm",
        "Deep groove ball bearing 6000-2RS, 10 x 26 x 8 mm, sealed",
        1.85,
    ),
    (
        "RV-6201-2RS",
        "Ball bearing 6201-2RS 12 x 32 x 10 mm",
        "Deep groove ball bearing 6201-2RS, 12 x 32 x 10 mm, sealed",
        2.3,
    ),
    (
        "RV-6204-2RS",
        "Ball bearing 6204-2RS 20 x 47 x 14 mm",
        "Deep groove ball bearing 6204-2RS, 20 x 47 x 14 mm, sealed",
        3.4,
    ),
    ("RV-OR10-2", "O-ring 10 x 2 mm NBR 70", "O-ring, 10 x 2 mm, NBR 70 Shore, black", 0.085),
    ("RV-OR20-25", "O-ring 20 x 2.5 mm NBR 70", "O-ring, 20 x 2.5 mm, NBR 70 Shore, black", 0.12),
    (
        "RV-PF6-18",
        "Push-in fitting 6 mm G1/8 straight",
        "Pneumatic push-in fitting, straight, tube 6 mm, male thread G1/8",
        1.05,
    ),
    (
        "RV-PF8-14",
        "Push-in fitting 8 mm G1/4 straight",
        "Pneumatic push-in fitting, straight, tube 8 mm, male thread G1/4",
        1.3,
    ),
]

SAFETY = [
    ("SW-G8", "Assembly glove PU coated size 8", "Assembly glove, nylon with PU coated palm, size 8, pair", "pcs", 1.7),
    ("SW-G9", "Assembly glove PU coated size 9", "Assembly glove, nylon with PU coated palm, size 9, pair", "pcs", 1.7),
    (
        "SW-G10",
        "Assembly glove PU coated size 10",
        "Assembly glove, nylon with PU coated palm, size 10, pair",
        "pcs",
        1.7,
    ),
    (
        "SW-NM",
        "Nitrile gloves size M, box of 100",
        "Disposable nitrile gloves, powder free, blue, size M, box of 100",
        "box",
        9.4,
    ),
    (
        "SW-NL",
        "Nitrile gloves size L, box of 100",
        "Disposable nitrile gloves, powder free, blue, size L, box of 100",
        "box",
        9.4,
    ),
    (
        "SW-GC",
        "Safety glasses clear anti-fog",
        "Safety glasses, clear, anti-fog and scratch resistant coating, EN 166",
        "pcs",
        5.2,
    ),
    ("SW-EP", "Ear plugs SNR 37 dB, 200 pairs", "Foam ear plugs, SNR 37 dB, box of 200 pairs", "box", 24.5),
    (
        "SW-VL",
        "High visibility vest yellow size L",
        "High visibility vest, yellow, EN ISO 20471 class 2, size L",
        "pcs",
        4.3,
    ),
]

CHEMICALS = [
    (
        "TB-243-10",
        "Threadlocker medium strength 10 ml",
        "Threadlocking adhesive, medium strength, blue, 10 ml bottle",
        8.9,
    ),
    (
        "TB-243-50",
        "Threadlocker medium strength 50 ml",
        "Threadlocking adhesive, medium strength, blue, 50 ml bottle",
        26.8,
    ),
    ("TB-IPA1", "Isopropyl alcohol 99.9 % 1 l", "Isopropyl alcohol, 99.9 %, for cleaning electronics, 1 litre", 9.6),
    ("TB-TP20", "Thermal paste 20 g", "Heat conducting paste, silicone free, 2.5 W/mK, 20 g syringe", 7.4),
]


def screws() -> Iterator[Part]:
    """Screws; a longer or thicker one costs more."""
    for name, norm, grade, sizes in SCREWS:
        steel = "stainless steel A2" if grade == "A2" else f"steel {grade}"
        for size in sizes:
            diameter, length = size[1:].split("x")
            price = 0.018 + int(diameter) ** 2 * int(length) / 42_000 * (1.6 if grade == "A2" else 1.0)
            code = grade.split()[0].replace(".", "")
            yield Part(f"{name} {size.replace('x', ' x ')} {grade}", f"{name}, {size.replace('x', ' x ')}, {steel}, full thread",
                       FASTEN, f"HF{norm}-{size.upper()}-{code}", "Fasteners > Screws", price, packing="box 100", lead_days=3)  # fmt: skip


def nuts_and_washers() -> Iterator[Part]:
    """Nuts, washers and the other small things that come by the hundred."""
    for name, norm, grade, sizes, price in NUTS_AND_WASHERS:
        steel = "stainless steel A2" if grade == "A2" else f"steel {grade}"
        for size in sizes:
            code = grade.split()[0]
            yield Part(f"{name} {size} {grade}", f"{name}, for {size}, {steel}", FASTEN, f"HF{norm}-{size}-{code}",
                       "Fasteners > Nuts and washers", price * int(size[1:]) / 4, packing="box 100", lead_days=3)  # fmt: skip
    for size in ("M8", "M10"):
        yield Part(f"Threaded rod DIN 976 {size} x 1000 A2", f"Threaded rod DIN 976, {size} x 1000 mm, stainless steel A2", FASTEN,
                   f"HF976-{size}-1000", "Fasteners > Threaded rod", 2.1 * int(size[1:]) / 8, packing="piece", lead_days=3)  # fmt: skip
    for size in ("4x20", "5x24", "6x30"):
        yield Part(f"Dowel pin DIN 6325 {size.replace('x', ' x ')} m6", f"Dowel pin DIN 6325, {size.replace('x', ' x ')} mm, tolerance m6, hardened",
                   FASTEN, f"HF6325-{size.upper()}", "Fasteners > Pins", 0.11 + int(size[0]) * 0.02, packing="box 100", lead_days=3)  # fmt: skip
    for size, price in (("3.2x8", 2.6), ("4x10", 3.2)):
        yield Part(f"Blind rivet {size.replace('x', ' x ')} mm aluminium, 100 pcs", f"Blind rivet, aluminium with steel mandrel, {size.replace('x', ' x ')} mm, box of 100",
                   FASTEN, f"HFBR-{size.upper().replace('.', '')}", "Fasteners > Rivets", price, unit="box", packing="box 100", lead_days=3)  # fmt: skip


def cutting_tools() -> Iterator[Part]:
    """Drills and taps."""
    for size in ("2.5", "3.3", "4.2", "5.0", "6.8", "8.5"):
        yield Part(f"Twist drill HSS-G DIN 338 {size} mm", f"Twist drill DIN 338, HSS-G ground, diameter {size} mm, for steel", TOOLS,
                   f"SV-D338-{size.replace('.', '')}", "Tools > Drills", 0.8 + float(size) * 0.35, packing="tube 10", lead_days=5)  # fmt: skip
    for size in ("M3", "M4", "M5", "M6", "M8"):
        yield Part(f"Machine tap {size} HSS-E DIN 371", f"Machine tap DIN 371, {size}, HSS-E, for through holes", TOOLS, f"SV-T371-{size}",
                   "Tools > Taps", 7.2 + int(size[1:]) * 0.6, packing="piece", lead_days=5)  # fmt: skip


def workshop() -> Iterator[Part]:
    """Bench tools and housings."""
    for mpn, name, text, unit, price in TOOL_LIST:
        yield Part(name, text, TOOLS, mpn, "Tools > Workbench", price, unit=unit, packing="piece", lead_days=7)
    for mpn, name, text, price in HOUSINGS:
        yield Part(name, text, HOUSING, mpn, "Enclosures", price, packing="piece", lead_days=12)
    for metres in ("1", "2"):
        yield Part(f"DIN rail TS 35 x 7.5 mm, {metres} m, slotted", f"Mounting rail TS 35 x 7.5 mm, steel zinc plated, slotted, length {metres} m",
                   HOUSING, f"PW-TS35-{metres}", "Enclosures", 3.6 * int(metres), packing="piece", lead_days=7)  # fmt: skip
    for size in ("25x40", "40x60", "60x80"):
        yield Part(f"Wiring duct {size.replace('x', ' x ')} mm, 2 m, grey", f"Slotted wiring duct with cover, {size.replace('x', ' x ')} mm, PVC grey, length 2 m",
                   HOUSING, f"PW-WD{size.upper()}", "Enclosures", 4.4 + int(size[:2]) * 0.09, packing="box 16", lead_days=7)  # fmt: skip


def machines_and_people() -> Iterator[Part]:
    """Bearings, pneumatics, gloves, glue."""
    for mpn, name, text, price in MACHINE_ELEMENTS:
        yield Part(name, text, MOTION, mpn, "Machine elements", price, lead_days=7)
    for size, price in (("6x4", 0.68), ("8x6", 0.94)):
        yield Part(f"Polyurethane tube {size.replace('x', ' x ')} mm blue", f"Pneumatic tube, polyurethane, outer x inner {size.replace('x', ' x ')} mm, blue",
                   MOTION, f"RV-PU{size.upper()}", "Machine elements", price, unit="m", packing="ring 50 m", lead_days=7)  # fmt: skip
    for mpn, name, text, unit, price in SAFETY:
        yield Part(name, text, CARE, mpn, "Safety", price, unit=unit, packing="piece", lead_days=4)
    for mpn, name, text, price in CHEMICALS:
        yield Part(name, text, CHEMISTRY, mpn, "Chemicals", price, packing="piece", lead_days=6)


def parts() -> Iterator[Part]:
    """Everything that holds, cuts, houses, moves or protects."""
    yield from screws()
    yield from nuts_and_washers()
    yield from cutting_tools()
    yield from workshop()
    yield from machines_and_people()
