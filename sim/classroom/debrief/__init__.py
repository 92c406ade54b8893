"""The debrief: what the class did beside history and the model's worlds, who knew what, what was forecast."""
