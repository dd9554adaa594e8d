"""Points Academy's own tests, as they are, at a Lyceum server.

pytest imports a plug-in named by `-p` before any conftest.py. So the names in `testing.fixture` are replaced before tests/conftest.py and the test
modules import them. Every exchange that a test asks for is a namespace of its own on the server in `LYCEUM_URL`, so that it is empty.

`ACADEMY_LEVEL`: 0 leaves Academy's own exchanges in place; 1 replaces them where tests are parametrised over exchanges; 2 in the fixtures, too.
"""

from __future__ import annotations

import os
import sys
import uuid

sys.path.insert(0, os.getcwd())
LEVEL = int(os.environ.get("ACADEMY_LEVEL", "2"))

if LEVEL > 0:
    import pytest
    import pytest_asyncio
    import testing.fixture
    from academy.manager import Manager

    from lyceum.academy import LyceumExchangeFactory

    def new_factory() -> LyceumExchangeFactory:
        """A factory of an empty exchange."""
        return LyceumExchangeFactory(os.environ["LYCEUM_URL"], namespace=f"test-{uuid.uuid4()}")

    testing.fixture.EXCHANGE_FACTORY_TYPES = (LyceumExchangeFactory,)

    @pytest_asyncio.fixture
    async def get_factory():
        made = []

        def get(factory_type):
            if not made:
                made.append(new_factory())
            return made[0]

        return get

    testing.fixture.get_factory = get_factory

if LEVEL > 1:

    @pytest_asyncio.fixture
    async def exchange_client():
        async with await new_factory().create_user_client() as client:
            yield client

    @pytest.fixture
    async def manager(exchange_client):
        async with Manager(exchange_client) as made:
            yield made

    @pytest_asyncio.fixture
    async def http_exchange_factory():
        return new_factory()

    @pytest.fixture
    def local_exchange_factory():
        return new_factory()

    testing.fixture.exchange_client = exchange_client
    testing.fixture.manager = manager
    testing.fixture.http_exchange_factory = http_exchange_factory
    testing.fixture.local_exchange_factory = local_exchange_factory
