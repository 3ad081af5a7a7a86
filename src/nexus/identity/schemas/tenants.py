"""Tenants as they go over the wire."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from nexus.identity.policy import Policy
from nexus.identity.rules import TenantStatus
from nexus.platform.types import CurrencyCode, Email, JsonObject, Percent, Text, Wire

Slug = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, min_length=2, max_length=60, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
    ),
]
"""A short name for headers and commands: letters, digits and single hyphens, a letter first."""


def _language(text: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(text, sep="-")
    except (ValueError, UnknownLocaleError) as error:
        raise ValueError("is no language we know; write it like en, de or fa-IR") from error
    return text


Language = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=20), AfterValidator(_language)
]


class TenantOut(Wire):
    """A tenant: how it trades, and how people come in."""

    id: int
    slug: str
    name: str
    status: TenantStatus
    currency: str
    tax_rate: Percent
    locale: str
    profile: JsonObject
    policy: Policy
    created_at: datetime
    updated_at: datetime


class TenantPatch(Wire):
    """What is to change of a tenant; what is left out stays."""

    name: Text | None = None
    currency: CurrencyCode | None = None
    tax_rate: Percent | None = None
    locale: Language | None = None
    profile: JsonObject | None = Field(
        default=None, description="What stands on paper: address, phone, email, website, tax_number, terms, logo (SVG)"
    )
    policy: Policy | None = None


class NewTenant(Wire):
    """A tenant to be opened; its first administrator is invited by mail."""

    slug: Slug
    name: Text
    admin_email: Email
    currency: CurrencyCode = "USD"
    tax_rate: Percent = Decimal(0)
    locale: Language = "en"
