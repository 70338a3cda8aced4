"""Kinds of evidence, and those that a commitment has."""
