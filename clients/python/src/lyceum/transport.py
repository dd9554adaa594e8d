"""Calls to a server by gRPC, with the SDK's errors."""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

import grpc
import grpc.aio
from google.protobuf.message import Message

from lyceum.backoff import Backoff
from lyceum.errors import ClosedError, LyceumError
from lyceum.options import Options
from lyceum.status import error_of_status
from lyceum.v1 import agent_pb2_grpc, exchange_pb2, exchange_pb2_grpc, manager_pb2_grpc, runner_pb2_grpc

if TYPE_CHECKING:
    from lyceum.v1.agent_pb2_grpc import AgentServiceAsyncStub
    from lyceum.v1.exchange_pb2_grpc import ExchangeServiceAsyncStub
    from lyceum.v1.manager_pb2_grpc import ManagerServiceAsyncStub
    from lyceum.v1.runner_pb2_grpc import RunnerServiceAsyncStub

Request = TypeVar("Request", bound=Message)
Response = TypeVar("Response", bound=Message)

MAX_FRAME_BYTES = 4 * 1_048_576
"""The API's largest frame."""
_MAX_MESSAGE_BYTES = MAX_FRAME_BYTES + 65_536
_BACKOFF = Backoff(0.05, 2.0)
_LOOPBACK = re.compile(r"^(localhost|127\.|\[::1\])")

ConnectCall = grpc.aio.StreamStreamCall[exchange_pb2.ConnectRequest, exchange_pb2.ConnectResponse]


class UnaryMethod(Protocol[Request, Response]):
    """A unary method of a generated stub."""

    def __call__(
        self, request: Request, *, timeout: float | None = ..., metadata: grpc.aio.Metadata | None = ...
    ) -> grpc.aio.UnaryUnaryCall[Request, Response]: ...


class StreamMethod(Protocol[Request, Response]):
    """A method of a generated stub that answers with a stream."""

    def __call__(
        self, request: Request, *, timeout: float | None = ..., metadata: grpc.aio.Metadata | None = ...
    ) -> grpc.aio.UnaryStreamCall[Request, Response]: ...


class Transport:
    """Carries calls to a server. Long streams and unary calls have a connection each, so that neither waits behind the other.

    It belongs to the event loop that it was made in.
    """

    def __init__(self, options: Options, sibling: Transport | None = None) -> None:
        """Makes a transport; nothing connects before the first call. With a sibling it shares that one's connections.

        Raises:
            ValueError: the url is none.
            OSError: a file of the credential or of TLS cannot be read.
        """
        self.options = options
        self._token = options.resolved_token()
        self._control: grpc.aio.Channel = _open(options, 1) if sibling is None else sibling._control
        self._streams: grpc.aio.Channel = _open(options, 0) if sibling is None else sibling._streams
        self._family: _Family = _Family() if sibling is None else sibling._family
        self.exchange: ExchangeServiceAsyncStub = exchange_pb2_grpc.ExchangeServiceStub(self._control)
        self.manager: ManagerServiceAsyncStub = manager_pb2_grpc.ManagerServiceStub(self._control)
        self.agent: AgentServiceAsyncStub = agent_pb2_grpc.AgentServiceStub(self._control)
        self.runner: RunnerServiceAsyncStub = runner_pb2_grpc.RunnerServiceStub(self._control)
        self.exchange_streams: ExchangeServiceAsyncStub = exchange_pb2_grpc.ExchangeServiceStub(self._streams)
        self.manager_streams: ManagerServiceAsyncStub = manager_pb2_grpc.ManagerServiceStub(self._streams)

    @property
    def closed(self) -> bool:
        """Whether it makes no more calls."""
        return self._family.closed

    def with_token(self, token: str) -> Transport:
        """The same way to the server with another credential: it shares the connections, and ends with this one."""
        return Transport(replace(self.options, token=token), self)

    async def unary(self, method: UnaryMethod[Request, Response], request: Request, *, timeout: float | None = None) -> Response:
        """Calls and waits for the answer. A call that is safe to repeat is repeated within its time.

        Args:
            method: of a stub of this transport: `transport.manager.Launch`.
            request: what the method takes.
            timeout: seconds, repeats included; None means the options' `timeout`, `math.inf` that there is no limit.

        Raises:
            LyceumError: the server's status, or UNAVAILABLE when it cannot be reached.
        """
        deadline = time.monotonic() + (self.options.timeout if timeout is None else timeout)
        repeat = 0
        while True:
            try:
                return await self._once(method, request, deadline)
            except LyceumError as error:
                if not may_do_better(error) or not _is_repeatable(request):
                    raise
                delay = max(error.retry_delay or 0.0, _BACKOFF.delay(repeat))
                if time.monotonic() + delay >= deadline:
                    raise
            repeat += 1
            await asyncio.sleep(delay)

    async def stream(
        self, method: StreamMethod[Request, Response], request: Request, *, timeout: float = math.inf
    ) -> AsyncGenerator[Response, None]:
        """Calls and reads the answers as they come; leaving the loop (`aclose`) cancels the call. Never repeated.

        Raises:
            LyceumError: as `unary`.
        """
        self._assert_open()
        call = method(request, timeout=_limit(timeout), metadata=self.metadata())
        try:
            async for message in call:
                yield message
        except grpc.aio.AioRpcError as error:
            raise error_of_status(error) from error
        except asyncio.CancelledError:
            self._raise_if_closed()
            raise
        finally:
            call.cancel()

    def connect(self) -> ConnectCall:
        """Opens the stream that carries sessions; `lyceum.session.Connection` reads and writes it.

        Raises:
            ClosedError: the transport is closed.
        """
        self._assert_open()
        call: ConnectCall = self.exchange_streams.Connect(metadata=self.metadata())
        return call

    async def close(self) -> None:
        """Ends every call under way with a `ClosedError` and lets go of all connections. Idempotent."""
        self._family.closed = True
        await self._control.close()
        await self._streams.close()

    def metadata(self) -> grpc.aio.Metadata:
        """What goes with each call: credential and namespace."""
        metadata = grpc.aio.Metadata()
        if (token := self._token()) is not None:
            metadata.add("authorization", f"Bearer {token}")
        if self.options.namespace is not None:
            metadata.add("lyceum-namespace", self.options.namespace)
        return metadata

    async def _once(self, method: UnaryMethod[Request, Response], request: Request, deadline: float) -> Response:
        self._assert_open()
        try:
            left = max(0.001, deadline - time.monotonic())
            return await method(request, timeout=_limit(left), metadata=self.metadata())
        except grpc.aio.AioRpcError as error:
            raise error_of_status(error) from error
        except grpc.aio.UsageError as error:
            raise _closed() from error
        except asyncio.CancelledError:
            self._raise_if_closed()
            raise

    def _assert_open(self) -> None:
        if self.closed:
            raise _closed()

    def _raise_if_closed(self) -> None:
        # Closing a channel cancels its calls; whoever waits for one was not cancelled by that.
        task = asyncio.current_task()
        if self.closed and (task is None or task.cancelling() == 0):
            raise _closed()


def may_do_better(error: LyceumError) -> bool:
    """Whether the same call may do better later: the server cannot be reached, or it says when to come back."""
    return error.code == "UNAVAILABLE" or error.retry_delay is not None


class _Family:
    """What transports share that share connections."""

    closed = False


def _is_repeatable(request: Message) -> bool:
    # The API's calls read, say how a thing shall be, or carry a request id that makes a repeat known;
    # others do their work once more.
    if isinstance(request, exchange_pb2.RequeueRequest):
        return False
    return "request_id" not in request.DESCRIPTOR.fields_by_name or bool(getattr(request, "request_id", ""))


def _open(options: Options, retries: int) -> grpc.aio.Channel:
    target, secure = options.target()
    settings: list[tuple[str, int]] = [
        ("grpc.max_send_message_length", _MAX_MESSAGE_BYTES),
        ("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES),
        ("grpc.keepalive_time_ms", 5_000),
        ("grpc.keepalive_timeout_ms", 5_000),
        # A ping that measures the bandwidth stands in for that of keepalive, and would wait for a minute.
        ("grpc.http2.ping_timeout_ms", 5_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.max_reconnect_backoff_ms", 2_000),
        # How long a server has to greet once it took the connection, before another is tried.
        ("grpc.min_reconnect_backoff_ms", 10_000),
        ("grpc.enable_retries", retries),
        # Channels of one process to one address share a connection otherwise.
        ("grpc.use_local_subchannel_pool", 1),
    ]
    if _LOOPBACK.match(target):
        settings.append(("grpc.enable_http_proxy", 0))
    if not secure:
        return grpc.aio.insecure_channel(target, options=settings)
    tls = options.resolved_tls()
    credentials = grpc.ssl_channel_credentials(tls.ca, tls.key, tls.cert)
    return grpc.aio.secure_channel(target, credentials, options=settings)


def _limit(timeout: float) -> float | None:
    return None if math.isinf(timeout) else timeout


def _closed() -> ClosedError:
    return ClosedError("the client is closed")
