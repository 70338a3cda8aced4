"""Nouns and constraints."""
