"""The two sides of the world, made once for all tests that only look at them."""

import pytest
from fastapi import FastAPI

from tests.security.world import Side, make_side


@pytest.fixture(scope="session")
async def mine(app: FastAPI, running_worker: None) -> Side:
    """The side that is looked after."""
    return await make_side(app)


@pytest.fixture(scope="session")
async def theirs(app: FastAPI, running_worker: None) -> Side:
    """The side that strangers come from."""
    return await make_side(app)
