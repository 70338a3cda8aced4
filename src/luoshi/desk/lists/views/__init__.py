"""Saved views, and the stored state of long operations on lists."""
