"""The polling twins: sessions whose link is a queue, found again by their id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from visdom.server.push.links import PollingLink
from visdom.server.sessions import Session

Answer = dict[str, Any]


class Polling:
    """Open polling sessions. One that nobody asks any more is dropped, as a closed socket is."""

    def __init__(self) -> None:
        self._sessions: dict[str, tuple[Session, PollingLink]] = {}

    def open(self, session: Session, link: PollingLink) -> Answer:
        self._sessions[session.sid] = (session, link)
        session.open()
        return {"success": True, "sid": session.sid}

    async def answer(self, kind: type[Session], request: Mapping[str, Any]) -> Answer:
        """Answer a request of a session of this kind: `query` empties its queue, `send` passes a message on."""
        session, link = self._sessions.get(str(request.get("sid")), (None, None))
        if not isinstance(session, kind) or link is None or link.closed:
            return {"success": False, "reason": "closed"}
        match request.get("message_type"):
            case "query":
                return {"success": True, "messages": [message.decode() for message in link.take()]}
            case "send":
                message = request.get("message")
                if not isinstance(message, str):
                    return {"success": False, "reason": "no msg"}
                await session.receive(message)
                return {"success": True}
            case _:
                return {"success": False, "reason": "invalid"}

    def drop_abandoned(self) -> None:
        """End the sessions whose queue nobody empties."""
        for sid, (session, link) in list(self._sessions.items()):
            if link.abandoned or link.closed:
                del self._sessions[sid]
                session.close()
