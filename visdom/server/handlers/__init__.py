"""HTTP and websocket handlers: parse, one call on the workspace, answer."""
