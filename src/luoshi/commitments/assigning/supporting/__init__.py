"""Answers of supporting units on a commitment, and its desk's decisions on them."""
