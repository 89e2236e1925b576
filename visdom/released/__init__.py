"""The modules of visdom 0.2.4 that this package does without, for programs that import from them.

This folder is a part of the search path of `visdom`, and its folder `server` of that of `visdom.server`. So its modules
have their old names, such as `visdom.utils.server_utils`, and import each other relatively.
"""
