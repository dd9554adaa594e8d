"""`python -m lyceum.host package.module:Class`: hosts one attempt of a run."""

from __future__ import annotations

import sys

from lyceum.agent.agent import Agent
from lyceum.host.program import academy_host, host_main, load_class


def main() -> int:
    """Loads the class and hosts it; an agent of Academy's has a host of its own, with options of its own."""
    names = [each for each in sys.argv[1:] if not each.startswith("-")]
    if len(names) != 1:
        print("usage: python -m lyceum.host package.module:Class", file=sys.stderr)  # noqa: T201
        return 2
    found = load_class(names[0])
    academy = academy_host(found)
    if academy is not None:
        return academy()
    if not issubclass(found, Agent):
        print(f"{names[0]} is no class of agents: it must extend lyceum.Agent", file=sys.stderr)  # noqa: T201
        return 2
    return host_main(found)


if __name__ == "__main__":
    sys.exit(main())
