"""nginx in front of a server, as a process of its own: private folder, free port, ended by its own id.

The fixture `make_proxy` starts one: `make_proxy(server, "/lab/", KEEP_HOST, UPGRADE, cuts_prefix=True)`. Pages and
clients use its `url`, or its `port` and `base_url`, as they use those of a `ServerProcess`.
"""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

from serving import ServerProcess, free_port

NGINX = "/usr/sbin/nginx"
START_SECONDS = 20.0

KEEP_HOST = "proxy_set_header Host $http_host;"
"""Without it the server is asked as the address in `proxy_pass`."""

UPGRADE = "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;"
"""Without it no websocket gets through."""

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
        listen 127.0.0.1:{port};
        location {path} {{
            proxy_pass http://127.0.0.1:{behind};
            {settings}
        }}
    }}
}}
"""


class Nginx:
    """nginx on 127.0.0.1 that passes a path on to a server, by default with the settings of `proxy_pass` alone.

    With `cuts_prefix` the server is asked for what follows `path`. Bodies may have 1 MB, as in every nginx.
    """

    def __init__(
        self, folder: Path, server: ServerProcess, path: str = "/", *settings: str, cuts_prefix: bool = False
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.base_url = path.rstrip("/")
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        behind = f"{server.port}/" if cuts_prefix else server.port
        text = CONFIGURATION.format(port=self.port, path=path, behind=behind, settings=" ".join(settings))
        (folder / "nginx.conf").write_text(text, encoding="utf-8")

    @property
    def url(self) -> str:
        """Address that everything behind it begins with."""
        return f"http://127.0.0.1:{self.port}{self.base_url}"

    def start(self) -> Nginx:
        """Start it and return when it accepts connections."""
        command = [NGINX, "-p", self.folder, "-c", "nginx.conf", "-e", "error.log"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return self
            except OSError:
                time.sleep(0.03)
        self.stop()
        raise RuntimeError(f"nginx did not start:\n{(self.folder / 'error.log').read_text(encoding='utf-8')}")

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
