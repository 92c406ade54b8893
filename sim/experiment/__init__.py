"""The experiment room: asks questions by running."""
