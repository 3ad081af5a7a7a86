"""A table of moves as a picture: states from left to right, a curve for each move."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from html import escape

WIDE, HIGH, BESIDE, BELOW = 128, 34, 62, 26
"""Sides of a state's box, and the room between boxes."""


def drawn(name: str, moves: Mapping[str, AbstractSet[str]]) -> str:
    """Return an SVG of the states and what may follow each; the first state of the table stands first."""
    columns = _columns(moves)
    height = max(len(column) for column in columns) * (HIGH + BELOW) + BELOW
    places = {
        state: (
            BESIDE // 2 + across * (WIDE + BESIDE),
            (height - len(column) * (HIGH + BELOW) + BELOW) // 2 + down * (HIGH + BELOW),
        )
        for across, column in enumerate(columns)
        for down, state in enumerate(column)
    }
    height += BELOW * any(_skips(places, state, after) for state in moves for after in moves[state])
    curves = "".join(_curve(places, state, after) for state in moves for after in sorted(moves[state]))
    boxes = "".join(_box(state, *places[state], is_final=not moves[state]) for state in moves)
    width = len(columns) * (WIDE + BESIDE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(name)}: what may follow what" font-family="Helvetica, Arial, sans-serif" '
        'font-size="13">\n'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 10 5 0 10z" fill="#0f4c5c"/></marker></defs>\n'
        f'<rect width="{width}" height="{height}" rx="12" fill="#f7f9fa"/>\n'
        f'<g fill="none" stroke="#0f4c5c" stroke-width="1.5" marker-end="url(#tip)">{curves}</g>\n{boxes}</svg>\n'
    )


def _columns(moves: Mapping[str, AbstractSet[str]]) -> list[list[str]]:
    """Put each state one column after the first that leads to it; final ones stand last."""
    depth = {next(iter(moves)): 0}
    waiting = list(depth)
    for state in waiting:
        for after in sorted(moves[state]):
            if after not in depth:
                depth[after] = depth[state] + 1
                waiting.append(after)
    last = max(depth.values())
    return [[state for state in moves if depth.get(state, last) == column] for column in range(last + 1)]


def _skips(places: Mapping[str, tuple[int, int]], state: str, after: str) -> bool:
    return abs(places[after][0] - places[state][0]) > WIDE + BESIDE


def _curve(places: Mapping[str, tuple[int, int]], state: str, after: str) -> str:
    (x, y), (to_x, to_y) = places[state], places[after]
    middle, to_middle = y + HIGH // 2, to_y + HIGH // 2
    if to_x == x:  # within one column: out of the right side and back into it
        begin, end, bend, sag = (x + WIDE, middle + 6), (x + WIDE, to_middle - 6), 40, 0
        controls = (begin[0] + bend, begin[1]), (end[0] + bend, end[1])
    elif to_x < x:
        begin, end, sag = (x, middle + 8), (to_x + WIDE, to_middle + 8), 16
        controls = (x - 30, begin[1] + sag), (end[0] + 30, end[1] + sag)
    else:
        begin, end = (x + WIDE, middle), (to_x, to_middle)
        sag = 0 if to_x - begin[0] <= BESIDE else BELOW + 16
        controls = (begin[0] + 30, middle + sag), (to_x - 30, to_middle + sag)
    path = " ".join(f"{across} {down}" for across, down in (*controls, end))
    return f'<path d="M{begin[0]} {begin[1]}C{path}"/>'


def _box(state: str, x: int, y: int, *, is_final: bool) -> str:
    look = 'fill="#fff6ef" stroke="#e36414"' if is_final else 'fill="#ffffff" stroke="#0f4c5c"'
    return (
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="8" stroke-width="2" {look}/>'
        f'<text x="{x + WIDE // 2}" y="{y + HIGH // 2 + 5}" text-anchor="middle" fill="#33474f">'
        f"{escape(state.replace('_', ' '))}</text>\n"
    )
