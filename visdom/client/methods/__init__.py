"""The public methods by topic; `Visdom` is put together from them."""
