"""Environments: list them, copy one, delete one, save them."""

from __future__ import annotations

from arguments import connect

vis = connect()
mine = vis.env

vis.line([3, 1, 2], win="results", opts={"title": "Results"})

vis.fork_env(mine, f"{mine}_before")  # a copy as of now
vis.line([3, 4, 5], win="results", opts={"title": "Results"})
vis.save([mine, f"{mine}_before"])

names = [name for name in vis.get_env_list() if name.startswith(mine)]
vis.text(
    "<br>".join(sorted(names)),
    win="names",
    opts={"title": "Environments", "width": 300, "height": 160},
)

vis.delete_env(f"{mine}_before")
