"""One's own profile."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.models import User
from nexus.platform.errors import NotFound


async def profile(session: AsyncSession, actor: Actor) -> User:
    """Return the caller's own user."""
    user = await session.get(User, (actor.tenant, actor.user))
    if user is None:
        raise NotFound("user")
    return user


async def set_preferences(session: AsyncSession, actor: Actor, preferences: dict[str, Any]) -> User:
    """Replace the caller's preferences."""
    user = await profile(session, actor)
    user.preferences = preferences
    return user
