"""Routes that a program sends a JSON object to, whoever carries it: tornado, or the express lane."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from visdom.server.http.handler import Handler, answers_errors
from visdom.server.workspace import Workspace
from visdom.server.workspace import parsing as asked
from visdom.server.workspace.parsing import Body

ANY_NAME = "(.*)"
"""The end of the path of a route that takes a name."""


class Post(Handler):
    """A route whose POST takes a JSON object, and nothing else of the request."""

    changes: ClassVar[bool] = True
    """Does it change something? Pages may not when the server is read-only."""

    reads_body: ClassVar[bool] = True

    @staticmethod
    @abstractmethod
    async def answer(workspace: Workspace, body: Body, *names: str) -> str | bytes:
        """Do what the body asks, and say what came of it; `names` are those in the address."""

    @classmethod
    def body_of(cls, sent: bytes) -> Body:
        """The object in the body; raises Refused."""
        return asked.body(sent) if cls.reads_body else {}

    @classmethod
    def would_change(cls, body: Body) -> bool:
        """Would this request change something?"""
        return cls.changes

    @answers_errors
    async def post(self, *names: str) -> None:
        body = self.body_of(self.request.body)
        if self.would_change(body):
            self.check_writable()
        self.finish(await self.answer(self.context.workspace, body, *names))
