from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from academy.exchange import UserExchangeClient
from academy.manager import Manager

from lyceum.academy import LyceumExchangeFactory


@pytest.fixture
def factory() -> LyceumExchangeFactory:
    """An empty exchange."""
    return LyceumExchangeFactory(os.environ["LYCEUM_URL"], namespace=f"own-{uuid.uuid4()}")


@pytest.fixture
async def client(factory: LyceumExchangeFactory) -> AsyncIterator[UserExchangeClient[Any]]:
    async with await factory.create_user_client() as made:
        yield made


@pytest.fixture
async def manager(client: UserExchangeClient[Any]) -> AsyncIterator[Manager[Any]]:
    async with Manager(client) as made:
        yield made
