"""What signing in works with: tokens, the hashing pool, who is asking, and the turns of those who guess."""

from dataclasses import dataclass, field

from nexus.identity.callers import Callers
from nexus.identity.passwords import Passwords
from nexus.identity.sealing import Vault
from nexus.identity.tokens import Tokens
from nexus.identity.turns import Turns
from nexus.platform.db import Database
from nexus.platform.ground import Ground, signing_secrets

GUESSES_AT_ONCE = 4
"""So many passwords of one account are looked at side by side: more would be guesses beyond the lock."""


@dataclass(frozen=True)
class Door:
    """Everything that lets people in, of one process."""

    ground: Ground
    tokens: Tokens
    passwords: Passwords
    callers: Callers
    vault: Vault
    turns: Turns = field(default_factory=lambda: Turns(GUESSES_AT_ONCE))

    @property
    def database(self) -> Database:
        """The database of the ground."""
        return self.ground.database


@dataclass(frozen=True, slots=True)
class Client:
    """What is asking: its address, what it says it is, and the cookie of a device that has signed in before."""

    address: str = ""
    device: str = ""
    cookie: str = ""


def tokens_of(ground: Ground) -> Tokens:
    """Return what signs and verifies with the secrets of these settings."""
    return Tokens(signing_secrets(ground.settings), ground.settings.access_minutes)


def open_door(ground: Ground, guests: frozenset[str]) -> Door:
    """Return the door of this process; `guests`: paths of the default tenant that are shown to all."""
    tokens = tokens_of(ground)
    callers = Callers(ground.database, tokens, default_tenant=ground.settings.default_tenant, open_to_guests=guests)
    return Door(ground, tokens, Passwords(), callers, Vault(signing_secrets(ground.settings)))
