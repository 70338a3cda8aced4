"""Which tables have rows that refer to a record."""
