"""Where two worlds part, in words and tables."""
