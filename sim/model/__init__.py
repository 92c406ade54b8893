"""The model room: the mathematics as scalar functions, and scenarios lowered to numbers."""
