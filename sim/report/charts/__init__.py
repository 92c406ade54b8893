"""Pictures: positions, pressure, permissions, and many runs."""
