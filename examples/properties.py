"""A form of named values, which the page may change.

python examples/properties.py --stay
"""

from __future__ import annotations

from typing import Any

from arguments import connect, stay

vis = connect(use_incoming_socket=True)

settings = [
    {"type": "text", "name": "run", "value": "baseline"},
    {"type": "number", "name": "learning rate", "value": "0.01"},
    {"type": "checkbox", "name": "augment", "value": True},
    {"type": "select", "name": "optimiser", "value": 1, "values": ["sgd", "adam", "lamb"]},
    {"type": "button", "name": "training", "value": "Start"},
]


def changed(event: dict[str, Any]) -> None:
    """Store the new value, and show the form again."""
    if event["event_type"] != "PropertyUpdate":
        return
    setting = settings[event["propertyId"]]
    if setting["type"] == "button":
        setting["value"] = "Stop" if setting["value"] == "Start" else "Start"
    else:
        setting["value"] = event["value"]
    vis.properties(settings, win="settings", opts=opts)


opts = {"title": "Settings", "width": 360, "height": 240}
vis.properties(settings, win="settings", opts=opts)
vis.register_event_handler(changed, "settings")
stay()
