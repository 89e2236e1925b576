"""A server that speaks TLS, and the certificate that it shows, which it signed itself."""

from __future__ import annotations

import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

from serving import START_SECONDS, ServerProcess

NAMES = "subjectAltName=IP:127.0.0.1,DNS:localhost"


class Certificate(NamedTuple):
    """The files of a certificate and of its key."""

    certfile: Path
    keyfile: Path

    @property
    def flags(self) -> tuple[str, ...]:
        return "-certfile", str(self.certfile), "-keyfile", str(self.keyfile)


def make_certificate(folder: Path, name: str = "server") -> Certificate:
    """A new certificate for this machine."""
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    words += ["-days", "2", "-subj", "/CN=localhost", "-addext", NAMES]
    subprocess.run([*words, "-out", made.certfile, "-keyout", made.keyfile], check=True, capture_output=True)
    return made


class SecureServer(ServerProcess):
    """A `ServerProcess` that speaks TLS."""

    def __init__(self, folder: Path, certificate: Certificate, *flags: str, **more: dict[str, str]) -> None:
        super().__init__(folder, *certificate.flags, *flags, **more)  # type: ignore[arg-type]
        self.certificate = certificate

    @property
    def url(self) -> str:
        return super().url.replace("http://", "https://")

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        context = ssl.create_default_context(cafile=str(self.certificate.certfile))
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=5, context=context).close()
                return
            except OSError:
                time.sleep(0.03)
        self.stop(kill=True)
        raise RuntimeError(f"the server did not answer:\n{self.log()}")
