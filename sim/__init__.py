"""Replay, simulate and compare political-military tabletop scenarios."""
