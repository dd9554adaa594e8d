"""Programs that a peer needs beside its caller; they end with it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_LIMIT_S = 20


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(args: list[str], port: int, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a program, from when it listens on a port until the block ends."""
    child = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=sys.stderr, env={**os.environ, **(env or {})})
    try:
        _await_listener(child, port)
        yield child
    finally:
        child.terminate()
        try:
            child.wait(_LIMIT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def script(name: str, *args: object) -> list[str]:
    """How a script of this folder is run by this interpreter."""
    return [sys.executable, str(Path(__file__).with_name(name)), *map(str, args)]


def _await_listener(child: subprocess.Popen[bytes], port: int) -> None:
    end_s = time.monotonic() + _LIMIT_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if child.poll() is not None:
                raise RuntimeError(f"{child.args!r} ended with exit code {child.returncode}") from None
            if time.monotonic() > end_s:
                raise
            time.sleep(0.02)
