"""What changes if one thing changes: a scenario beside its variants, under the same draws."""
