"""Exchanges of Academy, with the servers that they need."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from academy.exchange import HttpExchangeFactory, LocalExchangeFactory, RedisExchangeFactory
from academy.exchange.cloud.client import spawn_http_exchange
from child import free_port, running


@contextlib.contextmanager
def exchange(kind: str) -> Iterator[Any]:
    """The factory of an exchange: local, redis or http."""
    if kind == "local":
        yield LocalExchangeFactory()
    elif kind == "http":
        with spawn_http_exchange("127.0.0.1", free_port(), timeout=20) as factory:
            yield HttpExchangeFactory(factory._info.url)
    else:
        port = free_port()
        settings = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning"]
        libraries = {"LD_LIBRARY_PATH": os.environ["REDIS_LIBRARIES"]}
        with running([os.environ["REDIS_SERVER"], *settings], port, libraries):
            yield RedisExchangeFactory("127.0.0.1", port)


def packages(kind: str) -> list[str]:
    """What takes part in it."""
    return ["academy-py", *(["redis"] if kind == "redis" else []), *(["aiohttp"] if kind == "http" else [])]
