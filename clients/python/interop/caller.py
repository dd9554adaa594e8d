"""Running the cases of a scenario."""

from __future__ import annotations

import asyncio
import base64
import math
import socket
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from manage import check_manager
from scenario import assert_equal, expand

from lyceum import AgentError, EntityId, ExchangeClient, LyceumError, Options, SerializationError, connect

_UNENCODABLE = {"nan": math.nan, "infinity": -math.inf, "lone_surrogate": "\ud800"}

Case = Mapping[str, Any]


class Cancelled(LyceumError):
    """The caller cancelled the task that awaited the call, as Python does it."""

    default_reason = "REQUEST_CANCELLED"


class Caller:
    """Calls one agent as the cases say."""

    def __init__(self, exchange: ExchangeClient, targets: Mapping[str, Any]) -> None:
        self._exchange = exchange
        self._targets = targets
        self._agent_id = _id(targets["agent"])
        self._agent = exchange.handle(self._agent_id)

    async def run(self, case: Case) -> tuple[str, str]:
        """Runs a case; tells how it came out, and why."""
        try:
            await self._do(case)
        except Exception as error:
            return "failed", f"{type(error).__name__}: {error}"[:500]
        return "passed", ""

    async def _do(self, case: Case) -> None:
        match case["do"]:
            case "call":
                await self._checked(case, lambda: self._call(case))
            case "stream":
                await self._checked(case, lambda: self._stream(case))
            case "ping":
                await self._agent.ping(timeout=10)
            case "notify":
                await self._agent.notify(case["action"], *expand(case.get("args", [])))
            case "describe":
                assert_equal(sorted(each.name for each in (await self._agent.describe()).actions), case["actions"])
            case "unencodable":
                await self._checked(case, lambda: self._agent.call("echo", _UNENCODABLE[case["value"]]))
            case "unknown_agent":
                nobody = self._exchange.handle(EntityId(str(uuid.uuid4())))
                await self._checked(case, lambda: nobody.ping(timeout=10))
            case "wrong_token":
                await self._checked(case, lambda: self._ping_by(Options(token="wrong"), case))
            case "wrong_url":
                options = Options(url=_nobodys_url(), timeout=case["timeout_ms"] / 1_000)
                await self._checked(case, lambda: self._ping_by(options, case))
            case "refusing_url":
                options = Options(url=self._targets["refusing"], timeout=case["timeout_ms"] / 1_000)
                await self._checked(case, lambda: self._ping_by(options, case))
            case "relay":
                await self._relay(case)
            case "manage":
                await check_manager(self._targets["kind"])
            case unknown:
                raise ValueError(f"no program for {unknown}")

    async def _call(self, case: Case) -> Any:
        args = expand(case.get("args", [])) if "bytes" not in case else [base64.b64decode(case["bytes"])]
        timeout = case["timeout_ms"] / 1_000 if "timeout_ms" in case else None
        call = asyncio.ensure_future(self._agent.call(case["action"], *args, timeout=timeout, **expand(case.get("kwargs", {}))))
        if "cancel_after_ms" in case:
            await asyncio.wait((call,), timeout=case["cancel_after_ms"] / 1_000)
            call.cancel()
        try:
            return await call
        except asyncio.CancelledError as error:
            raise Cancelled("the call was cancelled") from error

    async def _stream(self, case: Case) -> Any:
        call = self._agent.call(case["action"], *expand(case.get("args", [])))
        parts = [part async for part in call]
        assert_equal(parts, list(range(case["parts"])))
        return await call

    async def _relay(self, case: Case) -> None:
        chain = [_id(each) for each in self._targets["chain"]]
        first = self._exchange.handle(chain[0]).options(traceparent=case["traceparent"])
        hops = await first.call("relay", chain[1:])
        assert_equal(len(hops), len(chain))
        trace_id = case["traceparent"].split("-")[1]
        for hop in hops:
            assert_equal(hop["traceparent"].split("-")[1], trace_id)

    async def _ping_by(self, options: Options, case: Case) -> None:
        async with connect(options) as exchange:
            await exchange.handle(self._agent_id).ping(timeout=case["timeout_ms"] / 1_000)

    async def _checked(self, case: Case, act: Callable[[], Awaitable[Any]]) -> None:
        expected = case["expect"]
        try:
            result = await act()
        except LyceumError as error:
            self._check_error(error, expected)
            return
        if "failure" in expected or "error" in expected:
            raise AssertionError(f"it succeeded with {str(result)[:200]}")
        if "bytes" in expected:
            assert_equal(base64.b64encode(result).decode(), expected["bytes"])
        else:
            assert_equal(result, expand(expected.get("result")))

    def _check_error(self, error: LyceumError, expected: Mapping[str, Any]) -> None:
        if "failure" in expected:
            failure = expected["failure"]
            if not isinstance(error, AgentError):
                raise error
            if "message" in failure:
                assert_equal(error.failure.message, failure["message"])
            if "cause" in failure:
                assert_equal(error.failure.cause and error.failure.cause.message, failure["cause"])
            if failure.get("stack") and not error.remote_stack:
                raise AssertionError("the failure has no stack")
            if failure.get("language"):
                assert_equal(error.language, self._targets["language"])
        elif "error" not in expected:
            raise error
        else:
            if expected["error"]:
                assert_equal(error.reason, expected["error"])
            if expected.get("local") and not isinstance(error, SerializationError):
                raise AssertionError(f"it was not refused where it was encoded: {error}")


def _id(value: object) -> EntityId:
    read = EntityId.read(value)
    if read is None:
        raise ValueError(f"{value} names no agent")
    return read


def _nobodys_url() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"
