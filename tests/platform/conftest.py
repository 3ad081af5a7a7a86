from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from nexus.platform import embedded
from nexus.platform.embedded import Embedded


@pytest.fixture(scope="session")
def unmigrated() -> Generator[Embedded]:
    """A database without tables."""
    with TemporaryDirectory(prefix="nexus-empty-") as folder:
        Path(folder).chmod(0o755)
        with embedded.running(Path(folder), cache=False, durable=False) as servers:
            yield servers
