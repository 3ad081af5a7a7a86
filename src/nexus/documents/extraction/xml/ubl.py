"""UBL 2: invoices, credit notes, orders, requests for quotation and quotations, Peppol's included."""

from typing import Literal

from nexus.documents.evidence import ExtractedLine, Extraction, Value
from nexus.documents.extraction.xml.tree import (
    Element,
    Kind,
    every,
    first,
    name_of,
    price_value,
    unit_value,
    value_of,
    words,
)

DocumentType = Literal["rfq", "order", "quote", "invoice", "other"]
ROOTS: dict[str, DocumentType] = {
    "Invoice": "invoice",
    "CreditNote": "invoice",
    "Order": "order",
    "OrderChange": "order",
    "RequestForQuotation": "rfq",
    "Quotation": "quote",
}

_NUMBER = {"invoice": "invoice_number", "order": "order_number", "rfq": "rfq_number"}
_BUYER = ("BuyerCustomerParty/Party", "AccountingCustomerParty/Party", "OriginatorCustomerParty/Party")
_SELLER = ("SellerSupplierParty/Party", "AccountingSupplierParty/Party")
_NAMES = ("PartyName/Name", "PartyLegalEntity/RegistrationName")
_TOTALS = "LegalMonetaryTotal|AnticipatedMonetaryTotal|QuotedMonetaryTotal"
_LINES = "InvoiceLine|CreditNoteLine|OrderLine|RequestForQuotationLine|QuotationLine"
_ADDRESS = ("StreetName", "BuildingNumber", "AdditionalStreetName", "PostalZone", "CityName", "CountrySubentity")

_HEADER: tuple[tuple[str, Kind, tuple[str, ...]], ...] = (
    ("issue_date", "date", ("IssueDate",)),
    ("due_date", "date", ("SubmissionDueDate", "DueDate", "PaymentMeans/PaymentDueDate")),
    ("customer_name", "text", tuple(f"{party}/{name}" for party in _BUYER for name in _NAMES)),
    ("seller_name", "text", tuple(f"{party}/{name}" for party in _SELLER for name in _NAMES)),
    ("contact_name", "text", tuple(f"{party}/Contact/Name" for party in _BUYER)),
    ("contact_email", "text", tuple(f"{party}/Contact/ElectronicMail" for party in _BUYER)),
    ("contact_phone", "text", tuple(f"{party}/Contact/Telephone" for party in _BUYER)),
    ("rfq_number", "text", ("RequestForQuotationDocumentReference/ID",)),
    ("order_number", "text", ("OrderReference/ID",)),
    ("project", "text", ("ProjectReference/ID", "ContractDocumentReference/ID")),
    ("currency", "currency", ("PricingCurrencyCode", "DocumentCurrencyCode", "RequestedInvoiceCurrencyCode")),
    ("incoterm", "text", ("DeliveryTerms/ID",)),
    ("payment_terms", "text", ("PaymentTerms/Note",)),
    ("requested_delivery_date", "date", (
        "Delivery/RequestedDeliveryPeriod/EndDate", "RequestedDeliveryPeriod/EndDate", "Delivery/LatestDeliveryDate",
        "Delivery/RequestedDeliveryPeriod/StartDate",
    )),
    ("notes", "text", ("Note",)),
    ("subtotal", "number", (f"{_TOTALS}/TaxExclusiveAmount", f"{_TOTALS}/LineExtensionAmount")),
    ("tax_amount", "number", ("TaxTotal/TaxAmount",)),
    ("total_amount", "number", (f"{_TOTALS}/TaxInclusiveAmount", f"{_TOTALS}/PayableAmount")),
)  # fmt: skip


def read_ubl(root: Element, where: str) -> Extraction:
    """Read a UBL document. `where` names the file in the values' references."""
    document_type = ROOTS[name_of(root)]
    header = {field: value for field, kind, paths in _HEADER if (value := value_of(first(root, *paths), kind, where))}
    number = value_of(first(root, "ID"), "text", where)
    if number is not None and document_type in _NUMBER:
        header[_NUMBER[document_type]] = number
    address = _address(first(root, "Delivery/DeliveryAddress", "Delivery/DeliveryLocation/Address"), where)
    if address is not None:
        header["delivery_address"] = address
    lines = [_line(each, position, where) for position, each in enumerate(every(root, _LINES), start=1)]
    return Extraction(document_type, 1.0, header=header, lines=lines)


def _line(line: Element, position: int, where: str) -> ExtractedLine:
    where = f"{where}, line {position}"
    item = first(line, "LineItem")
    item = line if item is None else item
    quantity = first(item, "InvoicedQuantity|CreditedQuantity|Quantity")

    def value(kind: Kind, *paths: str) -> Value | None:
        return value_of(first(item, *paths), kind, where)

    parts = tuple(f"Item/{who}ItemIdentification/ID" for who in ("Sellers", "Manufacturers", "Standard", "Catalogue"))
    return ExtractedLine(
        position,
        line_number=value("text", "ID"),
        part_number=value("text", *parts),
        customer_part_number=value("text", "Item/BuyersItemIdentification/ID"),
        manufacturer=value("text", "Item/ManufacturerParty/PartyName/Name", "Item/BrandName"),
        description=value("text", "Item/Name", "Item/Description"),
        quantity=value_of(quantity, "number", where),
        unit=unit_value(quantity, where),
        needed_by=value("date", "Delivery/RequestedDeliveryPeriod/EndDate", "Delivery/LatestDeliveryDate"),
        unit_price=price_value(first(item, "Price/PriceAmount"), first(item, "Price/BaseQuantity"), where),
        line_total=value("number", "LineExtensionAmount"),
    )


def _address(address: Element | None, where: str) -> Value | None:
    """Write a postal address on one line."""
    if address is None:
        return None
    parts = [words(first(address, part)) for part in _ADDRESS] + [words(first(address, "Country/IdentificationCode"))]
    text = ", ".join(part for part in parts if part)
    if not text:
        return None
    return Value(text, text, page=1, ref=f"{where}: {name_of(address)}", source="xml", confidence=1.0, verified=True)
