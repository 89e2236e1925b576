"""What a viewer is shown: one environment, or several compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from visdom.errors import NotFound, VisdomError
from visdom.protocol.names import COMPARE_LEGEND, COMPARE_SEPARATOR, escape_eid
from visdom.protocol.windows import Window
from visdom.server.push import messages
from visdom.server.push.viewer import Viewer
from visdom.server.workspace import Workspace, in_order
from visdom.windows.compare import compare


async def show(workspace: Workspace, viewer: Viewer, eid: str) -> None:
    """Turn a viewer to one environment and send it: positions, windows in order, `layout`.

    An environment that is not there has only the `layout`; windows made there later arrive.
    """
    viewer.watch(eid)
    chosen = viewer.watched
    with _shown_empty_on_failure(viewer):
        wins = await workspace.order(eid)
    if viewer.watched is not chosen:
        return None
    if eid not in workspace.tree:
        return viewer.opened(None, {}, messages.LAYOUT)
    positions = messages.reload(workspace.tree[eid].get("reload", {}))
    viewer.opened(positions, dict.fromkeys(wins), messages.LAYOUT)


async def show_comparison(workspace: Workspace, viewer: Viewer, names: Sequence[str]) -> None:
    """Turn a viewer to several environments and send what their plots have in common, merged."""
    known = [name for name in dict.fromkeys(names) if name in workspace.tree]
    if not known:
        raise NotFound(f"None of the environments to compare is there: {', '.join(names)}.")
    viewer.watch(*known)
    chosen = viewer.watched
    with _shown_empty_on_failure(viewer):
        environments = await workspace.environments(known)
    if viewer.watched is not chosen:
        return
    positions = messages.reload(workspace.tree[known[0]].get("reload", {})) if known[0] in workspace.tree else None
    merged = in_order(compare(environments, names))
    encoded: dict[str, bytes | None] = {win: messages.window(win, window) for win, window in merged.items()}
    viewer.opened(positions, encoded, messages.LAYOUT)


async def show_window(workspace: Workspace, viewer: Viewer, eid: str, win: str) -> None:
    """Send a viewer one window again, alone, or `close` when it is gone.

    A viewer that compares names all its environments, joined by `+`, and gets what is shown merged of that window.
    One that has turned to other environments meanwhile is sent nothing.
    """
    if viewer.compares:
        await _show_merged(workspace, viewer, [escape_eid(name) for name in eid.split(COMPARE_SEPARATOR)], win)
    elif viewer.watched == (escape_eid(eid),):
        viewer.owe((win,))


async def _show_merged(workspace: Workspace, viewer: Viewer, names: Sequence[str], win: str) -> None:
    chosen = viewer.watched
    if tuple(name for name in dict.fromkeys(names) if name in chosen) != chosen:
        return
    environments = await workspace.environments(chosen)
    if viewer.watched is not chosen:
        return
    merged = compare({name: _of_one_title(win, environments, name) for name in environments}, names)
    if win != COMPARE_LEGEND:
        del merged[COMPARE_LEGEND]
    for shown, window in merged.items():
        viewer.tell(shown, partial(messages.window, shown, window))
    if not merged:
        viewer.tell_closed(win)


def _of_one_title(win: str, environments: Mapping[str, Mapping[str, Window]], name: str) -> dict[str, Window]:
    """The windows of an environment that have the title of this one, wherever this one is: they are shown as one."""
    titles = [windows[win].get("title") for windows in environments.values() if win in windows]
    return {each: window for each, window in environments[name].items() if window.get("title") in titles}


@contextmanager
def _shown_empty_on_failure(viewer: Viewer) -> Iterator[None]:
    """A page whose choice cannot be read sees nothing of it, but hears of what comes."""
    chosen = viewer.watched
    try:
        yield
    except VisdomError:
        if viewer.watched is chosen:
            viewer.opened(None, {}, messages.LAYOUT)
        raise
