"""The command line: verbs that parse, call and print. Heavy imports stay inside the verbs."""

from __future__ import annotations

from sim.cli.app import main

__all__ = ["main"]
