"""HTTP and websockets: routes, handlers by topic, and the fast path; each parses a request and calls the workspace."""
