"""Reading the scenario, and comparing values in JSON."""

from __future__ import annotations

import json
from typing import Any


def expand(value: Any) -> Any:
    """Writes out what a scenario abbreviates: texts that repeat."""
    if isinstance(value, list):
        return [expand(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "$repeat" in value:
        text, times = value["$repeat"]
        return text * times
    return {key: expand(each) for key, each in value.items()}


def assert_equal(found: object, expected: object) -> None:
    """Fails unless two values are equal in JSON, whatever the order of properties."""
    one, other = (json.dumps(each, sort_keys=True, ensure_ascii=False) for each in (found, expected))
    if one != other:
        raise AssertionError(f"expected {other[:200]}, got {one[:200]}")
