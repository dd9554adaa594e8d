"""Calls by gRPC's threads in place of its asyncio, which does not survive a fork; a program with a process pool forks."""

from __future__ import annotations

import asyncio
import os
import queue
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Self

import grpc
import grpc.aio
from grpc._cython import cygrpc  # type: ignore[attr-defined]

from lyceum.options import Options
from lyceum.transport import MAX_FRAME_BYTES, Transport
from lyceum.v1 import agent_pb2_grpc, exchange_pb2_grpc, runner_pb2_grpc
from lyceum.v1.exchange_pb2 import ConnectRequest, ConnectResponse

_MAX_MESSAGE_BYTES = MAX_FRAME_BYTES + 65_536
_MOST_UNWRITTEN = 4
_SETTINGS = (
    ("grpc.max_send_message_length", _MAX_MESSAGE_BYTES),
    ("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES),
    ("grpc.keepalive_time_ms", 5_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.min_reconnect_backoff_ms", 10_000),
    # A process that was forked must not go on with its parent's connection.
    ("grpc.use_local_subchannel_pool", 1),
)


# A child that is forked while gRPC's threads are at work inherits its pollers half-way, and now and then dies of that. gRPC pauses them
# before a fork where the environment said so when it was first imported, which the SDK does before this. What asks for it when a channel is
# opened is told here.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "1")
if hasattr(cygrpc, "_GRPC_ENABLE_FORK_SUPPORT"):
    cygrpc._GRPC_ENABLE_FORK_SUPPORT = os.environ["GRPC_ENABLE_FORK_SUPPORT"].lower() in ("1", "true", "yes", "on")


class ThreadedTransport(Transport):
    """The SDK's transport on gRPC's synchronous stack. It belongs to the event loop that it was made in."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._token = options.resolved_token()
        self._closed = False
        self._channel = _open(options)
        self._exchange = exchange_pb2_grpc.ExchangeServiceStub(self._channel)
        self.exchange: Any = _AwaitableStub(self._exchange)
        self.agent: Any = _AwaitableStub(agent_pb2_grpc.AgentServiceStub(self._channel))
        self.runner: Any = _AwaitableStub(runner_pb2_grpc.RunnerServiceStub(self._channel))

    @property
    def closed(self) -> bool:
        """Whether it makes no more calls."""
        return self._closed

    def connect(self) -> Any:
        """Opens the stream that carries sessions."""
        self._assert_open()
        return _ConnectCall(self._exchange, self.metadata())

    async def close(self) -> None:
        """Ends every call under way and lets go of the connection. Idempotent."""
        self._closed = True
        self._channel.close()


class _AwaitableStub:
    """A stub whose unary methods can be awaited."""

    def __init__(self, stub: object) -> None:
        self._stub = stub

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._stub, name)

        async def call(request: Any, *, timeout: float | None = None, metadata: Any = None) -> Any:
            loop = asyncio.get_running_loop()
            done: asyncio.Future[None] = loop.create_future()
            made = method.future(request, timeout=timeout, metadata=tuple(metadata or ()))
            made.add_done_callback(lambda _: _soon(loop, _resolve, done))
            try:
                await done
            except asyncio.CancelledError:
                made.cancel()
                raise
            try:
                return made.result()
            except grpc.RpcError as error:
                raise _as_aio(error) from error
            except grpc.FutureCancelledError as error:
                raise grpc.aio.AioRpcError(grpc.StatusCode.CANCELLED, _NONE, _NONE, "the channel was closed") from error

        return call


_NONE = grpc.aio.Metadata()


class _ConnectCall:
    """A `Connect` stream, read and written as that of gRPC's asyncio is."""

    def __init__(self, stub: exchange_pb2_grpc.ExchangeServiceStub, metadata: grpc.aio.Metadata) -> None:
        self._loop = asyncio.get_running_loop()
        self._unwritten: queue.SimpleQueue[ConnectRequest | None] = queue.SimpleQueue()
        self._writable = asyncio.Event()
        self._received: deque[ConnectResponse] = deque()
        self._arrival = asyncio.Event()
        self._over = False
        self._error: grpc.aio.AioRpcError | None = None
        self._call: Any = stub.Connect(self._frames(), metadata=tuple(metadata))
        threading.Thread(target=self._read, name="lyceum-exchange-reader", daemon=True).start()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ConnectResponse:
        while not self._received:
            if self._over:
                if self._error is not None:
                    raise self._error
                raise StopAsyncIteration
            self._arrival.clear()
            await self._arrival.wait()
        return self._received.popleft()

    async def write(self, frame: ConnectRequest) -> None:
        """Writes a frame; waits while others are still to be written."""
        self._unwritten.put(frame)
        while self._unwritten.qsize() > _MOST_UNWRITTEN and not self._over:
            self._writable.clear()
            await self._writable.wait()

    async def done_writing(self) -> None:
        """Says that nothing more is written."""
        self._unwritten.put(None)

    def cancel(self) -> None:
        """Ends the stream at once."""
        self._call.cancel()
        self._unwritten.put(None)

    def _frames(self) -> Any:
        while (frame := self._unwritten.get()) is not None:
            yield frame
            _soon(self._loop, self._writable.set)

    def _read(self) -> None:
        error: grpc.aio.AioRpcError | None = None
        try:
            for frame in self._call:
                _soon(self._loop, self._receive, frame)
        except grpc.RpcError as failure:
            error = _as_aio(failure)
        finally:
            _soon(self._loop, self._end, error)

    def _receive(self, frame: ConnectResponse) -> None:
        self._received.append(frame)
        self._arrival.set()

    def _end(self, error: grpc.aio.AioRpcError | None) -> None:
        self._error = error
        self._over = True
        self._unwritten.put(None)
        self._arrival.set()
        self._writable.set()


def _open(options: Options) -> grpc.Channel:
    target, secure = options.target()
    if not secure:
        return grpc.insecure_channel(target, options=_SETTINGS)
    tls = options.resolved_tls()
    return grpc.secure_channel(target, grpc.ssl_channel_credentials(tls.ca, tls.key, tls.cert), options=_SETTINGS)


def _as_aio(error: Any) -> grpc.aio.AioRpcError:
    def metadata(pairs: Any) -> grpc.aio.Metadata:
        return grpc.aio.Metadata(*((pair.key, pair.value) for pair in pairs or ()))

    return grpc.aio.AioRpcError(error.code(), _NONE, metadata(error.trailing_metadata()), error.details())


def _soon(loop: asyncio.AbstractEventLoop, what: Callable[..., object], *args: object) -> None:
    try:
        loop.call_soon_threadsafe(what, *args)
    except RuntimeError:  # The loop is closed: nobody waits for it.
        return


def _resolve(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)
