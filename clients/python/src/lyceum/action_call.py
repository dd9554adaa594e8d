"""A call of an action, to be awaited or looped over."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable, Coroutine
from types import TracebackType
from typing import Any

from lyceum.reply import Reply


class ActionCall(Coroutine[Any, Any, Any]):
    """Await it for the result; or loop over it (`async for`) for the parts of a streamed one, then await it for the result.

    It is sent when that begins. It is a coroutine: `asyncio.create_task`, `gather`, `wait_for` and task groups take it. Cancelling who
    awaits it, or leaving the loop early, cancels the call: the agent is asked to cancel the action.
    """

    def __init__(self, send: Callable[[bool], Reply]) -> None:
        """Made by handles; `send` sends the request, and says whether its parts are kept."""
        self._send_request = send
        self._reply: Reply | None = None
        self._run: Coroutine[Any, Any, Any] | None = None

    async def __aiter__(self) -> AsyncGenerator[Any, None]:
        """The parts.

        Raises:
            StreamBrokenError: parts were lost, or the stream began again after some were read.
            LyceumError: what the call failed with.
        """
        self._reply = self._send_request(True) if self._reply is None else self._reply
        async with contextlib.aclosing(self._reply.parts()) as parts:
            async for part in parts:
                yield part

    def __await__(self) -> Any:
        return self._coroutine().__await__()

    def send(self, value: Any) -> Any:
        """As of a coroutine."""
        return self._coroutine().send(value)

    def throw(self, kind: Any, value: Any = None, trace: TracebackType | None = None) -> Any:
        """As of a coroutine."""
        return self._coroutine().throw(kind if value is None else value)

    def close(self) -> None:
        """As of a coroutine."""
        if self._run is not None:
            self._run.close()

    def _coroutine(self) -> Coroutine[Any, Any, Any]:
        if self._run is None:
            self._run = self._result()
        return self._run

    async def _result(self) -> Any:
        self._reply = self._send_request(False) if self._reply is None else self._reply
        return await self._reply.result()
