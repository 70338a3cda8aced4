"""Terms: the days from and to which something is valid, those that were renewed kept apart."""
