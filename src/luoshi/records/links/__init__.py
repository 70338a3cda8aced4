"""Links from record to record: what is offered to who types, and linked records as who looks may know them."""
