"""Cross Industry Invoices and Orders: ZUGFeRD 1 and 2, Factur-X, XRechnung, Order-X."""

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

ROOTS = {"CrossIndustryInvoice", "CrossIndustryDocument", "SCRDMCCBDACIOMessageStructure"}

_DOCUMENT = "ExchangedDocument|HeaderExchangedDocument"
_TRADE = "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction"
_AGREEMENT = f"{_TRADE}/ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement"
_DELIVERY = f"{_TRADE}/ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery"
_SETTLEMENT = f"{_TRADE}/ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
_TOTALS = f"{_SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
_CONTACT = f"{_AGREEMENT}/BuyerTradeParty/DefinedTradeContact"
_REQUESTED = "RequestedDeliverySupplyChainEvent|RequestedDespatchSupplyChainEvent"

_HEADER: tuple[tuple[str, Kind, tuple[str, ...]], ...] = (
    ("issue_date", "date", (f"{_DOCUMENT}/IssueDateTime/DateTimeString",)),
    ("customer_name", "text", (f"{_AGREEMENT}/BuyerTradeParty/Name",)),
    ("seller_name", "text", (f"{_AGREEMENT}/SellerTradeParty/Name",)),
    ("contact_name", "text", (f"{_CONTACT}/PersonName", f"{_CONTACT}/DepartmentName")),
    ("contact_email", "text", (f"{_CONTACT}/EmailURIUniversalCommunication/URIID",)),
    ("contact_phone", "text", (f"{_CONTACT}/TelephoneUniversalCommunication/CompleteNumber",)),
    ("order_number", "text", (f"{_AGREEMENT}/BuyerOrderReferencedDocument/IssuerAssignedID|ID",)),
    ("project", "text", (f"{_AGREEMENT}/SpecifiedProcuringProject/Name", f"{_AGREEMENT}/SpecifiedProcuringProject/ID")),
    ("incoterm", "text", (f"{_AGREEMENT}/ApplicableTradeDeliveryTerms/DeliveryTypeCode",)),
    ("requested_delivery_date", "date", (
        f"{_DELIVERY}/{_REQUESTED}/OccurrenceDateTime/DateTimeString",
        f"{_DELIVERY}/{_REQUESTED}/OccurrenceSpecifiedPeriod/EndDateTime/DateTimeString",
    )),
    ("currency", "currency", (f"{_SETTLEMENT}/InvoiceCurrencyCode|OrderCurrencyCode",)),
    ("payment_terms", "text", (f"{_SETTLEMENT}/SpecifiedTradePaymentTerms/Description",)),
    ("due_date", "date", (f"{_SETTLEMENT}/SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString",)),
    ("subtotal", "number", (f"{_TOTALS}/TaxBasisTotalAmount", f"{_TOTALS}/LineTotalAmount")),
    ("tax_amount", "number", (f"{_TOTALS}/TaxTotalAmount",)),
    ("total_amount", "number", (f"{_TOTALS}/GrandTotalAmount", f"{_TOTALS}/DuePayableAmount")),
)  # fmt: skip

_PRODUCT = "SpecifiedTradeProduct"
_LINE_AGREEMENT = "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement"
_LINE_DELIVERY = "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery"
_LINE_TOTAL = (
    "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement/"
    "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation/LineTotalAmount"
)
_PRICE = f"{_LINE_AGREEMENT}/NetPriceProductTradePrice"
_QUANTITY = f"{_LINE_DELIVERY}/BilledQuantity|RequestedQuantity|AgreedQuantity"


def read_cii(root: Element, where: str) -> Extraction:
    """Read a Cross Industry document. `where` names the file in the values' references."""
    is_order = name_of(root) == "SCRDMCCBDACIOMessageStructure"
    header = {field: value for field, kind, paths in _HEADER if (value := value_of(first(root, *paths), kind, where))}
    number = value_of(first(root, f"{_DOCUMENT}/ID"), "text", where)
    if number is not None:
        header["order_number" if is_order else "invoice_number"] = number
    address = _address(first(root, f"{_DELIVERY}/ShipToTradeParty"), where)
    if address is not None:
        header["delivery_address"] = address
    notes = [words(note) for note in every(root, f"{_DOCUMENT}/IncludedNote/Content")]
    if any(notes):
        text = "\n".join(note for note in notes if note)
        header["notes"] = Value(
            text, text, page=1, ref=f"{where}: IncludedNote", source="xml", confidence=1.0, verified=True
        )
    items = [
        item for item in every(root, f"{_TRADE}/IncludedSupplyChainTradeLineItem") if first(item, _PRODUCT) is not None
    ]
    lines = [_line(item, position, where) for position, item in enumerate(items, start=1)]
    return Extraction("order" if is_order else "invoice", 1.0, header=header, lines=lines)


def _line(item: Element, position: int, where: str) -> ExtractedLine:
    where = f"{where}, line {position}"
    quantity = first(item, _QUANTITY)

    def value(kind: Kind, *paths: str) -> Value | None:
        return value_of(first(item, *paths), kind, where)

    return ExtractedLine(
        position,
        line_number=value("text", "AssociatedDocumentLineDocument/LineID"),
        part_number=value(
            "text", f"{_PRODUCT}/SellerAssignedID", f"{_PRODUCT}/ManufacturerAssignedID", f"{_PRODUCT}/GlobalID"
        ),
        customer_part_number=value("text", f"{_PRODUCT}/BuyerAssignedID"),
        manufacturer=value("text", f"{_PRODUCT}/ManufacturerTradeParty/Name", f"{_PRODUCT}/BrandName"),
        description=value("text", f"{_PRODUCT}/Name", f"{_PRODUCT}/Description"),
        quantity=value_of(quantity, "number", where),
        unit=unit_value(quantity, where),
        needed_by=value("date", f"{_LINE_DELIVERY}/{_REQUESTED}/OccurrenceDateTime/DateTimeString"),
        unit_price=price_value(first(item, f"{_PRICE}/ChargeAmount"), first(item, f"{_PRICE}/BasisQuantity"), where),
        line_total=value("number", _LINE_TOTAL),
    )


def _address(party: Element | None, where: str) -> Value | None:
    """Write a party's name and postal address on one line."""
    if party is None:
        return None
    address = "PostalTradeAddress/"
    lines = [
        words(first(party, path)) for path in ("Name", f"{address}LineOne", f"{address}LineTwo", f"{address}LineThree")
    ]
    town = f"{words(first(party, f'{address}PostcodeCode'))} {words(first(party, f'{address}CityName'))}".strip()
    text = ", ".join(part for part in (*lines, town, words(first(party, f"{address}CountryID"))) if part)
    if not text:
        return None
    return Value(text, text, page=1, ref=f"{where}: {name_of(party)}", source="xml", confidence=1.0, verified=True)
