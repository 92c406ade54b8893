"""The bound: the compiled engine's loop in C over the same arrays, bit for bit."""
