"""The words printed on a traveler, in each language."""

import msgspec


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """One language's words. `page` holds `{page}` and `{pages}`, `hours` holds `{hours}`."""

    traveler: str
    revision: str
    part: str
    name: str
    quantity: str
    job: str
    po: str
    customer: str
    due: str
    priority: str
    notes: str
    materials: str
    item: str
    description: str
    designators: str
    supplier: str
    operations: str
    step: str
    operation: str
    booking: str
    hours: str
    first_article: str
    approval: str
    good: str
    scrap: str
    initials: str
    date: str
    signature: str
    released: str
    inspected: str
    packed: str
    page: str
    marks: dict[str, str]


_ENGLISH = Words(
    traveler="Traveler",
    revision="Revision",
    part="Part number",
    name="Part name",
    quantity="Quantity",
    job="Job",
    po="PO number",
    customer="Customer",
    due="Due",
    priority="Priority",
    notes="Notes",
    materials="Bill of materials",
    item="Item",
    description="Description",
    designators="Designators",
    supplier="Supplier",
    operations="Operations",
    step="Step",
    operation="Operation",
    booking="Scan and sign",
    hours="{hours} h estimated",
    first_article="First article",
    approval="Quality approval",
    good="Good",
    scrap="Scrap",
    initials="Initials",
    date="Date",
    signature="Signature",
    released="Released for production",
    inspected="Final inspection",
    packed="Packed and shipped",
    page="Page {page} of {pages}",
    marks={"draft": "Draft", "superseded": "Superseded", "on_hold": "On hold", "cancelled": "Cancelled"},
)

_GERMAN = Words(
    traveler="Laufkarte",
    revision="Revision",
    part="Teilenummer",
    name="Bezeichnung",
    quantity="Menge",
    job="Auftrag",
    po="Bestellnummer",
    customer="Kunde",
    due="Fällig",
    priority="Priorität",
    notes="Hinweise",
    materials="Stückliste",
    item="Pos.",
    description="Beschreibung",
    designators="Bauteile",
    supplier="Lieferant",
    operations="Arbeitsgänge",
    step="Nr.",
    operation="Arbeitsgang",
    booking="Scannen und abzeichnen",
    hours="{hours} h geplant",
    first_article="Erststück",
    approval="Freigabe durch Qualität",
    good="Gut",
    scrap="Ausschuss",
    initials="Kürzel",
    date="Datum",
    signature="Unterschrift",
    released="Zur Fertigung freigegeben",
    inspected="Endprüfung",
    packed="Verpackt und versandt",
    page="Seite {page} von {pages}",
    marks={"draft": "Entwurf", "superseded": "Ersetzt", "on_hold": "Gesperrt", "cancelled": "Storniert"},
)

_PORTUGUESE = Words(
    traveler="Ficha de fabricação",
    revision="Revisão",
    part="Código da peça",
    name="Nome da peça",
    quantity="Quantidade",
    job="Ordem",
    po="Pedido de compra",
    customer="Cliente",
    due="Prazo",
    priority="Prioridade",
    notes="Observações",
    materials="Lista de materiais",
    item="Item",
    description="Descrição",
    designators="Designadores",
    supplier="Fornecedor",
    operations="Operações",
    step="N.º",
    operation="Operação",
    booking="Ler e rubricar",
    hours="{hours} h previstas",
    first_article="Primeira peça",
    approval="Aprovação da qualidade",
    good="Boas",
    scrap="Refugo",
    initials="Rubrica",
    date="Data",
    signature="Assinatura",
    released="Liberado para produção",
    inspected="Inspeção final",
    packed="Embalado e enviado",
    page="Página {page} de {pages}",
    marks={"draft": "Rascunho", "superseded": "Substituída", "on_hold": "Retida", "cancelled": "Cancelada"},
)

_PERSIAN = Words(
    traveler="برگهٔ همراه کار",
    revision="بازنگری",
    part="شمارهٔ قطعه",
    name="نام قطعه",
    quantity="تعداد",
    job="شمارهٔ کار",
    po="سفارش خرید",
    customer="مشتری",
    due="موعد",
    priority="اولویت",
    notes="یادداشت‌ها",
    materials="فهرست مواد",
    item="ردیف",
    description="شرح",
    designators="جایگاه‌ها",
    supplier="تأمین‌کننده",
    operations="عملیات",
    step="گام",
    operation="عملیات",
    booking="اسکن و امضا",
    hours="{hours} ساعت برآورد",
    first_article="نمونهٔ نخست",
    approval="تأیید کیفیت",
    good="سالم",
    scrap="ضایعات",
    initials="پاراف",
    date="تاریخ",
    signature="امضا",
    released="صدور برای تولید",
    inspected="بازرسی نهایی",
    packed="بسته‌بندی و ارسال",
    page="صفحهٔ {page} از {pages}",
    marks={"draft": "پیش‌نویس", "superseded": "منسوخ", "on_hold": "متوقف", "cancelled": "لغو شده"},
)

WORDS = {"en": _ENGLISH, "de": _GERMAN, "fa": _PERSIAN, "pt": _PORTUGUESE}
