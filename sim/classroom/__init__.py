"""The classroom room: a live exercise for a class, in the browser, replayed from a log of acts."""
