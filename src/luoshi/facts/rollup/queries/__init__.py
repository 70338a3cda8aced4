"""Queries for roll-ups."""
