"""The scenario room: what a person writes, read, checked and changed."""
