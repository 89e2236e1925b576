"""nginx or Caddy in front of a server, as a process of its own: private folder, free port, ended by its own id.

The fixture `make_proxy` starts nginx: `make_proxy(server, "/lab/", KEEP_HOST, UPGRADE, cuts_prefix=True)`. Pages and
clients use its `url`, or its `port` and `base_url`, as they use those of a `ServerProcess`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path

from serving import ServerProcess, free_port

NGINX = "/usr/sbin/nginx"
CADDY = "/usr/bin/caddy"
START_SECONDS = 20.0

KEEP_HOST = "proxy_set_header Host $http_host;"
"""Without it the server is asked as the address in `proxy_pass`."""

UPGRADE = "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;"
"""Without it no websocket gets through."""

TELL_HTTPS = "proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-For $remote_addr;"

CONFIGURATION = """
daemon off;
master_process off;
pid nginx.pid;
events {{}}
http {{
    access_log access.log;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {{
        listen 127.0.0.1:{port}{tls};
        location {path} {{
            proxy_pass http://127.0.0.1:{behind};
            {settings}
        }}
    }}
}}
"""

CADDYFILE = """
{{
    admin off
    auto_https disable_redirects
}}
https://127.0.0.1:{port} {{
    bind 127.0.0.1
    tls {certfile} {keyfile}
    redir {root} {path} 308
    handle_path {path}* {{
        reverse_proxy 127.0.0.1:{behind}
    }}
}}
"""

Certificate = tuple[Path, Path]
"""The files of a certificate and of its key."""


class Proxy:
    """A program on 127.0.0.1 that passes a path on to a server."""

    command: list[str]
    scheme = "http"

    def __init__(self, folder: Path, path: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.base_url = path.rstrip("/")
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)

    @property
    def url(self) -> str:
        """Address that everything behind it begins with."""
        return f"{self.scheme}://127.0.0.1:{self.port}{self.base_url}"

    def start(self) -> Proxy:
        """Start it and return when it accepts connections."""
        environ = {**os.environ, "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}
        with (self.folder / "error.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return self
            except OSError:
                time.sleep(0.03)
        self.stop()
        raise RuntimeError(f"{self.command} did not start:\n{(self.folder / 'error.log').read_text(encoding='utf-8')}")

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()


class Nginx(Proxy):
    """nginx, by default with the settings of `proxy_pass` alone.

    With `cuts_prefix` the server is asked for what follows `path`. Bodies may have 1 MB, as in every nginx.
    """

    def __init__(
        self,
        folder: Path,
        server: ServerProcess,
        path: str = "/",
        *settings: str,
        cuts_prefix: bool = False,
        certificate: Certificate | None = None,
    ) -> None:
        super().__init__(folder, path)
        behind = f"{server.port}/" if cuts_prefix else server.port
        tls = ""
        if certificate is not None:
            self.scheme = "https"
            tls = " ssl; ssl_certificate {}; ssl_certificate_key {}".format(*certificate)
        text = CONFIGURATION.format(port=self.port, tls=tls, path=path, behind=behind, settings=" ".join(settings))
        (folder / "nginx.conf").write_text(text, encoding="utf-8")
        self.command = [NGINX, "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]


class Caddy(Proxy):
    """Caddy, with TLS and its usual settings; the server is asked for what follows `path`."""

    scheme = "https"

    def __init__(self, folder: Path, server: ServerProcess, path: str, certificate: Certificate) -> None:
        super().__init__(folder, path)
        certfile, keyfile = certificate
        text = CADDYFILE.format(
            port=self.port, root=self.base_url, path=path, behind=server.port, certfile=certfile, keyfile=keyfile
        )
        (folder / "Caddyfile").write_text(text, encoding="utf-8")
        self.command = [CADDY, "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
