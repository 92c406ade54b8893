"""The same model as a user would otherwise write it: on heapq, on Mesa, on salabim.

Each script drives `rules.Rules` (the model's bookkeeping in plain Python over the functions of
sim/model) by its library's own means and is checked to give the same events as the SimPy engine.
"""
