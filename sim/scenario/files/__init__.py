"""Scenario files: found, read, joined, validated, described by a schema, and begun from a template."""
