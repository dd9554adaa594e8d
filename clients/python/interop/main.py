"""The interop program: `host`, or `call <scenario.json> <targets.json>`."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from agent import Interop
from caller import Caller

from lyceum import connect
from lyceum.host.program import host_main


async def call(scenario: Path, targets: Path) -> None:
    """Runs every case, and reports on each in a line of JSON."""
    cases = json.loads(scenario.read_text("utf-8"))["cases"]
    async with connect(name="interop") as exchange:
        caller = Caller(exchange, json.loads(targets.read_text("utf-8")))
        for case in cases:
            outcome, detail = await caller.run(case)
            print(json.dumps({"case": case["name"], "outcome": outcome, "detail": detail}), flush=True)


def main() -> int:
    """Does the duty that the command line names."""
    match sys.argv[1:]:
        case ["host"]:
            return host_main(Interop)
        case ["call", scenario, targets]:
            asyncio.run(call(Path(scenario), Path(targets)))
            return 0
    print("usage: main.py host | call <scenario.json> <targets.json>", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
