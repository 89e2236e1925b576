"""Changes of an existing plot: its title, size, axes, legend and the like."""

from __future__ import annotations

from visdom.client.messages import UPDATE, Request
from visdom.client.options import PLOT_WITH_AXES, GivenOptions, Option, own_copy, plot_layout
from visdom.errors import BadArgument

OPTIONS = (*PLOT_WITH_AXES, Option("legend", "a list of names", "New names of the traces, in order."))


def options_request(win: str, env: str | None, opts: GivenOptions) -> Request:
    """The new options and their layout, without data."""
    if opts is None:
        raise BadArgument("update_window_opts: expected a dict of options, got None")
    own = own_copy(opts)
    return Request({"win": win, "eid": env, "layout": plot_layout(own), "opts": own}, UPDATE)
