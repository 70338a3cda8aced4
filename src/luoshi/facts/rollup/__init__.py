"""Totals of facts over the unit tree and over time, computed on request, always with their coverage."""
