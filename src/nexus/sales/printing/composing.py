"""Saying a quote in its language: the strings that the template sets, each with the direction it is read in."""

from typing import Any

from nexus.platform.printing.texts import said
from nexus.sales.printing.figures import Figures
from nexus.sales.printing.paper import Paper, PaperLine
from nexus.sales.printing.words import WORDS, Words

_UNBROKEN_LENGTH = 1200
"""A line with a longer text may be broken over pages; a shorter one is kept whole."""


def compose(paper: Paper) -> dict[str, Any]:
    """Return everything the template needs, as JSON."""
    figures = Figures(paper.locale, paper.currency)
    words = WORDS[figures.language]
    return {
        "language": figures.language,
        "region": figures.locale.territory,
        "direction": "rtl" if figures.language == "fa" else "ltr",
        "accent": paper.seller.accent,
        "title": words.quotation,
        "number": paper.number,
        "mark": words.marks.get(paper.mark, ""),
        "page": words.page,
        "seller": _seller(paper),
        "buyer": {"label": words.to, "name": said(paper.buyer.name), "lines": _buyer_lines(paper)},
        "facts": _facts(paper, words, figures),
        "subject": said(paper.title),
        "introduction": said(paper.introduction or words.greeting),
        "columns": _columns(paper, words),
        "discounted": any(line.discount_percent for line in paper.lines),
        "lines": [_line(line, words, figures) for line in paper.lines],
        "totals": [
            [words.subtotal, figures.amount(paper.subtotal)],
            [words.tax.format(rate=figures.percent(paper.tax_rate)), figures.amount(paper.tax)],
        ],
        "total": [f"{words.total} {paper.currency}", figures.amount(paper.total)],
        "terms": _terms(paper, words),
    }


def _filled(*texts: str) -> list[dict[str, str]]:
    return [said(line.strip()) for text in texts for line in text.splitlines() if line.strip()]


def _seller(paper: Paper) -> dict[str, Any]:
    seller = paper.seller
    return {
        "name": said(seller.name),
        "logo": None if seller.logo is None else f"logo.{seller.logo.kind}",
        "address": _filled(seller.address),
        "reach": _filled(seller.phone, seller.email, seller.website),
        "legal": said(" · ".join(line.strip() for line in seller.legal.splitlines() if line.strip())),
    }


def _buyer_lines(paper: Paper) -> list[dict[str, str]]:
    return _filled(paper.buyer.contact, paper.buyer.address, paper.buyer.email)


def _facts(paper: Paper, words: Words, figures: Figures) -> list[list[Any]]:
    facts = [
        (words.number, paper.number),
        (words.revision, str(paper.revision) if paper.revision > 1 else ""),
        (words.date, figures.day(paper.issued)),
        (words.valid_until, figures.day(paper.valid_until)),
        (words.your_reference, paper.your_reference),
        (words.contact, paper.our_contact),
    ]
    return [[label, said(text)] for label, text in facts if text]


def _columns(paper: Paper, words: Words) -> dict[str, str]:
    return {
        "position": words.position,
        "item": words.item,
        "quantity": words.quantity,
        "price": f"{words.unit_price} {paper.currency}",
        "discount": words.discount,
        "total": f"{words.line_total} {paper.currency}",
    }


def _line(line: PaperLine, words: Words, figures: Figures) -> dict[str, Any]:
    offered = line.kind != "no_quote"
    details = [(words.part, line.code), (words.your_part, line.customer_code), (words.lead_time, line.lead_time)]
    return {
        "position": figures.count(line.number),
        "name": said(line.name),
        "description": said("" if line.description == line.name else line.description),
        "details": [[label, said(text)] for label, text in details if text],
        "quantity": figures.quantity(line.quantity),
        "unit": words.units.get(line.unit, line.unit),
        "price": _price(line, words, figures) if offered else "",
        "discount": figures.percent(line.discount_percent) if offered and line.discount_percent else "",
        "total": figures.amount(line.total) if offered and line.total is not None else "",
        "kind": line.kind,
        "breaks_label": words.breaks,
        "breaks": [[figures.quantity(step.quantity), figures.unit_price(step.unit_price)] for step in line.breaks],
        "status": {"optional": words.optional, "no_quote": words.no_quote}.get(line.kind, ""),
        "remark": said(line.remark),
        "whole": len(line.description) + len(line.remark) < _UNBROKEN_LENGTH,
    }


def _price(line: PaperLine, words: Words, figures: Figures) -> str:
    return words.open_price if line.unit_price is None else figures.unit_price(line.unit_price)


def _terms(paper: Paper, words: Words) -> list[list[Any]]:
    terms = [
        (words.payment_terms, paper.payment_terms),
        (words.delivery_terms, paper.delivery_terms),
        (words.notes, paper.notes),
        (words.terms, paper.terms),
    ]
    return [[label, said(text)] for label, text in terms if text]
