"""The client: the class `Visdom`, with which programs draw."""

from visdom.client.visdom import Visdom

__all__ = ["Visdom"]
