"""The five example requests: what each buyer asks, and what the right draft quote for it is.

Every company, person, address and number here is invented.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ask:
    """One line as the buyer writes it, and `mpn`: the part that is meant (None: not in the catalog)."""

    line: str
    description: str
    quantity: str
    """As printed."""
    pieces: str
    """The same as a plain number."""
    mpn: str | None
    part: str = ""
    """The part number as the buyer prints it, if at all."""
    own: str = ""
    """The buyer's own number, if printed."""
    unit: str = ""
    maker: str = ""
    breaks: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    """The parts between which a person must choose, where the line does not say enough."""
    case: str = "exact part"


@dataclass(frozen=True)
class Request:
    """One document."""

    file: str
    customer: str
    number: str
    issued: str
    due: str
    asks: list[Ask]
    language: str = "en"
    project: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    """What else the template prints."""


LARKFIELD = Request(
    file="larkfield-text.pdf", customer="Larkfield Instruments Ltd", number="LI-RFQ-2417",
    issued="2026-11-16", due="2026-11-30", project="Weather station WS-3, pilot series",
    asks=[
        Ask("1", "Microcontroller 32 bit, 64 KB flash, LQFP-48", "100 / 500 / 1000", "100", "QM32L064C", part="QM32L064C",
            unit="pcs", breaks=("100", "500", "1000")),
        Ask("2", "Chip resistor 10k 1% 0805", "5,000", "5000", "ARC0805F1002T5", part="arc 0805-f1002-t5", unit="pcs",
            case="noise in the number"),
        Ask("3", "Ceramic capacitor 100 nF, 50 V, X7R, case 0603", "8,000", "8000", "ACC0603X7R50V104-R", unit="pcs",
            case="description only"),
        Ask("4", "Schotky diode 40 V 3 A DO-201AD", "600", "600", "1N5822", unit="pcs", case="typing error"),
        Ask("5", "Chip resistor 47 kohm 1 % case 0805", "2,500", "2500", "ARC0805F4702T5", unit="pcs", case="confusable sibling, out of stock"),
        Ask("6", "RS-485 transceiver 3.3 V half duplex SOIC-8", "300", "300", "QX3485E", own="LI-40-2213", part="LI-40-2213",
            unit="pcs", case="customer's own number"),
        Ask("7", "M12 connector A-coded, 5 pole, male", "150", "150", "BM12A-5M", part="BM12A 5M", unit="pcs", case="noise in the number"),
        Ask("8", "PCB relay, coil 24 VDC, one changeover contact, 10 A", "200", "200", "OSR1-24D", unit="pcs", case="paraphrase"),
        Ask("9", "Pressure transmitter 0-16 bar, 4-20 mA, G1/4", "25", "25", None, unit="pcs", case="not in the catalog"),
        Ask("10", "Power supply 24 VDC 10 A for DIN rail", "12", "12", "GPS24-10", part="GPS24-10", unit="pcs", case="exact part, short stock"),
        Ask("11", "Hook-up wire H05V-K 0.75 mm2, blue", "500", "500", "CVW05-075BU", unit="m", case="description only"),
        Ask("12", "Microcontroller 32 bit, 2 MB flash, LQFP-100", "50", "50", None, part="QM32H743V", unit="pcs",
            case="not in the catalog, though its number looks like one that is"),
    ],
)  # fmt: skip

BRUNNHOF = Request(
    file="brunnhof-scan.pdf", customer="Brunnhof Maschinenbau GmbH", number="A-2026-1187",
    issued="2026-11-12", due="2026-11-27", language="de", project="Montagelinie 4",
    asks=[
        Ask("10", "Sechskantschraube DIN 933 M8 x 30 A2", "1.500", "1500", "HF933-M8X30-A2", unit="Stk", case="German words"),
        Ask("20", "Zylinderschraube ISO 4762 M5 x 20 A2", "800", "800", "HF4762-M5X20-A2", unit="Stk", case="German words"),
        Ask("30", "Sechskantmutter DIN 934 M8 A2", "1.500", "1500", "HF934-M8-A2", unit="Stk", case="German words"),
        Ask("40", "Unterlegscheibe DIN 125 A M8 A2", "3.000", "3000", "HF125-M8-A2", unit="Stk", case="German words"),
        Ask("50", "Sechskantschraube DIN 933 M8 x 40 8.8 verzinkt", "400", "400", "HF933-M8X40-88", unit="Stk",
            case="German words, confusable sibling"),
        Ask("60", "Sechskantschraube DIN 933 M10 x 50 A2", "250", "250", "HF933-M10X50-A2", unit="Stk", case="German words, out of stock"),
        Ask("70", "Rillenkugellager 6204-2RS", "60", "60", "RV-6204-2RS", unit="Stk", case="German words"),
        Ask("80", "Induktiver Sensor M12 PNP, 4 mm, PIM12-P4", "24", "24", "PIM12-P4", unit="Stk", case="part number inside the text"),
        Ask("90", "Hydraulikschlauch DN 12, Länge 2 m", "10", "10", None, unit="Stk", case="not in the catalog"),
    ],
)  # fmt: skip

OSTERMERE = Request(
    file="ostermere-sheet.xlsx", customer="Ostermere Robotics Inc.", number="RFQ-77120",
    issued="2026-11-17", due="2026-12-04", project="Gripper controller rev C",
    asks=[
        Ask("1", "MCU 32 bit 256 KB flash", "240", "240", "QM32F256R", part="QM32F256R", maker="Quillon Semiconductor"),
        Ask("2", "CAN FD transceiver", "480", "480", "QX1051C", part="QX1051C", maker="Quillon Semiconductor"),
        Ask("3", "Step-down converter 36 V 3 A", "240", "240", "QB5430S", part="QB-5430-S", maker="Quillon", case="noise in the number"),
        Ask("4", "Power inductor 10 uH 4 A shielded 7 x 7 mm", "240", "240", "ASL0730-100", case="description only"),
        Ask("5", "Ceramic capacitor 10 uF 25 V X5R 1206", "1920", "1920", "ACC1206X5R25V106-R", case="description only"),
        Ask("6", "Electrolytic capacitor 470 uF 35 V radial", "480", "480", "AEL35V470M", part="AEL35V470M", maker="Ardwick Passives"),
        Ask("7", "MOSFET N-channel 60 V 30 A TO-252", "960", "960", "QN30N06D", part="QN30N06D", maker="Quillon Semiconductor"),
        Ask("8", "Optocoupler DIP-4", "480", "480", "LVP817C", part="LVP 817C", maker="Lumenvale", case="noise in the number"),
        Ask("9", "Crystal 16 MHz 18 pF SMD 3225", "240", "240", "TX32-16.000-18", case="confusable sibling"),
        Ask("10", "Terminal block 4 pole 5.08 mm", "480", "480", "BTB508-04", part="BTB508-04", maker="Brevholm Connectors"),
        Ask("11", "Solderless breadboard 830 points", "20", "20", None, case="not in the catalog"),
        Ask("12", "Socket head cap screw M3x10 ISO 4762 stainless A2", "2000", "2000", "HF4762-M3X10-A2", case="description only"),
        Ask("13", "Real-time clock", "240", "240", "QR8563S", part="QR8563S", maker="Quillon Semiconductor", case="exact part, short stock"),
        Ask("14", "Ring terminal M5 for 1.5-2.5 mm2 (bag of 100)", "6", "6", "CVR25-M5", case="description only"),
        Ask("15", "Tactile switch 6 x 6 mm through hole", "720", "720", None, one_of=("OST66-43", "OST66-70", "OST66-95"),
            case="doubtful: three heights, and none is asked for"),
    ],
)  # fmt: skip

SERRALVA = Request(
    file="serralva-mail.eml", customer="Serralva Automação Lda", number="PC-0932/26",
    issued="2026-11-18", due="2026-12-02", language="pt", project="Quadros elétricos Linha 2",
    asks=[
        Ask("1", "Fonte de alimentação 24 VDC 5 A, calha DIN", "20", "20", "GPS24-5", part="GPS24-5", unit="un"),
        Ask("2", "Relé de interface 24 VDC, 2 inversores", "40", "40", "OSR2-24S", part="OSR2 24S", unit="un", case="noise in the number"),
        Ask("3", "Botão de emergência 22 mm, 2 NF", "15", "15", "OES22-2", part="OES22-2", unit="un"),
        Ask("4", "Cabo de comando 7 x 0,5 mm2", "1.200", "1200", "CVC-0705", part="CVC-0705", unit="m"),
        Ask("5", "Prensa-cabo M20 x 1,5 poliamida", "200", "200", "CVG-M20", part="CVG-M20", unit="un"),
        Ask("6", "Sensor fotoelétrico retrorrefletivo 4 m", "8", "8", "PO-R4P", part="PO-R4P", unit="un", case="exact part, out of stock"),
        Ask("7", "Ventilador com filtro 120 mm 24 VDC", "6", "6", "PW-FF12", part="PW-FF12", unit="un"),
        Ask("8", "Variador de frequência 2,2 kW 400 V", "3", "3", None, unit="un", case="not in the catalog"),
    ],
)  # fmt: skip

AZARAKHSH = Request(
    file="azarakhsh-persian.pdf", customer="شرکت آذرخش صنعت توس", number="AST-1405-318",
    issued="2026-11-16", due="2026-12-01", language="fa", project="تابلو کنترل ایستگاه پمپاژ",
    asks=[
        Ask("1", "مقاومت چیپ ۱۰ کیلواهم ۱٪ سایز 0603", "۱۰٬۰۰۰", "10000", "ARC0603F1002T5", part="ARC0603F1002T5", unit="عدد"),
        Ask("2", "خازن الکترولیتی ۴۷۰ میکروفاراد ۳۵ ولت", "۸۰۰", "800", "AEL35V470M", part="AEL35V470M", unit="عدد"),
        Ask("3", "رگولاتور خطی ۳٫۳ ولت ۱ آمپر", "۵۰۰", "500", "QL1117-33", part="QL1117-33", unit="عدد"),
        Ask("4", "میکروکنترلر ۳۲ بیتی با ۱۲۸ کیلوبایت فلش", "۲۰۰", "200", "QM32L128C", part="QM32L128C", unit="عدد",
            case="exact part, out of stock"),
        Ask("5", "ترمینال پیچی ۲ خانه گام ۵٫۰۸ میلی‌متر", "۱٬۵۰۰", "1500", "BTB508-02", part="BTB 508-02", unit="عدد",
            case="noise in the number"),
        Ask("6", "سیم افشان H05V-K سایز ۰٫۷۵ مشکی", "۳۰۰", "300", "CVW05-075BK", part="CVW05-075BK", unit="متر"),
        Ask("7", "موتور پله‌ای دو فاز ۲ نیوتن‌متر", "۱۵", "15", None, unit="عدد", case="not in the catalog"),
    ],
)  # fmt: skip

REQUESTS = [LARKFIELD, BRUNNHOF, OSTERMERE, SERRALVA, AZARAKHSH]
