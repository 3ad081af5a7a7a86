"""Orders, invoices and requests in XML are taken at their word, and nothing unsafe is opened."""

import json
from pathlib import Path

import pytest

from nexus.documents.evidence import EmbeddedXml, Reading
from nexus.documents.extraction.extract import extract
from nexus.documents.extraction.xml.codes import unit_of_code
from nexus.documents.extraction.xml.read import read_xml
from tests.documents.pages import flow

CII = """<?xml version="1.0" encoding="{encoding}"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:rsm" xmlns:ram="urn:ram" xmlns:udt="urn:udt">
 <rsm:ExchangedDocument><ram:ID>INV-7</ram:ID>
  <ram:IssueDateTime><udt:DateTimeString format="102">20270503</udt:DateTimeString></ram:IssueDateTime>
 </rsm:ExchangedDocument>
 <rsm:SupplyChainTradeTransaction>
  <ram:IncludedSupplyChainTradeLineItem>
   <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
   <ram:SpecifiedTradeProduct><ram:SellerAssignedID>KR3M</ram:SellerAssignedID><ram:Name>Kunstrasen grün</ram:Name>
   </ram:SpecifiedTradeProduct>
   <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>20.00</ram:ChargeAmount>
    <ram:BasisQuantity unitCode="MTK">2</ram:BasisQuantity></ram:NetPriceProductTradePrice>
   </ram:SpecifiedLineTradeAgreement>
   <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="MTK">3.0000</ram:BilledQuantity>
   </ram:SpecifiedLineTradeDelivery>
   <ram:SpecifiedLineTradeSettlement><ram:SpecifiedTradeSettlementLineMonetarySummation>
    <ram:LineTotalAmount>30.00</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
   </ram:SpecifiedLineTradeSettlement>
  </ram:IncludedSupplyChainTradeLineItem>
  <ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Lieferant GmbH</ram:Name></ram:SellerTradeParty>
   <ram:BuyerTradeParty><ram:Name>Kunden AG</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
  <ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
  </ram:ApplicableHeaderTradeSettlement>
 </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"""

RFQ = """<RequestForQuotation xmlns="urn:q" xmlns:cbc="urn:cbc" xmlns:cac="urn:cac">
 <cbc:ID>G867B</cbc:ID><cbc:IssueDate>2027-04-19</cbc:IssueDate><cbc:SubmissionDueDate>2027-04-24</cbc:SubmissionDueDate>
 <cac:BuyerCustomerParty><cac:Party><cac:PartyName><cbc:Name>The Terminus</cbc:Name></cac:PartyName></cac:Party>
 </cac:BuyerCustomerParty>
 <cac:RequestForQuotationLine><cbc:ID>1</cbc:ID><cac:LineItem><cbc:ID>1</cbc:ID>
  <cbc:Quantity unitCode="KGM">100</cbc:Quantity>
  <cac:Item><cbc:Name>Beeswax</cbc:Name><cac:BuyersItemIdentification><cbc:ID>6578489</cbc:ID>
  </cac:BuyersItemIdentification></cac:Item>
 </cac:LineItem></cac:RequestForQuotationLine>
</RequestForQuotation>"""


def xml(content: str, name: str = "factur-x.xml") -> EmbeddedXml:
    return EmbeddedXml(name, content.encode())


def test_a_cross_industry_invoice_says_everything() -> None:
    extraction = read_xml(xml(CII.format(encoding="UTF-8")))
    assert extraction is not None
    assert extraction.document_type == "invoice"
    assert {name: value.value for name, value in extraction.header.items()} == {
        "invoice_number": "INV-7",
        "issue_date": "2027-05-03",
        "customer_name": "Kunden AG",
        "seller_name": "Lieferant GmbH",
        "currency": "EUR",
    }
    line = extraction.lines[0]
    assert (line.part_number.value, line.description.value, line.quantity.value, line.unit.value) == (
        "KR3M",
        "Kunstrasen grün",
        "3",
        "m2",
    )
    assert all(value.source == "xml" and value.verified for value in extraction.header.values())


def test_a_price_for_several_units_becomes_the_price_of_one() -> None:
    extraction = read_xml(xml(CII.format(encoding="UTF-8")))
    assert extraction is not None
    assert extraction.lines[0].unit_price.value == "10"


def test_a_request_for_quotation_names_its_due_date_and_the_buyers_numbers() -> None:
    extraction = read_xml(xml(RFQ, "rfq.xml"))
    assert extraction is not None
    assert extraction.document_type == "rfq"
    assert extraction.header["due_date"].value == "2027-04-24"
    assert extraction.header["rfq_number"].value == "G867B"
    assert extraction.lines[0].customer_part_number.value == "6578489"


def test_an_encoding_that_nobody_knows_is_read_as_utf_8() -> None:
    extraction = read_xml(xml(CII.format(encoding="UTF-8-W/O-BOM")))
    assert extraction is not None
    assert extraction.lines[0].description.value == "Kunstrasen grün"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<Invoice>",
        "<html/>",
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><Invoice>&b;</Invoice>",
        "<?xml version='1.0'?><!DOCTYPE a SYSTEM 'file:///etc/passwd'><Invoice/>",
    ],
)
def test_what_is_damaged_unsafe_or_something_else_is_none(content: str) -> None:
    assert read_xml(xml(content)) is None


def test_xml_that_travels_with_a_document_wins_over_its_layout() -> None:
    reading: Reading = flow("Anything else")
    reading.xml = [xml("<broken"), xml(CII.format(encoding="UTF-8"))]
    extraction = extract(reading)
    assert extraction.header["invoice_number"].value == "INV-7"
    assert [check.name for check in extraction.checks if not check.passed] == []


@pytest.mark.parametrize(
    ("code", "unit"), [("H87", "pcs"), ("KGM", "kg"), ("MTR", "m"), ("XPX", "pallet"), ("ZZ9", "ZZ9")]
)
def test_codes_become_units_and_unknown_ones_stay(code: str, unit: str) -> None:
    assert unit_of_code(code) == unit


@pytest.mark.data
@pytest.mark.parametrize("family", ["zugferd", "orderx"])
def test_every_line_of_the_real_invoices_is_read_exactly(data: Path, family: str) -> None:
    from nexus.documents.reading.files import read_file

    folder = data / "invoices" / family
    wrong: list[str] = []
    for row in (folder / "ground_truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(row)
        items = [item for item in truth["items"] if item.get("name")]
        extraction = extract(read_file(folder / truth["file"]))
        found = [
            (line.description and line.description.value, line.quantity and float(line.quantity.value))
            for line in extraction.lines
        ]
        right = [(" ".join(item["name"].split()), float(item["quantity"])) for item in items]
        wrong += [truth["file"]] if right and found != right else []
    assert wrong == []
