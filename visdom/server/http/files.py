"""Routes for environments as files: upload and download."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import quote

from tornado.httputil import HTTPFile, HTTPInputError, parse_body_arguments
from tornado.iostream import StreamClosedError

from visdom.errors import Refused, VisdomError
from visdom.jsontext import dumps
from visdom.protocol import routes
from visdom.protocol.names import escape_eid
from visdom.server.http.env_file import env_text, file_name_of, read_env_file
from visdom.server.http.export_page import export_page
from visdom.server.http.handler import Handler
from visdom.server.http.responses import HTML, status_of
from visdom.server.identity.roles import Role
from visdom.server.push.messages import shortened

MEGABYTE = 1_000_000
BATCH_BYTES = 256 * 1024
"""A download is sent in parts of this size, with other requests in between."""


class UploadHandler(Handler):
    """Create an environment from a file `<env>.json`. Every response is JSON: `success`, `eid` and `message`."""

    async def post(self) -> None:
        workspace = self.context.workspace
        kind = self.request.headers.get("Content-Type", "")
        name, text = await workspace.io.run(_sent_file, kind, self.received())
        limit = self.context.settings.upload_mb
        if len(text) > limit * MEGABYTE:
            size = f"{len(text) / MEGABYTE:.1f} MB; files may have up to {limit:g} MB (-upload_mb)"
            return self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"{name} has {size}.")
        env_file = await workspace.io.run(read_env_file, name, text)
        eid = self.environment = await workspace.environments.add(*env_file)
        taken = "" if eid == env_file.eid else f", as there is an environment {env_file.eid!r} already"
        self._respond(eid, f"{name} is now the environment {eid!r}{taken}.")
        return None

    def refuse(self, status: HTTPStatus, sentence: str) -> None:
        self.set_status(status)
        self._respond(None, sentence)

    def respond_with_error(self, error: VisdomError) -> None:
        self.refuse(status_of(error), str(error))

    def _respond(self, eid: str | None, message: str) -> None:
        self.send_json(dumps({"success": eid is not None, "eid": eid, "message": shortened(message)}))


class ExportHandler(Handler):
    """Download an environment as `<env>.json`, or as `<env>.html`, which opens without a server."""

    async def get(self, name: str, ending: str) -> None:
        eid = self.environment = escape_eid(name)
        parts, content_type = env_text(self.context.workspace.tree, eid), "application/json"
        if ending == ".html":
            parts = export_page(eid, parts, style=self.context.views.style)
            content_type = HTML
        await self.send_parts(parts, file_name_of(eid, ending), content_type)

    async def send_parts(self, parts: Iterator[bytes], file_name: str, content_type: str) -> None:
        """Send a file while it is made, as fast as the client reads."""
        run = self.context.workspace.io.run
        batch = await run(_next_batch, parts)
        plain = file_name.encode("ascii", "replace").decode().replace("?", "_")
        self.set_header("Content-Type", content_type)
        self.set_header("Content-Disposition", f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name)}")
        try:
            while batch:
                self.write(batch)
                await self.flush()
                batch = await run(_next_batch, parts)
        except StreamClosedError:
            return  # the client closed the connection
        except VisdomError:  # too late for a status: half a file must not look like a whole one
            self.detach().close()


def _sent_file(kind: str, form: bytes) -> tuple[str, bytes]:
    """The name and the content of the file in a form; raises Refused. A large one takes a second."""
    files: dict[str, list[HTTPFile]] = {}
    with suppress(HTTPInputError):  # it is no form
        parse_body_arguments(kind, form, {}, files)
    if "file" not in files:
        raise Refused('Send the file <env>.json as the field "file" of a multipart form.')
    return files["file"][0].filename, files["file"][0].body


def _next_batch(parts: Iterator[bytes]) -> bytes:
    batch: list[bytes] = []
    size = 0
    for part in parts:
        batch.append(part)
        size += len(part)
        if size >= BATCH_BYTES:
            break
    return b"".join(batch)


ROUTES = [
    (routes.UPLOAD_ENV, UploadHandler, Role.EDITOR),
    (routes.EXPORT + r"(.*)(\.json|\.html)", ExportHandler, Role.VIEWER),
]
