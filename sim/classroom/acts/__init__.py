"""Acts: what people and the clock do in an exercise, as they stand in the log."""
