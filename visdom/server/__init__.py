"""Who serves the windows: settings, application, routes, sessions, workspace."""
