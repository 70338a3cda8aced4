"""The API of every kind of record, from its declaration."""
