"""Threads for actions that are no coroutines."""

from __future__ import annotations

import asyncio
import contextvars
import queue
import threading
from collections.abc import Callable
from typing import Any

MOST_THREADS = 64
"""Calls at once; more wait for a thread."""

_Job = tuple[Callable[[], Any], "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Threads:
    """Runs calls in threads that do not keep the process from ending, as those of `concurrent.futures` would."""

    def __init__(self, most: int = MOST_THREADS) -> None:
        """Makes none before they are needed."""
        self._most = most
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads = 0
        self._busy = 0

    async def run(self, call: Callable[[], Any]) -> Any:
        """Runs a call in a thread, in a copy of the present context. Cancelling it does not stop the thread."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()
        context = contextvars.copy_context()
        self._busy += 1
        if self._busy > self._threads and self._threads < self._most:
            self._threads += 1
            threading.Thread(target=self._work, name=f"lyceum-action-{self._threads}", daemon=True).start()
        self._jobs.put((lambda: context.run(call), done, loop))
        return await done

    def close(self) -> None:
        """Ends the threads, each after its present call."""
        for _ in range(self._threads):
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            call, done, loop = job
            result: Any = None
            error: BaseException | None = None
            try:
                result = call()
            except BaseException as raised:
                error = raised
            try:
                loop.call_soon_threadsafe(self._finish, done, result, error)
            except RuntimeError:
                # The event loop has ended meanwhile; nobody waits.
                return

    def _finish(self, done: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
        self._busy -= 1
        if done.done():
            return
        if isinstance(error, StopIteration):
            # A future does not take it: it is how a generator returns.
            error = RuntimeError("StopIteration was raised by an action")
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)
            done.exception()
