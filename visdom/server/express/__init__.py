"""The express lane: what programs send all the time is answered without tornado, which takes three times as long.

Every connection begins here. As long as its requests are usual ones (`head`) for routes that take a JSON object
(`visdom.server.handlers.posts`), they are answered here. With the first that is any other, the connection goes to
tornado for good, together with all that came and was not answered; so pages, websockets, and odd or broken clients
meet tornado alone.
"""
