"""Routes that take environments in as files."""

from __future__ import annotations

from http import HTTPStatus

from visdom.errors import Refused, StorageError
from visdom.jsontext import dumps
from visdom.protocol import routes
from visdom.server.env_file import read_env_file
from visdom.server.handlers.base import Access, Handler, answers_errors, status_of
from visdom.server.messages import shortened

MEGABYTE = 1_000_000


class UploadHandler(Handler):
    """Make an environment of a file `<env>.json`. Every answer is JSON: `success`, `eid` and `message`."""

    @answers_errors
    async def post(self) -> None:
        self.check_writable()
        sent = self.request.files.get("file")
        if not sent:
            raise Refused('Send the file <env>.json as the field "file" of a multipart form.')
        name, text = sent[0]["filename"], sent[0]["body"]
        limit = self.context.settings.upload_mb
        if len(text) > limit * MEGABYTE:
            size = f"{len(text) / MEGABYTE:.1f} MB; files may have up to {limit:g} MB (-upload_mb)"
            return self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"{name} has {size}.")
        workspace = self.context.workspace
        env_file = await workspace.loader.run(read_env_file, name, text)
        eid = await workspace.take_in(*env_file)
        taken = "" if eid == env_file.eid else f", as there is an environment {env_file.eid!r} already"
        self._answer(eid, f"{name} is now the environment {eid!r}{taken}.")
        return None

    def refuse(self, status: int, sentence: str) -> None:
        self.set_status(status)
        self._answer(None, sentence)

    def refuse_storage(self, error: StorageError) -> None:
        self.refuse(status_of(error), str(error))

    def _answer(self, eid: str | None, message: str) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(dumps({"success": eid is not None, "eid": eid, "message": shortened(message)}))


ROUTES = [(routes.UPLOAD_ENV, UploadHandler, Access.LOGGED_IN)]
