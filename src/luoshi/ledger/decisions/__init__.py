"""Dates moved, work checked, closed, stopped and looked at again."""
