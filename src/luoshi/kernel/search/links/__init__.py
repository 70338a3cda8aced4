"""Links from record to record: suggestions while typing, and linked records as a reader may see them."""
