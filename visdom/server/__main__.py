"""`python -m visdom.server`."""

from __future__ import annotations

from visdom.server.cli import main

if __name__ == "__main__":
    main()
