"""The reader's limits out of the settings."""

from nexus.documents.reading.limits import ReadingLimits
from nexus.platform.settings import Limits


def reading_limits(limits: Limits) -> ReadingLimits:
    """Return how much of a document is read, and what that may cost."""
    return ReadingLimits(
        pages=limits.pages,
        attachments=limits.attachments,
        ocr_seconds_per_page=limits.ocr_seconds_per_page,
        memory_bytes=limits.reader_memory_bytes,
        seconds=limits.reader_seconds,
        output_bytes=limits.reader_output_bytes,
    )
