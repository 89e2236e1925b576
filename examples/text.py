"""Text: HTML, and a log that grows line by line."""

from __future__ import annotations

from arguments import connect

vis = connect()

vis.text(
    "<h3>Run 17</h3><p>Batches of <b>32</b>, rate <code>0.01</code>. <i>Any HTML will do.</i></p>",
    win="note",
    opts={"title": "Note", "width": 320, "height": 200},
)

vis.text("started", win="log", opts={"title": "Log", "width": 320, "height": 200})
for epoch in range(1, 6):
    vis.text(f"epoch {epoch}: loss {1 / epoch:.3f}", win="log", append=True)
