from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from served import Served, host_kind

from lyceum.transport import Transport


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """One server for all tests that do not stop it."""
    server = Served(kinds={"workshop": host_kind("workshop:Workshop"), "unruly": host_kind("workshop:Unruly")})
    server.start()
    yield server
    server.close()


@pytest.fixture
async def transport(served: Served) -> AsyncIterator[Transport]:
    """A way to it."""
    transport = Transport(served.options())
    yield transport
    await transport.close()
