"""What was measured against what: `python -m benchmarks` runs everything and writes the results."""
