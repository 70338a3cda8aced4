"""Draws of assessors from the pool, and the seats that they fill."""
