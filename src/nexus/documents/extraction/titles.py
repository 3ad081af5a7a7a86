"""The titles of business papers in many languages, and what each is the title of."""

import re
from typing import Literal

from nexus.documents.extraction.values.text import fold

DocumentType = Literal["rfq", "order", "quote", "invoice", "other"]

_TITLES: dict[DocumentType, str] = {
    "rfq": (
        r"(?:sourcing|quote|tender|bid|pricing) request|request for (?:a |an )?(?:quot\w*|"
        r"proposal|offer|tender|price)|\brf[qp]\b|quot\w+ request|"
        r"price (?:request|inquiry|enquiry)|\b(?:inquiry|enquiry)\b|requisition|invitation to (?:bid|tender|quote)|"
        r"call for (?:bids|tenders)|bill of (?:materials|quantities)|anfrage|einholung|ausschreibung|"
        r"aufforderung zur (?:angebotsabgabe|abgabe)|(?:solicitacao|pedido|requisicao|mapa|tomada) de (?:cotac\w+|"
        r"preco\w*|orcamento|proposta)|\bcotacao\b|consulta de precos|carta convite|demande (?:de (?:prix|devis|"
        r"cotation)|d.offre)|appel d.offres?|consultation|solicitud de (?:cotiz\w+|oferta|presupuesto)|"
        r"peticion de oferta|richiesta (?:di )?(?:offerta|preventivo)|offerteaanvraag|prijsaanvraag|aanvraag|"
        r"استعلام|درخواست .{0,18}(?:قیمت|پیشنهاد|فاکتور|بها)|درخواست (?:پیشنهاد|قیمت|استعلام)|مناقصه|درخواست خرید"
    ),
    "invoice": (
        r"\b(?:tax |commercial |pro ?forma )?invoice\b|credit note|\brechnung\b|gutschrift|rechnungskorrektur|"
        r"\bfatura\b|nota fiscal|danfe|\bfacture\b|\bavoir\b|\bfactura\b|\bfattura\b|nota di credito|\bfactuur\b|"
        r"creditnota|(?<!پیش )(?:صورتحساب|فاکتور)"
    ),
    "order": (
        r"purchase order|\border (?:form|no|number|#)|\bp\.?o\.? (?:no|number|#)|\bbestellung\b|\bauftrag\b|"
        r"bestellschein|pedido de compra|ordem de (?:compra|fornecimento)|bon de commande|\bcommande\b|"
        r"orden de compra|ordine (?:di acquisto|fornitore)|inkooporder|\bbestelling\b|سفارش خرید|دستور خرید"
    ),
    "quote": (
        r"\bquotation\b|\bquote\b|\boffer\b|\bproposal\b|\bestimate\b|\bangebot\b|\bofferte\b|kostenvoranschlag|"
        r"\borcamento\b|proposta comercial|\bproposta\b|\bdevis\b|\boffre\b|\bpresupuesto\b|\bcotizacion\b|"
        r"\boferta\b|\bpreventivo\b|\bofferta\b|پیش ?فاکتور|پیشنهاد (?:قیمت|مالی)"
    ),
}
_PATTERNS: dict[DocumentType, re.Pattern[str]] = {kind: re.compile(pattern) for kind, pattern in _TITLES.items()}

_TITLE_WORDS = (
    "lieferung delivery supply fornecimento eines angebots request enquiry inquiry rfq form formular "
    "sheet anfrage cotacao for a an the quotation quote quotes prices price pricing proposal offer offers "
    "tender bid no nr number num ref reference n o to nummer zur abgabe angebotsabgabe de do da del "
    "orcamento precos proposta devis prix offre offres d l di offerta preventivo cotizacion oferta "
    "presupuesto id dated purchase material part parts goods قیمت بها شماره خرید پیشنهاد کالا "
)
_GOES_ON = frozenset(fold(_TITLE_WORDS).split())


def titled(text: str) -> DocumentType | None:
    """Return the kind of paper that a title names; a request for a quotation is a request."""
    folded = fold(text)
    return next((kind for kind, pattern in _PATTERNS.items() if folded and pattern.search(folded)), None)


def behind_request(text: str) -> str:
    """Return what stands behind the words for a request in a title, or nothing when there are none."""
    words = text.split()
    for size in range(1, min(len(words), 8) + 1):
        if _PATTERNS["rfq"].search(fold(" ".join(words[:size]))):
            longer = next((n for n in range(len(words), size, -1) if _only_title(" ".join(words[size:n]))), size)
            return " ".join(words[longer:])
    return ""


def _only_title(text: str) -> bool:
    """Whether words go on with the title: `for quotation no.`."""
    return bool(re.fullmatch(r"[^\d]*", text)) and all(word in _GOES_ON for word in re.findall(r"[^\W\d]+", fold(text)))
