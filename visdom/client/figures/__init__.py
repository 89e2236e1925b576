"""One pure file per plotting method: data and options in, message out."""
