"""The invented seller, its logo, its customers, and the numbers that one of them uses for our parts."""

import csv
import json
from pathlib import Path

COMPANY = {
    "name": "Veldane Components GmbH",
    "currency": "EUR",
    "tax_rate": "19",
    "locale": "en",
    "profile": {
        "address": "Am Speicher 14\n28217 Bremen\nGermany",
        "phone": "+49 421 5550 120",
        "email": "sales@veldane.example",
        "website": "www.veldane.example",
        "tax_number": "VAT no. DE000000000",
        "bank": "IBAN DE00 0000 0000 0000 0000 00",
        "accent": "#0f4c5c",
        "terms": "Prices are net, ex works Bremen, packing included. Payment within 30 days without deduction. "
        "Delivery times hold from receipt of order, subject to prior sale.",
    },
}

LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="220" height="56" viewBox="0 0 220 56" role="img" aria-label="Veldane">
  <g fill="none" stroke-linecap="round" stroke-linejoin="round" stroke-width="5">
    <path stroke="#0f4c5c" d="M6 8 26 46"/>
    <path stroke="#e36414" d="M46 8 26 46"/>
    <path stroke="#0f4c5c" d="M18 8 H34"/>
  </g>
  <circle cx="26" cy="46" r="5" fill="#0f4c5c"/>
  <g fill="none" stroke="#0f4c5c" stroke-linecap="round" stroke-linejoin="round" stroke-width="3.4">
    <path d="M66 18 74 38 82 18"/>
    <path d="M100 20 H90 V38 H100 M90 29 H98"/>
    <path d="M109 18 V38 H118"/>
    <path d="M126 19 V38 H130 C142 38 142 19 130 19 Z"/>
    <path d="M147 38 155 18 163 38 M150 32 H160"/>
    <path d="M171 38 V19 L184 38 V19"/>
    <path d="M204 20 H194 V38 H204 M194 29 H202"/>
  </g>
</svg>
"""

CUSTOMER_COLUMNS = [
    "name", "type", "industry", "primary_contact", "email", "phone", "billing_address", "status", "tax_rate",
]  # fmt: skip

CUSTOMERS = [
    ("Larkfield Instruments Ltd", "manufacturer", "Instruments", "Hannah Osgood", "h.osgood@larkfield.example", "+44 1904 555 0147",
     "Unit 6, Foss Mill Lane, York YO31 9ZZ, United Kingdom", "0"),
    ("Brunnhof Maschinenbau GmbH", "manufacturer", "Mechanical engineering", "Jürgen Weißenfels", "einkauf@brunnhof.example",
     "+49 561 5550 88", "Zum Eisenwerk 3, 34123 Kassel, Germany", "19"),
    ("Ostermere Robotics Inc.", "manufacturer", "Robotics", "Dana Whitcombe", "dana.whitcombe@ostermere.example", "+1 614 555 0192",
     "410 Canal Street, Columbus, OH 43201, USA", "0"),
    ("Serralva Automação Lda", "integrator", "Automation", "Inês Valadares", "ines.valadares@serralva.example", "+351 253 555 014",
     "Rua do Engenho 88, 4700-001 Braga, Portugal", "0"),
    ("شرکت آذرخش صنعت توس", "integrator", "Switchboards", "مریم کاویانی", "kharid@azarakhsh.example", "+98 51 5550 0143",
     "مشهد، بلوار صنعت، خیابان سوم، پلاک ۱۸", "0"),
    ("Tidewell Marine AS", "manufacturer", "Marine electronics", "Eirik Solvang", "eirik@tidewell.example", "+47 55 55 01 20",
     "Sjøbodveien 12, 5003 Bergen, Norway", "0"),
    ("Hollenstedt Elektrotechnik KG", "manufacturer", "Electronics", "Ute Mahnke", "u.mahnke@hollenstedt.example", "+49 40 5550 310",
     "Deichkamp 21, 21129 Hamburg, Germany", "19"),
    ("Cardoway Aerial Systems Ltd", "manufacturer", "Drones", "Owen Prothero", "owen@cardoway.example", "+44 117 555 0133",
     "3 Harbour Sheds, Bristol BS1 9ZZ, United Kingdom", "0"),
    ("Atelier Mouline SARL", "workshop", "Prototyping", "Claire Fontanel", "claire@mouline.example", "+33 4 55 55 01 62",
     "9 impasse des Forges, 69007 Lyon, France", "0"),
    ("Norrbacka Energi AB", "utility", "Energy", "Lars Öhman", "inkop@norrbacka.example", "+46 920 555 018",
     "Kraftgatan 4, 972 31 Luleå, Sweden", "0"),
]  # fmt: skip

CUSTOMER_PARTS = [
    ("Larkfield Instruments Ltd", "LI-40-2213", "QX3485E"),
    ("Larkfield Instruments Ltd", "LI-12-0087", "QM32L064C"),
    ("Brunnhof Maschinenbau GmbH", "B-204711", "RV-6204-2RS"),
]
"""What each customer calls our parts: customer, its number, our maker's number."""


def write(folder: Path, sku_of: dict[str, str]) -> None:
    """Write company.json, logo.svg, customers.csv and customer_parts.csv."""
    (folder / "company.json").write_text(json.dumps(COMPANY, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    with (folder / "customers.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(CUSTOMER_COLUMNS)
        rows.writerows((*customer[:-1], "active", customer[-1]) for customer in CUSTOMERS)
    with (folder / "customer_parts.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["customer", "customer_part_number", "sku"])
        rows.writerows((customer, number, sku_of[mpn]) for customer, number, mpn in CUSTOMER_PARTS)
