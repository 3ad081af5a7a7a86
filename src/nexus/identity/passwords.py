"""Passwords: Argon2id for new ones, bcrypt still accepted and upgraded; hashing runs in a small pool of its own."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from nexus.platform.errors import Unavailable

MOST_WAITING = 64

P = ParamSpec("P")
R = TypeVar("R")


class Passwords:
    """A bounded pool that hashes and verifies; beyond its bound callers are asked to come back."""

    def __init__(self, threads: int = 2) -> None:
        self._pool = ThreadPoolExecutor(threads, "passwords")
        self._waiting = 0
        self._hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1), BcryptHasher()))
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """Return the Argon2id hash of a new password."""
        return await self._run(self._hasher.hash, password)

    async def verify(self, password: str, stored: str | None) -> tuple[bool, str | None]:
        """Return whether the password is right, and a better hash to store when the old one should be replaced.

        With no stored hash it takes as long as with one, so that timing does not tell whether an account exists.
        """
        try:
            right, better = await self._run(self._hasher.verify_and_update, password, stored or self._nobodys)
        except UnknownHashError:
            # An account without a password that works, such as one that another system made.
            return False, None
        return (right and stored is not None), better

    def close(self) -> None:
        """Let running work finish and end the pool."""
        self._pool.shutdown()

    async def _run(self, work: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
        if self._waiting >= MOST_WAITING:
            raise Unavailable("Too many people are signing in at this moment; try again.", headers={"Retry-After": "2"})
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, partial(work, *given, **named))
        finally:
            self._waiting -= 1
