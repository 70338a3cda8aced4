"""Checks of any record: what was found, who corrects it by when, and whether that was verified."""
