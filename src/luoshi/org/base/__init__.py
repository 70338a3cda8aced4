"""Shared foundations of all topics: errors, fields, shapes, ports, locks, statements, and form actions."""
