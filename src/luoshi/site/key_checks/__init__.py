"""Whether the keys at hand are those under which the database was written."""
