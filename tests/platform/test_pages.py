import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from nexus.platform.errors import Malformed
from nexus.platform.pages import PageRequest, cursor_of, next_page, opened


@given(st.text(max_size=100), st.integers(min_value=-(2**62), max_value=2**62))
def test_a_cursor_brings_back_the_key_it_was_made_of(name: str, number: int) -> None:
    page = PageRequest(after=opened(cursor_of(name, number)))
    assert page.key(str, int) == [name, number]


@pytest.mark.parametrize("foreign", ["!!", "abc", "e30", "W10x"])
def test_a_foreign_cursor_is_refused(foreign: str) -> None:
    with pytest.raises(Malformed):
        opened(foreign)


@pytest.mark.parametrize("parts", [("a",), ("a", "b"), (1, 2, 3)])
def test_a_cursor_of_another_list_is_refused(parts: tuple[object, ...]) -> None:
    with pytest.raises(Malformed):
        PageRequest(after=opened(cursor_of(*parts))).key(str, int)


def test_the_next_page_keeps_the_filters_and_drops_the_skip() -> None:
    headers = next_page(asking("status=draft&skip=5"), "abc")
    assert headers == {"X-Next-Cursor": "abc", "Link": '</api/v1/quotes?status=draft&cursor=abc>; rel="next"'}


def test_the_last_page_leads_nowhere() -> None:
    assert next_page(asking(""), None) == {}


def asking(query: str) -> Request:
    return Request({"type": "http", "path": "/api/v1/quotes", "query_string": query.encode(), "headers": []})
