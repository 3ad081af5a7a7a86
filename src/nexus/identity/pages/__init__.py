"""The few pages that mailed links lead to, for people whose frontend has none of its own; they work without scripts."""

from nexus.identity.pages.writing import HEADERS, page

__all__ = ["HEADERS", "page"]
