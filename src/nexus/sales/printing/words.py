"""The words printed on a quote, in each language."""

import msgspec


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """One language's words. `page` holds `{page}` and `{pages}`; `tax` holds `{rate}`, `days` `{count}`."""

    quotation: str
    number: str
    revision: str
    date: str
    valid_until: str
    your_reference: str
    contact: str
    subject: str
    to: str
    position: str
    item: str
    quantity: str
    unit_price: str
    discount: str
    line_total: str
    part: str
    your_part: str
    lead_time: str
    breaks: str
    optional: str
    no_quote: str
    open_price: str
    subtotal: str
    tax: str
    total: str
    payment_terms: str
    delivery_terms: str
    terms: str
    notes: str
    page: str
    marks: dict[str, str]
    units: dict[str, str]
    greeting: str
    in_stock: str
    days: str


_ENGLISH = Words(
    quotation="Quotation",
    number="Number",
    revision="Revision",
    date="Date",
    valid_until="Valid until",
    your_reference="Your reference",
    contact="Your contact",
    subject="Subject",
    to="Prepared for",
    position="No.",
    item="Item",
    quantity="Quantity",
    unit_price="Unit price",
    discount="Disc.",
    line_total="Amount",
    part="Part no.",
    your_part="Your part no.",
    lead_time="Lead time",
    breaks="Price from",
    optional="Optional, not included in the total",
    no_quote="No quote",
    open_price="on request",
    subtotal="Subtotal",
    tax="Tax {rate}",
    total="Total",
    payment_terms="Payment",
    delivery_terms="Delivery",
    terms="Terms",
    notes="Notes",
    page="Page {page} of {pages}",
    marks={
        "draft": "Draft, not binding",
        "rejected": "Rejected",
        "expired": "No longer valid",
        "superseded": "Replaced by a newer revision",
    },
    units={"pcs": "pcs", "box": "box", "set": "set", "m": "m", "kg": "kg"},
    greeting="Thank you for your inquiry. We are pleased to offer you the following.",
    in_stock="ex stock",
    days="{count} days",
)

_GERMAN = Words(
    quotation="Angebot",
    number="Nummer",
    revision="Revision",
    date="Datum",
    valid_until="Gültig bis",
    your_reference="Ihre Anfrage",
    contact="Ansprechpartner",
    subject="Betreff",
    to="Für",
    position="Pos.",
    item="Artikel",
    quantity="Menge",
    unit_price="Einzelpreis",
    discount="Rabatt",
    line_total="Betrag",
    part="Art.-Nr.",
    your_part="Ihre Teile-Nr.",
    lead_time="Lieferzeit",
    breaks="Staffelpreis ab",
    optional="Optional, nicht in der Summe enthalten",
    no_quote="Kein Angebot",
    open_price="auf Anfrage",
    subtotal="Zwischensumme",
    tax="MwSt. {rate}",
    total="Gesamtbetrag",
    payment_terms="Zahlung",
    delivery_terms="Lieferung",
    terms="Bedingungen",
    notes="Hinweise",
    page="Seite {page} von {pages}",
    marks={
        "draft": "Entwurf, unverbindlich",
        "rejected": "Abgelehnt",
        "expired": "Nicht mehr gültig",
        "superseded": "Durch eine neuere Revision ersetzt",
    },
    units={"pcs": "Stk.", "box": "Pack.", "set": "Satz", "m": "m", "kg": "kg"},
    greeting="Vielen Dank für Ihre Anfrage. Gern bieten wir Ihnen Folgendes an.",
    in_stock="ab Lager",
    days="{count} Tage",
)

_PORTUGUESE = Words(
    quotation="Proposta",
    number="Número",
    revision="Revisão",
    date="Data",
    valid_until="Válida até",
    your_reference="Sua referência",
    contact="Seu contato",
    subject="Assunto",
    to="Para",
    position="Item",
    item="Produto",
    quantity="Quantidade",
    unit_price="Preço unit.",
    discount="Desc.",
    line_total="Valor",
    part="Código",
    your_part="Seu código",
    lead_time="Prazo de entrega",
    breaks="Preço a partir de",
    optional="Opcional, não incluído no total",
    no_quote="Sem proposta",
    open_price="sob consulta",
    subtotal="Subtotal",
    tax="Impostos {rate}",
    total="Total",
    payment_terms="Pagamento",
    delivery_terms="Entrega",
    terms="Condições",
    notes="Observações",
    page="Página {page} de {pages}",
    marks={
        "draft": "Rascunho, sem compromisso",
        "rejected": "Rejeitada",
        "expired": "Fora da validade",
        "superseded": "Substituída por revisão mais recente",
    },
    units={"pcs": "un.", "box": "cx.", "set": "conj.", "m": "m", "kg": "kg"},
    greeting="Agradecemos a sua consulta. Temos o prazer de apresentar a nossa proposta.",
    in_stock="em estoque",
    days="{count} dias",
)

_PERSIAN = Words(
    quotation="پیش‌فاکتور",
    number="شماره",
    revision="ویرایش",
    date="تاریخ",
    valid_until="اعتبار تا",
    your_reference="شماره استعلام شما",
    contact="کارشناس فروش",
    subject="موضوع",
    to="خریدار",
    position="ردیف",
    item="شرح کالا",
    quantity="تعداد",
    unit_price="قیمت واحد",
    discount="تخفیف",
    line_total="مبلغ",
    part="کد کالا",
    your_part="کد کالای شما",
    lead_time="زمان تحویل",
    breaks="قیمت از تعداد",
    optional="اختیاری، در جمع کل منظور نشده است",
    no_quote="بدون پیشنهاد",
    open_price="استعلامی",
    subtotal="جمع",
    tax="مالیات {rate}",
    total="مبلغ کل",
    payment_terms="شرایط پرداخت",
    delivery_terms="شرایط تحویل",
    terms="شرایط",
    notes="توضیحات",
    page="صفحه {page} از {pages}",
    marks={
        "draft": "پیش‌نویس، غیر قطعی",
        "rejected": "رد شده",
        "expired": "اعتبار این پیشنهاد پایان یافته است",
        "superseded": "ویرایش جدیدتری جایگزین شده است",
    },
    units={"pcs": "عدد", "box": "جعبه", "set": "دست", "m": "متر", "kg": "کیلوگرم"},
    greeting="با سپاس از استعلام شما، پیشنهاد خود را به شرح زیر تقدیم می‌کنیم.",
    in_stock="موجود در انبار",
    days="{count} روز",
)

WORDS = {"en": _ENGLISH, "de": _GERMAN, "pt": _PORTUGUESE, "fa": _PERSIAN}
