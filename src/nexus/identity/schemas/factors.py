"""Second factors as they go over the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from nexus.identity.schemas.signing import OneTime, Password
from nexus.platform.types import Wire


class BeginFactor(Wire):
    """The present password; not needed within five minutes of signing in by a mailed code."""

    password: Password | None = Field(default=None, repr=False)


class NewFactor(Wire):
    """What the device is set up with: shown once."""

    secret: str = Field(repr=False)
    uri: str = Field(repr=False, description="The same as an address (otpauth://) for a QR code")


class FactorCode(Wire):
    """The code that the device shows."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{6}$")] = Field(repr=False)


class ShownFactor(Wire):
    """The present password, and a code of the device or a recovery code."""

    password: Password = Field(repr=False)
    code: OneTime = Field(repr=False)


class RecoveryCodes(Wire):
    """Codes that count once each instead of the device: shown once."""

    recovery_codes: list[str] = Field(repr=False)


class FactorOut(Wire):
    """Whether the caller has a second factor."""

    enabled: bool
    since: datetime | None
    recovery_codes_left: int
