"""The log of an exercise: acts in the order they were made, in one file, only ever added to.

Everything an exercise is follows from its log. The log itself knows nothing of exercises: who did
something and of what kind it was is text, and the rest is plain JSON.
"""
