"""Pure figures: data and options in, request out; one file per plotting method."""
