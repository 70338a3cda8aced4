"""Kinds of evidence, and which of them a commitment has."""
