"""Windows: read a window, copy it, notice a change, close it."""

from __future__ import annotations

import json

from arguments import connect

vis = connect()

vis.close()  # all windows of the environment
vis.line([1.0, 0.5, 0.3], X=[1, 2, 3], win="loss", opts={"title": "Loss"})
hash_before = vis.win_hash("loss")
vis.line([0.2], X=[4], win="loss", update="append")

window = json.loads(vis.get_window_data("loss"))
heights = window["content"]["data"][0]["y"]

vis.text("soon gone", win="scratch")
vis.close("scratch")

window["title"] = "Loss, stored again under another name"
vis.set_window_data(json.dumps(window), "copy")

seen = {
    "values": heights,
    "has changed": vis.win_hash("loss") != hash_before,
    "scratch is there": vis.win_exists("scratch"),
}
vis.text(
    "<br>".join(f"{name}: {value}" for name, value in seen.items()),
    win="seen",
    opts={"title": "What the program saw", "width": 320, "height": 160},
)
