"""What a leader in charge sees, and that they have seen it."""
