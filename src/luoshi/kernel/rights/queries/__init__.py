"""Functions that read."""
