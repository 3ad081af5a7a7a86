"""How tenants, users, their sessions and what proves an address are stored."""

from nexus.identity.models.factors import RecoveryCode, SecondFactor
from nexus.identity.models.keys import ApiKey
from nexus.identity.models.proofs import Lockout, Proof
from nexus.identity.models.sessions import Session
from nexus.identity.models.tenants import Tenant
from nexus.identity.models.users import User

__all__ = ["ApiKey", "Lockout", "Proof", "RecoveryCode", "SecondFactor", "Session", "Tenant", "User"]
