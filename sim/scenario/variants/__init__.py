"""Variants: a list of changes made to a scenario, one after another, giving a new scenario."""
