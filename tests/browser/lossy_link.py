"""A way from the server to a page on which the first change of a window is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import WebSocketRoute


@dataclass
class LossyLink:
    """To be given to `route_web_socket`. `lost` is what did not arrive, `asked` all that the page said."""

    lost: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def route(self, socket: WebSocketRoute) -> None:
        """Stand between a page and the server."""
        server = socket.connect_to_server()

        def to_page(message: str | bytes) -> None:
            text = _text(message)
            if "window_update" in text and not self.lost:
                self.lost.append(text)
            else:
                socket.send(message)

        def to_server(message: str | bytes) -> None:
            self.asked.append(_text(message))
            server.send(message)

        server.on_message(to_page)
        socket.on_message(to_server)


def _text(message: str | bytes) -> str:
    return message if isinstance(message, str) else message.decode()
