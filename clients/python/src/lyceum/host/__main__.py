"""`python -m lyceum.host package.module:Class`: hosts one attempt of a run."""

from __future__ import annotations

import sys

from lyceum.host.program import host_main, load_agent


def main() -> int:
    """Loads the class and hosts it."""
    if len(sys.argv) != 2:
        print("usage: python -m lyceum.host package.module:Class", file=sys.stderr)  # noqa: T201
        return 2
    return host_main(load_agent(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
