"""The lazy tree of environments and windows, and the bound on its memory."""
