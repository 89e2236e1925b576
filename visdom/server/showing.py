"""What a viewer is shown: one environment, or several compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from visdom.errors import NotFound, VisdomError
from visdom.server import messages
from visdom.server.viewer import Viewer
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
        environments = {name: await workspace.windows(name) for name in known}
    if viewer.watched is not chosen:
        return
    positions = messages.reload(workspace.tree[known[0]].get("reload", {})) if known[0] in workspace.tree else None
    merged = in_order(compare(environments, names))
    encoded: dict[str, bytes | None] = {win: messages.window(win, window) for win, window in merged.items()}
    viewer.opened(positions, encoded, messages.LAYOUT)


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
