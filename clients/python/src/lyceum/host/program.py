"""A host as a program of its own."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable

from lyceum.agent.agent import Agent
from lyceum.errors import LyceumError
from lyceum.exchange import ExchangeClient
from lyceum.host.attempt import AttemptEnd, class_factory
from lyceum.host.run_host import run_host
from lyceum.host.run_spec import RunSpec

_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "error": logging.ERROR,
    "silent": logging.CRITICAL + 1,
}
_NOTHING_TO_DO = ("RUN_ENDED", "SUPERSEDED")


def host_main(agent: type[Agent]) -> int:
    """Hosts the attempt that the environment names (`LYCEUM_URL`, `LYCEUM_TOKEN_FILE`); tells the exit code.

    SIGTERM and SIGINT interrupt it: running actions have 5 s to finish, and the attempt is reported as interrupted. A server that stops
    makes it again; to one that goes on, it failed, and the run's retry policy says what follows.
    """
    logging.basicConfig(level=_LEVELS.get(os.environ.get("LYCEUM_LOG", ""), logging.INFO), stream=sys.stderr)
    try:
        ended = asyncio.run(_host(agent))
    except LyceumError as error:
        if error.reason in _NOTHING_TO_DO:
            return 0
        print(f"there is nothing to host: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0 if ended.failure is None else 1


def load_class(name: str) -> type:
    """Imports a class: `package.module:Class`.

    Raises:
        ValueError: the name has another form, or names no class.
        ImportError: there is no such module.
    """
    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise ValueError(f"name the class as package.module:Class, not {name!r}")
    sys.path.insert(0, os.getcwd())  # noqa: PTH109
    found = getattr(importlib.import_module(module), attribute, None)
    if not isinstance(found, type):
        raise ValueError(f"{attribute} of {module} is no class")
    return found


def academy_host(found: type) -> Callable[[], int] | None:
    """The host of Academy's agents, which reads the command line itself; None for a class of another sort."""
    academy = sys.modules.get("academy.agent")
    if academy is None or not issubclass(found, academy.Agent):
        return None
    host: Callable[[], int] = importlib.import_module("lyceum.academy.host").main
    return host


async def _host(agent: type[Agent]) -> AttemptEnd:
    going = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        # Where there are no signals of this sort, or this is not the main thread, the host goes when it is killed.
        with contextlib.suppress(NotImplementedError, RuntimeError):
            asyncio.get_running_loop().add_signal_handler(each, going.set)
    make = class_factory(agent)

    def factory(spec: RunSpec, exchange: ExchangeClient) -> Agent | Awaitable[Agent]:
        if "LYCEUM_LOG" not in os.environ:
            logging.getLogger().setLevel(spec.log_level)
        return make(spec, exchange)

    return await run_host(factory, going=going)
