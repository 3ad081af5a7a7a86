from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pydantic import SecretStr

from nexus.platform import embedded


@pytest.fixture(scope="session")
def unmigrated() -> Generator[SecretStr]:
    """The address of a database without tables, as the role of the API."""
    with TemporaryDirectory(prefix="nexus-empty-") as folder:
        Path(folder).chmod(0o755)
        with embedded.running(Path(folder), cache=False, durable=False) as servers:
            yield SecretStr(servers.database_url)
