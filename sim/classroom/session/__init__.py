"""A running exercise: its file, its state, and the acts that are accepted."""
