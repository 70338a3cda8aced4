"""Entries made in the field on a telephone, also without a connection."""
