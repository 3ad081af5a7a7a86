"""The words printed on a traveler, in each language."""

import msgspec


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """One language's words. `page` holds `{page}` and `{pages}`."""

    direction: str = "ltr"
    traveler: str
    revision: str
    job: str
    po: str
    customer: str
    part: str
    name: str
    quantity: str
    due: str
    priority: str
    bom: str
    item: str
    description: str
    designators: str
    supplier: str
    operations: str
    role: str
    hours: str
    good: str
    scrap: str
    initials: str
    date: str
    checks: str
    first_article: str
    approval: str
    released_by: str
    inspected_by: str
    packed_by: str
    notes: str
    page: str
    marks: dict[str, str]


WORDS: dict[str, Words] = {
    "en": Words(
        traveler="Traveler", revision="Revision", job="Job", po="Customer PO", customer="Customer", part="Part",
        name="Name", quantity="Quantity", due="Due", priority="Priority", bom="Bill of materials", item="No.",
        description="Description", designators="Designators", supplier="Supplier", operations="Operations",
        role="Role", hours="h estimated", good="Good", scrap="Scrap", initials="Initials", date="Date",
        checks="Checks", first_article="First article", approval="Quality approval", released_by="Released by",
        inspected_by="Inspected by", packed_by="Packed by", notes="Notes", page="page {page} of {pages}",
        marks={"draft": "DRAFT", "superseded": "SUPERSEDED", "on_hold": "ON HOLD", "cancelled": "CANCELLED"},
    ),
    "de": Words(
        traveler="Laufkarte", revision="Revision", job="Auftrag", po="Bestellung des Kunden", customer="Kunde",
        part="Teil", name="Bezeichnung", quantity="Menge", due="Fällig", priority="Priorität", bom="Stückliste",
        item="Pos.", description="Beschreibung", designators="Bauteile", supplier="Lieferant",
        operations="Arbeitsgänge", role="Rolle", hours="h geplant", good="Gut", scrap="Ausschuss",
        initials="Kürzel", date="Datum", checks="Prüfungen", first_article="Erststück",
        approval="Freigabe Qualität", released_by="Freigegeben", inspected_by="Geprüft", packed_by="Verpackt",
        notes="Hinweise", page="Seite {page} von {pages}",
        marks={"draft": "ENTWURF", "superseded": "ERSETZT", "on_hold": "GESPERRT", "cancelled": "STORNIERT"},
    ),
    "pt": Words(
        traveler="Ficha de fabrico", revision="Revisão", job="Trabalho", po="Encomenda do cliente",
        customer="Cliente", part="Peça", name="Nome", quantity="Quantidade", due="Prazo", priority="Prioridade",
        bom="Lista de materiais", item="N.º", description="Descrição", designators="Designadores",
        supplier="Fornecedor", operations="Operações", role="Função", hours="h previstas", good="Boas",
        scrap="Refugo", initials="Rubrica", date="Data", checks="Verificações", first_article="Primeira peça",
        approval="Aprovação da qualidade", released_by="Liberado por", inspected_by="Inspecionado por",
        packed_by="Embalado por", notes="Notas", page="página {page} de {pages}",
        marks={"draft": "RASCUNHO", "superseded": "SUBSTITUÍDA", "on_hold": "RETIDA", "cancelled": "CANCELADA"},
    ),
    "fa": Words(
        direction="rtl", traveler="برگه کار", revision="بازنگری", job="کار", po="سفارش مشتری", customer="مشتری",
        part="قطعه", name="نام", quantity="تعداد", due="موعد", priority="اولویت", bom="فهرست مواد", item="ردیف",
        description="شرح", designators="جایگاه", supplier="تأمین‌کننده", operations="عملیات", role="نقش",
        hours="ساعت برآورد", good="سالم", scrap="ضایعات", initials="امضا", date="تاریخ", checks="بازرسی‌ها",
        first_article="نمونه نخست", approval="تأیید کیفیت", released_by="صادرکننده", inspected_by="بازرس",
        packed_by="بسته‌بند", notes="یادداشت", page="برگ {page} از {pages}",
        marks={"draft": "پیش‌نویس", "superseded": "منسوخ", "on_hold": "متوقف", "cancelled": "لغو شده"},
    ),
}  # fmt: skip


def words_of(locale: str) -> tuple[str, Words]:
    """Return the language of a locale that travelers are printed in, and its words; English for any other."""
    language = locale.replace("_", "-").split("-")[0].lower()
    return (language, WORDS[language]) if language in WORDS else ("en", WORDS["en"])
