"""Handlers of visdom 0.2.4: classes that can be imported and subclassed; this server has its own in `server/http`."""
