"""A figure made with plotly."""

from __future__ import annotations

import json
from typing import Any

from visdom.client.arrays import not_too_deep
from visdom.client.messages import Request
from visdom.client.options import Options
from visdom.errors import BadArgument, MissingPackage


def plotly_request(figure: Any, win: str | None, env: str | None) -> Request:
    """The data and layout of the figure, encoded by plotly; the pane has the title of the layout."""
    drawn = _plain(figure)
    if not (isinstance(drawn, dict) and isinstance(drawn.get("data"), list) and isinstance(drawn.get("layout"), dict)):
        raise BadArgument(f"plotlyplot: expected a figure, or a dict with data and layout, got {_described(drawn)}")
    layout = drawn["layout"]
    return Request({"data": drawn["data"], "layout": layout, "win": win, "eid": env, "opts": _title_option(layout)})


@not_too_deep("plotlyplot")
def _plain(figure: Any) -> Any:
    try:
        from plotly.utils import PlotlyJSONEncoder
    except ImportError as error:
        raise MissingPackage("plotlyplot", "plotly", "plotly") from error
    try:
        return json.loads(json.dumps(figure, cls=PlotlyJSONEncoder))
    except (TypeError, ValueError) as error:
        raise BadArgument(f"plotlyplot: expected a figure that plotly can encode ({error})") from error


def _described(value: Any) -> str:
    return f"a dict with {', '.join(value) or 'nothing'}" if isinstance(value, dict) else type(value).__name__


def _title_option(layout: Options) -> Options:
    """The option `title`, if the layout has one: text, or an object with a text. An object would be no title."""
    title = layout.get("title")
    if isinstance(title, dict):
        return {"title": title["text"]} if "text" in title else {}
    return {} if title is None else {"title": str(title)}
