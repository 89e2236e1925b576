"""The environments of the peers: made with pip, kept for the next run if there is a folder for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks import upstream
from benchmarks.peers.contenders import Peer
from benchmarks.peers.runs import Installed
from benchmarks.servers import ROOT, UPSTREAM, Contenders

sys.path.append(str(ROOT / "tests"))

from throwaway import make_venv  # noqa: E402


def install(peers: list[Peer], environments: Path, released: Path | None) -> tuple[list[Installed], dict[str, str]]:
    """All that can be installed, and why the others cannot; `released` is an interpreter that has visdom 0.2.4."""
    installed, missing = [], {}
    for peer in peers:
        try:
            installed.append(installed_peer(peer, environments, released))
        except RuntimeError as failure:
            missing[peer.name] = f"not installed: {str(failure).strip().splitlines()[-1]}"
    return installed, missing


def installed_peer(peer: Peer, environments: Path, released: Path | None) -> Installed:
    """A peer in its environment, which is made if it is not there yet."""
    if not peer.server:
        python = make_venv(environments / peer.package, peer.installs)
        return Installed(peer, python, version_of(peer.package, python))
    found = upstream.found_or_made(released) if peer.server == UPSTREAM else Path(sys.executable)
    if found is None:
        raise RuntimeError(f"visdom {upstream.RELEASE} cannot be installed here")
    contenders = Contenders(found if peer.server == UPSTREAM else None)
    return Installed(peer, found, version_of(peer.package, found), lambda folder: contenders.make(peer.server, folder))


def version_of(package: str, python: Path) -> str:
    """The version of an installed package."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()
