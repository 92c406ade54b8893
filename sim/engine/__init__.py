"""The engine room: moves a Program through time and traces what happened."""
