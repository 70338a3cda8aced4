"""Functions that write."""
