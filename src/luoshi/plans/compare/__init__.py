"""Comparison of a plan with that of the level above."""
