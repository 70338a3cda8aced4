"""Models and constraints."""
