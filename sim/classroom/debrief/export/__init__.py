"""What is taken out of an exercise file: the whole log, tables, one student's own things; no secrets ever."""
