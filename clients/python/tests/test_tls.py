from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import Served, host_kind

from lyceum import Manager, Tls, UnavailableError, connect

LIMIT = 30.0


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def issue(folder: Path, name: str) -> None:
    """A certificate for this machine, of the authority."""
    extensions = "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=CA:FALSE\n"
    (folder / f"{name}.ext").write_text(extensions)
    request = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl(folder, *request, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
    sign = ["x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"]
    openssl(folder, *sign, "-extfile", f"{name}.ext", "-out", f"{name}.pem")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates of one authority."""
    folder = tmp_path_factory.mktemp("tls")
    request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    openssl(folder, *request, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=lab")
    for name in ("server", "host", "caller"):
        issue(folder, name)
    return folder


@pytest.fixture(scope="module")
def secured(folder: Path) -> Iterator[Served]:
    """A server that asks its callers, hosts too, for certificates."""
    ca = str(folder / "ca.pem")
    own = {"cert": str(folder / "server.pem"), "key": str(folder / "server.key"), "clientCa": ca}
    hosts = {"ca": ca, "cert": str(folder / "host.pem"), "key": str(folder / "host.key")}
    server = Served(kinds={"workshop": host_kind("workshop:Workshop")}, config={"tls": {**own, "hosts": hosts}})
    server.start()
    yield server
    server.close()


def tls_of(folder: Path) -> Tls:
    return Tls(*((folder / name).read_bytes() for name in ("ca.pem", "caller.pem", "caller.key")))


async def test_callers_and_hosts_show_who_they_are(secured: Served, folder: Path) -> None:
    assert secured.url.startswith("https://")
    async with Manager(secured.options(tls=tls_of(folder)), executors="command") as manager:
        workshop = await manager.launch("workshop")
        assert await asyncio.wait_for(workshop.increment(3), LIMIT) == 3


@pytest.mark.parametrize("tls", ["nobody", "untrusting"])
async def test_others_do_not_get_in(secured: Served, folder: Path, tls: str) -> None:
    given = Tls(ca=(folder / "ca.pem").read_bytes()) if tls == "nobody" else Tls()
    with pytest.raises(UnavailableError):
        async with connect(secured.options(tls=given, timeout=1.0)):
            pass
