"""What every handler can reach."""

from __future__ import annotations

from dataclasses import dataclass, field

from visdom.server.http.templates import Pages
from visdom.server.polling import Polling
from visdom.server.settings import ServerSettings
from visdom.server.workspace import Workspace
from visdom.server.workspace.views import Views


@dataclass(frozen=True)
class Context:
    """One running server."""

    settings: ServerSettings
    workspace: Workspace
    views: Views
    pages: Pages
    polling: Polling = field(default_factory=Polling)
