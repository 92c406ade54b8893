"""Which acts are accepted, from whom and when; a refusal says why, and what could be done instead."""
