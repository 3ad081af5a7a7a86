"""Who asks, under which number, until when and in which currency is read from every usual way of setting it."""

import pytest

from nexus.documents.evidence import Page, Reading
from nexus.documents.extraction.extract import extract
from nexus.documents.extraction.header.concepts import label_words, notions
from nexus.documents.extraction.header.labels import fields_of
from nexus.documents.extraction.header.parties import sounds_like
from nexus.documents.extraction.header.pieces import cut
from nexus.documents.extraction.header.read import read_header
from nexus.documents.extraction.language import tell_locale
from nexus.documents.extraction.titles import behind_request, titled
from tests.documents.pages import flow, paper, printed

ITEMS = (
    (50, 400, "Pos"), (90, 400, "Description"), (300, 400, "Qty"), (350, 400, "Unit"),
    (50, 420, "1"), (90, 420, "Ball valve DN50"), (300, 420, "12"), (350, 420, "pcs"),
    (50, 440, "2"), (90, 440, "Pressure sensor"), (300, 440, "40"), (350, 440, "pcs"),
)  # fmt: skip


LABELS = {
    "rfq_number": (
        "RFQ No.|RFQ #|Enquiry ref|Our Reference|Anfrage-Nr.|Anfragenummer|Unser Zeichen|Belegnummer|"
        "Cotação nº|Nº da Solicitação|N.º do processo|شماره درخواست|شماره استعلام|Référence|Solicitud N.º|"
        "RDO n."
    ),
    "due_date": (
        "Due Date|Quotation due|Please quote by|Closing date|Reply by|Bids close|Angebotsfrist|"
        "Abgabetermin|Angebot erbeten bis|Rückmeldung bis|Prazo para resposta|Data limite|Proposta até|"
        "آخرین مهلت پاسخ|مهلت ارسال پیشنهاد|Date limite de réponse|Fecha límite|Rispondere entro"
    ),
    "issue_date": (
        "Date|RFQ Date|Issue Date|Date of issue|Anfragedatum|Datum|Belegdatum|Data de emissão|تاریخ صدور|Fecha"
    ),
    "requested_delivery_date": (
        "Required delivery|Delivery date|Needed on site|Wunschtermin|Gewünschter Liefertermin|"
        "Entrega desejada|تاریخ تحویل|Livraison souhaitée|Consegna richiesta"
    ),
    "currency": ("Currency|Quote currency|Prices in|Währung|Angebotswährung|Moeda|واحد پول|نوع ارز|Devise|Valuta"),
    "contact_name": (
        "Contact person|Handled by|Prepared by|Ansprechpartner|Einkäufer/in|Sachbearbeiterin|Responsável|"
        "کارشناس خرید|Interlocuteur|Persona de contacto|Referente"
    ),
    "customer_name": (
        "Customer|Buying organization|Kunde|Auftraggeber|Firma|Razão social|خریدار|Raison sociale|Empresa"
    ),
    "seller_name": ("Vendor|Supplier|To|Lieferant|An|Fornecedor|فروشنده|Fournisseur|Proveedor"),
    "incoterm": ("Incoterms 2020|Delivery terms|Lieferbedingungen|Frete|شرایط تحویل|Resa"),
    "delivery_address": ("Ship to|Place of delivery|Lieferanschrift|Warenempfänger|Local de entrega|محل تحویل"),
    "project": ("Project|Job name|Bauvorhaben|Kommission|Obra|نام پروژه|Chantier|Commessa"),
}


def values(reading: Reading) -> dict[str, str]:
    return {name: value.value for name, value in extract(reading).header.items()}


def letter(*lines: tuple[float, float, str], bold: tuple[int, ...] = ()) -> Page:
    return printed(*lines, *ITEMS, bold=bold)


@pytest.mark.parametrize("field", sorted(LABELS))
def test_labels_name_their_field_in_every_language(field: str) -> None:
    labels = LABELS[field].split("|")
    assert [label for label in labels if fields_of(label).get(field, 0) < 0.4] == []


@pytest.mark.parametrize(
    "label", ["VAT No.", "Customer no.", "Supplier number", "IBAN", "Page", "Fax", "Steuernummer", "Ihr Zeichen"]
)
def test_labels_of_other_things_name_no_number_of_the_request(label: str) -> None:
    assert "rfq_number" not in fields_of(label)


def test_a_compound_means_what_its_halves_mean() -> None:
    assert notions("angebotsfrist") >= {"deadline"}
    assert notions("anfragedatum") == {"request", "date"}
    assert label_words("Anfrage-ID") == ("anfrage", "id")


def test_labels_with_values_beside_below_and_behind_them() -> None:
    found = values(
        paper(
            letter(
                (50, 40, "Meridian Pumps Ltd"),
                (50, 70, "Request for Quotation"),
                (50, 100, "RFQ No."), (200, 100, "P84.355"),
                (50, 115, "Closing date: 17 May 2027"),
                (50, 140, "Currency"), (150, 140, "Buyer"), (250, 140, "Project"),
                (50, 155, "US$"), (150, 155, "Olivia Hart"), (250, 155, "Line 7"),
                (50, 180, "Delivery"), (200, 180, "12 Harbour Road, Derby"),
                (50, 192, "address:"), (200, 192, "DE1 3QX"),
            )
        )
    )  # fmt: skip
    assert found["rfq_number"] == "P84.355"
    assert found["due_date"] == "2027-05-17"
    assert found["currency"] == "USD"
    assert found["contact_name"] == "Olivia Hart"
    assert found["project"] == "Line 7"
    assert found["delivery_address"] == "12 Harbour Road, Derby DE1 3QX"
    assert found["customer_name"] == "Meridian Pumps Ltd"


def test_several_labels_in_one_line_and_over_its_end() -> None:
    found = values(
        paper(
            letter(
                (50, 40, "Köhler Präzisionsteile GmbH & Co. KG"),
                (50, 70, "Anfrage ELB-81/757"),
                (50, 100, "Datum: 04.05.2027 | Angebotsfrist: 20.05.2027 | Projekt: Halle 2 | Währung:"),
                (50, 112, "EUR | Ansprechpartner: Sabine Vogt"),
            )
        )
    )
    assert found["rfq_number"] == "ELB-81/757"
    assert (found["issue_date"], found["due_date"], found["currency"]) == ("2027-05-04", "2027-05-20", "EUR")
    assert found["customer_name"] == "Köhler Präzisionsteile GmbH & Co. KG"


def test_the_buyer_is_not_the_company_that_is_addressed() -> None:
    found = values(
        paper(
            letter(
                (50, 40, "Harbour Supply B.V."),
                (50, 52, "Quay 19"),
                (50, 64, "3089 JH Rotterdam"),
                (50, 76, "sales@harbour.example"),
                (330, 40, "Tamar Aerospace Limited"),
                (330, 52, "Contact: Grace Lee"),
                (330, 64, "E-mail: grace.lee@tamar-aerospace.example"),
                (50, 120, "Request for Quote RFQ-2027-2340"),
            )
        )
    )
    assert found["customer_name"] == "Tamar Aerospace Limited"
    assert found["contact_email"] == "grace.lee@tamar-aerospace.example"
    assert found["rfq_number"] == "RFQ-2027-2340"


def test_what_is_not_printed_is_not_invented() -> None:
    found = values(
        paper(
            letter(
                (50, 40, "Meridian Pumps Ltd"),
                (50, 70, "Request for Quotation"),
                (50, 100, "Date: 3 May 2027"),
                (50, 700, "Terms and Conditions of Purchase"),
                (
                    50,
                    715,
                    "1. Offers in EUR shall stay valid until 3 June 2028, see order 4500098812 of 1 March 2021.",
                ),
            )
        )
    )
    assert "currency" not in found
    assert "due_date" not in found
    assert "rfq_number" not in found


def test_a_mail_says_who_asks_in_its_head_text_and_signature() -> None:
    found = values(
        flow(
            "Dear Sales Team,",
            "Please quote the items below.",
            "We need your offer by 27 February 2027.",
            "Quote currency: EUR",
            "Best regards,\nSunil Deshpande\nKaveri Power Systems Pvt Ltd\n+91 20 6718 0471",
            table=[["No", "Description", "Qty"], ["1", "Ball valve DN50", "12"], ["2", "Pressure sensor", "4"]],
            properties={
                "from_name": "Sunil Deshpande",
                "from_email": "sunil@kaveri-power.example",
                "to": "sales@harbour.example",
                "subject": "Re: RFQ KPS/77 - Telemetry upgrade",
                "date": "2027-02-13T09:26:00+00:00",
            },
        )
    )
    assert found["customer_name"] == "Kaveri Power Systems Pvt Ltd"
    assert found["rfq_number"] == "KPS/77"
    assert found["project"] == "Telemetry upgrade"
    assert (found["issue_date"], found["due_date"], found["currency"]) == ("2027-02-13", "2027-02-27", "EUR")
    assert found["contact_phone"] == "+91 20 6718 0471"


def test_a_form_in_a_spreadsheet_is_read_by_its_cells() -> None:
    form = flow(
        table=[
            ["استعلام بها", "", "", ""],
            ["شرکت", "صنایع الکترونیک سپاهان", "شماره درخواست", "6006396321"],
            ["آخرین مهلت پاسخ", "۱۴۰۶/۰۶/۰۵", "واحد پول", "ریال"],
        ]
    )
    found = values(form)
    assert found["customer_name"] == "صنایع الکترونیک سپاهان"
    assert found["rfq_number"] == "6006396321"
    assert found["due_date"] == "2027-08-27"
    assert found["currency"] == "IRR"


def test_day_and_month_are_turned_when_they_would_contradict_each_other() -> None:
    found = values(
        paper(
            letter(
                (50, 40, "Meridian Pumps Ltd"),
                (50, 70, "RFQ"),
                (50, 100, "Date: 03/09/2027"),
                (50, 115, "Due date: 04/05/2027"),
            )
        )
    )
    assert (found["issue_date"], found["due_date"]) == ("2027-03-09", "2027-04-05")


@pytest.mark.parametrize(
    ("title", "kind", "rest"),
    [
        ("Request for Quotation RFQ-2027-7", "rfq", "RFQ-2027-7"),
        ("Anfrage / Request for Quotation #FK/39", "rfq", "#FK/39"),
        ("SOLICITAÇÃO DE COTAÇÃO", "rfq", ""),
        ("استعلام بها – ARI-26/807", "rfq", "ARI-26/807"),
        ("Purchase Order 4711", "order", ""),
        ("Rechnung Nr. 12", "invoice", ""),
        ("Quotation", "quote", ""),
        ("Packing list", None, ""),
    ],
)
def test_a_title_tells_the_kind_of_paper(title: str, kind: str | None, rest: str) -> None:
    assert (titled(title), behind_request(title)) == (kind, rest)


@pytest.mark.parametrize(
    ("name", "address", "alike"),
    [
        ("Fenwick Process Engineering Ltd", "a@fenwick-process-engineering.example", True),
        ("Voss & Kröger Messtechnik GmbH", "s@voss-kroger-messtechnik.example", True),
        ("شرکت مهندسی آریا صنعت پارس", "m@aria-sanat.example", True),
        ("Harbour Supply B.V.", "a@fenwick-process-engineering.example", False),
        ("Gmail Fans Ltd", "someone@gmail.com", False),
    ],
)
def test_a_mail_domain_sounds_like_its_company(name: str, address: str, alike: bool) -> None:
    assert (sounds_like(name, address) >= 0.62) is alike


def test_a_request_is_told_from_an_invoice() -> None:
    request = extract(
        paper(letter((50, 40, "Meridian Pumps Ltd"), (50, 70, "RFQ 4711"), (50, 90, "Please quote the following:")))
    )
    assert request.document_type == "rfq"
    assert request.type_confidence > 0.7
    invoice = extract(
        paper(printed((50, 40, "Meridian Pumps Ltd"), (50, 70, "INVOICE"), (50, 90, "Invoice number: 4711")))
    )
    assert invoice.document_type == "invoice"
    assert invoice.header["invoice_number"].value == "4711"


STALLING = [
    "x" + "." * 200_000 + "y",
    "a: b " * 20_000,
    "1 " * 100_000,
    "RFQ-" * 50_000,
    "(" * 100_000,
    "a@b." * 30_000,
]


@pytest.mark.parametrize("text", STALLING, ids=range(len(STALLING)))
def test_text_made_to_stall_a_reader_is_passed_over(text: str) -> None:
    reading = flow(text, "Due date: 3 May 2027")
    assert "due_date" in read_header(reading, cut(reading), tell_locale(reading))


def test_a_number_that_does_not_look_like_one_is_never_taken_from_a_part_number() -> None:
    found = values(paper(letter((50, 40, "Meridian Pumps Ltd"), (50, 70, "RFQ#: 77/B"), (50, 480, "$14703-C19-GM"))))
    assert found["rfq_number"] == "77/B"
    assert "currency" not in found
