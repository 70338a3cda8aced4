"""Terms: spans of days over which a record is valid, with renewed ones kept."""
