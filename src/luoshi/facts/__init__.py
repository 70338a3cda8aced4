"""Indicators, their targets (promised values), facts (reported values) and totals."""
