"""Where windows live: the lazily loaded tree that writes itself to disk."""
