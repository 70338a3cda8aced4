"""Resolving the names of units in documents."""
