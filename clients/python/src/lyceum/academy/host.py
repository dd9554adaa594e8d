"""Hosts an Academy agent that Lyceum's manager launches: `python -m lyceum.academy.host package.module:Class`.

A command of the operator's catalogue. Programs in any language call the agent's actions in JSON; Academy's handles call them, too.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import logging
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from academy.agent import Agent
from academy.identifier import AgentId
from academy.runtime import Runtime, RuntimeConfig
from academy.serialize import ALL_SERIALIZERS, SerializationStrategy

from lyceum.academy.entities import entity_of
from lyceum.academy.factory import LyceumExchangeFactory
from lyceum.academy.hosting import HostedAgent
from lyceum.academy.registration import registration_of
from lyceum.academy.reports import Reports
from lyceum.academy.site import Site, sites
from lyceum.academy.values import fit
from lyceum.errors import LyceumError
from lyceum.failure import failed_step, failure_of
from lyceum.failure import failure_to_proto as proto_of_failure
from lyceum.options import Options
from lyceum.payload import decode_arguments
from lyceum.session import EntityToken
from lyceum.v1 import manager_pb2, runner_pb2
from lyceum.v1.message_pb2 import Failure
from lyceum.v1.runner_pb2 import RunSpec

_LEVELS = {
    manager_pb2.LOG_LEVEL_DEBUG: logging.DEBUG,
    manager_pb2.LOG_LEVEL_INFO: logging.INFO,
    manager_pb2.LOG_LEVEL_WARN: logging.WARNING,
    manager_pb2.LOG_LEVEL_ERROR: logging.ERROR,
}
_GOING_GRACE = 5.0
_NOTHING_TO_DO = ("RUN_ENDED", "SUPERSEDED")


async def run_host(agent_type: type[Agent], *, options: Options | None = None, allow_pickle: bool = False) -> bool:
    """Hosts one attempt of a run, from its start to its end; says whether the agent ended well.

    Args:
        agent_type: constructed with the arguments of the run.
        options: where the server is, and the run token; found in the environment where it is left out.
        allow_pickle: whether callers may send values as pickles, which can run any code here. Academy's handles do so unless they are told
            otherwise (`request_serializer`), and are refused then.

    Raises:
        LyceumError: there is nothing to run.
    """
    found = options or Options()
    found = replace(found, url=found.resolved_url(), token=found.resolved_token()(), tls=found.resolved_tls())
    site = await sites().enter(found)
    try:
        spec = await _fetch_spec(site)
        if spec.log_level in _LEVELS:
            logging.getLogger().setLevel(_LEVELS[spec.log_level])
        attempt = _Attempt(agent_type, spec, replace(found, token=spec.run_token or found.token), allow_pickle=allow_pickle)
        return await attempt.make()
    finally:
        await asyncio.wrap_future(sites().leave(site))


async def _fetch_spec(site: Site) -> RunSpec:
    async def ask() -> RunSpec:
        while True:
            try:
                made = await site.transport.unary(site.transport.runner.GetRunSpec, runner_pb2.GetRunSpecRequest())
                return made.spec
            except LyceumError as error:
                # No attempt began in time, so there is to be asked again.
                if error.reason != "EXPIRED":
                    raise

    return await site.ask(ask)


class _Attempt:
    def __init__(self, agent_type: type[Agent], spec: RunSpec, options: Options, *, allow_pickle: bool) -> None:
        self._type = agent_type
        self._spec = spec
        self._options = options
        self._allow_pickle = allow_pickle
        self._reports = Reports(options)
        agent_id = entity_of(spec.agent.entity)
        assert isinstance(agent_id, AgentId)
        self._agent_id: AgentId[Any] = agent_id
        self._hosted = HostedAgent(agent_id, spec)

    async def make(self) -> bool:
        failure: Failure | None = None
        try:
            await self._live()
        except LyceumError as error:
            # A newer attempt has the agent: nobody wants to hear of this one.
            if error.reason == "SUPERSEDED":
                return False
            failure = proto_of_failure(failure_of(error))
        except HostError as error:
            failure = error.failure
        except Exception as error:
            failure = proto_of_failure(failure_of(error))
        request = runner_pb2.ReportExitRequest(failure=failure, interrupted=self._hosted.draining and failure is None)
        if self._hosted.termination is not None:
            request.terminate = self._hosted.termination
        await self._reports.exited(request, patience=_GOING_GRACE if self._hosted.draining else None)
        return failure is None

    async def _live(self) -> None:
        loop = asyncio.get_running_loop()
        factory = LyceumExchangeFactory(
            self._options.url,
            self._options.resolved_token()(),
            namespace=self._options.namespace,
            tls=self._options.tls,
            allow_pickle=self._allow_pickle,
        )
        factory.hosted = self._hosted
        agent = self._construct()
        self._hosted.agent = agent
        registration: Any = registration_of(self._agent_id, EntityToken.of(self._spec.agent))
        runtime: Runtime[Any] = Runtime(agent, exchange_factory=factory, registration=registration, config=self._config())
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._hosted.leave)
        try:
            async with runtime:
                started = asyncio.ensure_future(self._reports.started())
                await self._until_over(runtime)
                started.cancel()
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)
            self._hosted.ended(runtime)

    async def _until_over(self, runtime: Runtime[Any]) -> None:
        """Until the agent is asked to end, or its mailbox is gone, or the server or this host stops."""
        listener = runtime._exchange_listener_task
        asked = asyncio.ensure_future(runtime.wait_shutdown())
        left = asyncio.ensure_future(self._hosted.left())
        waits = {asked, left} if listener is None else {asked, left, listener}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            if left.done():
                await self._hosted.finish(runtime)
            if not asked.done():
                runtime.signal_shutdown(expected=True)
        finally:
            asked.cancel()
            left.cancel()

    def _construct(self) -> Agent:
        try:
            args, kwargs = decode_arguments(self._spec.arguments.media_type, self._spec.arguments.data)
            args, kwargs = fit(self._type.__init__, args, kwargs)
            return self._type(*args, **kwargs)
        except Exception as error:
            raise HostError(proto_of_failure(failed_step("ConstructorError", "the agent could not be constructed", error))) from error

    def _config(self) -> RuntimeConfig:
        said = self._spec.config

        def flag(name: Literal["cancel_actions_on_shutdown", "raise_loop_errors_on_shutdown", "shutdown_on_loop_error"]) -> bool:
            return bool(getattr(said, name)) if said.HasField(name) else True

        # The mailbox is the manager's to end, when it has heard how the attempt ended.
        return RuntimeConfig(
            cancel_actions_on_shutdown=flag("cancel_actions_on_shutdown"),
            raise_loop_errors_on_shutdown=flag("raise_loop_errors_on_shutdown"),
            shutdown_on_loop_error=flag("shutdown_on_loop_error"),
            terminate_on_error=False,
            terminate_on_success=False,
            default_serializer=None if self._allow_pickle else SerializationStrategy.JSON,
            allowed_deserializers=ALL_SERIALIZERS if self._allow_pickle else {SerializationStrategy.JSON},
        )


class HostError(Exception):
    """The agent could not be made."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def load_agent_type(name: str) -> type[Agent]:
    """Imports a class of agents by `package.module:Class`.

    Raises:
        ValueError: the name has another form.
        TypeError: it names no class of Academy's agents.
        ImportError: there is no such module.
    """
    module_name, _, class_name = name.partition(":")
    if not module_name or not class_name:
        raise ValueError(f"name the agent as package.module:Class, not {name!r}")
    # As `python -m` does for its own module: what is in the working directory can be imported.
    here = str(Path.cwd())
    if "" not in sys.path and here not in sys.path:
        sys.path.insert(0, here)
    found: Any = importlib.import_module(module_name)
    for part in class_name.split("."):
        found = getattr(found, part, None)
    if not isinstance(found, type) or not issubclass(found, Agent):
        raise TypeError(f"{name} is no class of Academy's agents")
    return found


async def _host(arguments: argparse.Namespace) -> bool:
    try:
        agent_type = load_agent_type(arguments.agent)
    except Exception as error:
        options = Options()
        failure = failed_step("ModuleLoadError", f"the agent {arguments.agent} could not be loaded", error)
        lasting = replace(failure, non_retryable=True)
        await Reports(options).exited(runner_pb2.ReportExitRequest(failure=proto_of_failure(lasting)), patience=_GOING_GRACE)
        return False
    return await run_host(agent_type, allow_pickle=arguments.allow_pickle)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m lyceum.academy.host", description="Hosts an Academy agent for Lyceum's manager.")
    parser.add_argument("agent", help="package.module:Class")
    parser.add_argument(
        "--allow-pickle", action="store_true", help="take pickled values, which can run any code, from whoever may call the agent"
    )
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        return 0 if asyncio.run(_host(arguments)) else 1
    except LyceumError as error:
        if error.reason in _NOTHING_TO_DO:
            return 0
        print(f"there is nothing to host: {error}", file=sys.stderr)  # noqa: T201
        return 1


__all__ = ["HostError", "load_agent_type", "main", "run_host"]

if __name__ == "__main__":
    sys.exit(main())
