"""Durations and times between Python's seconds and protobuf's messages."""

from __future__ import annotations

from datetime import UTC, datetime

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

_NANOS = 1_000_000_000


def duration_of(seconds: float) -> Duration:
    """Writes seconds."""
    whole, nanos = divmod(round(seconds * _NANOS), _NANOS)
    return Duration(seconds=whole, nanos=nanos)


def seconds_of(duration: Duration) -> float:
    """Reads seconds."""
    return duration.seconds + duration.nanos / _NANOS


def time_of(timestamp: Timestamp) -> datetime:
    """Reads a time, in UTC."""
    return datetime.fromtimestamp(timestamp.seconds + timestamp.nanos / _NANOS, UTC)
