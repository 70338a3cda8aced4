"""Permissions on records and steps; and resolving addresses."""
