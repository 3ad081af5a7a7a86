"""Connectors, switches, power supplies, sensors and cable of the example catalog."""

from collections.abc import Iterator

from making.parts import Part

CONNECT = "Brevholm Connectors"
SWITCH = "Osterlind Switchgear"
POWER = "Gridmark Power"
SENSE = "Pelagic Sensors"
CABLE = "Corvane Cable"


def board_connectors() -> Iterator[Part]:
    """Pin headers, terminal blocks, crimp housings, flat cable connectors."""
    for pins in (2, 3, 4, 5, 6, 8, 10, 20, 40):
        yield Part(f"Pin header 1 x {pins}, 2.54 mm, straight", f"Pin header, 1 row, {pins} poles, pitch 2.54 mm, straight, gold flash",
                   CONNECT, f"BPH1-{pins:02d}S", "Connectors > Pin headers", 0.011 * pins + 0.02)  # fmt: skip
    for pins in (10, 16, 20, 40):
        yield Part(f"Pin header 2 x {pins // 2}, 2.54 mm, straight", f"Pin header, 2 rows, {pins} poles, pitch 2.54 mm, straight, gold flash",
                   CONNECT, f"BPH2-{pins:02d}S", "Connectors > Pin headers", 0.012 * pins + 0.03)  # fmt: skip
    for pitch, code, poles in (("5.08", "508", (2, 3, 4, 6, 8)), ("3.5", "350", (2, 3, 4))):
        for pole in poles:
            yield Part(f"Terminal block {pole} pole {pitch} mm", f"PCB screw terminal block, {pole} poles, pitch {pitch} mm, 16 A, green",
                       CONNECT, f"BTB{code}-{pole:02d}", "Connectors > Terminal blocks", 0.118 * pole, packing="tray 100")  # fmt: skip
    for poles in (2, 3, 4, 5, 6):
        yield Part(f"Crimp housing {poles} pole 2.5 mm", f"Crimp housing for wire to board connector, {poles} poles, pitch 2.5 mm, natural",
                   CONNECT, f"BXH-{poles:02d}", "Connectors > Crimp", 0.024 + 0.006 * poles, packing="bag 1000")  # fmt: skip
    yield Part("Crimp contact for housing BXH, 22-26 AWG", "Socket contact for housings BXH, 0.13-0.33 mm2 (22-26 AWG), tin, strip",
               CONNECT, "BXC-2226", "Connectors > Crimp", 0.016, packing="reel 8000")  # fmt: skip
    for poles in (10, 20, 24):
        yield Part(f"FFC connector {poles} pole 0.5 mm", f"FFC/FPC connector, {poles} poles, pitch 0.5 mm, bottom contact, flip lock",
                   CONNECT, f"BFF05-{poles}B", "Connectors > FFC", 0.19 + 0.008 * poles, packing="reel 1500")  # fmt: skip


def device_connectors() -> Iterator[Part]:
    """USB, RJ45, D-Sub, M12, coaxial."""
    single = [
        ("BUC-16R", "USB-C receptacle 16 pole SMD", "USB Type-C receptacle, USB 2.0, 16 poles, SMD, horizontal", 0.264),
        ("BUA-R", "USB-A receptacle through hole", "USB Type-A receptacle, through hole, horizontal", 0.231),
        (
            "BRJ-1G",
            "RJ45 jack with magnetics 1 Gbit",
            "RJ45 jack with integrated magnetics, 1000BASE-T, LEDs, through hole",
            1.86,
        ),
        (
            "BRJ-100",
            "RJ45 jack with magnetics 100 Mbit",
            "RJ45 jack with integrated magnetics, 100BASE-TX, LEDs, through hole",
            1.24,
        ),
        ("BSMA-E", "SMA jack edge mount 50 ohm", "SMA jack, 50 ohm, PCB edge mount, 6 GHz, gold plated", 1.12),
        ("BDC-21", "DC jack 5.5 x 2.1 mm", "DC power jack 5.5 x 2.1 mm, through hole, horizontal", 0.187),
    ]
    for mpn, name, text, price in single:
        yield Part(name, text, CONNECT, mpn, "Connectors > Device connectors", price, packing="tray 50")
    for poles in (9, 15, 25):
        for form, code in (("male", "P"), ("female", "S")):
            yield Part(f"D-Sub {poles} pole {form} solder cup", f"D-Sub connector, {poles} poles, {form}, solder cup, machined contacts",
                       CONNECT, f"BDS-{poles:02d}{code}", "Connectors > D-Sub", 0.42 + 0.03 * poles, packing="tray 50")  # fmt: skip
    for poles in (4, 5, 8):
        for form, code in (("male", "M"), ("female", "F")):
            yield Part(f"M12 connector A-coded {poles} pole {form}",
                       f"M12 circular connector, A-coded, {poles} poles, {form}, straight, screw terminals, IP67",
                       CONNECT, f"BM12A-{poles}{code}", "Connectors > M12", 4.6 + 0.35 * poles, packing="piece", lead_days=21)  # fmt: skip


def switchgear() -> Iterator[Part]:
    """Relays, switches, fuses."""
    for volts in ("5", "12", "24"):
        yield Part(f"Relay {volts} VDC 1 changeover 10 A", f"PCB power relay, coil {volts} VDC, 1 changeover contact, 10 A 250 VAC",
                   SWITCH, f"OSR1-{volts}D", "Switchgear > Relays", 0.86, packing="tube 25")  # fmt: skip
    yield Part("Interface relay 24 VDC 2 changeover, DIN rail", "Plug-in interface relay with socket for DIN rail, 24 VDC, 2 changeover, 8 A",
               SWITCH, "OSR2-24S", "Switchgear > Relays", 6.95, packing="piece")  # fmt: skip
    for height, code in (("4.3", "43"), ("7", "70"), ("9.5", "95")):
        yield Part(f"Tactile switch 6 x 6 mm, height {height} mm", f"Tactile switch, 6 x 6 mm, height {height} mm, 1.6 N, through hole",
                   SWITCH, f"OST66-{code}", "Switchgear > Switches", 0.046, packing="bag 1000")  # fmt: skip
    for colour in ("green", "red"):
        yield Part(f"Push button 22 mm {colour}, 1 NO", f"Push button head with contact block, 22 mm, {colour}, momentary, 1 NO",
                   SWITCH, f"OPB22-{colour[0].upper()}1", "Switchgear > Push buttons", 7.4, packing="piece")  # fmt: skip
    yield Part("Emergency stop button 22 mm, 2 NC", "Emergency stop mushroom button, 22 mm, twist release, 2 NC, IP65",
               SWITCH, "OES22-2", "Switchgear > Push buttons", 15.8, packing="piece")  # fmt: skip
    for amps in ("1", "2", "3.15", "6.3"):
        yield Part(f"Fuse 5 x 20 mm T {amps} A 250 V", f"Glass fuse 5 x 20 mm, slow blow (T), {amps} A, 250 V",
                   SWITCH, f"OFU520T{amps}", "Switchgear > Fuses", 0.118, packing="box 10")  # fmt: skip
    yield Part("Fuse holder 5 x 20 mm for PCB", "Fuse holder with cover for 5 x 20 mm fuses, PCB mount, 10 A", SWITCH, "OFH520-P",
               "Switchgear > Fuses", 0.284, packing="bag 100")  # fmt: skip


def power_and_sensors() -> Iterator[Part]:
    """DIN rail power supplies; inductive and optical sensors."""
    for volts, amps, price in (
        ("24", "2.5", 31.5),
        ("24", "5", 44.2),
        ("24", "10", 78.9),
        ("12", "5", 36.4),
        ("5", "5", 29.8),
    ):
        yield Part(f"Power supply {volts} VDC {amps} A DIN rail", f"Switched power supply for DIN rail, 100-240 VAC, output {volts} VDC {amps} A",
                   POWER, f"GPS{volts}-{amps.replace('.', '')}", "Power > DIN rail supplies", price, packing="piece", lead_days=10)  # fmt: skip
    for size, reach, price in (("M8", "2", 18.9), ("M12", "4", 16.7), ("M18", "8", 17.8)):
        yield Part(f"Inductive sensor {size} PNP NO {reach} mm", f"Inductive proximity sensor {size}, PNP, normally open, range {reach} mm, M12 plug",
                   SENSE, f"PI{size}-P{reach}", "Sensors > Inductive", price, packing="piece", lead_days=10)  # fmt: skip
    yield Part("Inductive sensor M12 NPN NO 4 mm", "Inductive proximity sensor M12, NPN, normally open, range 4 mm, M12 plug", SENSE,
               "PIM12-N4", "Sensors > Inductive", 16.7, packing="piece", lead_days=10)  # fmt: skip
    yield Part("Photoelectric sensor retro-reflective 4 m", "Photoelectric sensor, retro-reflective with polarising filter, 4 m, PNP, M12 plug",
               SENSE, "PO-R4P", "Sensors > Photoelectric", 38.6, packing="piece", lead_days=21)  # fmt: skip


def cable() -> Iterator[Part]:
    """Single wires, control cable, patch leads and what belongs to them."""
    for form, sizes in (("H05V-K", ("0.5", "0.75", "1.0")), ("H07V-K", ("1.5", "2.5"))):
        for size in sizes:
            for colour, code in (("black", "BK"), ("blue", "BU"), ("red", "RD"), ("green-yellow", "GY")):
                yield Part(f"Hook-up wire {form} {size} mm2 {colour}", f"PVC single core wire {form}, 1 x {size} mm2, fine stranded, {colour}",
                           CABLE, f"CVW{form[1:3]}-{size.replace('.', '')}{code}", "Cable > Single core", 0.09 + 0.11 * float(size),
                           unit="m", packing="ring 100 m", lead_days=5)  # fmt: skip
    for cores, size, shield, price in (
        (4, "0.5", "", 0.74),
        (7, "0.5", "", 1.18),
        (12, "0.75", "", 2.36),
        (4, "0.25", "C", 0.98),
        (4, "0.75", "C", 1.52),
    ):
        form = "shielded" if shield else "unshielded"
        yield Part(f"Control cable {cores} x {size} mm2 {form}", f"Flexible PVC control cable, {cores} x {size} mm2, {form}, numbered cores, grey",
                   CABLE, f"CVC{shield}-{cores:02d}{size.replace('.', '')}", "Cable > Control cable", price, unit="m", packing="drum 500 m",
                   lead_days=7)  # fmt: skip
    for metres, price in (("0.5", 1.9), ("1", 2.3), ("2", 3.1), ("5", 5.4), ("10", 9.2)):
        yield Part(f"Patch cable Cat.6 S/FTP {metres} m grey", f"Patch cable Cat.6, S/FTP, RJ45 both ends, LSZH, grey, length {metres} m",
                   CABLE, f"CVP6-{metres.replace('.', '')}G", "Cable > Patch cable", price, packing="piece", lead_days=5)  # fmt: skip


def cable_accessories() -> Iterator[Part]:
    """Shrink tube, ties, ferrules, lugs, glands."""
    for inner, price in (("3.2", 0.42), ("6.4", 0.58), ("12.7", 1.05)):
        yield Part(f"Heat shrink tube {inner} mm 2:1 black", f"Heat shrink tube, shrink ratio 2:1, {inner} mm before shrinking, polyolefin, black",
                   CABLE, f"CVS2-{inner.replace('.', '')}", "Cable > Accessories", price, unit="m", packing="1.2 m lengths")  # fmt: skip
    for length, width, price in (("100", "2.5", 1.35), ("200", "3.6", 2.45), ("300", "4.8", 4.9)):
        yield Part(f"Cable tie {length} x {width} mm black, 100 pcs", f"Cable tie, polyamide 6.6, {length} x {width} mm, black, UV resistant, bag of 100",
                   CABLE, f"CVT{length}-{width.replace('.', '')}", "Cable > Accessories", price, unit="box", packing="bag 100")  # fmt: skip
    for size, colour, price in (
        ("0.5", "white", 1.9),
        ("0.75", "grey", 1.95),
        ("1.5", "black", 2.2),
        ("2.5", "blue", 2.7),
    ):
        yield Part(f"Wire end ferrule {size} mm2 {colour}, 100 pcs", f"Insulated wire end ferrule, {size} mm2, length 8 mm, {colour}, bag of 100",
                   CABLE, f"CVF-{size.replace('.', '')}", "Cable > Accessories", price, unit="box", packing="bag 100")  # fmt: skip
    for hole in (4, 5, 6, 8):
        yield Part(f"Ring terminal M{hole}, 1.5-2.5 mm2", f"Insulated ring terminal for M{hole} screw, wire 1.5-2.5 mm2, blue, bag of 100",
                   CABLE, f"CVR25-M{hole}", "Cable > Accessories", 3.1 + 0.2 * hole, unit="box", packing="bag 100")  # fmt: skip
    for thread, clamp, price in (
        ("M12", "3-6.5", 0.62),
        ("M16", "5-10", 0.71),
        ("M20", "7-13", 0.88),
        ("M25", "10-17", 1.24),
    ):
        yield Part(f"Cable gland {thread} x 1.5 polyamide grey", f"Cable gland {thread} x 1.5, polyamide, clamping range {clamp} mm, IP68, grey",
                   CABLE, f"CVG-{thread}", "Cable > Accessories", price, packing="bag 50")  # fmt: skip


def parts() -> Iterator[Part]:
    """Everything that connects, switches, feeds and senses."""
    yield from board_connectors()
    yield from device_connectors()
    yield from switchgear()
    yield from power_and_sensors()
    yield from cable()
    yield from cable_accessories()
