"""How the server is reached: one value for everything that connects."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DEFAULT_URL = "http://127.0.0.1:50051"
_DEFAULT_FOLDER = "lyceum-data"
_TOKEN_FILE = "token"  # noqa: S105
_LOOPBACK = re.compile(r"^https?://(localhost|127(\.\d+){3}|\[::1\])(:\d+)?/?$")
_URL = re.compile(r"^(?:(https?)://)?([^/]+)/?$")


@dataclass(frozen=True, slots=True)
class Tls:
    """How the server proves who it is, and the client who it is, where the url begins with https. All are PEM."""

    ca: bytes | None = None
    """Certificates of the authorities to trust; None means those of gRPC."""
    cert: bytes | None = None
    key: bytes | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How the server is reached. What is left out is found in the environment."""

    url: str | None = None
    """None means `LYCEUM_URL`, else http://127.0.0.1:50051. `https://` means TLS."""
    token: str | Callable[[], str] | None = None
    """Credential, or where to ask for one at each call, since some end. None means `LYCEUM_TOKEN`, the content
    of `LYCEUM_TOKEN_FILE` or, for a server of this machine, the file `token` in its data folder (`LYCEUM_DATA`, or `./lyceum-data`)."""
    namespace: str | None = None
    """Namespace among those that the credential permits; None means its own."""
    tls: Tls | None = None
    """None means the files that `LYCEUM_TLS_CA`, `LYCEUM_TLS_CERT` and `LYCEUM_TLS_KEY` name."""
    timeout: float = 60.0
    """Seconds that a call to the server itself has, retries included. Calls of actions have their own."""
    unreachable: float = 60.0
    """Seconds that the server may be out of reach before calls of actions fail; `math.inf` means for ever."""
    silence: float = 45.0
    """Seconds of silence of the server after which its stream counts as dead: three heartbeats."""

    def resolved_url(self) -> str:
        """Where the server is."""
        return self.url or os.environ.get("LYCEUM_URL") or DEFAULT_URL

    def target(self) -> tuple[str, bool]:
        """Host and port, and whether by TLS.

        Raises:
            ValueError: the url is none.
        """
        match = _URL.match(self.resolved_url())
        if match is None:
            raise ValueError(f"the url must be http://host:port or https://host:port: {self.resolved_url()!r}")
        secure = match[1] == "https"
        host = match[2]
        return (host if re.search(r":\d+$", host) else f"{host}:{443 if secure else 80}"), secure

    def resolved_token(self) -> Callable[[], str | None]:
        """Where to ask for the credential; it gives None where there is none.

        Raises:
            OSError: the file that `LYCEUM_TOKEN_FILE` names cannot be read.
        """
        if callable(self.token):
            return self.token
        token = self._find_token() if self.token is None else self.token
        return lambda: token

    def resolved_tls(self) -> Tls:
        """How to trust and be trusted.

        Raises:
            OSError: a file that the environment names cannot be read.
        """
        if self.tls is not None:
            return self.tls
        paths = (os.environ.get(f"LYCEUM_TLS_{name}") for name in ("CA", "CERT", "KEY"))
        ca, cert, key = (Path(path).read_bytes() if path else None for path in paths)
        return Tls(ca, cert, key)

    def _find_token(self) -> str | None:
        if token := os.environ.get("LYCEUM_TOKEN"):
            return token.strip()
        if path := os.environ.get("LYCEUM_TOKEN_FILE"):
            return Path(path).read_text("utf-8").strip()
        # A token of this account's server is for this machine alone; it is never sent elsewhere.
        if not _LOOPBACK.match(self.resolved_url()):
            return None
        try:
            return Path(os.environ.get("LYCEUM_DATA") or _DEFAULT_FOLDER, _TOKEN_FILE).read_text("utf-8").strip()
        except OSError:
            # No server of this account has its data here; the server may ask for no credential at all.
            return None
