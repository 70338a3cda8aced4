"""Matching the words of a paper to defined indicators."""
