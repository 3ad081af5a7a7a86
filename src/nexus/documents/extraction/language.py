"""The language and country a document speaks from, and what follows for its dates and numbers."""

import re
from collections.abc import Iterator

import msgspec

from nexus.documents.evidence import Paragraph, Reading
from nexus.documents.extraction.values.dates import DateOrder, date_order
from nexus.documents.extraction.values.numbers import NumberStyle, number_style
from nexus.documents.extraction.values.text import fold

_COMMON = {
    "en": "the of and to for please quote request your our with by date no number contact phone delivery required "
    "quantity description price unit we you is are be this regards dear items shall following terms payment "
    "company customer buyer",
    "de": "der die das und für von bitte anfrage ihr ihre wir mit bis datum nr nummer ansprechpartner telefon "
    "liefertermin menge bezeichnung preis einheit sie ist sind freundlichen grüßen sehr geehrte positionen "
    "angebot kunde firma währung lieferanschrift projekt pos anzahl stk stück anbei den dem zu auf einkäufer",
    "pt": "de da do e para por favor cotação solicitação nosso sua com até data nº número contato telefone entrega "
    "quantidade descrição preço unidade nós é são prezados atenciosamente itens proposta empresa cliente "
    "moeda fone projeto obra local os as no na em um uma código fabricante",
    "fr": "le la les de du des et pour par demande devis prix votre notre avec avant date numéro contact téléphone "
    "livraison quantité désignation unité nous vous est sont cordialement bonjour articles offre société "
    "client référence adresse",
    "es": "el la los las de del y para por favor solicitud cotización oferta nuestro su con hasta fecha número "
    "contacto teléfono entrega cantidad descripción precio unidad es son estimados saludos artículos empresa "
    "cliente moneda proyecto plazo",
    "it": "il lo la i gli le di del della e per richiesta offerta preventivo vostra nostro con entro data numero "
    "contatto telefono consegna quantità descrizione prezzo unità è sono gentili cordiali saluti articoli "
    "azienda cliente valuta",
    "nl": "de het een en van voor aanvraag offerte uw onze met tot datum nummer contactpersoon telefoon levering "
    "aantal omschrijving prijs eenheid wij u is zijn geachte vriendelijke groet artikelen bedrijf klant "
    "leverdatum prijsaanvraag",
}
_COMMON_SETS = {language: frozenset(map(fold, words.split())) for language, words in _COMMON.items()}
_PREFIXES = (
    "1:US 7:RU 20:EG 27:ZA 30:GR 31:NL 32:BE 33:FR 34:ES 36:HU 39:IT 40:RO 41:CH 43:AT 44:GB 45:DK 46:SE 47:NO "
    "48:PL 49:DE 51:PE 52:MX 54:AR 55:BR 56:CL 57:CO 60:MY 61:AU 62:ID 63:PH 64:NZ 65:SG 66:TH 81:JP 82:KR 84:VN "
    "86:CN 90:TR 91:IN 92:PK 94:LK 98:IR 351:PT 352:LU 353:IE 358:FI 385:HR 420:CZ 421:SK 852:HK 886:TW 961:LB "
    "962:JO 964:IQ 965:KW 966:SA 968:OM 971:AE 972:IL 973:BH 974:QA 994:AZ "
)
_PHONES = {prefix: country for prefix, _, country in (pair.partition(":") for pair in _PREFIXES.split())}
_PHONE = re.compile(r"(?:\+|\b00)(\d{1,3})[\s().\-/]*\d{1,5}[\s().\-/\d]{4,}")
_DOMAIN = re.compile(r"@[\w.-]+\.([a-z]{2})\b")
_US_ADDRESS = re.compile(
    r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|"
    r"O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]) \d{5}(?:-\d{4})?\b"
)
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_WORD = re.compile(r"[^\W\d_]+")


class Locale(msgspec.Struct, frozen=True):
    """Where a document comes from, as far as it shows."""

    language: str
    """ISO 639, two letters; empty when no language is recognised."""
    countries: tuple[str, ...]
    """ISO 3166 codes that phones, addresses and mail domains name, most frequent first."""
    date_order: DateOrder
    number_style: NumberStyle


def tell_locale(reading: Reading) -> Locale:
    """Tell language, countries, order of dates and decimal mark from everything the document prints."""
    lines = list(printed_lines(reading))
    language = tell_language(lines)
    countries = tell_countries(lines) or _by_paper(reading)
    return Locale(language, countries, date_order(lines, language, countries), _style(lines, language, countries))


def _by_paper(reading: Reading) -> tuple[str, ...]:
    """Return the United States for a document on letter paper that names no country."""
    letter = (612.0, 792.0)
    sizes = [tuple(sorted((page.width, page.height))) for page in reading.pages if page.words]
    on_letter = bool(sizes) and all(
        abs(side - whole) < 3 for size in sizes for side, whole in zip(size, letter, strict=True)
    )
    return ("US",) if on_letter else ()


def tell_language(lines: list[str]) -> str:
    """Tell the language of the text around the items by its commonest words."""
    text = " ".join(lines)
    arabic = len(_ARABIC.findall(text))
    if arabic > 20 and arabic > 0.05 * len(text):
        return "fa"
    words = _WORD.findall(fold(text))
    counts = {
        language: sum(map(set(map(fold, common.split())).__contains__, words)) for language, common in _COMMON.items()
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= 2 else ""


def tell_countries(lines: list[str]) -> tuple[str, ...]:
    """Tell the countries that phone numbers, mail domains and United States addresses name."""
    votes: dict[str, int] = {}
    for line in lines:
        named = [_country(match.group(1)) for match in _PHONE.finditer(line)]
        named += [domain.upper() for domain in _DOMAIN.findall(line.lower())]
        named += ["US"] * len(_US_ADDRESS.findall(line))
        for country in named:
            votes[country] = votes.get(country, 0) + 1
    votes.pop("", None)
    return tuple(sorted(votes, key=lambda country: -votes[country]))


def printed_lines(reading: Reading) -> Iterator[str]:
    """Everything a document prints, page by page: running words, table rows, paragraphs."""
    for page in reading.pages:
        if page.words:
            yield " ".join(word.text for word in page.words)
        for block in page.blocks:
            if isinstance(block, Paragraph):
                yield block.text
            else:
                yield from (" ".join(cell.text for cell in row) for row in block.rows)


def _country(prefix: str) -> str:
    """Return the country of a dialling prefix whose end is not marked: `498912` is 49, `97141` is 971."""
    return next((_PHONES[prefix[:size]] for size in (3, 2, 1) if prefix[:size] in _PHONES), "")


def _style(lines: list[str], language: str, countries: tuple[str, ...]) -> NumberStyle:
    """Tell the decimal mark by what country and language print, else by the numbers themselves."""
    if language in ("de", "pt", "fr", "es", "it", "nl") and not {"CH", "MX"} & set(countries[:1]):
        return "comma"
    if language in ("en", "fa") or countries:
        return "point"
    return number_style(word for line in lines for word in line.split())
