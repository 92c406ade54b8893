"""Abduction: what a record says of the noise behind it, stance by stance (docs/model.md)."""
