"""Counterfactuals conditioned on the record: abduction, action, prediction (Pearl 2009)."""
