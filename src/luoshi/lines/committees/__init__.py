"""Meetings of committees: who was there, what was voted on with which counts, and the minutes."""
