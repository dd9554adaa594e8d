"""A server in a process of its own, for tests."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from lyceum.options import Options

ROOT = Path(__file__).resolve().parents[3]
NODE = ROOT / "node_modules" / ".bin" / "node"
_READY = re.compile(r"serves gRPC at (https?://\S+)")


class Served:
    """A server, with kinds of agents that this SDK's own Python hosts."""

    def __init__(self, *, store: str = "memory", kinds: dict[str, object] | None = None, config: dict[str, object] | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lyceum-python-")
        self.data = Path(self._folder.name, "data")
        self._agents = Path(self._folder.name, "agents")
        self._agents.mkdir()
        (self._agents / "catalogue.yaml").write_text(json.dumps({"kinds": kinds or {}}), "utf-8")
        self._config = Path(self._folder.name, "lyceum.yaml")
        self._config.write_text(json.dumps(config or {}), "utf-8")
        self._store = store
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    @property
    def token(self) -> str:
        """The operator's credential."""
        return (self.data / "token").read_text("utf-8").strip()

    def options(self, **changes: object) -> Options:
        """How to reach it."""
        return Options(**{"url": self.url, "token": self.token, **changes})  # type: ignore[arg-type]

    def start(self, *more: str) -> None:
        """Starts it, on its port of before, with more arguments."""
        listen = self.url.partition("://")[2] or "127.0.0.1:0"
        arguments = [str(NODE), "src/main.ts", "serve", "--listen", listen, "--web", "off", "--log", "error", "--grace", "3s"]
        arguments += ["--data", str(self.data), "--agents", str(self._agents), "--store", self._store, "--config", str(self._config), *more]
        env = {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"}
        self._process = subprocess.Popen(arguments, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if match := _READY.search(line):
                self.url = match[1]
                return
        raise AssertionError(f"the server did not start: exit code {self._process.wait()}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()

    def close(self) -> None:
        """Ends it for good, and all that it kept."""
        self.stop()
        self._folder.cleanup()


def host_kind(agent: str) -> dict[str, object]:
    """A kind that `python -m lyceum.host` runs: `package.module:Class`, found beside the tests."""
    return {
        "argv": [sys.executable, "-m", "lyceum.host", agent],
        "env": {"PYTHONPATH": str(Path(__file__).parent)},
        "lineage": [agent.partition(":")[2]],
    }
