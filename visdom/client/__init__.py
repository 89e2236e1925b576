"""Who sends: the class `Visdom` that programs draw with."""

from visdom.client.visdom import Visdom

__all__ = ["Visdom"]
