from __future__ import annotations

import pickle
from enum import Enum
from typing import Annotated, Any, Literal, TypedDict

import grpc
import grpc.aio
import pytest
from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.duration_pb2 import Duration
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status

from lyceum import Agent, AgentError, EntityId, Failure, Handle, Options, Result, action, errors, loop, timer
from lyceum.agent.schemas import schema_of
from lyceum.agent.table import table_of
from lyceum.durations import duration_of, seconds_of
from lyceum.error_of import KNOWN
from lyceum.failure import failure_from_proto, failure_of, failure_to_proto, join_failures
from lyceum.jsons import decode_json, encode_json
from lyceum.payload import decode_arguments, encode_arguments
from lyceum.status import error_of_status, reason_name
from lyceum.v1 import reason_pb2


class Colour(Enum):
    RED = "red"


class Size(TypedDict):
    width: int


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        (int, {"type": "integer"}),
        (Any, {}),
        (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        (list[str], {"type": "array", "items": {"type": "string"}}),
        (dict[str, float], {"type": "object", "additionalProperties": {"type": "number"}}),
        (tuple[int, str], {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False}),
        (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}),
        (Literal["a", 1], {"enum": ["a", 1]}),
        (Colour, {"enum": ["red"]}),
        (Size, {"type": "object", "title": "Size", "properties": {"width": {"type": "integer"}}, "required": ["width"]}),
        (Annotated[int, "how many"], {"type": "integer", "description": "how many"}),
        (list[Handle], {"type": "array", "items": {"type": "object", "title": "EntityId", "required": ["uid", "role"]}}),
        (object(), {}),
    ],
)
def test_schemas_say_what_annotations_say(annotation: Any, schema: dict[str, Any]) -> None:
    assert schema_of(annotation) == schema


def test_json_is_exact_and_strict() -> None:
    value = {"n": 10**40, "text": "é\u2028\0", "enum": Colour.RED, "id": EntityId("u", name="n"), "list": (1, 2)}
    expected = {"n": 10**40, "text": "é\u2028\0", "enum": "red", "id": {"uid": "u", "role": "agent", "name": "n"}, "list": [1, 2]}
    assert decode_json(encode_json(value)) == expected
    for wrong in (b"NaN", b"[Infinity]", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(errors.SerializationError):
            decode_json(wrong)


def test_arguments_have_two_forms() -> None:
    assert encode_arguments((), {}) == ("", b"")
    assert encode_arguments((1,), {}) == ("", b"[1]")
    assert decode_arguments(*encode_arguments((1,), {"x": 2})) == ([1], {"x": 2})
    assert decode_arguments(*encode_arguments((b"raw",), {})) == ([b"raw"], {})
    assert decode_arguments("", b'{"kwargs": {"x": 1}}') == ([], {"x": 1})
    for wrong in (b"1", b'{"args": 1}', b'{"other": []}'):
        with pytest.raises(errors.InvalidArgumentsError):
            decode_arguments("", wrong)


def test_failures_travel_with_their_causes() -> None:
    try:
        try:
            raise KeyError("inner")
        except KeyError as error:
            raise ValueError("outer \ud800") from error
    except ValueError as error:
        failure = failure_of(error)
    assert (failure.type, failure.message, failure.language) == ("ValueError", "outer ?", "python")
    assert failure.cause is not None
    assert failure.cause.type == "KeyError"
    assert failure_from_proto(failure_to_proto(failure)) == failure
    assert failure_of(AgentError(failure)) is failure
    chain = RuntimeError("0")
    for n in range(1, 20):
        outer = RuntimeError(str(n))
        outer.__cause__ = chain
        chain = outer
    depth, deepest = 1, failure_of(chain)
    while deepest.cause is not None:
        depth, deepest = depth + 1, deepest.cause
    assert depth == 8
    joined = join_failures([failure, Failure("Other", "too", non_retryable=True)])
    assert joined is not None
    assert joined.non_retryable
    assert joined.message == "2 failures: ValueError: outer ?; Other: too"


def test_every_reason_has_a_class_of_its_own() -> None:
    names = [reason_name(number) for number in reason_pb2.Reason.DESCRIPTOR.values_by_number if number != 0]
    assert sorted(names) == sorted(KNOWN)
    assert all(cls is not errors.LyceumError for reason, (cls, _) in KNOWN.items() if reason != "INTERNAL")


def status_error(code: grpc.StatusCode, *details: Any) -> grpc.aio.AioRpcError:
    status = Status(code=code.value[0])
    for each in details:
        packed = Packed()
        packed.Pack(each)
        status.details.append(packed)
    trailing = grpc.aio.Metadata(("grpc-status-details-bin", status.SerializeToString()))
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), trailing, "said so")


def test_statuses_are_read_whole() -> None:
    error = error_of_status(
        status_error(
            grpc.StatusCode.RESOURCE_EXHAUSTED,
            ErrorInfo(reason="MAILBOX_FULL", domain="lyceum.v1", metadata={"uid": "u"}),
            RetryInfo(retry_delay=Duration(seconds=1, nanos=500_000_000)),
            BadRequest(field_violations=[BadRequest.FieldViolation(field="a.b", description="is odd")]),
        )
    )
    assert isinstance(error, errors.OverloadedError)
    assert (error.reason, error.code, error.facts, error.retry_delay) == ("MAILBOX_FULL", "RESOURCE_EXHAUSTED", {"uid": "u"}, 1.5)
    assert error.violations == (errors.FieldViolation("a.b", "is odd"),)
    assert isinstance(error.__cause__, grpc.aio.AioRpcError)


def test_statuses_of_others_are_told_by_their_code() -> None:
    foreign = error_of_status(status_error(grpc.StatusCode.NOT_FOUND, ErrorInfo(reason="X", domain="other")))
    assert (type(foreign), foreign.reason) == (errors.NotFoundError, "")
    garbled = grpc.aio.AioRpcError(
        grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), grpc.aio.Metadata(("grpc-status-details-bin", b"\xff\xff")), "away"
    )
    assert isinstance(error_of_status(garbled), errors.UnavailableError)
    later = error_of_status(status_error(grpc.StatusCode.ABORTED, ErrorInfo(reason="NEW_REASON", domain="lyceum.v1")))
    assert (later.reason, later.code) == ("NEW_REASON", "ABORTED")


def test_errors_can_be_pickled() -> None:
    error = errors.MessageTooLargeError("too large", facts={"size": "2", "limit": "1"}, retry_delay=1.0)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.size, again.reason) == (type(error), "too large", 2, "MESSAGE_TOO_LARGE")
    agent = pickle.loads(pickle.dumps(AgentError(Failure("T", "m"))))
    assert (agent.type, str(agent)) == ("T", "m")


def test_ids_are_equal_by_role_and_uid() -> None:
    assert EntityId("u", name="a") == EntityId("u", name="b")
    assert EntityId("u") != EntityId("u", "user")
    assert EntityId.read({"uid": "u", "role": "ROLE_USER"}) == EntityId("u", "user")
    for wrong in (None, "u", {"uid": "u"}, {"uid": "", "role": "agent"}, {"uid": 1, "role": "agent"}):
        assert EntityId.read(wrong) is None


def test_durations_keep_their_nanoseconds() -> None:
    for seconds in (0.0, 0.001, 1.5, 86_400.25):
        assert seconds_of(duration_of(seconds)) == seconds


def test_options_find_what_is_not_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("URL", "TOKEN", "TOKEN_FILE", "DATA", "TLS_CA", "TLS_CERT", "TLS_KEY"):
        monkeypatch.delenv(f"LYCEUM_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    assert Options().target() == ("127.0.0.1:50051", False)
    assert Options().resolved_token()() is None
    (tmp_path / "token").write_text("of the folder\n")
    monkeypatch.setenv("LYCEUM_DATA", str(tmp_path))
    assert Options().resolved_token()() == "of the folder"
    assert Options(url="http://elsewhere:1").resolved_token()() is None
    (tmp_path / "file").write_text("of the file\n")
    monkeypatch.setenv("LYCEUM_TOKEN_FILE", str(tmp_path / "file"))
    assert Options().resolved_token()() == "of the file"
    monkeypatch.setenv("LYCEUM_TOKEN", "of the environment")
    assert Options().resolved_token()() == "of the environment"
    assert Options(token="said").resolved_token()() == "said"
    assert Options(token=lambda: "asked").resolved_token()() == "asked"
    monkeypatch.setenv("LYCEUM_URL", "https://there")
    assert Options().target() == ("there:443", True)
    with pytest.raises(ValueError, match="http://host:port"):
        Options(url="ftp://there").target()


def test_a_class_is_read_with_its_bases() -> None:
    class Base(Agent):
        type_name = "org.Base"

        @action
        async def shared(self) -> int:
            return 1

        @action(name="renamed", doc="By another name.")
        def other(self, x: Unknown) -> None:  # type: ignore[name-defined]  # noqa: F821
            """Not this."""

    class Derived(Base):
        async def shared(self) -> int:
            return 2

        @loop
        async def run_along(self) -> None: ...

    table = table_of(Derived)
    assert list(table.lineage) == ["Derived", "org.Base", "lyceum.Agent"]
    assert sorted(table.actions) == ["renamed", "shared"]
    assert table.actions["renamed"].description["doc"] == "By another name."
    assert table.actions["renamed"].threaded
    assert list(table.loops) == ["run_along"]


def test_wrong_declarations_are_told() -> None:
    class Twice(Agent):
        @action(name="a")
        async def one(self) -> None: ...

        @action(name="a")
        async def two(self) -> None: ...

    class Still(Agent):
        @loop
        def run_along(self) -> None: ...

    class Hidden(Agent):
        @action
        async def ping(self) -> None: ...

    class Reached(Agent):
        @action(call_only=True)
        async def ping(self) -> None: ...

    with pytest.raises(TypeError, match="call_only"):
        table_of(Hidden)
    assert list(table_of(Reached).actions) == ["ping"]
    with pytest.raises(TypeError, match="two actions"):
        table_of(Twice)
    with pytest.raises(TypeError, match="coroutine"):
        table_of(Still)
    with pytest.raises(ValueError, match="above 0"):
        timer(0)
    assert Result(1).value == 1
