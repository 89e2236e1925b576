"""The floor of the page: plain Plotly in a bare page that makes all data itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks import ROOT

PLOTLY = ROOT / "js" / "node_modules" / "plotly.js-strict-dist-min" / "plotly-strict.min.js"

PAGE = """<!doctype html><title>floor</title>
<style>
  body { margin: 10px; }
  .window { float: left; width: 371px; height: 350px; margin: 0 10px 10px 0; }
</style>
<script src="plotly.js"></script>
<script type="module">
  const query = new URLSearchParams(location.search);
  const [count, points] = [Number(query.get("plots")), Number(query.get("points"))];
  const layout = { width: 371, height: 350, margin: { l: 60, r: 60, t: 60, b: 60 }, title: { text: "loss" } };
  const plots = [];
  for (let number = 0; number < count; number += 1) {
    const plot = document.createElement("div");
    plot.className = "window";
    document.body.append(plot);
    const x = Array.from({ length: points }, (_, index) => index);
    const y = x.map((value) => Math.sin(value / (points / 20)) + ((value * 7919) % 1000) / 1000);
    await Plotly.newPlot(plot, [{ type: "scatter", mode: "lines", x, y }], structuredClone(layout));
    plots.push(plot);
  }
  globalThis.feed = (perSecond) => {
    let point = points;
    setInterval(() => {
      for (const plot of plots) Plotly.extendTraces(plot, { x: [[point]], y: [[point * 0.5]] }, [0]);
      point += 1;
    }, 1000 / perSecond);
  };
</script>
"""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """The bare page at the root, Plotly as its package has it, and nothing else."""
        path = self.path.split("?")[0]
        if path == "/":
            self._answer("text/html; charset=utf-8", PAGE.encode())
        elif path == "/plotly.js":
            self._answer("text/javascript", PLOTLY.read_bytes())
        else:
            self.send_error(404)

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Nothing: requests are not what is measured."""


@contextmanager
def floor_page() -> Iterator[str]:
    """The address of the bare page; `?plots=N&points=M` chooses what it draws."""
    if not PLOTLY.exists():
        raise SystemExit(f"{PLOTLY} is missing: run `npm ci` in js/ first.")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
