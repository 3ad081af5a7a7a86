"""Searching products: part numbers and SKUs from their beginning, words in four languages, typing errors forgiven."""

from typing import NamedTuple

from nexus.catalog.matching.index import near_terms
from nexus.catalog.matching.knowledge import Knowledge, knowledge_of
from nexus.catalog.matching.normal import part_key
from nexus.catalog.matching.reading import read_spelled
from nexus.catalog.queries.products import Filter, Found, Searched, list_products
from nexus.identity.public import TenantId
from nexus.platform.db import Readable
from nexus.platform.folding import fold
from nexus.platform.pages import PageRequest

_ALIKE = 12


class Search(NamedTuple):
    """What is looked for: an own text, and which products."""

    text: str = ""
    filter: Filter = Filter()


async def search_products(driver: Readable, tenant: TenantId, page: PageRequest, search: Search) -> Found:
    """Return a page of products, newest first: those with that number, else with all the words, else with most."""
    if not search.text:
        return await list_products(driver, tenant, page, search.filter)
    knowledge = await knowledge_of(driver, tenant)
    found = Found("[]", None)
    for searched in _ways(search.text, knowledge):
        found = await list_products(driver, tenant, page, search.filter, searched)
        if found.body != "[]" or page.after:
            break
    return found


def _ways(text: str, knowledge: Knowledge | None) -> list[Searched]:
    """Return what to try, the strictest first."""
    groups = _groups(text, knowledge) if knowledge else []
    letters = Searched(letters=fold(text))
    number = _number_ways(text) if any(sign.isdigit() for sign in text) else []
    words = [Searched(terms=groups, least=len(groups))] if groups else []
    most = [Searched(terms=groups, least=len(groups) - 1)] if len(groups) > 2 else []
    return [*number, letters, *words, *most]


def _number_ways(text: str) -> list[Searched]:
    """Try a number as it is, then in other packing or misread, then its beginning."""
    near = near_terms(text)
    same = [term for term in near if term[0] not in "<>"]
    beginning = [term for term in near if term[0] == "<"]
    ways = ([f"n:{part_key(text)}"], same, beginning)
    return [Searched(terms=[terms], least=1) for terms in ways if terms]


def _groups(text: str, knowledge: Knowledge) -> list[list[str]]:
    """Return the terms of a text; any one of a group will do."""
    reading = read_spelled(text, knowledge.lexicon.spell)
    words = [[f"w:{word}", *_beginning(word, knowledge)] for word in reading.words]
    codes = [[f"c:{code}", f"n:{part_key(code)}", *near_terms(code)] for code in reading.codes]
    return [*([f"w:{token}"] for token in reading.tokens), *words, *codes, *([f"f:{fact}"] for fact in reading.facts)]


def _beginning(word: str, knowledge: Knowledge) -> list[str]:
    """Return the catalog's words that begin like one that is still being typed."""
    known = (other for other in knowledge.lexicon.counts if other.startswith(word) and other != word)
    return [f"w:{other}" for other in sorted(known, key=len)[:_ALIKE]]
