"""Handing an RFQ to a running Nexus and waiting for the draft quote that answers it."""

import time
from pathlib import Path
from typing import Any

from nexus.cli.calls import LOOK_SECONDS, Nexus, OnProgress
from nexus.cli.refusals import Refused

READ = {"completed", "failed"}
DRAFT_SECONDS = 20
"""The draft follows the reading by an event; after so long it is asked for on purpose, and the answer says why not."""


def draft_of(nexus: Nexus, file: Path, on_progress: OnProgress) -> dict[str, Any]:
    """Upload a file as an RFQ and return what came of it: the RFQ, its lines, and the draft quote."""
    document = nexus.send("/api/v1/files", file, document_type="rfq")
    path = f"/api/v1/documents/{document['id']}"
    if document["duplicate"] and document["status"] == "failed":
        nexus.post(f"{path}/process")
    read = nexus.wait(path, lambda seen: seen["status"] in READ, on_progress)
    if read["status"] == "failed":
        raise Refused(f"{file.name} could not be read: {read['reason']}")
    on_progress(100, "matching")
    try:
        return _drafted(nexus, path)
    except Refused as refused:
        raise Refused(" ".join(filter(None, [f"{file.name}: {refused}", read["reason"]]))) from refused


def _drafted(nexus: Nexus, path: str) -> dict[str, Any]:
    asks = bool(nexus.get(f"{path}/extraction")["lines"])
    deadline = time.monotonic() + (DRAFT_SECONDS if asks else 0)
    while nexus.get(path)["quote_id"] is None:
        if time.monotonic() > deadline:
            return nexus.post(f"{path}/quote")
        time.sleep(LOOK_SECONDS)
    return nexus.get(f"{path}/quote")
