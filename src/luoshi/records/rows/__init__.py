"""Rows inside a record: written, read, shown in cards."""
