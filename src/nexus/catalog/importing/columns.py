"""Which column of a file is which field of a product, by the words of its header in several languages."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from nexus.catalog.errors import UnknownColumn, UnreadableTable
from nexus.catalog.importing.tables import Row
from nexus.catalog.matching.normal import fold

_HEADER_ROWS = 20
_ALIKE = 88

HEADERS: dict[str, str] = {
    "sku": "sku; item no; item number; item code; article no; article number; article; product code; product no; product id; code; "
    "stock code; our number; internal number; artikelnummer; artikelnr; artikel nr; art nr; bestellnummer; material; materialnummer; "
    "codigo; codigo do produto; codigo interno; referencia; ref; کد; کد کالا; کد محصول; شماره کالا",
    "name": "name; product name; product; item; item name; title; short description; short text; designation; bezeichnung; "
    "artikelbezeichnung; kurztext; benennung; produkt; produktname; nome; produto; nome do produto; designacao; denominacao; "
    "نام; نام کالا; نام محصول; کالا; عنوان",
    "description": "description; long description; long text; details; full description; text; beschreibung; langtext; "
    "artikelbeschreibung; descricao; descricao completa; detalhes; شرح; توضیحات; شرح کالا; مشخصات",
    "manufacturer": "manufacturer; maker; brand; make; mfr; mfg; vendor; hersteller; marke; fabrikat; fabricante; marca; "
    "سازنده; برند; تولیدکننده; مارک",
    "mpn": "mpn; manufacturer part number; mfr part number; mfr part no; mfg part no; part number; part no; part nr; p/n; pn; "
    "manufacturer number; hersteller artikelnummer; herstellernummer; teilenummer; herstellerteilenummer; typ; type number; model; "
    "part number do fabricante; codigo do fabricante; numero da peca; modelo; شماره فنی; پارت نامبر; مدل",
    "category": "category; product group; group; class; family; kategorie; warengruppe; produktgruppe; artikelgruppe; categoria; "
    "grupo; familia; دسته; دسته بندی; گروه; گروه کالا",
    "unit": "unit; uom; unit of measure; um; sales unit; einheit; mengeneinheit; me; unidade; un; unid; unidade de medida; واحد",
    "list_price": "price; list price; unit price; sales price; selling price; net price; eur; usd; preis; listenpreis; verkaufspreis; "
    "vk; einzelpreis; stuckpreis; preco; preco unitario; preco de lista; preco de venda; valor; قیمت; قیمت واحد; بها; مبلغ",
    "currency": "currency; cur; ccy; wahrung; moeda; divisa; ارز; واحد پول",
    "stock_quantity": "stock; stock quantity; quantity; qty; on hand; available; inventory; qty on hand; quantity on hand; bestand; "
    "lagerbestand; lager; menge; verfugbar; estoque; quantidade; saldo; stock disponivel; disponivel; موجودی; تعداد; موجودی انبار",
    "lead_time_days": "lead time; lead time days; lead time in days; delivery time; delivery days; lieferzeit; lieferzeit tage; "
    "wiederbeschaffungszeit; prazo; prazo de entrega; prazo dias; lead time dias; زمان تحویل; مدت تحویل",
    "packing": "packing; packaging; pack; package; packing unit; pack size; reel; verpackung; verpackungseinheit; ve; embalagem; "
    "acondicionamento; بسته بندی; نوع بسته بندی",
    "price_breaks": "price breaks; quantity breaks; quantity prices; breaks; tiers; scale prices; staffelpreise; staffel; "
    "mengenstaffel; precos por quantidade; escala de precos; faixas de preco; قیمت پلکانی",
    "is_active": "active; is active; enabled; aktiv; ativo; ativa; فعال",
}
FIELDS = tuple(HEADERS)
_KNOWN = {
    " ".join(re.findall(r"[^\W_]+", fold(word))): field for field, words in HEADERS.items() for word in words.split(";")
}


class Layout(NamedTuple):
    """Where the header stands, its columns, and which field each column is."""

    header: int
    """Index of the header's row."""
    columns: list[str]
    mapping: dict[str, int]
    """Field -> index of its column."""

    def named(self) -> dict[str, str]:
        """Return field -> name of its column."""
        return {field: self.columns[at] for field, at in self.mapping.items()}

    def ignored(self) -> list[str]:
        """Return the columns that become nothing."""
        return [name for at, name in enumerate(self.columns) if at not in self.mapping.values() and name]


def find_layout(rows: Sequence[Row], given: Mapping[str, str] | None) -> Layout:
    """Find the header and guess the fields; `given` (field -> column) goes before the guess, an empty column drops it."""
    best = max(range(min(_HEADER_ROWS, len(rows))), key=lambda at: (len(_guess(rows[at].cells)), -at))
    columns = rows[best].cells
    mapping = _guess(columns)
    for field, column in (given or {}).items():
        if field not in FIELDS:
            raise UnknownColumn(f"There is no field {field}. The fields are: {', '.join(FIELDS)}.", fields=list(FIELDS))
        mapping.pop(field, None)
        if column:
            at = _column(columns, column)
            mapping = {name: index for name, index in mapping.items() if index != at} | {field: at}
    if "sku" not in mapping and "mpn" in mapping:
        mapping["sku"] = mapping["mpn"]
    if "sku" not in mapping:
        raise UnreadableTable(
            "No column is recognised as the SKU. Say which one it is in the mapping, such as sku=Item code.",
            columns=[name for name in columns if name],
        )
    return Layout(best, columns, mapping)


def _column(columns: Sequence[str], wanted: str) -> int:
    for at, name in enumerate(columns):
        if fold(name) == fold(wanted):
            return at
    raise UnknownColumn(f"The file has no column {wanted}. It has: {', '.join(name for name in columns if name)}.")


def _guess(columns: Sequence[str]) -> dict[str, int]:
    """Return field -> column, each column for the field whose words fit it best, each field once."""
    scored = sorted(
        ((score, -at, field) for at, name in enumerate(columns) for score, field in _scores(name)), reverse=True
    )
    mapping: dict[str, int] = {}
    taken: set[int] = set()
    for _, minus_at, field in scored:
        if field not in mapping and -minus_at not in taken:
            mapping[field] = -minus_at
            taken.add(-minus_at)
    return {field: mapping[field] for field in FIELDS if field in mapping}


def _scores(header: str) -> list[tuple[float, str]]:
    words = " ".join(re.findall(r"[^\W_]+", fold(header)))
    if not words or len(words) > 60:
        return []
    if words in _KNOWN:
        return [(100.0, _KNOWN[words])]
    near = ((fuzz.token_sort_ratio(words, known), field) for known, field in _KNOWN.items())
    return sorted(((score, field) for score, field in near if score >= _ALIKE), reverse=True)[:1]
