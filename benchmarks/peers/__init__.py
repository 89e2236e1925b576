"""Other tools that keep what a training loop logs, measured beside ours in the same run."""
