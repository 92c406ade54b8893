"""The web application of a live exercise: server-rendered pages, plain forms, events for what changes."""
