"""The jobs of identity: what is asked for; `jobs.py` does it."""

import msgspec

from nexus.identity.rules import Purpose
from nexus.platform.jobs import Job


class MailProof(Job, frozen=True):
    """Mail a code or a link to an address, if somebody is there who may have it."""

    purpose: Purpose
    email: str
    language: str = ""
    """Empty: the tenant's."""
    values: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    """What the template wants besides; nothing secret."""
