from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from lyceum.agent.table import table_of

README = Path(__file__).parents[1] / "README.md"


def blocks() -> list[str]:
    """The programs in README.md."""
    return re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


def test_programs_are_python() -> None:
    for block in blocks():
        compile(block, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_the_agent_declares_what_the_text_says() -> None:
    names: dict[str, Any] = {}
    exec(blocks()[0], names)
    table = table_of(names["Counter"])
    assert sorted(table.actions) == ["countdown", "increment", "render", "report"]
    assert table.actions["countdown"].streaming
    assert table.actions["render"].threaded
    assert (list(table.loops), list(table.timers), list(table.events)) == (["watch"], ["tick"], ["on_reset"])
