"""The headers that every answer has: what a browser may do with it, whatever strangers wrote into it."""

from __future__ import annotations

import secrets

from visdom.protocol.names import FEATURES, FEATURES_HEADER
from visdom.server.settings import ANY_ORIGIN, ServerSettings, is_origin

POLICY = "Content-Security-Policy"

FRAME_NAME = "frame.html"
"""The static file that shows trusted HTML. It has an origin of its own, where scripts may run."""

_SANDBOX = "sandbox allow-scripts allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads"


class ResponseHeaders:
    """The headers of one server. `common` and `encoded` never change, so that they cost nothing per response."""

    def __init__(self, settings: ServerSettings) -> None:
        named = [origin for origin in settings.allow_origin if origin == ANY_ORIGIN or is_origin(origin)]
        self._ancestors = " ".join(["frame-ancestors 'self'", *named])
        self._images = settings.allow_images
        self._frames = "'self'" if settings.trust_html else "'none'"
        self.common = {
            FEATURES_HEADER: FEATURES,
            POLICY: f"default-src 'none'; {self._ancestors}",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "unsafe-none" if named else "same-origin",
            "Cross-Origin-Resource-Policy": "cross-origin" if named else "same-origin",
        }
        self.encoded = "".join(f"{name}: {value}\r\n" for name, value in self.common.items()).encode()
        """The same as lines of HTTP."""
        self.frame_policy = f"{_SANDBOX}; {self._ancestors}"
        """Of `FRAME_NAME`: whatever it loads or runs is foreign to this server."""

    def page_policy(self, nonce: str) -> str:
        """Of a page: its own scripts, and inline scripts with this nonce; no others run."""
        scripts = f"script-src 'self' 'nonce-{nonce}'"
        return "; ".join([scripts, *_contents("'self'", *self._images), f"frame-src {self._frames}", self._ancestors])


def export_policy(nonce: str) -> str:
    """Of an exported file, as `<meta>`: its own modules, which it loads from `blob:`. It asks no server."""
    return "; ".join([f"script-src blob: 'nonce-{nonce}'", *_contents()])


def _contents(*origins: str) -> list[str]:
    """What a page may load besides scripts. Plotly and the HTML of windows style elements by attributes.

    Maps load their tiles as data, so the origins of pictures are also those of connections.
    """
    media = " ".join([*origins, "data:", "blob:"])
    styles = "'unsafe-inline' 'self'" if "'self'" in origins else "'unsafe-inline'"
    return [
        "default-src 'none'",
        f"style-src {styles}",
        f"img-src {media}",
        f"media-src {media}",
        "font-src data:",
        f"connect-src {media}",
        "worker-src blob:",  # of maps
        "base-uri 'none'",
        "form-action 'none'",
    ]


def new_nonce() -> str:
    """A name that the inline scripts of one page have, and that nothing inside a window can know."""
    return secrets.token_urlsafe(16)
