"""Rows inside a record: writing, reading, and showing them in cards."""
