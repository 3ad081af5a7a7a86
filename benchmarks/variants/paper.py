"""A request as a PDF page, set by typst in a shape drawn at random; or that page as a scan."""

import io
import json
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import typst
from PIL import Image, ImageChops, ImageFilter

from benchmarks.variants import words
from benchmarks.variants.asking import Request

FONTS = Path(__file__).parents[2] / "src" / "nexus" / "platform" / "printing" / "fonts"
NUMERIC = {"line", "quantity", "breaks"}


def pdf(dice: random.Random, request: Request) -> bytes:
    """Set the request; columns, rules, letterhead and header block are drawn."""
    parts = [
        _page(dice, request),
        _letterhead(dice, request),
        _header(dice, request),
        _table(dice, request),
        _end(dice, request),
    ]
    with TemporaryDirectory() as folder:
        source = Path(folder) / "request.typ"
        source.write_text("\n".join(parts), encoding="utf-8")
        made = typst.compile(str(source), font_paths=[str(FONTS)])
    assert isinstance(made, bytes)
    return made


def scan(dice: random.Random, page_file: bytes) -> bytes:
    """Return the pages as somebody's scanner would: grey, a little turned, grainy, without any text."""
    document = pypdfium2.PdfDocument(page_file)
    pages = []
    for page in document:
        image = page.render(scale=dice.choice([150, 200]) / 72, grayscale=True).to_pil()
        image = image.rotate(dice.uniform(-0.9, 0.9), Image.Resampling.BICUBIC, fillcolor=255)
        grain = Image.effect_noise(image.size, dice.uniform(8, 22))
        image = ImageChops.add(image, grain, 1, -128).filter(ImageFilter.GaussianBlur(dice.uniform(0.2, 0.6)))
        squeezed = io.BytesIO()
        image.save(squeezed, "JPEG", quality=dice.randint(50, 80))
        pages.append(Image.open(squeezed))
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=170)
    return out.getvalue()


def _text(value: str) -> str:
    return f"#{json.dumps(value, ensure_ascii=False)}"


def _page(dice: random.Random, request: Request) -> str:
    direction = "rtl" if request.language == "fa" else "ltr"
    font = (
        "Vazirmatn" if request.language == "fa" else dice.choice(["Vazirmatn", "Libertinus Serif", "DejaVu Sans Mono"])
    )
    size = dice.choice([8, 9, 10]) if font != "DejaVu Sans Mono" else 7
    footer = dice.choice(
        ['[#context [#counter(page).display("1 / 1", both: true)]]', "none", f"[{_text(request.header['rfq_number'])}]"]
    )
    paper, margin = dice.choice(["a4", "us-letter"]), dice.choice(["1.6cm", "2cm", "2.4cm"])
    return (
        f'#set page(paper: "{paper}", margin: {margin}, footer: {footer})\n'
        f'#set text(font: "{font}", size: {size}pt, dir: {direction}, lang: "{request.language}")\n'
        "#show table.cell: set par(justify: false)\n"
    )


def _letterhead(dice: random.Random, request: Request) -> str:
    name, street = request.header["customer_name"], dice.choice(words.STREETS[request.language])
    title = f"#text(size: 15pt, weight: 700)[{_text(dice.choice(words.TITLES[request.language]))}]"
    to = f"{_text(dice.choice(words.TO[request.language]))}: {_text(words.SELLER)}"
    firm = f"#text(weight: 700, size: {dice.choice([10, 13, 16])}pt)[{_text(name)}]\\ {_text(street)}"
    shape = dice.randrange(4)
    if shape == 0:
        return f"{firm}\n\n#v(6pt)\n{title}\n\n{to}\n"
    if shape == 1:
        return f"#grid(columns: (1fr, auto), [{title}], align(right)[{firm}])\n#line(length: 100%)\n{to}\n"
    if shape == 2:
        return f"#align(center)[{firm}]\n#v(4pt)\n{to}\n\n{title}\n"
    return f"{title}\n\n#grid(columns: (1fr, 1fr), [{to}], [{firm}])\n"


def _header(dice: random.Random, request: Request) -> str:
    pairs = [(request.labels[name], value) for name, value in request.header.items() if name != "customer_name"]
    dice.shuffle(pairs)
    colon = dice.choice([":", "", " :"])
    shape = dice.randrange(7)
    if shape == 0:
        cells = "".join(f"[{_text(label + colon)}], [{_text(value)}], " for label, value in pairs)
        return f"#v(6pt)\n#grid(columns: (auto, auto), column-gutter: 14pt, row-gutter: 5pt, {cells})\n"
    if shape == 1:
        cells = "".join(
            f"[#text(size: 0.85em, fill: gray.darken(40%))[{_text(label)}]\\ {_text(value)}], "
            for label, value in pairs
        )
        return f"#v(6pt)\n#grid(columns: (1fr, 1fr, 1fr), row-gutter: 8pt, {cells})\n"
    if shape == 2:
        cells = "".join(f"[{_text(label + colon)}], [{_text(value)}], " for label, value in pairs)
        return f"#v(6pt)\n#table(columns: (auto, 1fr, auto, 1fr), stroke: 0.4pt, {cells})\n"
    if shape == 3:
        return (
            "#v(6pt)\n"
            + "\n\n".join(f"{_text(label + (colon or ':'))} {_text(value)}" for label, value in pairs)
            + "\n"
        )
    return _header_lines(shape, pairs, colon)


def _header_lines(shape: int, pairs: list[tuple[str, str]], colon: str) -> str:
    """Labels with leaders, labels over their values, or a block at the right."""
    if shape == 4:
        return "#v(6pt)\n" + "\n\n".join(
            f"{_text(label)} #box(width: 1fr, repeat[.]) {_text(value)}" for label, value in pairs
        )
    if shape == 5:
        threes = [pairs[start : start + 3] for start in range(0, len(pairs), 3)]
        return "".join(
            f"#table(columns: ({'1fr, ' * len(three)}), {''.join(f'[*{_text(label)}*], ' for label, _ in three)}"
            f"{''.join(f'[{_text(value)}], ' for _, value in three)})\n"
            for three in threes
        )
    cells = "".join(f"[{_text(label + (colon or ':'))} {_text(value)}], " for label, value in pairs)
    return f"#v(6pt)\n#align(right)[#grid(columns: 1, row-gutter: 5pt, align: left, {cells})]\n"


def _table(dice: random.Random, request: Request) -> str:
    merged = dice.choice(["no", "no", "part in description", "unit in quantity"])
    columns = [name for name in request.columns if not (merged.startswith("part") and name in {"part", "maker"})]
    columns = [name for name in columns if not (merged.startswith("unit") and name == "unit")]
    widths = ", ".join("1fr" if name == "description" else "auto" for name in columns)
    align = ", ".join("right" if name in NUMERIC and request.language != "fa" else "start" for name in columns)
    stroke = dice.choice(
        ["0.5pt", "(x: none, y: 0.4pt)", "none", "none", '(bottom: (dash: "dotted", thickness: 0.5pt))']
    )
    fill = dice.choice(["none", "none", "(_, y) => if y == 0 { luma(220) }", "(_, y) => if calc.odd(y) { luma(238) }"])
    head = "".join(f"[*{_text(request.heads[name])}*], " for name in columns)
    grouped = dice.random() < 0.2
    body = "".join(
        (_group(request, place, len(columns)) if grouped and place % 4 == 0 else "")
        + "".join(_cell(name, line.printed, merged) for name in columns)
        for place, line in enumerate(request.lines)
    )
    greeting = _text(dice.choice(words.GREETINGS[request.language]))
    repeat = dice.choice(["true", "false"])
    return (
        f"#v(8pt)\n{greeting}\n#v(4pt)\n#table(columns: ({widths}), align: ({align}), stroke: {stroke}, fill: {fill}, "
        f"inset: {dice.choice([3, 4, 6])}pt, table.header(repeat: {repeat}, {head}), {body})\n"
    )


def _group(request: Request, place: int, columns: int) -> str:
    return f"table.cell(colspan: {columns})[*{_text(words.GROUPS[request.language])} {'ABCDEF'[place // 4 % 6]}*], "


def _cell(name: str, printed: dict[str, str], merged: str) -> str:
    if name == "description" and merged.startswith("part"):
        lines = [printed["part"], printed["description"], printed["maker"] if printed["part"] else ""]
        return "[" + " \\ ".join(_text(line) for line in lines if line) + "], "
    if name == "quantity" and merged.startswith("unit"):
        return f"[{_text(printed['quantity'] + ' ' + printed['unit'])}], "
    return f"[{_text(printed[name])}], " if printed[name] else "[], "


def _end(dice: random.Random, request: Request) -> str:
    closing = _text(dice.choice(words.CLOSINGS[request.language]))
    return (
        f"#v(10pt)\n{closing}\n\n{_text(words.REGARDS[request.language])}\n\n{_text(request.header['contact_name'])}\n"
    )
