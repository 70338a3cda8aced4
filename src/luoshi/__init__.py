"""Luoshi (落实): official documents into ledgers, and every commitment to its end."""

__version__ = "0.1.0"
