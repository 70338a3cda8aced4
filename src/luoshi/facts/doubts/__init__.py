"""Finds doubtful figures and formats the doubts."""
