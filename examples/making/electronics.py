"""Electronic parts of the example catalog; the makers are invented, generic type numbers are the trade's."""

from collections.abc import Iterator

from making.parts import Part, eia

PASSIVES = "Ardwick Passives"
SEMI = "Quillon Semiconductor"
OPTO = "Lumenvale Opto"
TIMING = "Tyrsk Timing"

RESISTANCES = {
    "0 ohm": 0, "10 ohm": 10, "47 ohm": 47, "100 ohm": 100, "330 ohm": 330, "1 kohm": 1e3, "2.2 kohm": 2.2e3,
    "4.7 kohm": 4.7e3, "10 kohm": 1e4, "47 kohm": 4.7e4, "100 kohm": 1e5, "1 Mohm": 1e6,
}  # fmt: skip

CERAMICS = [
    ("10 pF", 10, "50 V", "C0G", 0.021), ("100 pF", 100, "50 V", "C0G", 0.018), ("1 nF", 1e3, "50 V", "X7R", 0.014),
    ("10 nF", 1e4, "50 V", "X7R", 0.013), ("100 nF", 1e5, "50 V", "X7R", 0.015), ("1 uF", 1e6, "25 V", "X7R", 0.034),
    ("4.7 uF", 4.7e6, "16 V", "X5R", 0.058), ("10 uF", 1e7, "16 V", "X5R", 0.086),
]  # fmt: skip

ELECTROLYTICS = [
    ("10", "63", "5 x 11", 0.062), ("47", "35", "5 x 11", 0.071), ("100", "25", "6.3 x 11", 0.079),
    ("100", "35", "8 x 11.5", 0.094), ("220", "25", "8 x 11.5", 0.112), ("470", "25", "10 x 12.5", 0.168),
    ("470", "35", "10 x 16", 0.214), ("1000", "25", "10 x 20", 0.296), ("1000", "35", "12.5 x 20", 0.381),
    ("2200", "25", "12.5 x 25", 0.522),
]  # fmt: skip

DIODES = [
    ("1N4007", "Rectifier diode 1000 V 1 A DO-41", 0.031), ("1N4148W", "Switching diode 75 V 150 mA SOD-123", 0.022),
    ("1N5819", "Schottky diode 40 V 1 A DO-41", 0.067), ("1N5822", "Schottky diode 40 V 3 A DO-201AD", 0.148),
    ("BZX84C3V3", "Zener diode 3.3 V 350 mW SOT-23", 0.029), ("BZX84C5V1", "Zener diode 5.1 V 350 mW SOT-23", 0.029),
    ("BZX84C12", "Zener diode 12 V 350 mW SOT-23", 0.029), ("SMBJ5.0A", "TVS diode 5 V 600 W unidirectional SMB", 0.142),
    ("SMBJ24A", "TVS diode 24 V 600 W unidirectional SMB", 0.142),
]  # fmt: skip

TRANSISTORS = [
    ("BC847B", "Transistor NPN 45 V 100 mA SOT-23", 0.024), ("BC857B", "Transistor PNP 45 V 100 mA SOT-23", 0.024),
    ("2N3904", "Transistor NPN 40 V 200 mA TO-92", 0.041), ("2N7002", "MOSFET N-channel 60 V 300 mA SOT-23", 0.036),
    ("QN30N06D", "MOSFET N-channel 60 V 30 A TO-252", 0.418), ("QN80N04P", "MOSFET N-channel 40 V 80 A TO-220", 0.872),
    ("QP20P03D", "MOSFET P-channel 30 V 20 A TO-252", 0.507), ("QT40G65W", "IGBT 650 V 40 A TO-247", 3.42),
]  # fmt: skip

CIRCUITS = [
    ("QL1117-33", "Linear regulator LDO 3.3 V 1 A SOT-223", "Power", 0.214),
    ("QL1117-50", "Linear regulator LDO 5.0 V 1 A SOT-223", "Power", 0.214),
    ("QL1117-ADJ", "Linear regulator LDO adjustable 1 A SOT-223", "Power", 0.228),
    ("QB2596-50T", "Step-down regulator 5 V 3 A TO-263", "Power", 1.36),
    ("QB2596-12T", "Step-down regulator 12 V 3 A TO-263", "Power", 1.36),
    ("QB5430S", "Step-down converter 36 V 3 A 500 kHz SOIC-8", "Power", 1.12),
    ("QA358D", "Operational amplifier dual 1 MHz SOIC-8", "Analog", 0.152),
    ("QA324D", "Operational amplifier quad 1 MHz SOIC-14", "Analog", 0.188),
    ("QA2333D", "Operational amplifier dual zero-drift SOIC-8", "Analog", 1.94),
    ("QC393D", "Comparator dual SOIC-8", "Analog", 0.161),
    ("QAD1115T", "ADC 16 bit 4 channel I2C TSSOP-10", "Data converters", 2.85),
    ("QAD3201S", "ADC 12 bit 1 channel SPI SOIC-8", "Data converters", 1.72),
    ("QDA4921S", "DAC 12 bit 2 channel SPI SOIC-8", "Data converters", 2.16),
    ("NE555D", "Timer SOIC-8", "Analog", 0.173),
    ("74HC00D", "Quad 2-input NAND gate SOIC-14", "Logic", 0.142),
    ("74HC14D", "Hex Schmitt-trigger inverter SOIC-14", "Logic", 0.148),
    ("74HC245D", "Octal bus transceiver 3-state SOIC-20", "Logic", 0.262),
    ("74HC595D", "8-bit shift register with output latch SOIC-16", "Logic", 0.187),
    ("QM32L064C", "Microcontroller 32 bit 64 KB flash LQFP-48", "Microcontrollers", 2.24),
    ("QM32L128C", "Microcontroller 32 bit 128 KB flash LQFP-48", "Microcontrollers", 2.91),
    ("QM32F256R", "Microcontroller 32 bit 256 KB flash LQFP-64", "Microcontrollers", 4.38),
    ("QE24C02S", "EEPROM 2 kbit I2C SOIC-8", "Memory", 0.136),
    ("QE24C64S", "EEPROM 64 kbit I2C SOIC-8", "Memory", 0.204),
    ("QF25Q64S", "Serial flash 64 Mbit SPI SOIC-8", "Memory", 0.684),
    ("QX485E", "RS-485 transceiver 5 V half duplex SOIC-8", "Interface", 0.412),
    ("QX3485E", "RS-485 transceiver 3.3 V half duplex SOIC-8", "Interface", 0.446),
    ("QX1051C", "CAN FD transceiver 5 Mbit/s SOIC-8", "Interface", 0.738),
    ("QU340G", "USB to UART bridge SOIC-16", "Interface", 0.894),
    ("QR8563S", "Real-time clock I2C SOIC-8", "Timing", 0.615),
    ("QS75T", "Temperature sensor digital I2C SOIC-8", "Sensors", 0.583),
]  # fmt: skip

INDUCTORS = [
    ("ASL0730-4R7", "Power inductor 4.7 uH 5.5 A shielded 7 x 7 mm", 0.342),
    ("ASL0730-100", "Power inductor 10 uH 4 A shielded 7 x 7 mm", 0.342),
    ("ASL0730-220", "Power inductor 22 uH 2.8 A shielded 7 x 7 mm", 0.351),
    ("ASL0730-101", "Power inductor 100 uH 1.2 A shielded 7 x 7 mm", 0.368),
    ("AFB0603-601", "Ferrite bead 600 ohm 500 mA 0603", 0.023),
    ("AFB0805-221", "Ferrite bead 220 ohm 2 A 0805", 0.027),
]


def resistors() -> Iterator[Part]:
    """Thick film chips in three sizes, four power resistors, three trimmers."""
    prices = {"0603": 0.0062, "0805": 0.0074, "1206": 0.0108}
    for size, price in prices.items():
        for value, ohms in RESISTANCES.items():
            yield Part(
                f"Chip resistor {value} 1 % {size}",
                f"Thick film chip resistor, {value}, tolerance 1 %, case {size}, reel of 5000",
                PASSIVES, f"ARC{size}F{eia(ohms, digits=3)}T5", "Electronics > Resistors > Chip", price, packing="reel 5000",
            )  # fmt: skip
    for value, code in (("0.1 ohm", "R10"), ("1 ohm", "1R0"), ("10 ohm", "10R"), ("100 ohm", "100R")):
        yield Part(
            f"Wirewound resistor {value} 5 W axial", f"Wirewound power resistor, {value}, 5 W, tolerance 5 %, axial leads",
            PASSIVES, f"AWX05J{code}", "Electronics > Resistors > Power", 0.186, packing="tape 500",
        )  # fmt: skip
    for value, code in (("1 kohm", "102"), ("10 kohm", "103"), ("100 kohm", "104")):
        yield Part(
            f"Trimmer {value} 25 turns top adjust", f"Multiturn trimming potentiometer, {value}, 0.5 W, 25 turns, top adjustment",
            PASSIVES, f"ATM25Y-{code}", "Electronics > Resistors > Trimmers", 0.624, packing="tube 50",
        )  # fmt: skip


def ceramic_capacitors() -> Iterator[Part]:
    """Multilayer ceramics; the 100 nF of case 0805 also as cut tape, so that packing has a sibling."""
    for size, factor in (("0603", 1.0), ("0805", 1.25)):
        for value, picofarads, volts, dielectric, price in CERAMICS:
            stem = f"ACC{size}{dielectric}{volts.split()[0]}V{eia(picofarads, digits=2)}"
            text = f"Multilayer ceramic capacitor, {value}, {volts}, {dielectric}, 10 %, case {size}"
            yield Part(
                f"Ceramic capacitor {value} {volts} {dielectric} {size}", f"{text}, reel of 4000",
                PASSIVES, f"{stem}-R", "Electronics > Capacitors > Ceramic", price * factor, packing="reel 4000",
            )  # fmt: skip
            if (size, value) == ("0805", "100 nF"):
                yield Part(
                    f"Ceramic capacitor {value} {volts} {dielectric} {size}, cut tape", f"{text}, cut tape of 100",
                    PASSIVES, f"{stem}-C", "Electronics > Capacitors > Ceramic", price * factor * 2.6, packing="cut tape 100",
                )  # fmt: skip
    for value, volts, price in (("10 uF", "25 V", 0.121), ("22 uF", "16 V", 0.147), ("47 uF", "10 V", 0.205)):
        yield Part(
            f"Ceramic capacitor {value} {volts} X5R 1206",
            f"Multilayer ceramic capacitor, {value}, {volts}, X5R, 20 %, case 1206, reel of 2000",
            PASSIVES, f"ACC1206X5R{volts.split()[0]}V{eia(float(value.split()[0]) * 1e6, digits=2)}-R",
            "Electronics > Capacitors > Ceramic", price, packing="reel 2000",
        )  # fmt: skip


def wound_capacitors() -> Iterator[Part]:
    """Aluminium electrolytics and X2 film capacitors."""
    for farads, volts, size, price in ELECTROLYTICS:
        yield Part(
            f"Electrolytic capacitor {farads} uF {volts} V radial",
            f"Aluminium electrolytic capacitor, {farads} uF, {volts} V, 105 degC, radial, {size} mm",
            PASSIVES, f"AEL{volts}V{farads}M", "Electronics > Capacitors > Electrolytic", price, packing="bag 200",
        )  # fmt: skip
    for value, code, price in (("100 nF", "104", 0.183), ("470 nF", "474", 0.342)):
        yield Part(
            f"Film capacitor {value} 275 VAC X2", f"Interference suppression film capacitor class X2, {value}, 275 VAC, pitch 15 mm",
            PASSIVES, f"AFX2-275-{code}", "Electronics > Capacitors > Film", price, packing="box 500",
        )  # fmt: skip


def semiconductors() -> Iterator[Part]:
    """Diodes, transistors and integrated circuits."""
    for mpn, name, price in DIODES:
        yield Part(
            name, f"{mpn}: {name}", SEMI, mpn, "Electronics > Semiconductors > Diodes", price, packing="reel 3000"
        )
    for mpn, name, price in TRANSISTORS:
        yield Part(
            name, f"{mpn}: {name}", SEMI, mpn, "Electronics > Semiconductors > Transistors", price, packing="reel 3000"
        )
    for mpn, name, kind, price in CIRCUITS:
        yield Part(name, f"{mpn}: {name}", SEMI, mpn, f"Electronics > Integrated circuits > {kind}", price,
                   packing="reel 2500", lead_days=42)  # fmt: skip


def lights_and_crystals() -> Iterator[Part]:
    """LEDs in two forms, crystals, inductors."""
    for colour, nm, price in (
        ("red", 625, 0.038),
        ("green", 525, 0.052),
        ("yellow", 590, 0.038),
        ("blue", 470, 0.054),
        ("white", 0, 0.061),
    ):
        wave = f", {nm} nm" if nm else ", 5500 K"
        yield Part(f"LED {colour} 0805", f"Chip LED {colour}{wave}, 20 mA, case 0805", OPTO, f"LVC0805-{colour[0].upper()}{nm or 55}",
                   "Electronics > Optoelectronics > LEDs", price, packing="reel 3000")  # fmt: skip
    for colour, price in (("red", 0.049), ("green", 0.064), ("blue", 0.071)):
        yield Part(f"LED {colour} 5 mm diffused", f"Round LED 5 mm, {colour}, diffused, 20 mA, through hole", OPTO, f"LVR5D-{colour[0].upper()}",
                   "Electronics > Optoelectronics > LEDs", price, packing="bag 500")  # fmt: skip
    yield Part("Optocoupler transistor output DIP-4", "Optocoupler, transistor output, 5 kV isolation, CTR 80-160 %, DIP-4", OPTO,
               "LVP817C", "Electronics > Optoelectronics > Optocouplers", 0.128, packing="tube 100")  # fmt: skip
    for mhz in ("8", "12", "16", "25"):
        yield Part(f"Crystal {mhz} MHz 18 pF SMD 3225", f"Quartz crystal, {mhz} MHz, 20 ppm, 18 pF, SMD 3.2 x 2.5 mm", TIMING,
                   f"TX32-{mhz}.000-18", "Electronics > Crystals", 0.214, packing="reel 3000", lead_days=28)  # fmt: skip
    yield Part("Watch crystal 32.768 kHz 12.5 pF", "Quartz crystal, 32.768 kHz, 20 ppm, 12.5 pF, SMD 3.2 x 1.5 mm", TIMING,
               "TX15-32K768-12", "Electronics > Crystals", 0.187, packing="reel 3000", lead_days=28)  # fmt: skip
    for mpn, name, price in INDUCTORS:
        yield Part(name, name, PASSIVES, mpn, "Electronics > Inductors", price, packing="reel 1000")


def parts() -> Iterator[Part]:
    """Every electronic part."""
    yield from resistors()
    yield from ceramic_capacitors()
    yield from wound_capacitors()
    yield from semiconductors()
    yield from lights_and_crystals()
