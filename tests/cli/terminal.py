"""Running `nexus` commands within the test's process."""

from collections.abc import Callable
from typing import Any

Nexus = Callable[..., Any]
"""Runs one command, `nexus("import", "products", file)`, and returns its exit code and output."""
