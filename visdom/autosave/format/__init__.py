"""Bytes to values and back: names, journals, texts of windows and of environments. Nothing here touches files."""
