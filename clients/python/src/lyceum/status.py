"""Reading gRPC statuses and items' errors."""

from __future__ import annotations

from dataclasses import replace

import grpc.aio
from google.protobuf.message import DecodeError
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status

from lyceum.durations import seconds_of
from lyceum.error_of import error_of
from lyceum.errors import ErrorDetails, FieldViolation, LyceumError
from lyceum.v1 import exchange_pb2, reason_pb2

_DETAILS = "grpc-status-details-bin"
_DOMAIN = "lyceum.v1"
_PREFIX = "REASON_"


def error_of_status(error: grpc.aio.AioRpcError) -> LyceumError:
    """Makes the SDK's error of a gRPC status; the status is its cause."""
    details = ErrorDetails()
    for key, value in error.trailing_metadata() or ():
        if key == _DETAILS and isinstance(value, bytes):
            details = _read_details(value)
    code = error.code().name
    # A stream that was reset, by a connection that broke or a proxy that went: whatever gRPC calls it, the server did not say it.
    if not details.reason and code in ("CANCELLED", "INTERNAL", "UNKNOWN") and "RST_STREAM" in (error.details() or ""):
        code = "UNAVAILABLE"
    made = error_of(error.details() or code, replace(details, code=code))
    made.__cause__ = error
    return made


def error_of_item(error: exchange_pb2.ItemError) -> LyceumError:
    """Makes the SDK's error of an item that was refused, or of a session that ended."""
    delay = seconds_of(error.retry_delay) if error.HasField("retry_delay") else None
    details = ErrorDetails(reason=reason_name(error.reason), facts=dict(error.facts), retry_delay=delay)
    return error_of(error.message, details)


def reason_name(reason: int) -> str:
    """Name of a reason, without its prefix."""
    descriptor = reason_pb2.Reason.DESCRIPTOR.values_by_number.get(reason)
    return str(reason) if descriptor is None else descriptor.name.removeprefix(_PREFIX)


def _read_details(binary: bytes) -> ErrorDetails:
    details = ErrorDetails()
    try:
        status = Status.FromString(binary)
        for packed in status.details:
            details = _read_detail(packed.TypeName(), packed.value, details)
    except DecodeError:
        # Some proxies write their own bytes here; the bare status still tells what happened.
        return details
    return details


def _read_detail(name: str, value: bytes, details: ErrorDetails) -> ErrorDetails:
    if name == "google.rpc.ErrorInfo":
        info = ErrorInfo.FromString(value)
        return replace(details, reason=info.reason, facts=dict(info.metadata)) if info.domain == _DOMAIN else details
    if name == "google.rpc.RetryInfo":
        delay = RetryInfo.FromString(value).retry_delay
        return replace(details, retry_delay=seconds_of(delay))
    if name == "google.rpc.BadRequest":
        bad = BadRequest.FromString(value)
        violations = tuple(FieldViolation(each.field, each.description) for each in bad.field_violations)
        return replace(details, violations=violations)
    return details
