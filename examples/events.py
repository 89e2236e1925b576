"""Events: the program receives the keys that are pressed in a window.

python examples/events.py --stay
"""

from __future__ import annotations

from typing import Any

from arguments import connect, stay

vis = connect(use_incoming_socket=True)

typed = ""


def write(event: dict[str, Any]) -> None:
    """Add the key to the text, or remove the last letter."""
    global typed
    if event["event_type"] != "KeyPress":
        return
    if event["key"] == "Backspace":
        typed = typed[:-1]
    elif len(event["key"]) == 1:
        typed += event["key"]
    vis.text(f"You typed: <b>{typed}</b>", win="typing", opts=opts)


opts = {"title": "Typing", "width": 320, "height": 160}
vis.text("Click here and type.", win="typing", opts=opts)
vis.clear_event_handlers("typing")
vis.register_event_handler(write, "typing")
stay()
vis.clear_event_handlers("typing")
