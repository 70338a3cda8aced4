"""The API for every kind of record."""
