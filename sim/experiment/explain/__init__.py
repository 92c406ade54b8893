"""Where two worlds part: pairs of runs, many pairs at once, and what came of what."""
