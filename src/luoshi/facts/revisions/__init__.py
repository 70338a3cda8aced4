"""Revisions: counted values that today's rules would change are listed and superseded in one step; issued ones stay."""
