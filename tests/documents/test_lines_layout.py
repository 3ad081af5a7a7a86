"""Lines between items are shared out once, in order, whatever their places."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nexus.documents.extraction.lines.layout import share_out
from nexus.documents.extraction.lines.shapes import Row

KINDS = st.sampled_from(["item", "more", "misfit"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(KINDS, st.floats(0, 20), st.integers(0, 2)), max_size=40))
def test_every_line_goes_to_one_item_at_most_and_order_is_kept(drawn: list[tuple[str, float, int]]) -> None:
    rows, top = [], 0.0
    for _, gap, _ in drawn:
        top += gap + 10
        rows.append(Row([], 1, top, top + 10, whole=False))
    shared = share_out(rows, [kind for kind, _, _ in drawn], lambda _: 0.0)
    given_out = [index for _, mine in shared for index in mine]
    assert given_out == sorted(set(given_out))
    assert [anchor for anchor, _ in shared] == [i for i, (kind, _, _) in enumerate(drawn) if kind == "item"]
    assert all(anchor in mine for anchor, mine in shared)
