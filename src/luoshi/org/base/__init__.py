"""Shared foundations of the organisation: ports to the rooms above, screened forms, and trials of sheets."""
