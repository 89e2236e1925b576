"""The public methods by topic; `Visdom` inherits from all of these classes."""
