"""Checks drawn at random, and what they found."""
