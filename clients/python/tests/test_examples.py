from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from served import Served

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize(
    ("name", "last"),
    [("counter.py", "outcome: succeeded"), ("pipeline.py", "sink: succeeded")],
)
async def test_examples_run(served: Served, name: str, last: str) -> None:
    env = {**os.environ, "LYCEUM_URL": served.url, "LYCEUM_TOKEN": served.token}
    program = await asyncio.create_subprocess_exec(sys.executable, str(EXAMPLES / name), env=env, stdout=asyncio.subprocess.PIPE)
    output, _ = await asyncio.wait_for(program.communicate(), 60)
    assert program.returncode == 0
    assert last in output.decode()


def test_every_example_is_tested() -> None:
    assert {each.name for each in EXAMPLES.glob("*.py")} == {"counter.py", "pipeline.py"}
